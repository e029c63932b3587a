"""What waits from the assignment to the counter: learning, two assessments, recognition, hand-over of procedures."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case
from pilot.platform.cases.work import EVERY_ROW, Work
from pilot.platform.kernel.types import FormOptions, TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import ProcedureHandover
from pilot.programme.presenters.rules import applied
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
    with_window,
)
from staffing.selectors.standing import RELATED, siblings
from staffing.workflows import competence as w
from staffing.workflows.employees import end_assignment
from staffing.workflows.recognition import recognise


class OfAssignment(Work[Assignment]):
    """A step for an employee in one field at one place."""

    model = Assignment
    select_related: tuple[str, ...] = (
        "employee__person", "employee__post_office", "agency", "site", "field", "pilot",
    )  # fmt: skip

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        return unrecognised(user, on)

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
    select_related = (*OfAssignment.select_related, "learning")

    def __init__(self, verb: Verb, capacity: str) -> None:
        self.due, self.capacity = {verb: EVERY_ROW}, capacity

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        return with_findings(with_window(super().rows(user, on), on), on, self.capacity)

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

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        assessed = with_findings(unrecognised(user, on), on, *w.ASSESS_AS).filter(ASSESSED)
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

    def rows(self, user: User, on: dt.date) -> QuerySet[ProcedureHandover]:
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
    select_related = RELATED
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
    rules_of = {
        w.start_learning: ("R04",), w.attest_proficiency: ("R04",),
        **dict.fromkeys(w.ASSESS_AS.values(), ("R04", "R08")),
    }  # fmt: skip

    def url(self, row: Assignment, verb: Verb | None = None) -> str:
        return reverse("employee", args=[row.employee_id])

    def heading(self, row: Assignment) -> str:
        return f"{row.employee} · {row.agency} · {row.site}"

    def options(self, request: Request, row: Assignment, verb: Verb) -> FormOptions:
        """The fields of which the step may be taken now; who may guide."""
        if verb is end_assignment:
            return {}
        found = [s for s in siblings(row, request.user, request.business_day) if s.recognition is None]
        if verb is w.start_learning:
            rows, on = [s for s in found if s.learning is None], request.business_day
            return {"rows": rows, "first_day": max(row.valid_from or on, on), "mentor": self.mentors(request, row)}
        if verb is w.attest_proficiency:
            return {"rows": [s for s in found if s.learning and not s.learning.attested_on]}
        return {"rows": found}

    def mentors(self, request: Request, row: Assignment) -> QuerySet[CivilServant]:
        """Civil servants of the agency (R38)."""
        people = CivilServant.objects.visible_to(request.user, request.business_day).filter(agency=row.agency_id)
        return people.select_related("person").distinct()

    def step_context(self, request: Request, row: Assignment, verb: Verb) -> TemplateContext:
        """The rules of the page; for an assessment where the employee stands with each field."""
        on = request.business_day
        context = {"rules": applied(row.pilot_id, on, *self.rules_of[verb])} if verb in self.rules_of else {}
        if verb in self.titles:
            return context | {"title": self.titles[verb]}
        capacity = next(capacity for capacity, assess in w.ASSESS_AS.items() if assess is verb)
        title = _("Assessment as %(capacity)s") % {"capacity": capacity.label}
        return context | {"title": title, "standings": siblings(row, request.user, on)}


ASSIGNED = AssignedCase()
LEARNING, RECOGNISING, HANDOVER = Learning(), Recognising(), Handover()
ASSESSMENTS = tuple(Assessment(verb, capacity) for capacity, verb in w.ASSESS_AS.items())
