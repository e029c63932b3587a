"""What waits from the assignment to the counter: learning, two assessments, recognition, hand-over of procedures."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from pilot.platform.cases.work import EVERY_ROW, Work
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import ProcedureHandover
from pilot.programme.workflows.handover import step_handover
from staffing.models import Assignment
from staffing.selectors.due import (
    ASSESSED,
    first_of_each,
    handed_over_next,
    not_begun,
    open_to,
    unrecognised,
    with_findings,
)
from staffing.workflows import competence as w
from staffing.workflows.recognition import recognise


class OfAssignment(Work):
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


class Recognising(Work):
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


class Handover(Work):
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


LEARNING, RECOGNISING, HANDOVER = Learning(), Recognising(), Handover()
ASSESSMENTS = tuple(Assessment(verb, capacity) for capacity, verb in w.ASSESS_AS.items())
