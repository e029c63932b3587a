"""Civil servants of an agency, and the counter posts they hold (công chức giữ vị trí tại quầy).

Purpose: only who is known to hold a post can be withdrawn from it, and nobody is withdrawn twice. A withdrawal ends it;
everything else (retirement, transfer, another post) is entered here. Who acts: the agency itself, or the secretariat.
Source: each act names its document; KH giai đoạn II, III.3.2.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, CounterPost, Person
from pilot.programme.rules.dated import rule_closes_within, rule_days_in_order
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row
from staffing.models import CivilServant, Incumbency
from staffing.rules import incumbency as rules
from staffing.selectors.civil_servants import next_codes

OUT = _("Entered by mistake: take it out")
CIVIL_SERVANT = Workflow(
    "civil_servant", _("Civil servant"),
    [
        Transition("correct_civil_servant", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("remove_civil_servant", (), None, OUT, reason=True, removes=True),
    ],
)  # fmt: skip
INCUMBENCY = Workflow(
    "incumbency", _("Civil servant at a counter post"),
    [
        Transition("end_incumbency", (), None, _("No longer holds the post")),
        Transition("correct_incumbency", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("remove_incumbency", (), None, OUT, reason=True, removes=True),
    ],
)  # fmt: skip


@write("enter_civil_servant", rules=(rules.rule_code_free,), label=_("Enter a civil servant"))
def enter_civil_servant(
    agency: Agency, call: Call, *, full_name: str, staff_code: str = "", position: str = ""
) -> CivilServant:
    """A civil servant of the agency; without a code the next one is given. Raises TransitionRefused code_taken."""
    return _entered(agency, call, full_name, staff_code, position)


def _entered(agency: Agency, call: Call, full_name: str, staff_code: str, position: str = "") -> CivilServant:
    shared = {"pilot": agency.pilot, "illustrative": enters_illustrations(call.act)}
    person = Person.objects.create(full_name=full_name, **shared)
    code = staff_code or next(next_codes(agency))
    return CivilServant.objects.create(agency=agency, person=person, staff_code=code, position=position, **shared)


@CIVIL_SERVANT.verb("correct_civil_servant", rules=(rules.rule_code_free,))
def correct_civil_servant(
    row: CivilServant, call: Call, *, full_name: str, staff_code: str, position: str = ""
) -> None:
    """Put right a name, position or code that was typed wrong. Raises TransitionRefused code_taken."""
    row.staff_code, row.position = staff_code, position
    person = Person.objects.select_for_update().get(pk=row.person_id)
    if person.full_name != full_name:
        person.full_name, person.row_version = full_name, person.row_version + 1
        person.save()
        call.note(name_corrected=True)


@CIVIL_SERVANT.verb("remove_civil_servant", rules=(rules.rule_never_at_a_post,))
def remove_civil_servant(row: CivilServant, call: Call) -> Agency:
    """Take out somebody who never was a civil servant of the agency; the event there says who it was.

    Raises TransitionRefused in_use, which names what refers to the row or to its person.
    """
    call.note(employee=str(row))
    CivilServant.objects.filter(pk=row.pk).delete()
    Person.objects.filter(pk=row.person_id).delete()
    return row.agency


@write(
    "hold_post",
    rules=(
        rules.rule_one_person, rules.rule_name_is_new, rules.rule_days_of_the_post, rule_days_in_order,
        rules.rule_nobody_after_withdrawal, rules.rule_not_held_already, rules.rule_code_free,
    ),
    label=_("Enter who holds the post"),
)  # fmt: skip
def hold_post(
    post: CounterPost, call: Call, *, civil_servant: CivilServant | None = None, full_name: str = "",
    staff_code: str = "", valid_from: dt.date | None = None, valid_to: dt.date | None = None, legal_basis: str = "",
) -> Incumbency:  # fmt: skip
    """A civil servant of the post's agency holds it, [valid_from, valid_to); one who is not known yet is entered.

    Raises TransitionRefused one_person, outside_post, before_beginning, withdrawn, held_already, code_taken.
    """
    if civil_servant is None:
        civil_servant = _entered(post.agency, call, full_name, staff_code)
        call.note(entered=True)
    call.note(employee=str(civil_servant), **({"from_day": valid_from} if valid_from else {}))
    return Incumbency.objects.create(
        pilot=post.pilot, post=post, civil_servant=civil_servant, valid_from=valid_from, valid_to=valid_to,
        legal_basis=legal_basis, illustrative=post.illustrative,
    )  # fmt: skip


@INCUMBENCY.verb("end_incumbency", rules=(rule_closes_within, rules.rule_no_decided_withdrawal))
def end_incumbency(row: Incumbency, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The civil servant holds the post until `last_day`, included.

    Raises TransitionRefused before_beginning, closed_already, withdrawal_decided.
    """
    end_row(row, call, last_day, legal_basis)
    call.note(employee=str(row.civil_servant), post=str(row.post))


@INCUMBENCY.verb(
    "correct_incumbency",
    rules=(rules.rule_days_of_the_post, rule_days_in_order, rules.rule_nobody_after_withdrawal),
)
def correct_incumbency(
    row: Incumbency, call: Call, *, valid_from: dt.date | None, valid_to: dt.date | None, legal_basis: str
) -> None:
    """Put right days that were typed wrong. Raises TransitionRefused outside_post, before_beginning, withdrawn."""
    row.valid_from, row.valid_to, row.legal_basis = valid_from, valid_to, legal_basis
    call.note(employee=str(row.civil_servant), post=str(row.post))


@INCUMBENCY.verb("remove_incumbency", rules=(rules.rule_never_withdrawn,))
def remove_incumbency(row: Incumbency, call: Call) -> CounterPost:
    """Take out what never was so; the event on the post says who it was. Raises TransitionRefused withdrawn_from."""
    call.note(employee=str(row.civil_servant), post=str(row.post))
    Incumbency.objects.filter(pk=row.pk).delete()
    return row.post
