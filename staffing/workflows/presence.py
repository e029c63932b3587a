"""Absences of postal employees and who stands in for them (vắng mặt, trực thay).

Purpose: nobody is away without the counter being covered (R03), and it stays readable who covered which half-day and
why. Who acts: the post office's personnel, and the director of the centre where the employee is assigned; both also
order who stands in. Source: KH giai đoạn II, III-a.3.1.1 (a reserve for each field); kinds of leave by the
labour-accounting marks.
"""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Role
from pilot.platform.half_days import Span
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, ServiceField, Site
from pilot.programme.workflows.acting import person_of
from staffing.models import Absence, PostalEmployee, Substitution
from staffing.rules import presence as rules
from staffing.selectors.presence import sites_touched

A, S = Absence.Status, Substitution.Status
ABSENCE = Workflow(
    "absence",
    _("Absence"),
    [
        Transition("end_absence", (A.RECORDED,), None, _("Comes back earlier")),
        Transition("correct_absence", (A.RECORDED,), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("take_back_absence", (A.RECORDED,), A.TAKEN_BACK, _("Take the absence back"), reason=True),
    ],
)
SUBSTITUTION = Workflow(
    "substitution",
    _("Standing in"),
    [Transition("take_back_stand_in", (S.ORDERED,), S.TAKEN_BACK, _("Take the order back"), reason=True)],
)


@write("record_absence", (rules.rule_with_the_pilot, rules.rule_not_away_already), label=_("Record an absence"))
def record_absence(
    employee: PostalEmployee, call: Call, *, leave: str, first_half: int, past_half: int, why: str = "",
    sudden: bool = False,
) -> Absence:  # fmt: skip
    """The employee is away on the half-days [first_half, past_half).

    Raises TransitionRefused not_with_the_pilot, away_already, other_centre.
    """
    sites = Site.objects.in_bulk(sites_touched([(employee.pk, Span(first_half, past_half))])[0])
    _require_own_centre(call, sites)
    row = Absence.objects.create(
        pilot=employee.pilot, employee=employee, leave=leave, why=why, sudden=sudden, first_half=first_half,
        past_half=past_half, illustrative=employee.illustrative,
    )  # fmt: skip
    row.sites.set(sites.values())
    return row


NOT_HERE = _("The employee is not assigned at this centre on these days: the post office records the absence.")
NOT_YOURS = _("This is about another centre: its director or the post office does it.")


def _require_own_centre(call: Call, sites: Collection[int], words: Words = NOT_HERE) -> None:
    """A director acts for his own centre: it has to be among the sites. Raises TransitionRefused other_centre."""
    capacity = call.capacity
    if getattr(capacity, "role", None) != Role.CENTRE_DIRECTOR:
        return
    if capacity.anchor_id not in sites:  # type: ignore[union-attr]
        raise TransitionRefused("other_centre", words)


@ABSENCE.verb("correct_absence", (rules.rule_with_the_pilot, rules.rule_not_away_already))
def correct_absence(
    row: Absence, call: Call, *, leave: str, first_half: int, past_half: int, why: str = "", sudden: bool = False
) -> None:
    """Put right what was typed wrong. Raises TransitionRefused not_with_the_pilot, away_already, other_centre."""
    sites = Site.objects.in_bulk(sites_touched([(row.employee_id, Span(first_half, past_half))])[0])
    _require_own_centre(call, sites)
    row.leave, row.why, row.sudden, row.first_half, row.past_half = leave, why, sudden, first_half, past_half
    row.sites.set(sites.values())


@ABSENCE.verb("end_absence", (rules.rule_ends_within,))
def end_absence(row: Absence, call: Call, *, past_half: int) -> None:
    """The employee is back from the half-day `past_half` on. Raises TransitionRefused outside_absence."""
    row.past_half = past_half


@ABSENCE.verb("take_back_absence")
def take_back_absence(row: Absence, call: Call) -> None:
    """The employee was, or will be, there after all; the row stays with the reason in its history."""


@write(
    "order_stand_in",
    (
        rules.rule_somebody_else, rules.rule_with_the_pilot, rules.rule_needs_cover,
        rules.rule_r09_stand_in_recognised, rules.rule_free,
    ),
    label=_("Order who stands in"),
)  # fmt: skip
def order_stand_in(
    absentee: PostalEmployee, call: Call, *, stand_in: PostalEmployee, site: Site, agency: Agency,
    fields: Sequence[ServiceField], first_half: int, past_half: int,
) -> Substitution:  # fmt: skip
    """`stand_in` takes the place of the absent one for these fields on the half-days [first_half, past_half).

    Raises TransitionRefused same_person, not_with_the_pilot, not_away, covered, no_working_day, not_recognised, away,
    elsewhere, other_centre; conflict when somebody sends the same person elsewhere at the same moment.
    """
    _require_own_centre(call, {site.pk}, NOT_YOURS)
    row = Substitution.objects.create(
        pilot=absentee.pilot, employee=stand_in, absentee=absentee, agency=agency, site=site, first_half=first_half,
        past_half=past_half, ordered_at=call.act.at, ordered_by=person_of(call.act), illustrative=absentee.illustrative,
    )  # fmt: skip
    row.fields.set(fields)
    call.note(fields=[str(one) for one in fields])
    return row


@write(
    "agree_swap", (rules.rule_swap_of_two, rules.rule_both_with_the_pilot, rules.rule_swap_fits),
    label=_("Swap with somebody in charge"),
)  # fmt: skip
def agree_swap(
    employee: PostalEmployee, call: Call, *, other: PostalEmployee, first_half: int, past_half: int
) -> Substitution:
    """Two in charge change places on the half-days [first_half, past_half): an order each way; the first one is given.

    Raises TransitionRefused same_person, not_with_the_pilot, not_in_charge, two_places, not_recognised, away,
    elsewhere, other_centre.
    """
    span = Span(first_half, past_half)
    ways = [(employee, other), (other, employee)]
    made = [_swapped(stand_in, absentee, span, call) for absentee, stand_in in ways]
    _require_own_centre(call, {row.site_id for row in made}, NOT_YOURS)
    call.note(other=made[1].pk)
    return made[0]


def _swapped(stand_in: PostalEmployee, absentee: PostalEmployee, span: Span, call: Call) -> Substitution:
    held = rules.held_by(absentee, span)
    row = Substitution.objects.create(
        pilot=absentee.pilot, employee=stand_in, absentee=absentee, agency=held[0].agency, site=held[0].site,
        swap=True, first_half=span.first, past_half=span.past, ordered_at=call.act.at,
        ordered_by=person_of(call.act), illustrative=absentee.illustrative,
    )  # fmt: skip
    row.fields.set([one.field for one in held])
    return row


@SUBSTITUTION.verb("take_back_stand_in")
def take_back_stand_in(row: Substitution, call: Call) -> None:
    """Nobody stands in by this order; the row stays with the reason in its history. Of a swap the other one goes on."""
