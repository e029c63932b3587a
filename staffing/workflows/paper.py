"""Recorded from paper (ghi nhận theo văn bản giấy): what happened before the system, or beside it.

Purpose: the opening state (phase I staff, recognitions, hand-overs) enters with its document, date and scan,
and is never taken for something decided here. Who acts: the post office or the secretariat; one person
enters, another checks against the document. Only then the rows exist and count in readiness.
"""

import datetime as dt
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.paper import rules as paper_rules
from pilot.platform.cases.paper.workflows import check, entered
from pilot.platform.documents.evidence import Evidence
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, Person, Procedure, ServiceField
from pilot.programme.workflows.handover import PlannedStep, take_step
from staffing.models import Assignment, PaperRecord, PostalEmployee, Recognition
from staffing.rules import paper as rules
from staffing.rules.employment import rule_record_within_employment
from staffing.rules.readiness import take_turns

S, Kind = PaperRecord.Status, PaperRecord.Kind
PAPER = Workflow(
    "paper_record",
    _("Recorded from paper"),
    [
        Transition(
            "check_paper_record",
            (S.ENTERED,),
            S.CHECKED,
            _("Checked against the document"),
            signed=True,
            not_by=("paper_entered_by",),
        ),
        Transition(
            "reject_paper_record",
            (S.ENTERED,),
            S.REJECTED,
            _("Does not agree with the document"),
            reason=True,
        ),
    ],
)


@write(
    "record_from_paper",
    rules=(
        rules.rule_same_pilot,
        rules.rule_whole,
        rules.rule_r08_r09_people,
        paper_rules.rule_scan,
        paper_rules.rule_signers,
        paper_rules.rule_past,
    ),
    label=_("Recorded from paper"),
)
def record_from_paper(
    office: Agency,
    call: Call,
    *,
    document: str,
    document_date: dt.date,
    scan: Evidence,
    signers: str,
    fields: list[ServiceField] | None = None,
    procedures: list[Procedure] | None = None,
    **said: Any,
) -> PaperRecord:
    """Enter one fact set of a document; nothing counts before the check.

    `said`: the other columns of the record; a signer is a person, or the name as printed of
    somebody who was never entered here.

    Raises TransitionRefused other_office, paper_incomplete, paper_without_scan, paper_without_signers, paper_ahead,
    r08_same_person, r09_assessor_recognises.
    """
    made_up = said.get("illustrative", False)
    people = {name: _signer(office, said[name], made_up) for name in rules.SIGNERS if name in said}
    record = PaperRecord.objects.create(
        pilot=office.pilot, post_office=office, entered_at=call.act.at, entered_on=call.act.on,
        **entered(call, document=document, document_date=document_date, scan=scan, signers=signers),
        **said | people,
    )  # fmt: skip
    record.fields.set(fields or [])
    record.procedures.set(procedures or [])
    return record


def _signer(office: Agency, signer: Person | str | None, illustrative: bool) -> Person | None:
    """The person who signed; one who stands only on the document is entered with the name as printed."""
    if not isinstance(signer, str):
        return signer
    return Person.objects.create(pilot=office.pilot, full_name=signer, illustrative=illustrative)


@PAPER.verb(
    "check_paper_record",
    rules=(
        paper_rules.two_people("check_paper_record"),
        rules.rule_no_overlap,
        rules.rule_r01_fields,
        rule_record_within_employment,
    ),
)
def check_paper_record(record: PaperRecord, call: Call) -> None:
    """Confirm that the record agrees with its document: the rows it stands for are made.

    Raises TransitionRefused same_person, overlap, r01_fields, r20_support_role, employee_ended.
    """
    check(record, call)
    MAKE[Kind(record.kind)](record, call)


@PAPER.verb("reject_paper_record")
def reject_paper_record(record: PaperRecord, call: Call) -> None:
    """Close a record that does not agree with its document; it never counted."""


def _place(record: PaperRecord) -> dict[str, object]:
    return {
        "pilot": record.pilot,
        "agency_id": record.agency_id,
        "site_id": record.site_id,
        "employee": record.employee,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "paper": record,
        "illustrative": record.illustrative,
    }


def _make_assignments(record: PaperRecord, call: Call) -> None:
    for field in record.fields.all():
        Assignment.objects.create(field=field, role=record.role, **_place(record))
    early = (PostalEmployee.Status.SELECTED, PostalEmployee.Status.REPORTED)
    _advance(record, early, PostalEmployee.Status.LEARNING)


def _make_recognitions(record: PaperRecord, call: Call) -> None:
    people = {name: getattr(record, name) for name in rules.SIGNERS}
    for field in record.fields.all():
        Recognition.objects.create(field=field, document_number=record.paper_source, **people, **_place(record))
    _advance(record, (PostalEmployee.Status.LEARNING,), PostalEmployee.Status.IN_CHARGE)


def _advance(record: PaperRecord, sources: tuple[str, ...], target: str) -> None:
    PostalEmployee.objects.filter(paper_records=record, status__in=sources).update(status=target)


def _make_handover(record: PaperRecord, call: Call) -> None:
    take_turns([record.agency_id])
    day = record.valid_from or cast(dt.date, record.paper_date)  # a record from paper has its date
    planned = PlannedStep(record.agency, record.site, list(record.procedures.all()), record.step, day)
    take_step(planned, call, legal_basis=record.cited, paper_source=record.cited, illustrative=record.illustrative)


MAKE = {
    Kind.ASSIGNMENT: _make_assignments,
    Kind.RECOGNITION: _make_recognitions,
    Kind.HANDOVER: _make_handover,
}
