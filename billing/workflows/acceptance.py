"""Acceptance of a month (nghiệm thu): centre and payer look at the lines, dispute some or none, and both sign.

Purpose: money is requested only for what two different people, one for each side, accepted. A disputed line leaves the
rest payable and waits for its own supplementary acceptance. A change of the lines takes back a signature given before.
"""

from django.utils.translation import gettext_lazy as _

from billing.models import AcceptanceLine, AcceptanceRecord
from billing.rules import month as rules
from pilot.platform.access.people import principal_of
from pilot.platform.documents.issuing import issue
from pilot.platform.kernel.audit import without_secrets
from pilot.platform.kernel.workflow import Call, Transition, Workflow
from pilot.programme.workflows.acting import person_of

S = AcceptanceRecord.Status
ACCEPTANCE = Workflow(
    "acceptance",
    _("Acceptance of a month"),
    [
        Transition("dispute_line", (S.DRAFT,), None, _("Dispute a line")),
        Transition("accept_line", (S.DRAFT,), None, _("Accept a disputed line")),
        Transition(
            "sign_acceptance_centre",
            (S.DRAFT,),
            None,
            _("Sign for the centre"),
            signed=True,
            not_by=("payer_signed_by", "payer_signed_for"),
        ),
        Transition(
            "sign_acceptance_payer",
            (S.DRAFT,),
            None,
            _("Sign for the payer"),
            signed=True,
            not_by=("centre_signed_by", "centre_signed_for"),
        ),
    ],
)


@ACCEPTANCE.verb("dispute_line", rules=(rules.rule_line_of_this_record, rules.rule_dispute_has_remark))
def dispute_line(record: AcceptanceRecord, call: Call, *, line: AcceptanceLine, remark: str) -> None:
    """Leave a line out of this acceptance, with what is disputed. Raises TransitionRefused remark_needed."""
    _set_outcome(record, call, line, AcceptanceLine.Outcome.DISPUTED, remark.strip())


@ACCEPTANCE.verb("accept_line", rules=(rules.rule_line_of_this_record,))
def accept_line(record: AcceptanceRecord, call: Call, *, line: AcceptanceLine) -> None:
    """The dispute over a line is settled before the signatures."""
    _set_outcome(record, call, line, AcceptanceLine.Outcome.ACCEPTED, line.remark)


def _set_outcome(record: AcceptanceRecord, call: Call, line: AcceptanceLine, outcome: str, remark: str) -> None:
    record.lines.filter(pk=line.pk).update(outcome=outcome, remark=remark)
    record.centre_signed_at = record.centre_signed_by = record.centre_signed_for = None
    record.payer_signed_at = record.payer_signed_by = record.payer_signed_for = None
    call.note(line=line.pk, outcome=str(outcome), **without_secrets(AcceptanceLine, {"remark": remark}))


@ACCEPTANCE.verb("sign_acceptance_centre", rules=(rules.rule_centre_signs_once,))
def sign_acceptance_centre(record: AcceptanceRecord, call: Call) -> None:
    """The director of the centre signs. Raises TransitionRefused signed_already, same_person."""
    record.centre_signed_at, record.centre_signed_by = call.act.at, person_of(call.act)
    record.centre_signed_for_id = principal_of(call.capacity)
    _complete(record, call)


@ACCEPTANCE.verb("sign_acceptance_payer", rules=(rules.rule_payer_signs_once,))
def sign_acceptance_payer(record: AcceptanceRecord, call: Call) -> None:
    """The payer signs. Raises TransitionRefused signed_already, same_person."""
    record.payer_signed_at, record.payer_signed_by = call.act.at, person_of(call.act)
    record.payer_signed_for_id = principal_of(call.capacity)
    _complete(record, call)


def _complete(record: AcceptanceRecord, call: Call) -> None:
    """With the second signature the record is signed and frozen."""
    if record.centre_signed_at and record.payer_signed_at:
        record.status, record.signed_on = S.SIGNED, call.act.on
        call.note(document=issue("acceptance_minutes", record, call).pk)
