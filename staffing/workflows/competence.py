"""Learning at the counter and the two assessments.

Purpose: nobody stands alone before two people found him proficient. Source: KH giai đoạn II, III-a.3.2 (R04:
2–3 months or as soon as proficient; R08: head of the agency and director of the centre), III-b.5 (R38: civil
servants guide). Who signs: the head of the host agency and the director of the centre, each once, two
different persons.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import principal_of
from pilot.platform.kernel.workflow import Call, write
from staffing.models import Assignment, CivilServant, CompetencyAssessment, LearningPeriod, PostalEmployee
from staffing.rules import competence as rules

As = CompetencyAssessment.As


@write(
    "start_learning",
    rules=(
        rules.rule_one_employee_one_place,
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
) -> None:
    """Begin the learning time of one employee's fields at one place, beside a civil servant.

    Raises TransitionRefused other_place, learning_started, learning_day, r38_mentor.
    """
    for row in assignments:
        LearningPeriod.objects.create(
            pilot=row.pilot,
            assignment=row,
            started_on=started_on,
            mentor=mentor,
            illustrative=row.illustrative,
        )
    waiting = (PostalEmployee.Status.SELECTED, PostalEmployee.Status.REPORTED)
    PostalEmployee.objects.filter(pk=assignment.employee_id, status__in=waiting).update(
        status=PostalEmployee.Status.LEARNING
    )
    call.note(fields=[row.field.name for row in assignments], started_on=started_on, mentor=mentor and mentor.pk)


@write(
    "attest_proficiency",
    rules=(rules.rule_one_employee_one_place, rules.rule_learning_open),
    signed=True,
    label=_("Attested proficient before the time"),
)
def attest_proficiency(assignment: Assignment, call: Call, *, assignments: list[Assignment], note: str) -> None:
    """Attest that the learning time need not run out (R04); `note` says what it rests on.

    Raises TransitionRefused other_place, not_learning.
    """
    LearningPeriod.objects.filter(assignment__in=assignments).update(
        attested_on=call.act.on, attested_by=call.user.person, attested_note=note
    )
    call.note(fields=[row.field.name for row in assignments], attested=note)


ASSESS = (
    rules.rule_r08_in_pilot,
    rules.rule_one_employee_one_place,
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
) -> None:
    """The head of the host agency finds proficient or to be repeated, per field.

    Raises TransitionRefused no_rule_in_pilot, other_place, no_result, r04_learning, revoked_today, r08_same_person.
    """
    _assess(call, As.AGENCY_HEAD, assignments, results, note)


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
) -> None:
    """The same by the director of the centre.

    Raises TransitionRefused no_rule_in_pilot, other_place, no_result, r04_learning, r08_same_person.
    """
    _assess(call, As.CENTRE_DIRECTOR, assignments, results, note)


def _assess(call: Call, assessed_as: str, assignments: list[Assignment], results: dict[int, str], note: str) -> None:
    principal = principal_of(call.capacity)
    for row in assignments:
        made = CompetencyAssessment.objects.create(
            pilot=row.pilot,
            employee_id=row.employee_id,
            agency_id=row.agency_id,
            site_id=row.site_id,
            field_id=row.field_id,
            assessor=call.user.person,
            on_behalf_of_id=principal,
            assessed_as=assessed_as,
            result=results[row.pk],
            day=call.act.on,
            note=note,
            illustrative=row.illustrative,
        )
        call.wrote(made)
    call.note(results={row.field.name: results[row.pk] for row in assignments})


ASSESS_AS = {As.AGENCY_HEAD: assess_as_agency_head, As.CENTRE_DIRECTOR: assess_as_centre_director}
