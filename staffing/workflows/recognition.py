"""Recognition (công nhận) of a batch of employees by the steering committee.

Purpose: only after it a procedure is handed over and a civil servant replaced. Source: KH giai đoạn II,
III-a.3.1.1 (R09) and III-a.3.1.2 (district as province, A25); A24: Sở TTTT is both host agency and standing
body, so roles are compared per person. Who signs: the head of the committee; with a role at the host agency
also a second person without one. Revoking (thu hồi) gives nobody a right: the head of the committee signs it alone.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import principal_of
from pilot.platform.exchange import bulk
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, Site
from staffing.models import Assignment, CompetencyAssessment, PostalEmployee, Recognition, RecognitionDecision
from staffing.rules import recognition as rules
from staffing.rules.readiness import take_turns
from staffing.selectors.assessed import assessors

S = RecognitionDecision.Status
RECOGNITION = Workflow(
    "recognition",
    _("Recognition"),
    [
        Transition(
            "cosign_recognition",
            (S.WAITING,),
            S.IN_FORCE,
            _("Sign second"),
            signed=True,
            not_by=("recognised_by", "on_behalf_of"),
        ),
        Transition("decline_recognition", (S.WAITING,), S.DECLINED, _("Decline"), reason=True),
    ],
)


@write(
    "recognise",
    rules=(
        rules.rule_in_pilot,
        rules.rule_one_agency_here,
        rules.rule_r09_assessed,
        rules.rule_r09_not_recognised_yet,
        rules.rule_r09_assessor_recognises,
        rules.rule_a24_own_agency,
    ),
    signed=True,
    label=_("Recognised by the committee"),
)
def recognise(
    site: Site,
    call: Call,
    *,
    agency: Agency,
    assignments: list[Assignment],
    document_number: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    cosign: bool = False,
) -> RecognitionDecision:
    """Recognise employees of one agency at one site on [valid_from, valid_to).

    With `cosign` it waits for a second signature.

    Raises TransitionRefused no_rule_in_pilot, other_place, r09_not_assessed, overlap, r09_assessor_recognises,
    a24_own_agency.
    """
    decision = RecognitionDecision.objects.create(
        pilot=site.pilot,
        site=site,
        agency=agency,
        status=S.WAITING if cosign else S.IN_FORCE,
        document_number=document_number,
        valid_from=valid_from,
        valid_to=valid_to,
        recognised_at=call.act.at,
        recognised_by=call.user.person,
        on_behalf_of_id=principal_of(call.capacity),
        illustrative=all(a.illustrative for a in assignments),
    )
    decision.assignments.set(assignments)
    call.note(assignments=[a.pk for a in assignments])
    if not cosign:
        _put_in_force(decision)
    return decision


@RECOGNITION.verb(
    "cosign_recognition",
    rules=(
        rules.rule_in_pilot,
        rules.rule_second_person,
        rules.rule_a24_second_signature,
        rules.rule_r09_cosigner_not_assessor,
        rules.rule_r09_still_assessed,
        rules.rule_r09_still_free,
    ),
)
def cosign_recognition(decision: RecognitionDecision, call: Call) -> None:
    """Sign second; the recognition takes effect.

    Raises TransitionRefused no_rule_in_pilot, same_person, a24_own_agency, r09_assessor_recognises,
    r09_not_assessed, overlap.
    """
    decision.cosigned_at, decision.cosigned_by = call.act.at, call.user.person
    _put_in_force(decision)


@RECOGNITION.verb("decline_recognition")
def decline_recognition(decision: RecognitionDecision, call: Call) -> None:
    """Close a waiting recognition without effect, with the reason."""


@write(
    "revoke_recognition",
    rules=(rules.rule_revoked_once, rules.rule_revoked_within),
    signed=True,
    label=_("Revoke the recognition"),
    reason=True,
)
def revoke_recognition(recognition: Recognition, call: Call, *, day: dt.date, document_number: str) -> None:
    """The recognition counts no more from `day` on, by the decision that `document_number` names with its date.

    Whoever decides or numbers a withdrawal of the agency waits, and reads it then. Assessments made until today prove
    nothing more: both assess anew before the employee is recognised again.
    ASSUMPTION: A24 asks for a second signature where somebody is recognised, not where a recognition is taken away.
    Raises TransitionRefused not_counted, revoked_already, day_past, revoked_outside.
    """
    take_turns([recognition.agency_id])
    recognition.valid_to, recognition.revoking_document = day, document_number
    recognition.revoked_on, recognition.revoked_by = call.act.on, call.user.person
    call.note(from_day=day, document_number=document_number, employee=recognition.employee_id)


def _put_in_force(decision: RecognitionDecision) -> None:
    """One recognition per assignment, with the names of its two assessors; the employees are then in charge."""
    rows = list(decision.assignments.all())
    pairs = {pk: pair for pk, pair in assessors(rows).items() if pair}
    shared = {
        "recognised_by_id": decision.recognised_by_id,
        "cosigned_by_id": decision.cosigned_by_id,
        "decision": decision,
        "document_number": decision.document_number,
        "valid_from": decision.valid_from,
        "valid_to": decision.valid_to,
    }
    bulk.insert([_recognition(row, *pairs[row.pk], shared) for row in rows])
    PostalEmployee.objects.filter(pk__in={r.employee_id for r in rows}, status=PostalEmployee.Status.LEARNING).update(
        status=PostalEmployee.Status.IN_CHARGE
    )


def _recognition(
    row: Assignment, head: CompetencyAssessment, director: CompetencyAssessment, shared: Inputs
) -> Recognition:
    return Recognition(
        pilot_id=row.pilot_id,
        employee_id=row.employee_id,
        agency_id=row.agency_id,
        site_id=row.site_id,
        field_id=row.field_id,
        by_agency_head_id=head.assessor_id,
        by_centre_director_id=director.assessor_id,
        illustrative=row.illustrative,
        **shared,
    )
