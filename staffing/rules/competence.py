"""Rules of learning and assessment (R04, R08)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.programme.rules.parameters import rules_missing
from staffing.models import Assignment, CompetencyAssessment, LearningPeriod, Recognition
from staffing.selectors.parameters import learning_window

Problems = list[Problem]
As = CompetencyAssessment.As


def rule_r08_in_pilot(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Two assessors are Hà Tĩnh's rule (R08): elsewhere only after a logged adoption."""
    return rules_missing(assignment.pilot, act.on, "R08")


def rule_one_employee_one_place(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """One act is about the fields of one employee of one agency at one site, on the day he is assigned."""
    place = (assignment.employee_id, assignment.agency_id, assignment.site_id)
    rows = inputs["assignments"]
    if rows and all((a.employee_id, a.agency_id, a.site_id) == place and a.period.contains(act.on) for a in rows):
        return []
    return [Problem("other_place", _("Choose fields that this employee has here today."))]


def rule_not_learning_yet(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """The learning time of a field begins once."""
    if not LearningPeriod.objects.filter(assignment__in=inputs["assignments"]).exists():
        return []
    return [Problem("learning_started", _("The learning time of a chosen field has already begun."))]


def rule_start_day(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Learning begins neither before the assignment nor in the future."""
    if all(a.valid_from <= inputs["started_on"] for a in inputs["assignments"]) and inputs["started_on"] <= act.on:
        return []
    return [Problem("learning_day", _("The first day lies before the assignment or in the future."))]


def rule_r38_mentor(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """ "chỉ đạo công chức, viên chức trực ... hướng dẫn, hỗ trợ" (KH II, III-b.5): a civil servant of the agency."""
    mentor = inputs.get("mentor")
    if mentor is None or mentor.agency_id == assignment.agency_id:
        return []
    return [Problem("r38_mentor", _("The mentor is a civil servant of the same agency (R38)."))]


def rule_learning_open(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Only somebody who is learning can be attested, and once."""
    learning = LearningPeriod.objects.filter(
        assignment__in=inputs["assignments"], attested_on=None, started_on__lte=act.on
    )
    if learning.count() == len(inputs["assignments"]):
        return []
    return [Problem("not_learning", _("A chosen field is not being learned, or is attested already."))]


def rule_r04_learning(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """ "từ 02-03 tháng ... Sau thời gian trên, hoặc khi nhân viên Bưu điện thành thạo" (KH II, III-a.3.2).

    Not applied where the pilot has no R04.
    """
    learning = {p.assignment_id: p for p in LearningPeriod.objects.filter(assignment__in=inputs["assignments"])}
    return [p for a in inputs["assignments"] for p in _learning_problem(a, learning.get(a.pk), act)]


def _learning_problem(assignment: Assignment, learning: LearningPeriod | None, act: Act) -> Problems:
    window = learning_window(assignment.pilot_id, learning.started_on if learning else act.on, act.on)
    if window is None or (learning and (learning.attested_on or window[0] <= act.on)):
        return []
    values = {"field": assignment.field.name, "day": f"{window[0]:%d/%m/%Y}"}
    if learning is None:
        return [Problem("r04_learning", _("%(field)s: the learning time has not begun (R04).") % values)]
    message = _("%(field)s: the learning time ends on %(day)s; before that proficiency must be attested (R04).")
    return [Problem("r04_learning", message % values)]


def rule_not_revoked_today(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Somebody whose recognition was revoked is assessed anew from the next day on: today's would not count."""
    same = {"employee": assignment.employee_id, "agency": assignment.agency_id, "site": assignment.site_id}
    fields = [a.field_id for a in inputs["assignments"]]
    words = _("%(field)s: the recognition was revoked today. Assess anew from tomorrow on.")
    rows = Recognition.objects.filter(**same, field__in=fields, revoked_on=act.on).select_related("field")
    return [Problem("revoked_today", words % {"field": row.field.name}) for row in rows]


def rule_r08_head_is_not_the_director(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """ "Giám đốc (Thủ trưởng) đơn vị ... và Giám đốc Trung tâm HCC" (KH II, III-a.3.2): two capacities, two persons."""
    return _same_person(assignment, inputs, As.CENTRE_DIRECTOR, signers(act, "assess_as_agency_head", assignment))


def rule_r08_director_is_not_the_head(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """The same from the other side."""
    return _same_person(assignment, inputs, As.AGENCY_HEAD, signers(act, "assess_as_centre_director", assignment))


def _same_person(assignment: Assignment, inputs: Inputs, other: str, people: set[int]) -> Problems:
    """Whether one of `people` made the other assessment of a chosen field, now or before a repetition."""
    made = CompetencyAssessment.objects.filter(
        employee=assignment.employee_id,
        agency=assignment.agency_id,
        site=assignment.site_id,
        assessed_as=other,
        field__in=[a.field_id for a in inputs["assignments"]],
    )
    if not made.filter(Q(assessor__in=people) | Q(on_behalf_of__in=people)).exists():
        return []
    return [Problem("r08_same_person", _("You made the other assessment yourself: two different people assess (R08)."))]


def rule_results_known(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Each chosen field has a result."""
    results = set(CompetencyAssessment.Result.values)
    if all(inputs["results"].get(a.pk) in results for a in inputs["assignments"]):
        return []
    return [Problem("no_result", _("Give a result for each chosen field."))]
