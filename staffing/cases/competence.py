"""What waits from the assignment to the counter: learning, two assessments, recognition, hand-over of procedures."""

import datetime as dt

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case
from pilot.platform.cases.work import EVERY_ROW, Work
from pilot.platform.digits import number_in
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
from staffing.selectors.standing import RELATED, Standing, at_place
from staffing.workflows import competence as w
from staffing.workflows.employees import end_assignment
from staffing.workflows.recognition import recognise


class OfPlace(Work[Assignment]):
    """A step for those of one agency at one site who began together; the first assignment stands for all."""

    model = Assignment
    select_related: tuple[str, ...] = ("agency", "site", "pilot")

    def thing(self, row: Assignment) -> str:
        return str(row.agency)

    def unit(self, row: Assignment) -> str:
        return str(row.site)

    def read_url(self, row: Assignment, verb: Verb) -> str:
        return reverse("site-competence", args=[row.site.code])


class Learning(OfPlace):
    """The learning time is to begin."""

    due = {w.start_learning: EVERY_ROW}

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        return first_of_each(unrecognised(user, on).filter(not_begun(on)), "site", "agency", "valid_from")

    def since(self, row: Assignment) -> dt.date | None:
        return row.valid_from

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("start-learning", args=[row.pk])


class Assessment(OfPlace):
    """One of the two assessments is to be made, until the longest learning time of R04 is over.

    Both may wait at once: each is a kind of work of its own, so that both stand in the queue.
    """

    due_on = "assess_until"
    select_related = (*OfPlace.select_related, "learning")

    def __init__(self, verb: Verb, capacity: str) -> None:
        self.due, self.capacity = {verb: EVERY_ROW}, capacity

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        """Those who learn since the same day have to be assessed by the same day."""
        open_now = with_findings(with_window(unrecognised(user, on), on), on, self.capacity)
        open_now = open_now.filter(open_to(self.capacity, on))
        return with_window(first_of_each(open_now, "site", "agency", "learning__started_on"), on)

    def since(self, row: Assignment) -> dt.date:
        return row.learning.started_on

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("assess", args=[row.pk, self.capacity])


class Recognising(OfPlace):
    """Employees of one agency at one site whom both found proficient."""

    due = {recognise: EVERY_ROW}
    about = "site"
    select_related = ("agency", "site__pilot")

    def rows(self, user: User, on: dt.date) -> QuerySet[Assignment]:
        assessed = with_findings(unrecognised(user, on), on, *w.ASSESS_AS).filter(ASSESSED)
        return first_of_each(assessed, "site", "agency")

    def url(self, row: Assignment, verb: Verb) -> str:
        return reverse("recognise", args=[row.site.code, row.agency.code])


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
    """The employees in the fields of one agency at one site: each step on a page of its own.

    The address names one assignment there; `?nguoi=` narrows the page to one employee.
    """

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

    def after(self, row: Assignment, verb: Verb, made: Model) -> str:
        return self.url(row) if verb is end_assignment else reverse("site-competence", args=[row.site.code])

    def heading(self, row: Assignment) -> str:
        return f"{row.agency} · {row.site}"

    def options(self, request: Request, row: Assignment, verb: Verb) -> FormOptions:
        """The employees and fields of which the step may be taken now; who may guide.

        What is sent is judged by the rules alone, which say what has become of it meanwhile.
        """
        if verb is end_assignment:
            return {}
        found = self.unrecognised(request, row)
        rows = found if request.method == "POST" else [s for s in found if self.is_open(request, s, verb)]
        if verb is not w.start_learning:
            return {"rows": rows}
        on = request.business_day
        first_day = max((s.assignment.valid_from or on for s in rows), default=on)
        return {"rows": rows, "first_day": min(first_day, on), "mentor": self.mentors(request, row)}

    def unrecognised(self, request: Request, row: Assignment) -> list[Standing]:
        """Whom the page is about, and in which fields."""
        found = at_place(row, request.user, request.business_day, number_in(request.GET.get("nguoi", "")))
        return [s for s in found if s.recognition is None]

    def is_open(self, request: Request, standing: Standing, verb: Verb) -> bool:
        """Whether the step is to be taken for this employee and field now."""
        if verb is w.start_learning:
            return standing.learning is None
        if verb is w.attest_proficiency:
            return standing.learning is not None and not standing.learning.attested_on
        capacity = next(capacity for capacity, assess in w.ASSESS_AS.items() if assess is verb)
        return standing.open_to(capacity, request.user.person_id)

    def mentors(self, request: Request, row: Assignment) -> QuerySet[CivilServant]:
        """Civil servants of the agency (R38)."""
        people = CivilServant.objects.visible_to(request.user, request.business_day).filter(agency=row.agency_id)
        return people.select_related("person").distinct()

    def step_context(self, request: Request, row: Assignment, verb: Verb) -> TemplateContext:
        """The rules of the page; for an assessment who is not assessed in which field now, and why."""
        on = request.business_day
        context = {"rules": applied(row.pilot_id, on, *self.rules_of[verb])} if verb in self.rules_of else {}
        if verb in self.titles:
            return context | {"title": self.titles[verb]}
        capacity = next(capacity for capacity, assess in w.ASSESS_AS.items() if assess is verb)
        title = _("Assessment as %(capacity)s") % {"capacity": capacity.label}
        found = self.unrecognised(request, row)
        others = [s for s in found if not self.is_open(request, s, verb)]
        return context | {"title": title, "standings": others, "standings_title": _("Not to be assessed now")}


ASSIGNED = AssignedCase()
LEARNING, RECOGNISING, HANDOVER = Learning(), Recognising(), Handover()
ASSESSMENTS = tuple(Assessment(verb, capacity) for capacity, verb in w.ASSESS_AS.items())
