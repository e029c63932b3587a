"""Rules of learning and assessment (R04, R08)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs, Words
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_months
from pilot.programme.rules.parameters import rules_missing
from staffing.models import Assignment, CompetencyAssessment, LearningPeriod, Recognition
from staffing.selectors.assessed import key_of
from staffing.selectors.parameters import learning_time

Problems = list[Problem]
As = CompetencyAssessment.As


def rule_r08_in_pilot(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Two assessors are Hà Tĩnh's rule (R08): elsewhere only after a logged adoption."""
    return rules_missing(assignment.pilot, act.on, "R08")


def _of_each(rows: Iterable[Assignment], code: str, words: Words) -> Problems:
    """One problem for each employee and field; `words` say what is wrong with it."""
    named = _("%(name)s, %(field)s: %(what)s")
    return [
        Problem(code, named % {"name": a.employee.person.full_name, "field": a.field.name, "what": words}) for a in rows
    ]


def rule_one_place(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """One act is about employees and fields of one agency at one site, on a day on which they are assigned there."""
    place = (assignment.agency_id, assignment.site_id)
    rows = inputs["assignments"]
    if not rows:
        return [Problem("other_place", _("Choose at least one field of one employee."))]
    away = [a for a in rows if (a.agency_id, a.site_id) != place or not a.period.contains(act.on)]
    return _of_each(away, "other_place", _("not assigned here today."))


def rule_not_learning_yet(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """The learning time of a field begins once."""
    begun = set(
        LearningPeriod.objects.filter(assignment__in=inputs["assignments"]).values_list("assignment", flat=True)
    )
    known = [a for a in inputs["assignments"] if a.pk in begun]
    return _of_each(known, "learning_started", _("the learning time has already begun."))


def rule_start_day(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Learning begins neither before the assignment nor in the future."""
    if inputs["started_on"] > act.on:
        return [Problem("learning_day", _("The first day of learning lies in the future."), field="started_on")]
    early = [a for a in inputs["assignments"] if a.valid_from > inputs["started_on"]]
    return _of_each(early, "learning_day", _("the first day of learning lies before the assignment."))


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
    open_now = set(learning.values_list("assignment", flat=True))
    closed = [a for a in inputs["assignments"] if a.pk not in open_now]
    return _of_each(closed, "not_learning", _("is not being learned, or is attested already."))


def rule_r04_learning(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """ "từ 02-03 tháng ... Sau thời gian trên, hoặc khi nhân viên Bưu điện thành thạo" (KH II, III-a.3.2).

    Not applied where the pilot has no R04.
    """
    time = learning_time(assignment.pilot_id, act.on)
    if time is None:
        return []
    learning = {p.assignment_id: p for p in LearningPeriod.objects.filter(assignment__in=inputs["assignments"])}
    rows = inputs["assignments"]
    missing = _of_each(
        [a for a in rows if a.pk not in learning], "r04_learning", _("the learning time has not begun (R04).")
    )
    begun = [a for a in rows if a.pk in learning]
    return missing + [p for a in begun for p in _still_learning(a, learning[a.pk], time[0], act)]


def _still_learning(assignment: Assignment, learning: LearningPeriod, months: int, act: Act) -> Problems:
    """The shortest learning time is not over, and nobody has attested proficiency."""
    over = add_months(learning.started_on, months)
    if learning.attested_on or over <= act.on:
        return []
    words = _("the learning time ends on %(day)s; before that proficiency must be attested (R04).")
    return _of_each([assignment], "r04_learning", words % {"day": f"{over:%d/%m/%Y}"})


def rule_not_revoked_today(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Somebody whose recognition was revoked is assessed anew from the next day on: today's would not count."""
    rows = inputs["assignments"]
    revoked = {key_of(row) for row in Recognition.objects.filter(site=assignment.site_id, revoked_on=act.on)}
    found = [a for a in rows if key_of(a) in revoked]
    return _of_each(found, "revoked_today", _("the recognition was revoked today. Assess anew from tomorrow on."))


def rule_r08_head_is_not_the_director(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """ "Giám đốc (Thủ trưởng) đơn vị ... và Giám đốc Trung tâm HCC" (KH II, III-a.3.2): two capacities, two persons."""
    return _same_person(inputs["assignments"], As.CENTRE_DIRECTOR, signers(act, "assess_as_agency_head", assignment))


def rule_r08_director_is_not_the_head(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """The same from the other side."""
    return _same_person(inputs["assignments"], As.AGENCY_HEAD, signers(act, "assess_as_centre_director", assignment))


def _same_person(rows: list[Assignment], other: str, people: set[int]) -> Problems:
    """The fields in which one of `people` made the other assessment, now or before a repetition. One query."""
    made = CompetencyAssessment.objects.filter(employee__in={a.employee_id for a in rows}, assessed_as=other)
    own = {key_of(one) for one in made.filter(Q(assessor__in=people) | Q(on_behalf_of__in=people))}
    words = _("you made the other assessment yourself; two different people assess (R08).")
    return _of_each([a for a in rows if key_of(a) in own], "r08_same_person", words)


def rule_results_known(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """Each chosen field has a result."""
    known, results = set(CompetencyAssessment.Result.values), inputs["results"]
    return _of_each([a for a in inputs["assignments"] if results.get(a.pk) not in known], "no_result", _("no result."))
