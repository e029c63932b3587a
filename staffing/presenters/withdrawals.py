"""Who decides a withdrawal, the figures above its proof, and what a decision on it does, in words."""

from django.utils.translation import gettext as _

from pilot.platform.ui.shapes import Fact
from staffing.models import WithdrawalRequest
from staffing.readiness import HANDED_OVER, RECOGNISED, RESERVE, Kept
from staffing.selectors.routes import Route


def decider_of(request: WithdrawalRequest) -> str:
    """Who decides, in words: in a district its chairman."""
    in_district = request.route == Route.DISTRICT
    return _("Chairman of %(name)s") % {"name": request.decider} if in_district else str(request.decider)


def figures(request: WithdrawalRequest, kept: list[Kept], present: int, names: list[str]) -> list[Fact]:
    """The figures above the proof: fields, people, civil servants, day of effect.

    Of the civil servants how many are `present`, and their `names` as far as the reader may see them.
    """
    counts = {c["id"]: c.get("counts", {}) for c in kept}
    handed_over, in_charge, reserve = (counts.get(c.id, {}) for c in (HANDED_OVER, RECOGNISED, RESERVE))
    return [
        Fact(_("Fields handed over"), handed_over.get("whole"), note=f"/ {handed_over.get('fields', '–')}"),
        Fact(
            _("Employees in charge"),
            in_charge.get("people"),
            note=_("+ %(count)s in reserve") % {"count": reserve.get("people", "–")},
        ),
        Fact(_("Civil servants withdrawn"), present, note=", ".join(names)),
        Fact(_("Day of effect"), f"{request.effective_on:%d/%m/%Y}"),
    ]


def consequences(request: WithdrawalRequest, verb: str) -> list[str]:
    """What a decision on the request does, one line each; nothing for other steps."""
    district = request.route == Route.DISTRICT
    anew = _("Both agreements have to be given anew.")
    reported = _("The report to the steering committee is made then, and cites number and date.")
    effects = {
        "approve_withdrawal": [
            _("The civil servants of the post are withdrawn from %(day)s.")
            % {"day": f"{request.effective_on:%d/%m/%Y}"},
            _("The conditions are checked again now; a failed one refuses the decision."),
            _("It takes effect once number and date of the decision are entered."),
            *([reported] if district else []),
        ],
        "return_withdrawal": [
            _("The request goes back to its proposer with your reason and may be submitted again."),
            *([] if district else [anew]),
        ],
        "decline_agreement": [
            _("The request goes back to its proposer with your reason; completed, it comes to you again."),
            anew,
        ],
        "refuse_withdrawal": [_("The request ends with your reason; the civil servants stay at the post.")],
    }
    return effects.get(verb, [])
