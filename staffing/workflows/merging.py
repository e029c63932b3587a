"""One person under two codes: one record is kept, the other leads to it.

Purpose: nobody is counted, assigned or paid twice. Who acts: the post office's personnel, with a reason. What was
decided or signed names the code under which it was, so it stays; what is not settled yet moves. The step is one way.
"""

from django.db.models import Q

from pilot.platform.kernel.workflow import Call
from pilot.platform.periods import day_after
from staffing.models import Absence, PostalEmployee, Substitution, SystemAccount
from staffing.rules import employment as rules
from staffing.selectors.merging import DRAFT, ENTERED
from staffing.workflows.employees import EMPLOYEE, withdraw_account


@EMPLOYEE.verb(
    "merge_employee",
    rules=(
        rules.rule_merge_fits,
        rules.rule_merge_nothing_running,
        rules.rule_merge_days,
        rules.rule_merge_presence,
    ),
)
def merge_employee(employee: PostalEmployee, call: Call, *, keep: PostalEmployee) -> None:
    """The record becomes one that was merged into `keep`, of the same post office.

    Lines of drafts, records from paper to check, criteria, absences, orders to stand in and the e-one-stop account
    move, but for what `keep` has. Raises TransitionRefused merge_other, merge_running, merge_same_days,
    merge_presence.
    """
    employee.merged_into = keep
    employee.employments.filter(valid_to=None, valid_from__gt=call.act.on).delete()
    employee.employments.filter(valid_to=None).update(valid_to=day_after(call.act.on))
    call.note(kept=keep.staff_code, lines=_move_lines(employee, keep), criteria=_move_criteria(employee, keep))
    call.note(papers=employee.paper_records.filter(status=ENTERED).update(employee=keep))
    absences = employee.absences.filter(Absence.COUNTED)
    call.note(absences=absences.update(employee=keep), orders=_move_orders(employee, keep))
    account = SystemAccount.objects.filter(employee=employee)
    free = not SystemAccount.objects.filter(employee=keep).exists()
    call.note(accounts=account.update(employee=keep) if free else withdraw_account(employee, call.act.on))


def _move_lines(employee: PostalEmployee, keep: PostalEmployee) -> int:
    """Lines of drafts; one that the other record has in the same draft is dropped."""
    place = ("decision", "agency", "site", "field")
    held = set(keep.decision_lines.filter(decision__status=DRAFT).values_list(*place))
    lines = employee.decision_lines.filter(decision__status=DRAFT)
    twice = [pk for pk, *where in lines.values_list("pk", *place) if tuple(where) in held]
    lines.filter(pk__in=twice).delete()
    return lines.update(employee=keep)


def _move_criteria(employee: PostalEmployee, keep: PostalEmployee) -> int:
    held = keep.selection_checks.values_list("criterion", flat=True)
    return employee.selection_checks.exclude(criterion__in=list(held)).update(employee=keep)


def _move_orders(employee: PostalEmployee, keep: PostalEmployee) -> int:
    """Orders by which the person stands in, and those by which somebody stands in for him."""
    standing = Q(status=Substitution.Status.ORDERED)
    moved: int = employee.substitutions.filter(standing).update(employee=keep)
    return moved + employee.substituted.filter(standing).update(absentee=keep)
