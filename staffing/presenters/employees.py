"""The tone of an employee's state, the way to the counter, and what the page of a counter post shows of its people."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.panels import Panel
from pilot.platform.ui.shapes import Step
from pilot.programme.models import CounterPost, User
from staffing.models import Incumbency, PostalEmployee, TeamReport, WithdrawalRequest
from staffing.presenters.cover import whom_to_ask
from staffing.presenters.readiness import shown
from staffing.readiness import FAIL, GUIDANCE, present
from staffing.selectors.sites import seen_at
from staffing.selectors.standing import Standing

S = PostalEmployee.Status
STATES: dict[str, str] = {
    S.SELECTED: "idle",
    S.REPORTED: "wait",
    S.LEARNING: "wait",
    S.IN_CHARGE: "pass",
    S.ENDED: "idle",
    S.MERGED: "idle",
}


def steps(employee: PostalEmployee, found: list[Standing], reports: list[TeamReport]) -> list[Step]:
    """Where the employee is on the way from selection to the counter.

    The first open step is the present one, and nothing behind it is done: who came back is reported and assigned anew.
    Who left or was merged stands at none.
    """
    report = next(iter(reports), None)
    gone = employee.status in (S.ENDED, S.MERGED)
    learning = first(s.learning.started_on for s in found if s.learning)
    recognised = first(s.recognition.valid_from for s in found if s.recognition)
    plan = [
        (_("Selected"), True, str(employee.post_office), None),
        (
            _("Reported to the committee"),
            employee.status != S.SELECTED and (not gone or bool(report or found)),
            str(report.reported_by) if report else "",
            report.reported_on if report else None,
        ),
        (
            _("Assigned by decision"),
            bool(found),
            str(employee.post_office),
            first(s.assignment.valid_from for s in found),
        ),
        (
            _("Learning"),
            bool(learning or recognised),
            _("Head of agency or director of the centre"),
            learning,
        ),
        (
            _("Assessed by two people"),
            any(s.assessed or s.recognition for s in found),
            _("Head of agency and director of the centre"),
            None,
        ),
        (_("Recognised"), recognised is not None, _("Steering committee"), recognised),
        (_("In charge"), employee.status == S.IN_CHARGE, "", None),
    ]
    current = next((i for i, line in enumerate(plan) if not line[1]), len(plan))
    return [
        Step(label, "done" if i < current else "todo" if i > current or gone else "current", who,
             at=at if i < current else None)
        for i, (label, _done, who, at) in enumerate(plan)
    ]  # fmt: skip


def first(days: Iterable[dt.date | None]) -> dt.date | None:
    """The earliest of the days that are known."""
    return min((day for day in days if day), default=None)


def post_panels(post: CounterPost, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a counter post: who holds it, whether it may be withdrawn, the open request."""
    incumbents = Incumbency.objects.visible_to(user, on).as_at(day).filter(post=post)
    held = capacities(user, on) if day == on else []  # of another day nothing is done
    proof = present(post, on, False, seen_at(post.site, user, on))
    by_guidance = any(line["id"] == GUIDANCE.id and line["state"] == FAIL for line in proof)
    requests = list(WithdrawalRequest.objects.visible_to(user, on).filter(post=post))
    withdrawn = any(row.status == WithdrawalRequest.Status.EFFECTIVE for row in requests)
    context = {
        "post": post,
        "incumbents": list(incumbents.select_related("civil_servant__person")),
        "requests": [(row, row.standing(day)) for row in requests],
        "may_draft": not by_guidance and not withdrawn and capacity_for(held, "draft_withdrawal", post),
        "may_hold": capacity_for(held, "hold_post", post),
        "may_record": capacity_for(held, "record_withdrawal_from_paper", post),
        "conditions": shown(proof, post, whom_to_ask(proof, post, on) if day == on else None),
    }
    return [
        Panel(
            title=_("Withdrawal of the civil servants of this post"),
            template="staffing/post_panel.html",
            context=context,
        )
    ]
