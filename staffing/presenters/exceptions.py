"""What is out of the ordinary about a withdrawal, in words: for the table, the page, the decider and the pack.

The rows come from selectors/exceptions.py, with the breaks of their cover.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.people import signed
from pilot.platform.access.roles import Role
from pilot.platform.ui.tags.text import vn_date
from pilot.programme.models import Agency
from staffing.models import CoverBreak
from staffing.readiness import WARN

EXEMPTIONS = {
    Agency.WithdrawalRule.EXEMPT: gettext_lazy("R13: the agency was exempt and filed its own proposal."),
    Agency.WithdrawalRule.PER_GUIDANCE: gettext_lazy("R29: by the guidance of the province for phase I."),
}
ASSESSOR = gettext_lazy("Who decided also assessed employees of this post (A31).")
PROPOSER = gettext_lazy("Who decided also proposed this withdrawal (A31).")
Row = Any  # a request with what with_exceptions adds


def decided_by(row: Row) -> str:
    """Who decided, and on whose behalf; the signers as printed where it was decided on paper."""
    decision = getattr(row, "decision", None)
    if decision is None:
        return ""
    if decision.decided_by is None:
        return str(row.paper_signers)
    principal = decision.on_behalf_of
    return signed(decision.decided_by.person, principal and principal.person)


def decided_as(row: Row) -> str:
    """In which capacity, as the audit log says it; nothing where nobody decided here."""
    role = row.decided_as.split("@")[0]
    return str(Role(role).label) if role in Role.values else ""


def warnings(row: Row) -> list[str]:
    """The warnings that the decision accepted, and the reason that was given."""
    decision = getattr(row, "decision", None)
    if decision is None:
        return []
    found = [line["message"] for line in decision.readiness if line["state"] == WARN]
    reason = [_("Reason: %(reason)s") % {"reason": decision.reason}] if found and decision.reason else []
    return [*found, *reason]


def breaks(row: Row) -> list[str]:
    """Each break of the cover since the decision, from when to when."""
    decision = getattr(row, "decision", None)
    return [_in_words(one) for one in decision.breaks.all()] if decision else []


def _in_words(one: CoverBreak) -> str:
    if one.closed_on is None:
        words = _("From %(day)s, not mended yet: %(what)s")
        return words % {"day": vn_date(one.first_day), "what": one.finding["message"]}
    words = _("From %(day)s, mended on %(mended)s: %(what)s")
    return words % {"day": vn_date(one.first_day), "mended": vn_date(one.closed_on), "what": one.finding["message"]}


def exemption(row: Row) -> str:
    """The exemption under which the agency withdraws; nothing where there is none."""
    return str(EXEMPTIONS.get(row.post.agency.withdrawal_rule, ""))


def both_sides(row: Row) -> list[str]:
    """A31: where who decided had also assessed, or proposed."""
    found = [ASSESSOR] if row.assessor_decides else []
    return [str(words) for words in [*found, *([PROPOSER] if row.proposer_decides else [])]]


def in_words(row: Row) -> list[str]:
    """Everything out of the ordinary, a line each."""
    accepted = [_("Warning accepted: %(what)s") % {"what": words} for words in warnings(row)]
    broken = [_("Cover broken: %(what)s") % {"what": words} for words in breaks(row)]
    return [*filter(None, [str(row.paper_mark), exemption(row)]), *both_sides(row), *accepted, *broken]
