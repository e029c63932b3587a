"""Postal employees: entered by hand, corrected, changed, leaving, coming back; criteria, the team's report, accounts.

Purpose: the committee knows whom the post office chose and why (R05, R06), before anybody is assigned. Source: KH giai
đoạn II, III-a.3.1.1, III-b.2 (R17) and III-b.6. Who acts: the post office's personnel; Văn phòng UBND tỉnh creates
accounts.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange import bulk
from pilot.platform.kernel.audit import without_secrets
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.platform.periods import day_after
from pilot.platform.vietnamese import BirthDate
from pilot.programme.models import Agency, Person
from pilot.programme.rules.dated import rule_change_not_ahead
from pilot.programme.workflows.acting import enters_illustrations
from staffing.models import Assignment, Employment, PostalEmployee, SelectionCheck, SystemAccount, TeamReport
from staffing.rules import assignment as assignment_rules
from staffing.rules import employment as employment_rules
from staffing.rules import selection as rules
from staffing.rules.readiness import take_turns
from staffing.selectors.employees import next_codes

S = PostalEmployee.Status
PRESENT = (S.SELECTED, S.REPORTED, S.LEARNING, S.IN_CHARGE)
EMPLOYEE = Workflow(
    "employee",
    _("Postal employee"),
    [
        Transition("tick_criteria", (S.SELECTED,), None, _("Tick the criteria of selection")),
        Transition("correct_employee", PRESENT, None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("change_employee", PRESENT, None, _("Change from a day on")),
        Transition(
            "request_account",
            (S.REPORTED, S.LEARNING, S.IN_CHARGE),
            None,
            _("Request the e-one-stop account"),
        ),
        Transition("end_employee", PRESENT, S.ENDED, _("Leaves the pilot"), reason=True),
        Transition("return_employee", (S.ENDED,), S.SELECTED, _("Comes back"), reason=True),
        Transition("merge_employee", (*PRESENT, S.ENDED), S.MERGED, _("Merge into another record"), reason=True),
    ],
)


@write(
    "add_employee",
    rules=(rules.rule_post_office, rules.rule_staff_code_free, rules.rule_can_work),
    label=_("Employee added"),
)
def add_employee(
    office: Agency,
    call: Call,
    *,
    full_name: str,
    staff_code: str = "",
    birth_date: BirthDate | None = None,
    phone: str = "",
    qualification: str = "",
) -> PostalEmployee:
    """Enter a selected employee by hand; in the demo an illustrative one.

    `phone` in E.164. Without a staff code the next one of the office is given.
    Raises TransitionRefused not_a_post_office, staff_code_taken, age.
    """
    staff_code = staff_code or next(next_codes(office))
    shared = {"pilot": office.pilot, "illustrative": enters_illustrations(call.act)}
    person = Person.objects.create(full_name=full_name, birth_date=birth_date, phone=phone, **shared)
    return PostalEmployee.objects.create(
        post_office=office, person=person, staff_code=staff_code, qualification=qualification, **shared
    )


@EMPLOYEE.verb("correct_employee", rules=(rules.rule_staff_code_free_for, rules.rule_can_work))
def correct_employee(
    employee: PostalEmployee,
    call: Call,
    *,
    full_name: str,
    staff_code: str,
    birth_date: BirthDate | None,
    phone: str,
    qualification: str,
) -> None:
    """Put right what was typed wrong, with the reason; it counts as if it had always been so."""
    _write_person(employee.person, call, full_name=full_name, birth_date=birth_date, phone=phone)
    employee.staff_code, employee.qualification = staff_code, qualification


@EMPLOYEE.verb("change_employee", rules=(rule_change_not_ahead,))
def change_employee(
    employee: PostalEmployee, call: Call, *, day: dt.date, full_name: str, phone: str, qualification: str
) -> None:
    """What is different in life from `day` on (a new degree, name or phone); what was stays in the record of events.

    Raises TransitionRefused day_ahead.
    """
    call.note(from_day=day)
    _write_person(employee.person, call, full_name=full_name, phone=phone)
    employee.qualification = qualification


def _write_person(person: Person, call: Call, **values: object) -> None:
    """Write changed columns of the person behind an employee, whose row is locked too.

    Lists and erasure write it as well. The event holds secret columns only as keyed hashes.
    """
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    old = {name: getattr(person, name) for name in values}
    new = {name: value for name, value in values.items() if value != old[name]}
    before, after = without_secrets(Person, old), without_secrets(Person, new)
    call.note(**{name: [before[name], after[name]] for name in new})
    for name, value in new.items():
        setattr(person, name, value)
    if new:
        person.row_version += 1
        person.save()


@EMPLOYEE.verb("end_employee", rules=(rule_change_not_ahead, employment_rules.rule_leaves_after_coming))
def end_employee(employee: PostalEmployee, call: Call, *, day: dt.date) -> None:
    """The employee leaves the pilot; `day` is the last one.

    Assignments that last longer end with it, those that begin later are given up, and learning with them; an
    e-one-stop account then waits to be closed. Raises TransitionRefused day_ahead, before_coming.
    """
    employee.employments.filter(valid_to=None).update(valid_to=day_after(day))
    lasting = employee.assignments.filter(Q(valid_to=None) | Q(valid_to__gt=day_after(day)), cancelled_on=None)
    list(lasting.select_for_update().order_by("pk"))  # before the agencies, in the order of end_assignment
    take_turns(employee.assignments.values_list("agency_id", flat=True))
    given_up = lasting.filter(valid_from__gt=day).update(cancelled_on=call.act.on)
    ended = lasting.filter(valid_from__lte=day).update(valid_to=day_after(day))
    accounts = withdraw_account(employee, day)
    call.note(last_day=day, assignments_ended=ended, assignments_given_up=given_up, accounts_ended=accounts)


def withdraw_account(employee: PostalEmployee, day: dt.date) -> int:
    """An account that was only asked for is not made any more; one that exists is closed by who made it."""
    return SystemAccount.objects.filter(employee=employee, created_on=None, ended_on=None).update(ended_on=day)


@EMPLOYEE.verb("return_employee", rules=(employment_rules.rule_returns_after_leaving,))
def return_employee(employee: PostalEmployee, call: Call, *, day: dt.date) -> None:
    """Who left comes back under the same code; `day` is the first one, perhaps ahead.

    He is selected again: reported to the committee and assigned anew; his recognitions are still those of the
    committee. Raises TransitionRefused not_after_leaving, far_ahead.
    """
    Employment.objects.create(
        pilot=employee.pilot, employee=employee, valid_from=day, illustrative=employee.illustrative
    )
    call.note(first_day=day)


@EMPLOYEE.verb("tick_criteria", rules=(rules.rule_known_criteria,))
def tick_criteria(employee: PostalEmployee, call: Call, *, evidence: dict[str, str]) -> None:
    """Keep the ticked criteria of R05, each with its evidence; one not named is no longer ticked.

    Raises TransitionRefused r05_unknown, r05_evidence.
    """
    employee.selection_checks.all().delete()
    _write_checks(call, [employee], evidence)
    call.note(criteria=len(evidence))


def _write_checks(call: Call, people: Sequence[PostalEmployee], evidence: Mapping[str, str]) -> None:
    """What shows each criterion, for each of these employees, unless it is ticked already. Two statements."""
    ticked = set(SelectionCheck.objects.filter(employee__in=people).values_list("employee", "criterion"))
    bulk.insert([
        SelectionCheck(
            pilot_id=employee.pilot_id,
            employee=employee,
            criterion=criterion,
            evidence=text.strip(),
            checked_on=call.act.on,
            checked_by=call.user.person,
            illustrative=employee.illustrative,
        )
        for employee in people
        for criterion, text in evidence.items()
        if (employee.pk, criterion) not in ticked
    ])  # fmt: skip


@write(
    "report_team",
    rules=(
        rules.rule_post_office,
        rules.rule_selected_of_this_office,
        rules.rule_known_criteria,
        rules.rule_r05_criteria,
    ),
    label=_("Team reported to the committee"),
)
def report_team(
    office: Agency,
    call: Call,
    *,
    employees: list[PostalEmployee],
    document: str,
    evidence: Mapping[str, str] = MappingProxyType({}),
) -> TeamReport:
    """Report chosen employees to the steering committee (RP5); they are then `reported`.

    `evidence`: criterion → what shows it for all of them, but for those of whom something else is written already.
    Raises TransitionRefused not_a_post_office, not_selected, r05_unknown, r05_evidence, r05_criteria.
    """
    _write_checks(call, employees, evidence)
    report = TeamReport.objects.create(
        pilot=office.pilot,
        post_office=office,
        document=document,
        reported_on=call.act.on,
        reported_at=call.act.at,
        reported_by=call.user.person,
        illustrative=all(e.illustrative for e in employees),
    )
    report.employees.set(employees)
    PostalEmployee.objects.filter(pk__in=[e.pk for e in employees]).update(status=S.REPORTED)
    call.note(employees=[e.staff_code for e in employees], criteria=len(evidence))
    call.wrote(report)
    return report


@EMPLOYEE.verb("request_account", rules=(rules.rule_one_account, rules.rule_r17_office))
def request_account(employee: PostalEmployee, call: Call) -> SystemAccount:
    """Ask Văn phòng UBND tỉnh for the account (R17), also once more for one who came back.

    Raises TransitionRefused account_requested, r17_no_office.
    """
    office = Agency.objects.get(pilot=employee.pilot_id, kind=Agency.Kind.PROVINCIAL_OFFICE)
    asked = {
        "pilot": employee.pilot, "provincial_office": office, "requested_on": call.act.on,
        "requested_by": call.user.person, "illustrative": employee.illustrative, "account_name": "",
        "created_on": None, "created_by": None, "ended_on": None,
    }  # fmt: skip
    return SystemAccount.objects.update_or_create(employee=employee, defaults=asked)[0]


@write("create_account", rules=(rules.rule_account_not_created,), label=_("Create the e-one-stop account"))
def create_account(account: SystemAccount, call: Call, *, account_name: str) -> None:
    """The account exists from today. Raises TransitionRefused account_created."""
    account.account_name, account.created_on, account.created_by = (
        account_name,
        call.act.on,
        call.user.person,
    )


@write("close_system_account", rules=(rules.rule_account_of_a_leaver,), label=_("Close the e-one-stop account"))
def close_system_account(account: SystemAccount, call: Call) -> None:
    """The account of somebody who has left is closed there today. Raises TransitionRefused account_in_use."""
    account.ended_on = call.act.on


@write("end_assignment", rules=(assignment_rules.rule_end_within,), label=_("Assignment ended"))
def end_assignment(assignment: Assignment, call: Call, *, last_day: dt.date) -> None:
    """Close an assignment; another place or field is then a new line of a new decision.

    Raises TransitionRefused end_outside.
    """
    take_turns([assignment.agency_id])
    assignment.valid_to = day_after(last_day)
