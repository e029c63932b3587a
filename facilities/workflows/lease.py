"""Lease of premises (hợp đồng thuê trụ sở).

Purpose: rent is owed only under a lease that both sides signed, for premises that may be used. Source: KH giai đoạn II,
II.2 (R25), II.3 (R21), III.6 (R27). The post office drafts as lessor; the lessee agrees and signs; at a commune the
separation of the workspaces is confirmed before the lease is put in force. A lease signed on paper is entered by one
person and checked by another.
"""

import datetime as dt
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, FacilityLease
from facilities.rules import lease as rules
from facilities.rules.facility import rule_stands_in_the_term
from pilot.platform.cases.paper import rules as paper_rules
from pilot.platform.cases.paper import workflows as paper
from pilot.platform.documents.issuing import issue_signed
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.platform.periods import Period
from pilot.programme.models import Agency
from pilot.programme.workflows.acting import enters_illustrations, person_of

S = FacilityLease.Status
BEFORE = (S.DRAFT, S.AGREED, S.SIGNED, S.ENTERED)
LEASE = Workflow(
    "lease",
    _("Lease of premises"),
    [
        Transition("agree_lease", (S.DRAFT,), S.AGREED, _("Agree to the lease")),
        Transition("return_lease", (S.AGREED,), S.DRAFT, _("Take back to the draft"), reason=True),
        Transition("sign_lease", (S.AGREED,), S.SIGNED, _("Sign the lease"), signed=True, not_by=("drafted_by",)),
        Transition("confirm_separation", BEFORE, None, _("Confirm that the workspaces are separated"), signed=True),
        Transition("put_lease_in_force", (S.SIGNED,), S.IN_FORCE, _("Put the lease in force")),
        Transition("end_lease", (S.IN_FORCE,), S.ENDED, _("End the lease"), signed=True, reason=True),
        Transition(
            "check_paper_lease",
            (S.ENTERED,),
            S.IN_FORCE,
            _("Checked against the document"),
            signed=True,
            not_by=("paper_entered_by",),
        ),
        Transition("reject_paper_lease", (S.ENTERED,), S.REJECTED, _("Does not agree with the document"), reason=True),
    ],
)


@write(
    "draft_lease",
    rules=(
        rules.rule_owner_known,
        rules.rule_r25_lessee,
        rules.rule_lease_dates,
        rule_stands_in_the_term,
        rules.rule_r27_not_in_the_lease,
    ),
    label=_("Draft a lease"),
)
def draft_lease(
    facility: Facility,
    call: Call,
    *,
    lessee: Agency,
    first_day: dt.date,
    last_day: dt.date | None = None,
    rent_vnd: int | None = None,
    included: str = "",
) -> FacilityLease:
    """Draft a lease of the facility.

    Both days inclusive, `last_day` None = open; rent in VND a month, None = not given.

    Raises TransitionRefused owner_unknown, r25_lessee, lease_dates, premises_closed, r27_operating_cost.
    """
    return _lease(facility, call, first_day, last_day, lessee=lessee, rent_vnd=rent_vnd, included=included)


def _lease(
    facility: Facility, call: Call, first_day: dt.date, last_day: dt.date | None, **columns: object
) -> FacilityLease:
    term = Period.inclusive(first_day, last_day)
    return FacilityLease.objects.create(
        pilot=facility.pilot,
        facility=facility,
        lessor=cast(Agency, facility.owner),  # rule_owner_known
        valid_from=term.start,
        valid_to=term.end,
        drafted_at=call.act.at,
        drafted_by=person_of(call.act),
        illustrative=facility.illustrative or enters_illustrations(call.act),
        **columns,
    )


@LEASE.verb("agree_lease")
def agree_lease(lease: FacilityLease, call: Call) -> None:
    """The lessee agrees to premises, term and rent."""
    lease.agreed_at, lease.agreed_by = call.act.at, person_of(call.act)


@LEASE.verb("return_lease")
def return_lease(lease: FacilityLease, call: Call) -> None:
    """Back to the draft, with the reason; the agreement has to be given anew."""
    lease.agreed_at = lease.agreed_by = None


@LEASE.verb("sign_lease", rules=(rules.rule_two_people,))
def sign_lease(lease: FacilityLease, call: Call, *, number: str, date: dt.date) -> None:
    """The lessee signs; number and date are those of the paper contract.

    Raises TransitionRefused same_person, number_taken.
    """
    lease.number, lease.date = number, date
    lease.signed_at, lease.signed_by = call.act.at, person_of(call.act)
    document = issue_signed("facility_lease", lease, call, number=number, date=date)
    if document is not None:
        lease.number = str(document.number)
        call.note(document=document.pk)


@LEASE.verb("confirm_separation")
def confirm_separation(lease: FacilityLease, call: Call) -> None:
    """Somebody who saw the place confirms R21 under the own name."""
    lease.workspace_separated = True
    lease.separated_at, lease.separated_by = call.act.at, person_of(call.act)


@LEASE.verb("put_lease_in_force", rules=(rules.rule_r21_separation, rules.rule_free_in_the_term))
def put_lease_in_force(lease: FacilityLease, call: Call) -> None:
    """From valid_from on rent is owed. Raises TransitionRefused r21_separation, lease_overlap."""


@LEASE.verb("end_lease", rules=(rules.rule_end_inside,))
def end_lease(lease: FacilityLease, call: Call, *, last_day: dt.date) -> None:
    """End the lease with `last_day` as its last day, inclusive. Raises TransitionRefused end_outside."""
    lease.valid_to = Period.inclusive(lease.valid_from, last_day).end


@write(
    "record_lease_from_paper",
    rules=(
        rules.rule_owner_known,
        rules.rule_r25_lessee,
        rules.rule_lease_dates,
        rule_stands_in_the_term,
        rules.rule_r27_not_in_the_lease,
        paper_rules.rule_scan,
        paper_rules.rule_signers,
        paper_rules.rule_past,
    ),
    label=_("Record a lease from paper"),
)
def record_lease_from_paper(
    facility: Facility,
    call: Call,
    *,
    lessee: Agency,
    number: str,
    first_day: dt.date,
    last_day: dt.date | None = None,
    rent_vnd: int | None = None,
    included: str = "",
    **document: Any,
) -> FacilityLease:
    """Enter a lease that was signed on paper; both days inclusive, rent in VND a month. It counts once checked.
    `document`: see pilot/platform/cases/paper/workflows.py.

    Raises TransitionRefused owner_unknown, r25_lessee, lease_dates, premises_closed, r27_operating_cost,
    paper_without_scan, paper_without_signers, paper_ahead.
    """
    what = {"lessee": lessee, "rent_vnd": rent_vnd, "included": included, "number": number}
    on_paper = paper.entered(call, **document)
    return _lease(
        facility, call, first_day, last_day, status=S.ENTERED, date=document["document_date"], **what, **on_paper
    )


@LEASE.verb(
    "check_paper_lease",
    rules=(paper_rules.two_people("check_paper_lease"), rules.rule_r21_separation, rules.rule_free_in_the_term),
)
def check_paper_lease(lease: FacilityLease, call: Call) -> None:
    """Confirm that the record agrees with its document: the lease is in force.

    Raises TransitionRefused same_person, r21_separation, lease_overlap.
    """
    paper.check(lease, call)


@LEASE.verb("reject_paper_lease")
def reject_paper_lease(lease: FacilityLease, call: Call) -> None:
    """Close a record that does not agree with its document; it never counted."""
