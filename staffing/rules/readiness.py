"""Readiness under lock: what judges it and what may worsen it take turns on the rows of the agencies concerned.

A step on the ladder and a list of procedures lock their agency anyway, as the row they are about, and a change of a
counter post locks the post.
"""

import datetime as dt
from collections.abc import Iterable

from pilot.programme.models import Agency, CounterPost
from staffing.models import WithdrawalRequest
from staffing.readiness import Finding, readiness


def take_turns(agencies: Iterable[int]) -> None:
    """Lock these agencies in order of their ids until the commit.

    Whoever judges the readiness of their posts, or does what may worsen it, waits for the others and then reads what
    they wrote.
    """
    list(Agency.objects.select_for_update(no_key=True).filter(pk__in=set(agencies)).order_by("pk"))


def judge(request: WithdrawalRequest, proposal: bool, on: dt.date | None = None) -> list[Finding]:
    """The conditions of a locked request on its day of effect: read once, so that rule and proof say the same.

    `on`: the business day; once the day of effect lies behind it, they are judged as of that one.
    """
    if request.judged is None:
        take_turns([request.post.agency_id])
        locked = CounterPost.objects.select_for_update(of=("self",), no_key=True)
        post = locked.select_related("agency", "site").get(pk=request.post_id)
        day = max(request.effective_on, on or request.effective_on)
        request.judged = readiness([post], day, proposal)[post.pk]
    return request.judged
