"""What of the people's half goes over in a change of the organisation (pilot/programme/workflows/reforms.py).

A signed decision never changes; who decides an open request, and for which body an employee stands at a counter, do.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.setup import Missing
from pilot.platform.kernel.workflow import Call, write
from pilot.programme.models import Agency
from pilot.programme.rules.dated import rule_change_not_ahead
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import Plan, Reform, Thing, lasting, once, without_successor
from staffing.models import (
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    CivilServant,
    Recognition,
    RecognitionDecision,
    WithdrawalRequest,
)

S = WithdrawalRequest.Status
DECIDED_LATER = (S.SUBMITTED, S.ADVISED)
GOES_OVER = gettext_lazy("Goes over to another body")


@write("move_withdrawal", rules=(rule_change_not_ahead,), label=gettext_lazy("Decided by another body"), by_two=True)
def move_withdrawal(
    request: WithdrawalRequest, call: Call, *, day: dt.date, decider: Agency, provincial_office: Agency | None
) -> None:
    """From `day` on the request waits for another body. Raises day_ahead."""
    request.decider, request.provincial_office = decider, provincial_office
    call.note(from_day=day)


@write("move_assignment", rules=(rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_assignment(assignment: Assignment, call: Call, *, day: dt.date, agency: Agency) -> None:
    """From `day` on the employee stands there for the other body. Raises day_ahead."""
    assignment.agency = agency
    call.note(from_day=day)


@write("move_recognition", rules=(rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_recognition(recognition: Recognition, call: Call, *, day: dt.date, agency: Agency) -> None:
    """The recognition counts for the other body from `day` on; the decision behind it stays. Raises day_ahead."""
    recognition.agency = agency
    call.note(from_day=day)


@write("move_civil_servant", rules=(rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_civil_servant(servant: CivilServant, call: Call, *, day: dt.date, agency: Agency) -> None:
    """From `day` on a civil servant of the other body. Raises day_ahead."""
    servant.agency = agency
    call.note(from_day=day)


class Requests(Thing[WithdrawalRequest]):
    """Open requests: only a People's Committee can take over what another one would have decided."""

    title = gettext_lazy("Open requests for withdrawal")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[WithdrawalRequest]:
        hang = Q(decider__in=bodies) | Q(provincial_office__in=bodies)
        found = WithdrawalRequest.objects.filter(hang, status__in=WithdrawalRequest.OPEN)
        return found.select_related("decider__pilot", "provincial_office", "post__site", "pilot").order_by("pk")

    def site(self, row: WithdrawalRequest) -> int:
        return row.post.site_id

    def step(self, row: WithdrawalRequest, reform: Reform) -> Step | None:
        new = reform.into
        decides = row.decider_id in reform.bodies
        if new is None or (decides and new.kind != Agency.Kind.PEOPLES_COMMITTEE):
            return None
        office = new if row.provincial_office_id in reform.bodies else row.provincial_office
        given = {"day": reform.day, "decider": new if decides else row.decider, "provincial_office": office}
        return Step(move_withdrawal, row, given)

    def left(self, row: WithdrawalRequest) -> Missing:
        words = _("Withdrawal at %(post)s (%(state)s): nobody decides it")
        words = words % {"post": row.post, "state": row.get_status_display()}
        if row.status not in DECIDED_LATER:
            return without_successor(words, row.decider)
        return Missing(words, "return_withdrawal", row, reverse("withdrawal", args=[row.pk]))


class AtCounters(Thing[Any]):
    """Assignments and recognitions that last; one that the successor has already stays as it is."""

    model: type[Assignment] | type[Recognition]
    verb: Any

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Any]:
        found = self.model.objects.filter(lasting(day), agency__in=bodies)
        related = ("agency__pilot", "site", "field", "employee__person")
        return found.select_related(*related).order_by("pk")

    def site(self, row: Assignment | Recognition) -> int:
        return row.site_id

    def plan(self, reform: Reform, plan: Plan) -> None:
        if reform.into is None:  # they belong to the counter posts, which stand on the list
            return
        rows = [row for row in self.rows(reform.bodies, reform.day) if reform.takes(row.site_id)]
        taken = {_place(row) for row in self.rows({reform.into.pk} - {None}, reform.day)}
        moving: list[Any] = []
        for row in rows:
            if _place(row) in taken:
                plan.left.append(self.double(row))
            else:
                moving.append(row)
            taken.add(_place(row))
        plan.add(self.title, (Step(self.verb, row, {"day": reform.day, "agency": reform.into}) for row in moving))

    def double(self, row: Assignment | Recognition) -> Missing:
        words = _("%(employee)s, %(field)s at %(site)s: the successor has this already, so it stays with the old body")
        told = {"employee": row.employee, "field": row.field, "site": row.site}
        return Missing(words % told, "end_assignment", row, reverse("employee", args=[row.employee_id]))


def _place(row: Assignment | Recognition) -> tuple[int, int, int]:
    return row.employee_id, row.site_id, row.field_id


class Assignments(AtCounters):
    title, model, verb = gettext_lazy("Assignments of employees"), Assignment, move_assignment


class Recognitions(AtCounters):
    title, model, verb = gettext_lazy("Recognitions of employees"), Recognition, move_recognition


class Servants(Thing[CivilServant]):
    """Civil servants go with their body, in a split with the counter posts that they hold."""

    title = gettext_lazy("Civil servants")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[CivilServant]:
        return CivilServant.objects.filter(agency__in=bodies).select_related("agency__pilot", "person").order_by("pk")

    def plan(self, reform: Reform, plan: Plan) -> None:
        if reform.into is None:
            plan.left += once(map(self.left, self.rows(reform.bodies, reform.day)))
            return
        rows = CivilServant.objects.filter(agency__in=reform.bodies).select_related("agency", "person").order_by("pk")
        if reform.sites:
            held = Q(incumbencies__valid_to=None) | Q(incumbencies__valid_to__gt=reform.day)
            rows = rows.filter(held, incumbencies__post__site__in=reform.places).distinct()
        own = CivilServant.objects.filter(agency=reform.into) if reform.into.pk else CivilServant.objects.none()
        taken, moving = set(own.values_list("staff_code_key", flat=True)), []
        for row in rows:
            if row.staff_code_key in taken:
                plan.left.append(self.double(row))
            else:
                moving.append(row)
            taken.add(row.staff_code_key)
        given = {"day": reform.day, "agency": reform.into}
        plan.add(self.title, (Step(move_civil_servant, row, given) for row in moving))

    def left(self, row: CivilServant) -> Missing:
        return without_successor(
            _("Civil servants of %(agency)s: they belong to no body") % {"agency": row.agency}, row.agency
        )

    def double(self, row: CivilServant) -> Missing:
        words = _("%(person)s: somebody of the successor has the same staff code") % {"person": row.person}
        address = reverse("civil-servant-step", args=[row.pk, "correct_civil_servant"])
        return Missing(words, "correct_civil_servant", row, address)


class OnTheWay(Thing[Any]):
    """Decisions about employees that are on their way with the old body named in them: made anew, never changed."""

    title = gettext_lazy("Decisions on their way")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[Any]:
        waiting = RecognitionDecision.objects.filter(agency__in=bodies, status=RecognitionDecision.Status.WAITING)
        drafted = (AssignmentDecision.Status.DRAFT, AssignmentDecision.Status.APPROVED)
        lines = AssignmentDecisionLine.objects.filter(agency__in=bodies, decision__status__in=drafted)
        return [*waiting.select_related("agency", "site"), *lines.select_related("decision", "agency", "site")]

    def site(self, row: RecognitionDecision | AssignmentDecisionLine) -> int:
        return row.site_id

    def left(self, row: RecognitionDecision | AssignmentDecisionLine) -> Missing:
        if isinstance(row, RecognitionDecision):
            words = _("Recognition at %(site)s waits for its second signature and names %(agency)s")
            words = words % {"site": row.site, "agency": row.agency}
            return Missing(words, "cosign_recognition", row, reverse("recognition", args=[row.pk]))
        words = _("The decision “%(decision)s” assigns employees to %(agency)s: put its lines right first")
        words = words % {"decision": row.decision, "agency": row.agency}
        address = reverse("assignment-decision", args=[row.decision_id])
        return Missing(words, "remove_assignment_line", row.decision, address)


THINGS = (Requests(), Servants(), Assignments(), Recognitions(), OnTheWay())
