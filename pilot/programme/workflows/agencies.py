"""How a department of phase I withdraws its civil servants: by guidance of the province, or by the route of its level.

Source: KH giai đoạn II, III-a.4.1 (R29): the departments of phase I follow the letter 559/UBND-PC1, not the route of
III-a.3.2.1 (R10). No document given to us says what that letter asks, so what was done by it is recorded from paper.
"""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Agency
from pilot.programme.selectors.places import is_phase_one_department

Rule = Agency.WithdrawalRule


def rule_r29_department_of_phase_one(agency: Agency, act: Act, inputs: Inputs) -> list[Problem]:
    """ "Các Sở: ... thực hiện chuyển giao nhân sự theo hướng dẫn của UBND tỉnh" (KH II, III-a.4.1); R13 is apart."""
    if is_phase_one_department(agency) and agency.withdrawal_rule != Rule.EXEMPT:
        return []
    return [Problem("not_of_phase_one", _("Only a department of phase I follows the guidance or the route (R29)."))]


def rule_other_than_now(agency: Agency, act: Act, inputs: Inputs) -> list[Problem]:
    """What holds already is not chosen again."""
    if inputs["rule"] != agency.withdrawal_rule:
        return []
    return [Problem("rule_as_now", _("The agency withdraws in this way already."))]


def rule_document_given(agency: Agency, act: Act, inputs: Inputs) -> list[Problem]:
    """Leaving the guidance of the province rests on a document."""
    return [] if inputs["document"].strip() else [Problem("document_missing", _("Enter the document this rests on."))]


@write(
    "choose_withdrawal_rule",
    rules=(rule_r29_department_of_phase_one, rule_other_than_now, rule_document_given),
    label=_("Choose how civil servants are withdrawn"),
)
def choose_withdrawal_rule(agency: Agency, call: Call, *, rule: str, document: str) -> None:
    """Put a department of phase I on the route of its level (R10), or back under the guidance of the province (R29).

    Raises TransitionRefused not_of_phase_one, rule_as_now, document_missing.
    """
    agency.withdrawal_rule = rule
    call.note(document=document.strip())
