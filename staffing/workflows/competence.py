"""Learning at the counter and the two assessments.

Purpose: nobody stands alone before two people found him proficient. Source: KH giai đoạn II, III-a.3.2 (R04:
2–3 months or as soon as proficient; R08: head of the agency and director of the centre), III-b.5 (R38: civil
servants guide). Who signs: the head of the host agency and the director of the centre, each once, two
different persons.
"""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import principal_of
from pilot.platform.exchange import bulk
from pilot.platform.kernel.audit import without_secrets
from pilot.platform.kernel.workflow import Call, write
from staffing.models import Assignment, CivilServant, CompetencyAssessment, LearningPeriod, PostalEmployee
from staffing.rules import competence as rules

As = CompetencyAssessment.As


def _tell(
    call: Call, assignments: list[Assignment], facts: Callable[[list[Assignment]], dict[str, object]]
) -> Assignment:
    """An event for each employee, on the first of his fields; gives the row of the first event."""
    of_each: dict[int, list[Assignment]] = {}
    for row in assignments:
        of_each.setdefault(row.employee_id, []).append(row)
    first, *others = of_each.values()
    call.note(**facts(first))
    for rows in others:
        call.also(rows[0], **facts(rows))
    return first[0]


@write(
    "start_learning",
    rules=(
        rules.rule_one_place,
        rules.rule_not_learning_yet,
        rules.rule_start_day,
        rules.rule_r38_mentor,
    ),
    label=_("Learning begins"),
)
def start_learning(
    assignment: Assignment,
    call: Call,
    *,
    assignments: list[Assignment],
    started_on: dt.date,
    mentor: CivilServant | None = None,
) -> Assignment:
    """Begin the learning time of employees' fields at the place of the first one, beside a civil servant.

    Raises TransitionRefused other_place, learning_started, learning_day, r38_mentor.
    """
    shared = {"started_on": started_on, "mentor": mentor}
    bulk.insert([
        LearningPeriod(pilot_id=row.pilot_id, assignment=row, illustrative=row.illustrative, **shared)
        for row in assignments
    ])  # fmt: skip
    waiting = (PostalEmployee.Status.SELECTED, PostalEmployee.Status.REPORTED)
    people = {row.employee_id for row in assignments}
    PostalEmployee.objects.filter(pk__in=people, status__in=waiting).update(status=PostalEmployee.Status.LEARNING)
    facts = {"started_on": started_on, "mentor": mentor and mentor.pk}
    return _tell(call, assignments, lambda rows: {"fields": _names(rows), **facts})


def _names(rows: list[Assignment]) -> list[str]:
    return [row.field.name for row in rows]


@write(
    "attest_proficiency",
    rules=(rules.rule_one_place, rules.rule_learning_open),
    signed=True,
    label=_("Attested proficient before the time"),
)
def attest_proficiency(assignment: Assignment, call: Call, *, assignments: list[Assignment], note: str) -> Assignment:
    """Attest that the learning time need not run out (R04); `note` says what it rests on.

    Raises TransitionRefused other_place, not_learning.
    """
    LearningPeriod.objects.filter(assignment__in=assignments).update(
        attested_on=call.act.on, attested_by=call.user.person, attested_note=note
    )
    ground = without_secrets(LearningPeriod, {"attested_note": note})
    return _tell(call, assignments, lambda rows: {"fields": _names(rows), **ground})


ASSESS = (
    rules.rule_r08_in_pilot,
    rules.rule_one_place,
    rules.rule_results_known,
    rules.rule_r04_learning,
    rules.rule_not_revoked_today,
)


@write(
    "assess_as_agency_head",
    rules=(*ASSESS, rules.rule_r08_head_is_not_the_director),
    signed=True,
    label=_("Assessed by the head of agency"),
)
def assess_as_agency_head(
    assignment: Assignment,
    call: Call,
    *,
    assignments: list[Assignment],
    results: dict[int, str],
    note: str = "",
) -> Assignment:
    """The head of the host agency finds proficient or to be repeated, per employee and field, for one place.

    Raises TransitionRefused no_rule_in_pilot, other_place, no_result, r04_learning, revoked_today, r08_same_person.
    """
    return _assess(call, As.AGENCY_HEAD, assignments, results, note)


@write(
    "assess_as_centre_director",
    rules=(*ASSESS, rules.rule_r08_director_is_not_the_head),
    signed=True,
    label=_("Assessed by the director of the centre"),
)
def assess_as_centre_director(
    assignment: Assignment,
    call: Call,
    *,
    assignments: list[Assignment],
    results: dict[int, str],
    note: str = "",
) -> Assignment:
    """The same by the director of the centre.

    Raises TransitionRefused no_rule_in_pilot, other_place, no_result, r04_learning, r08_same_person.
    """
    return _assess(call, As.CENTRE_DIRECTOR, assignments, results, note)


def _assess(
    call: Call, assessed_as: str, assignments: list[Assignment], results: dict[int, str], note: str
) -> Assignment:
    by = {"assessor": call.user.person, "on_behalf_of_id": principal_of(call.capacity), "assessed_as": assessed_as}
    made = [
        CompetencyAssessment(
            pilot_id=row.pilot_id,
            employee_id=row.employee_id,
            agency_id=row.agency_id,
            site_id=row.site_id,
            field_id=row.field_id,
            result=results[row.pk],
            day=call.act.on,
            note=note,
            illustrative=row.illustrative,
            **by,
        )
        for row in assignments
    ]
    bulk.insert(made)
    call.wrote(*made)
    return _tell(call, assignments, lambda rows: {"results": {row.field.name: results[row.pk] for row in rows}})


ASSESS_AS = {As.AGENCY_HEAD: assess_as_agency_head, As.CENTRE_DIRECTOR: assess_as_centre_director}
