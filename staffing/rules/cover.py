"""What whoever acts has to know of the withdrawn posts whose cover the act breaks, and what mending asks for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem, Severity, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import CounterPost
from staffing.models import WithdrawalRequest
from staffing.selectors.cover import Watched, watched

BROKEN = _("%(post)s, %(site)s: withdrawal from %(effect)s. From %(day)s on: %(what)s")


def broken_by(found: Iterable[Watched], act: Act) -> list[Problem]:
    """One warning for each condition that the act breaks, today or ahead."""
    return [
        Problem("cover_breaks", BROKEN % _said(one, day, finding.message), Severity.WARN)
        for one in found
        for day, finding in one.broken(act.on).values()
    ]


def refuse_unseen(found: Iterable[Watched], act: Act) -> None:
    """Whoever acts on a page reads first what the act would break; sent once more it is done.

    Raises TransitionRefused cover_breaks. Where nobody looks at a page (a job, a list of commands) it refuses nothing.
    """
    problems = broken_by(found, act)
    if act.seen is None or all(problem.mark in act.seen for problem in problems):
        return
    words = _("This breaks the cover of posts whose civil servants are withdrawn: read it, and send once more.")
    raise TransitionRefused("cover_breaks", words, problems)


def rule_cover_mended(request: WithdrawalRequest, act: Act, inputs: Inputs) -> list[Problem]:
    """The cover is mended once every condition that was broken is found met, also on the days ahead."""
    return [
        Problem("cover_broken", BROKEN % _said(one, day, finding.message))
        for one in watched(act.on, CounterPost.objects.filter(pk=request.post_id))
        for day, finding in one.failing.values()
        if finding.id in {row.condition for row in one.open}
    ]


def _said(one: Watched, day: object, what: object) -> dict[str, object]:
    return {
        "post": one.post.name, "site": one.post.site, "effect": f"{one.request.effective_on:%d/%m/%Y}",
        "day": f"{day:%d/%m/%Y}", "what": what,
    }  # fmt: skip
