"""The assignment decision (Quyết định cử nhân viên) with its list down to unit and locality.

Purpose: nobody stands at a counter without a decision that names employee, place, field, role and days.
Source: KH giai đoạn II, III-b.6 (R07), III-a.3.1.1 (R01, R06). Who signs: the post office, drafted by one
person and approved by another; number and date come from the post office's own book.
"""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import principal_of
from pilot.platform.documents import issuing
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.numbering import number_problems
from pilot.platform.exchange import bulk
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Agency, ServiceField, Site
from staffing.models import Assignment, AssignmentDecision, AssignmentDecisionLine, PostalEmployee
from staffing.rules import assignment as rules
from staffing.rules import employment as employment_rules
from staffing.rules.selection import rule_post_office
from staffing.selectors.wishes import NewLine

S = AssignmentDecision.Status
DECISION = Workflow(
    "assignment_decision",
    _("Assignment decision"),
    [
        Transition("add_assignment_line", (S.DRAFT,), None, _("Add to the list")),
        Transition("remove_assignment_line", (S.DRAFT,), None, _("Take off the list")),
        Transition(
            "approve_assignment_decision",
            (S.DRAFT,),
            S.APPROVED,
            _("Approve the decision"),
            signed=True,
            not_by=("drafted_by",),
        ),
        Transition("number_assignment_decision", (S.APPROVED,), S.ISSUED, _("Enter number and date")),
        Transition("cancel_assignment_decision", (S.DRAFT,), S.CANCELLED, _("Cancel the draft"), reason=True),
    ],
)


NEW_LINES = (
    rules.rule_employee_of_office,
    rules.rule_r20_role,
    rules.rule_line_once,
    rules.rule_r01_fields_of_new_lines,
    employment_rules.rule_new_lines_within_employment,
)


@write("draft_assignment_decision", rules=(rule_post_office, *NEW_LINES), label=_("Draft an assignment decision"))
def draft_assignment_decision(
    office: Agency, call: Call, *, subject: str, lines: Sequence[NewLine] = ()
) -> AssignmentDecision:
    """Open a draft, with these lines: all of them or, where one is refused, none.

    Raises TransitionRefused not_a_post_office, other_office, r20_support_role, line_twice, r01_fields, employee_ended.
    """
    decision = AssignmentDecision.objects.create(
        pilot=office.pilot,
        post_office=office,
        subject=subject,
        drafted_at=call.act.at,
        drafted_by=call.user.person,
        illustrative=any(line.employee.illustrative for line in lines),
    )
    _write_lines(decision, lines)
    call.note(employees=[line.employee.staff_code for line in lines])
    return decision


def _write_lines(decision: AssignmentDecision, lines: Sequence[NewLine]) -> None:
    """One row for each field of each line. One statement."""
    bulk.insert([
        AssignmentDecisionLine(
            pilot_id=decision.pilot_id,
            decision=decision,
            employee=line.employee,
            agency=line.agency,
            site=line.site,
            field=field,
            role=line.role,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            illustrative=line.employee.illustrative,
        )
        for line in lines
        for field in line.fields
    ])  # fmt: skip


@DECISION.verb("add_assignment_line", rules=NEW_LINES)
def add_assignment_line(
    decision: AssignmentDecision,
    call: Call,
    *,
    employee: PostalEmployee,
    agency: Agency,
    site: Site,
    role: str,
    fields: list[ServiceField],
    valid_from: dt.date,
    valid_to: dt.date | None = None,
) -> None:
    """One line per field, on [valid_from, valid_to).

    Raises TransitionRefused other_office, r20_support_role, line_twice, r01_fields, employee_ended.
    """
    _write_lines(decision, [NewLine(employee, agency, site, role, fields, valid_from, valid_to)])
    decision.illustrative = decision.illustrative or employee.illustrative
    call.note(
        employee=employee.staff_code,
        site=site.code,
        agency=agency.code,
        fields=[f.name for f in fields],
        role=role,
    )


def rule_line_of_decision(decision: AssignmentDecision, act: Act, inputs: Inputs) -> list[Problem]:
    """A line is taken off its own list only."""
    if inputs["line"].decision_id == decision.pk:
        return []
    return [Problem("other_decision", _("This line belongs to another decision."))]


@DECISION.verb("remove_assignment_line", rules=(rule_line_of_decision,))
def remove_assignment_line(decision: AssignmentDecision, call: Call, *, line: AssignmentDecisionLine) -> None:
    """Take a line off a draft. Raises TransitionRefused other_decision."""
    call.note(removed=line.employee.staff_code, field=line.field.name)
    line.delete()


@DECISION.verb(
    "approve_assignment_decision",
    rules=(
        rules.rule_two_people,
        rules.rule_r07_has_list,
        rules.rule_r06_reported,
        employment_rules.rule_lines_within_employment,
        rules.rule_no_overlap,
        rules.rule_r01_fields,
    ),
)
def approve_assignment_decision(decision: AssignmentDecision, call: Call) -> None:
    """Decide: every line becomes an assignment.

    Raises TransitionRefused same_person, r07_no_list, r06_not_reported, employee_ended, overlap, r01_fields.
    """
    decision.approved_at, decision.approved_on = call.act.at, call.act.on
    decision.approved_by = call.user.person
    decision.on_behalf_of_id = principal_of(call.capacity)
    made = bulk.insert([
        Assignment(
            pilot_id=line.pilot_id,
            employee_id=line.employee_id,
            agency_id=line.agency_id,
            site_id=line.site_id,
            field_id=line.field_id,
            role=line.role,
            valid_from=line.valid_from,
            valid_to=line.valid_to,
            line=line,
            illustrative=line.illustrative,
        )
        for line in decision.lines.all()
    ])  # fmt: skip
    call.note(assignments=len(made), document=issuing.issue("assignment_decision", decision, call).pk)


def document_of(decision: AssignmentDecision) -> OfficialDocument:
    """The document of an approved decision."""
    return OfficialDocument.objects.of("assignment_decision", decision)


def rule_number_of_the_document(decision: AssignmentDecision, act: Act, inputs: Inputs) -> list[Problem]:
    """Number and date as the document's own rules want them (NĐ 30/2020/NĐ-CP)."""
    return number_problems(document_of(decision), act.on, inputs["number"], inputs["date"])


@DECISION.verb("number_assignment_decision", rules=(rule_number_of_the_document,))
def number_assignment_decision(decision: AssignmentDecision, call: Call, *, number: str, date: dt.date) -> None:
    """Number and date from the post office's own book.

    Raises TransitionRefused number_shape, number_taken, date_in_future, date_before_approval.
    """
    document = issuing.give_number(document_of(decision), call, number=number, date=date)
    call.note(number=document.number, date=date)


@DECISION.verb("cancel_assignment_decision")
def cancel_assignment_decision(decision: AssignmentDecision, call: Call) -> None:
    """Give up a draft, with the reason; nothing was assigned by it."""
