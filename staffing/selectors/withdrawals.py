"""What the withdrawal pages show."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.periods import ONE_DAY
from pilot.platform.ui.shapes import Condition, Fact
from pilot.programme.models import CounterPost
from staffing.models import Incumbency, WithdrawalRequest
from staffing.selectors.readiness import ReadinessCondition, frozen
from staffing.workflows.withdrawal import Route


def decider_of(request: WithdrawalRequest) -> str:
    """Who decides, in words: in a district its chairman."""
    in_district = request.route == Route.DISTRICT
    return _("Chairman of %(name)s") % {"name": request.decider} if in_district else str(request.decider)


def conditions(kept: list[dict[str, Any]], post: CounterPost) -> list[Condition]:
    """Frozen or fresh readiness for the condition list, each with the way to what it is about."""
    ways = evidence(post)
    return [
        Condition(
            c["state"],
            c["message"],
            " · ".join(filter(None, (c["rule"], c["source"]))),
            **ways[c["id"]],
            facts=c["facts"],
            assumed=c.get("assumed", False),
        )
        for c in kept
    ]


def evidence(post: CounterPost) -> dict[str, dict[str, str]]:
    """Condition id → address and name of the page that shows what it was found from."""
    place = {"url": reverse("counter-post", args=[post.code]), "link": _("Counter post")}
    ladder = {"url": reverse("handover", args=[post.agency.code, post.site.code]), "link": _("Hand-over ladder")}
    matrix = {"url": reverse("site-competence", args=[post.site.code]), "link": _("Competence matrix")}
    agency = {"url": reverse("agency", args=[post.agency.code]), "link": _("Agency")}
    return {
        "commune": place, "management_unit": place, "exemption": agency,
        "handed_over": ladder, "recognised": matrix, "reserve": matrix,
    }  # fmt: skip


def present_at(request: WithdrawalRequest) -> list[Incumbency]:
    """The civil servants who are at the post until the day of effect. One query."""
    return list(Incumbency.objects.as_at(request.effective_on - ONE_DAY).filter(post=request.post_id))


def figures(request: WithdrawalRequest, kept: list[dict[str, Any]], present: int) -> list[Fact]:
    """The figures above the proof: fields, people, civil servants (`present`), day of effect."""
    counts = {c["id"]: c.get("counts", {}) for c in kept}
    handed_over, in_charge, reserve = (counts.get(id_, {}) for id_ in ("handed_over", "recognised", "reserve"))
    return [
        Fact(_("Fields handed over"), handed_over.get("whole"), note=f"/ {handed_over.get('fields', '–')}"),
        Fact(
            _("Employees in charge"),
            in_charge.get("people"),
            note=_("+ %(count)s in reserve") % {"count": reserve.get("people", "–")},
        ),
        Fact(_("Civil servants withdrawn"), present),
        Fact(_("Day of effect"), f"{request.effective_on:%d/%m/%Y}"),
    ]


def consequences(request: WithdrawalRequest, verb: str) -> list[str]:
    """What a decision on the request does, one line each; nothing for other steps."""
    district = request.route == Route.DISTRICT
    effects = {
        "approve_withdrawal": [
            _("The civil servants of the post are withdrawn from %(day)s.")
            % {"day": f"{request.effective_on:%d/%m/%Y}"},
            _("The conditions are checked again now; a failed one refuses the decision."),
            *([_("The report to the steering committee is made at the same moment.")] if district else []),
            _("It takes effect once number and date of the decision are entered."),
        ],
        "return_withdrawal": [
            _("The request goes back to its proposer with your reason and may be submitted again."),
            *([] if district else [_("Both agreements have to be given anew.")]),
        ],
        "refuse_withdrawal": [_("The request ends with your reason; the civil servants stay at the post.")],
    }
    return effects.get(verb, [])


def changed_since(before: list[dict[str, Any]], now: list[ReadinessCondition]) -> list[str]:
    """Conditions that no longer read as they did when the request was submitted; compared as they are frozen."""
    then = {c["id"]: (c["state"], c["facts"]) for c in before}
    return [
        str(c.message)
        for c, kept in zip(now, frozen(now), strict=True)
        if c.id in then and (kept["state"], kept["facts"]) != then[c.id]
    ]
