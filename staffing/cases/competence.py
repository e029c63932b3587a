"""What waits from the assignment to the counter: learning, two assessments, recognition, hand-over of procedures."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.case import Case
from pilot.platform.cases.work import EVERY_ROW, Work
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import ProcedureHandover
from pilot.programme.selectors.rules import applied
from pilot.programme.workflows.handover import step_handover
from staffing.forms.competence import AssessForm, AttestForm, StartForm
from staffing.forms.employees import EndAssignmentForm
from staffing.models import Assignment, CivilServant
from staffing.selectors.due import (
    ASSESSED,
    first_of_each,
    handed_over_next,
    not_begun,
    open_to,
    unrecognised,
    with_findings,
)
from staffing.selectors.standing import PARTS, siblings
from staffing.workflows import competence as w
from staffing.workflows.employees import end_assignment
from staffing.workflows.recognition import recognise


class OfAssignment(Work[Assignment]):
    """A step for an employee in one field at one place."""

    model = Assignment
    select_related = ("employee__person", "employee__post_office", "agency", "site", "field", "pilot")

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        return with_findings(unrecognised(user, on), on)

    def thing(self, row: Assignment) -> str:
        return f"{row.employee.person.full_name}, {row.field.name}"

    def unit(self, row: Assignment) -> str:
        return str(row.site)

    def read_url(self, row: Assignment, verb: Verb) -> str:
        return reverse("employee", args=[row.employee_id])


class Learning(OfAssignment):
    """The learning time is to begin."""

    due = {w.start_learning: EVERY_ROW}

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        return {w.start_learning: not_begun(on)}

    def since(self, row: Assignment) -> dt.date | None:
        return row.valid_from

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("start-learning", args=[row.pk])


class Assessment(OfAssignment):
    """One of the two assessments is to be made, until the longest learning time of R04 is over.

    Both may wait at once: each is a kind of work of its own, so that both stand in the queue.
    """

    due_on = "assess_until"

    def __init__(self, verb: Verb, capacity: str) -> None:
        self.due, self.capacity = {verb: EVERY_ROW}, capacity

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        return dict.fromkeys(self.due, open_to(self.capacity, on))

    def since(self, row: Assignment) -> dt.date:
        return row.learning.started_on

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("assess", args=[row.pk, self.capacity])


class Recognising(Work[Assignment]):
    """Employees of one agency at one site whom both found proficient; the first assignment stands for all."""

    model = Assignment
    due = {recognise: EVERY_ROW}
    about = "site"
    select_related = ("agency", "site__pilot")

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        assessed = with_findings(unrecognised(user, on), on).filter(ASSESSED)
        return first_of_each(assessed, "site", "agency")

    def thing(self, row: Assignment) -> str:
        return str(row.agency)

    def unit(self, row: Assignment) -> str:
        return str(row.site)

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("recognise", args=[row.site.code, row.agency.code])

    def read_url(self, row: Assignment, verb: Verb) -> str:
        return reverse("site-competence", args=[row.site.code])


class Handover(Work[ProcedureHandover]):
    """Procedures of one agency at one site that can go up the ladder; the first one stands for all."""

    model = ProcedureHandover
    due = {step_handover: EVERY_ROW}
    about = "agency"
    select_related = ("agency", "site", "pilot")

    def rows(self, user: Any, on: dt.date) -> QuerySet[Any]:
        return first_of_each(handed_over_next(user, on), "agency", "site")

    def thing(self, row: ProcedureHandover) -> str:
        return str(row.agency)

    def unit(self, row: ProcedureHandover) -> str:
        return str(row.site)

    def url(self, row: ProcedureHandover, verb: Verb) -> str:
        return reverse("handover", args=[row.agency.code, row.site.code])


class AssignedCase(Case[Assignment]):
    """One employee in the fields of one agency at one site: each step on a page of its own."""

    model = Assignment
    kind = gettext_lazy("Assignment")
    select_related = PARTS
    step_template = "staffing/act.html"
    forms = {
        w.start_learning: StartForm, w.attest_proficiency: AttestForm, end_assignment: EndAssignmentForm,
        **dict.fromkeys(w.ASSESS_AS.values(), AssessForm),
    }  # fmt: skip
    titles = {
        w.start_learning: gettext_lazy("Begin the learning time"),
        w.attest_proficiency: gettext_lazy("Attest proficiency"),
        end_assignment: gettext_lazy("End the assignment"),
    }
    rules = {
        w.start_learning: ("R04",), w.attest_proficiency: ("R04",),
        **dict.fromkeys(w.ASSESS_AS.values(), ("R04", "R08")),
    }  # fmt: skip

    def url(self, row: Assignment, verb: Verb | None = None) -> str:
        return reverse("employee", args=[row.employee_id])

    def heading(self, row: Assignment) -> str:
        return f"{row.employee} · {row.agency} · {row.site}"

    def options(self, request: Any, row: Assignment, verb: Verb) -> dict[str, Any]:
        """The fields of which the step may be taken now; who may guide."""
        if verb is end_assignment:
            return {}
        found = [s for s in siblings(row, request.user, request.business_day) if s.recognition is None]
        if verb is w.start_learning:
            rows, first_day = [s for s in found if s.learning is None], max(row.valid_from, request.business_day)
            return {"rows": rows, "first_day": first_day, "mentors": self.mentors(request, row)}
        if verb is w.attest_proficiency:
            return {"rows": [s for s in found if s.learning and not s.learning.attested_on]}
        return {"rows": found}

    def mentors(self, request: Any, row: Assignment) -> Any:
        """Civil servants of the agency (R38)."""
        people = CivilServant.objects.visible_to(request.user, request.business_day).filter(agency=row.agency_id)
        return people.select_related("person").distinct()

    def step_context(self, request: Any, row: Assignment, verb: Verb) -> dict[str, Any]:
        """The rules of the page; for an assessment where the employee stands with each field."""
        on = request.business_day
        context = {"rules": applied(row.pilot_id, on, *self.rules[verb])} if verb in self.rules else {}
        if verb in self.titles:
            return context | {"title": self.titles[verb]}
        capacity = next(capacity for capacity, assess in w.ASSESS_AS.items() if assess is verb)
        title = _("Assessment as %(capacity)s") % {"capacity": capacity.label}
        return context | {"title": title, "standings": siblings(row, request.user, on)}


ASSIGNED = AssignedCase()
LEARNING, RECOGNISING, HANDOVER = Learning(), Recognising(), Handover()
ASSESSMENTS = tuple(Assessment(verb, capacity) for capacity, verb in w.ASSESS_AS.items())
