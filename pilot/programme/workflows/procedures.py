"""Procedures (TTHC) and the set of an agency: entered, confirmed, corrected, taken out from a day on.

Purpose: what an agency receives in the pilot is said by the agency itself; what the national catalogue proposes counts
for no real counter before that. Who acts: the agency, or the secretariat; a name in the catalogue, which belongs to
everybody, is corrected by a secretariat alone. Source: each act names its document (KH giai đoạn II, II.1 and II.2:
"toàn bộ Bộ TTHC").
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange import bulk
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, Procedure, ProcedureSet, ProcedureSetEntry, ServiceField
from pilot.programme.rules import dated as days
from pilot.programme.rules import procedures as rules
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row, set_columns

SET_ENTRY = Workflow(
    "set_entry", _("Procedure of an agency's set"),
    [
        Transition("correct_set_entry", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("end_set_entry", (), None, _("Take out of the set")),
    ],
)  # fmt: skip
PROCEDURE = Workflow(
    "procedure", _("Administrative procedure"),
    [Transition("correct_procedure", (), None, _("Correct a typing error"), reason=True, corrects=True)],
)  # fmt: skip


def put_in_set(
    agency: Agency, suffixes: Mapping[int, str], day: dt.date | Mapping[int, dt.date], **said: Any
) -> tuple[ProcedureSet, bool, list[int]]:
    """The procedures (id → suffix of the code) stand in the agency's set from `day` on; proposals of them end.

    `day`: one for all, or one for each procedure by its id.
    Gives the set, whether it is new, and the ids of the entries. A fixed number of statements.
    """
    whole, is_new = ProcedureSet.objects.get_or_create(agency=agency, defaults={"pilot_id": agency.pilot_id})
    days = dict.fromkeys(suffixes, day) if isinstance(day, dt.date) else day
    proposals = whole.entries.filter(ProcedureSetEntry.PROPOSED, valid_to=None, procedure__in=bulk.among(suffixes))
    ended = {pk: {"valid_to": days[procedure]} for pk, procedure in proposals.values_list("pk", "procedure_id")}
    bulk.update(ProcedureSetEntry, ended, ["valid_to"])
    shared = {"pilot_id": agency.pilot_id, "procedure_set": whole, **said}
    entries = [
        ProcedureSetEntry(procedure_id=pk, code_suffix=end, valid_from=days[pk], **shared)
        for pk, end in suffixes.items()
    ]
    return whole, is_new, bulk.insert(entries)


@write(
    "enter_procedure",
    rules=(
        rules.rule_keeps_procedures, rules.rule_code, rules.rule_known_or_whole, rules.rule_field_in_use,
        rules.rule_not_in_the_set,
    ),
    label=_("Enter a procedure"),
)  # fmt: skip
def enter_procedure(
    agency: Agency, call: Call, *, code: str, valid_from: dt.date, legal_basis: str, name: str = "",
    field: ServiceField | None = None, level: str = "", code_suffix: str = "",
) -> ProcedureSetEntry:  # fmt: skip
    """A procedure of the catalogue, or one that is new to it, stands in the agency's set from `valid_from` on.

    Raises TransitionRefused no_set, procedure_code, procedure_unknown, field_closed, in_the_set.
    """
    illustrative = enters_illustrations(call.act)
    new = {"name": name, "field": field, "level": level, "illustrative": illustrative}
    procedure, is_new = Procedure.objects.get_or_create(code=code, defaults=new)
    said = {"legal_basis": legal_basis, "illustrative": illustrative}
    _whole, _new, (pk,) = put_in_set(agency, {procedure.pk: code_suffix}, valid_from, **said)
    call.note(procedures=[code], from_day=valid_from, **({"new_in_catalogue": True} if is_new else {}))
    return ProcedureSetEntry.objects.get(pk=pk)


@write(
    "confirm_proposals",
    rules=(rules.rule_keeps_procedures, rules.rule_some_proposals),
    label=_("Confirm proposed procedures"),
)
def confirm_proposals(
    agency: Agency, call: Call, *, entries: list[ProcedureSetEntry], valid_from: dt.date, legal_basis: str
) -> ProcedureSet:
    """These proposals are procedures of the agency's set from `valid_from` on; the others stay proposals.

    Raises TransitionRefused no_set, no_proposal.
    """
    suffixes = {entry.procedure_id: entry.code_suffix for entry in entries}
    said = {"legal_basis": legal_basis, "illustrative": enters_illustrations(call.act)}
    whole, _new, _entries = put_in_set(agency, suffixes, valid_from, **said)
    call.note(procedures=sorted(entry.procedure.code for entry in entries), from_day=valid_from)
    return whole


@SET_ENTRY.verb(
    "correct_set_entry",
    rules=(rules.rule_no_proposal, rules.rule_code, rules.rule_in_catalogue, days.rule_days_in_order,
           rules.rule_not_in_the_set, rules.rule_not_on_the_ladder),
)  # fmt: skip
def correct_set_entry(
    entry: ProcedureSetEntry, call: Call, *, code: str, code_suffix: str, valid_from: dt.date,
    valid_to: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong: the procedure itself, the end of its code, days, ground.

    Raises TransitionRefused proposal, procedure_code, procedure_unknown, before_beginning, in_the_set, on_the_ladder.
    """
    entry.procedure = Procedure.objects.get(code=code)
    set_columns(entry, {
        "code_suffix": code_suffix, "valid_from": valid_from, "valid_to": valid_to, "legal_basis": legal_basis,
    })  # fmt: skip
    call.note(procedures=[code])


@SET_ENTRY.verb("end_set_entry", rules=(days.rule_closes_within,))
def end_set_entry(entry: ProcedureSetEntry, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The procedure stands in the set until `last_day`, included; a proposal of it is struck.

    Raises TransitionRefused before_beginning, closed_already.
    """
    end_row(entry, call, last_day, legal_basis)
    call.note(procedures=[entry.procedure.code])


@PROCEDURE.verb("correct_procedure", rules=(rules.rule_field_in_use,))
def correct_procedure(procedure: Procedure, call: Call, *, name: str, field: ServiceField, level: str) -> None:
    """Put right name, field or level in the catalogue, for all that have the procedure. Raises field_closed."""
    set_columns(procedure, {"name": name, "field": field, "level": level})
