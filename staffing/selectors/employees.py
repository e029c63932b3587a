"""What the pages of postal employees show."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from pilot.models import CounterPost, User
from pilot.selectors.panels import Panel
from staffing.models import Incumbency, PostalEmployee, WithdrawalRequest
from staffing.selectors.readiness import frozen
from staffing.selectors.withdrawals import conditions


def employees(user: User, on: dt.date) -> Any:
    """Employees the user may see, by given name in Vietnamese order, with today's assignments prefetched later."""
    return PostalEmployee.objects.visible_to(user, on).select_related("person", "post_office").distinct()


def assignments_of(employee: PostalEmployee) -> Any:
    return employee.assignments.select_related("agency", "site", "field").order_by("-valid_from")


def recognitions_of(employee: PostalEmployee) -> Any:
    return employee.recognitions.select_related("agency", "site", "field", "by_agency_head", "by_centre_director", "recognised_by")


def post_panels(post: Any, user: User, on: dt.date) -> list[Panel]:
    """On the page of a counter post: who holds it, whether it may be withdrawn, the open request."""
    incumbents = Incumbency.objects.visible_to(user, on).as_at(on).filter(post=post).select_related("civil_servant__person")
    requests = WithdrawalRequest.objects.visible_to(user, on).filter(post=post)
    may_draft = user.has_perm("draft_withdrawal", post)
    context = {
        "post": post, "incumbents": incumbents, "requests": requests, "may_draft": may_draft,
        "conditions": conditions(frozen(_whole(post), on, False)),
    }  # fmt: skip
    return [Panel(title=_("Withdrawal of the civil servants of this post"), template="staffing/post_panel.html", context=context)]


def _whole(post: CounterPost) -> CounterPost:
    return CounterPost.objects.select_related("site", "agency").prefetch_related("fields").get(pk=post.pk)
