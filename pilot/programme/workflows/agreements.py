"""What bodies of a pilot have signed with each other (quy chế phối hợp): entered, corrected, changed, closed.

Purpose: who works together at a counter has agreed how (R16); readiness asks for it. Who acts: the secretariat, alone,
for a regulation gives nobody a right or money; its scan shows that the parties have signed it. Source: KH giai đoạn II,
III-b.5 ("Tổ chức ký kết Quy chế phối hợp triển khai thí điểm giữa các bên") and III-a.5.
"""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.paper import rules as paper_rules
from pilot.platform.cases.paper import workflows as paper
from pilot.platform.documents.evidence import Evidence, keep
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Agency, Agreement, Pilot
from pilot.programme.rules import dated as days
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row, set_columns

AGREEMENT = Workflow(
    "agreement", _("Agreement"),
    [
        Transition("correct_agreement", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("change_agreement", (), None, _("Change from a day on")),
        Transition("close_agreement", (), None, _("End the agreement")),
    ],
)  # fmt: skip


def rule_r16_parties(row: Pilot | Agreement, act: Act, inputs: Inputs) -> list[Problem]:
    """ "giữa các bên" (KH II, III-b.5): a post office, and at least one body that works with it."""
    with_post_office = [party for party in inputs["parties"] if party.kind == Agency.Kind.POST_OFFICE]
    if with_post_office and len(inputs["parties"]) > len(with_post_office):
        return []
    words = _("Choose the post office and at least one body that has signed with it (R16).")
    return [Problem("r16_parties", words, field="parties")]


def rule_signed_already(row: Pilot | Agreement, act: Act, inputs: Inputs) -> list[Problem]:
    """What is registered has been signed; its term may begin later."""
    return days.day_ahead("document_date") if inputs["document_date"] > act.on else []


SIGNED = (rule_r16_parties, rule_signed_already, paper_rules.rule_signers)


@write("enter_agreement", rules=(*SIGNED, paper_rules.rule_scan), label=_("Enter a coordination regulation"))
def enter_agreement(
    pilot: Pilot, call: Call, *, subject: str, parties: list[Agency], valid_from: dt.date,
    valid_to: dt.date | None = None, **document: Any,
) -> Agreement:  # fmt: skip
    """A regulation that these bodies have signed. `document`: see pilot/platform/cases/paper/workflows.py.

    Raises TransitionRefused r16_parties, day_ahead, paper_without_signers, paper_without_scan.
    """
    row = Agreement.objects.create(
        pilot=pilot, subject=subject, valid_from=valid_from, valid_to=valid_to,
        illustrative=enters_illustrations(call.act), **paper.entered(call, **document),
    )  # fmt: skip
    row.parties.set(parties)
    call.note(parties=_codes(parties), from_day=valid_from)
    return row


def _codes(parties: list[Agency]) -> list[str]:
    return sorted(party.code for party in parties)


@AGREEMENT.verb("correct_agreement", rules=(*SIGNED, days.rule_days_in_order))
def correct_agreement(
    row: Agreement, call: Call, *, subject: str, parties: list[Agency], valid_from: dt.date, valid_to: dt.date | None,
    document: str, document_date: dt.date, signers: str, scan: Evidence | None = None,
) -> None:  # fmt: skip
    """Put right what was typed wrong; without another `scan` the one that is there stays.

    Raises TransitionRefused r16_parties, day_ahead, paper_without_signers, before_beginning.
    """
    set_columns(row, {
        "subject": subject, "valid_from": valid_from, "valid_to": valid_to, "paper_source": document,
        "paper_date": document_date, "paper_signers": signers,
    })  # fmt: skip
    if scan:
        row.paper_scan = keep(scan, scan.file.name or "", call.act.user)
    row.parties.set(parties)
    call.note(parties=_codes(parties))


@AGREEMENT.verb("change_agreement", rules=(*SIGNED, paper_rules.rule_scan, days.rule_change_within))
def change_agreement(
    row: Agreement, call: Call, *, day: dt.date, subject: str, parties: list[Agency], **document: Any
) -> Agreement:
    """From `day` on another text or other parties hold, by another document: this one ends, and the new one follows.

    Raises TransitionRefused r16_parties, day_ahead, paper_without_signers, paper_without_scan, day_outside.
    """
    follows = Agreement.objects.create(
        pilot=row.pilot, kind=row.kind, subject=subject, valid_from=day, valid_to=row.valid_to,
        illustrative=row.illustrative, **paper.entered(call, **document),
    )  # fmt: skip
    follows.parties.set(parties)
    row.valid_to = day
    call.note(from_day=day, parties=_codes(parties), followed_by=follows.pk)
    return follows


@AGREEMENT.verb("close_agreement", rules=(days.rule_closes_within,))
def close_agreement(row: Agreement, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """It holds until `last_day`, included. Raises TransitionRefused before_beginning, closed_already."""
    end_row(row, call, last_day, legal_basis)
