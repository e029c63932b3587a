"""Rules of the assignment decision (R01, R06, R07, R20)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs, Words
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period
from pilot.programme.models import Agency, Site
from pilot.programme.models.organisation import AdminLevel
from staffing.models import Assignment, AssignmentDecision, AssignmentDecisionLine, AssignmentRole, PostalEmployee
from staffing.selectors.assessed import Key, key_of
from staffing.selectors.parameters import most_fields, rule_in_force
from staffing.selectors.wishes import NewLine

Problems = list[Problem]


class Span(NamedTuple):
    """A field that an employee has, from a day (None: always) to a day (exclusive, None: open)."""

    field_id: int
    start: dt.date | None
    end: dt.date | None


def most_at_once(spans: Iterable[Span]) -> int:
    """The largest number of different fields on any one day. It can only rise on a first day, so those are asked."""
    spans = list(spans)
    first_days = {s.start or dt.date.min for s in spans}
    on_day = ({s.field_id for s in spans if Period(s.start, s.end).contains(day)} for day in first_days)
    return max(map(len, on_day), default=0)


def too_many_fields(pilot_id: int, on: dt.date, wanted: dict[PostalEmployee, list[Span]]) -> Problems:
    """R01 for each employee: what he has and what he would get, on any one day.

    Commune support has no fields of its own. The employees are locked, so that two decisions about one employee take
    turns.
    """
    most = most_fields(pilot_id, on)
    if most is None:
        return []
    list(PostalEmployee.objects.select_for_update().filter(pk__in=[e.pk for e in wanted]).order_by("pk"))
    held: dict[int, list[Span]] = defaultdict(list)
    counted = Assignment.objects.filter(Assignment.COUNTED, employee__in=wanted)
    for a in counted.exclude(role=AssignmentRole.COMMUNE_SUPPORT):
        held[a.employee_id].append(Span(a.field_id, a.valid_from, a.valid_to))
    over = [e for e, spans in wanted.items() if most_at_once([*held[e.pk], *spans]) > most]
    message = _("%(name)s would have more than %(most)d fields at a time (R01).")
    return [Problem("r01_fields", message % {"name": e.person.full_name, "most": most}) for e in over]


def clashing(lines: Iterable[AssignmentDecisionLine]) -> Problems:
    """A line on days on which the employee already has the same field at the same place. One query."""
    lines, held = list(lines), defaultdict[Key, list[Period]](list)
    for a in Assignment.objects.filter(Assignment.COUNTED, employee__in={line.employee_id for line in lines}):
        held[key_of(a)].append(a.period)
    message = _("%(name)s already has %(field)s here on some of these days.")
    return [
        Problem("overlap", message % {"name": line.employee.person.full_name, "field": line.field.name})
        for line in lines
        if any(period.overlaps(line.period) for period in held[key_of(line)])
    ]


def fits_level(site: Site, role: str) -> Problems:
    """ "mỗi điểm BĐ-VHX 01 nhân viên ... hỗ trợ" (KH II, III-a.3.1.3): at communes support only, elsewhere never."""
    if (site.level == AdminLevel.COMMUNE) == (role == AssignmentRole.COMMUNE_SUPPORT):
        return []
    return [
        Problem(
            "r20_support_role",
            _("At a commune postal staff only support; elsewhere there is no commune support (R20)."),
        )
    ]


def new_lines(inputs: Inputs) -> list[NewLine]:
    """The lines that a verb would add: one, or those of a whole list."""
    if "employee" not in inputs:
        return list(inputs.get("lines", ()))
    return [NewLine(**{name: inputs[name] for name in NewLine._fields if name in inputs})]


def _drafted(row: AssignmentDecision | Agency) -> QuerySet[AssignmentDecisionLine]:
    """The lines that the list has already; none where it is only begun."""
    if isinstance(row, AssignmentDecision):
        return row.lines.select_related("employee__person")
    return AssignmentDecisionLine.objects.none()


def _counted(lines: Iterable[AssignmentDecisionLine]) -> dict[PostalEmployee, list[Span]]:
    found: dict[PostalEmployee, list[Span]] = defaultdict(list)
    for line in lines:
        if line.role != AssignmentRole.COMMUNE_SUPPORT:
            found[line.employee].append(Span(line.field_id, line.valid_from, line.valid_to))
    return found


def rule_r01_fields_of_new_lines(row: AssignmentDecision | Agency, act: Act, inputs: Inputs) -> Problems:
    """ "01 nhân viên đảm đương được từ 1-3 lĩnh vực thí điểm" (KH II, III-a.3.1.1), with the lines already drafted."""
    lines = [line for line in new_lines(inputs) if line.role != AssignmentRole.COMMUNE_SUPPORT]
    drafted = _counted(_drafted(row).filter(employee__in=[line.employee for line in lines]))
    wanted: dict[PostalEmployee, list[Span]] = {}
    for line in lines:
        spans = [Span(field.pk, line.valid_from, line.valid_to) for field in line.fields]
        wanted[line.employee] = [*wanted.get(line.employee, drafted.get(line.employee, [])), *spans]
    return too_many_fields(row.pilot_id, act.on, wanted) if wanted else []


def rule_r01_fields(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """The same for the whole list, when it is approved."""
    return too_many_fields(decision.pilot_id, act.on, _counted(decision.lines.select_related("employee__person")))


def rule_no_overlap(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """Nobody is assigned twice to the same field at the same place on the same day."""
    return clashing(decision.lines.select_related("employee__person", "field"))


def rule_r20_role(row: AssignmentDecision | Agency, act: Act, inputs: Inputs) -> Problems:
    """R20 for new lines."""
    found = ((line, problem) for line in new_lines(inputs) for problem in fits_level(line.site, line.role))
    return [_of(line, problem.code, problem.message) for line, problem in found]


def _of(line: NewLine, code: str, words: Words) -> Problem:
    """What is wrong with the line of an employee."""
    return Problem(code, _("%(name)s: %(what)s") % {"name": line.employee.person.full_name, "what": words})


def rule_employee_of_office(row: AssignmentDecision | Agency, act: Act, inputs: Inputs) -> Problems:
    """A post office assigns its own employees, to agencies and sites of its own pilot."""
    office = row.post_office_id if isinstance(row, AssignmentDecision) else row.pk
    words = _("the employee or the place belongs to another post office or pilot.")
    return [
        _of(line, "other_office", words)
        for line in new_lines(inputs)
        if {line.agency.pilot_id, line.site.pilot_id} != {row.pilot_id} or line.employee.post_office_id != office
    ]


def rule_line_once(row: AssignmentDecision | Agency, act: Act, inputs: Inputs) -> Problems:
    """The list names an employee, a place and a field once."""
    there, found = {key_of(line) for line in _drafted(row)}, []
    for line in new_lines(inputs):
        keys = {(line.employee.pk, line.agency.pk, line.site.pk, field.pk) for field in line.fields}
        if keys & there:
            found.append(_of(line, "line_twice", _("already stands in the list with this place and field.")))
        there |= keys
    return found


def rule_r06_reported(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """ "báo cáo Ban Chỉ đạo" before employees are placed (KH II, III-a.3.1.1); not applied where there is no R06."""
    if rule_in_force(decision.pilot_id, "R06", act.on) is None:
        return []
    early = PostalEmployee.objects.filter(decision_lines__decision=decision, status=PostalEmployee.Status.SELECTED)
    found = early.select_related("person").distinct()
    message = _("%(name)s was not reported to the steering committee yet (R06).")
    return [Problem("r06_not_reported", message % {"name": e.person.full_name}) for e in found]


def rule_r07_has_list(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """ "danh sách cụ thể đến từng đơn vị, địa phương" (KH II, III-b.6): no decision without its list."""
    if decision.lines.exists():
        return []
    return [Problem("r07_no_list", _("The decision has no list yet (R07)."))]


def rule_two_people(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """Who drafted the decision does not approve it: persons, not accounts."""
    if decision.drafted_by_id not in signers(act, "approve_assignment_decision", decision):
        return []
    return [Problem("same_person", _("Somebody else than the drafter approves the decision."))]


def rule_end_within(assignment: Assignment, act: Act, inputs: Inputs) -> Problems:
    """An assignment ends on or after its first day, and not twice."""
    last = inputs["last_day"]
    if last >= assignment.valid_from and (assignment.valid_to is None or last < assignment.valid_to):
        return []
    return [Problem("end_outside", _("The last day lies outside the days of the assignment."))]
