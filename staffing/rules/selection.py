"""Rules of the team's selection (R05, R06, R17)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.text import code_key
from pilot.platform.vietnamese import age_on, format_birth_date
from pilot.programme.models import Agency
from staffing.models import PostalEmployee, SelectionCheck, SystemAccount
from staffing.selectors.parameters import criteria

Problems = list[Problem]
AGES = (15, 100)  # years, both included: outside them a date of birth is a typing error


def rule_post_office(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """Employees are entered, chosen and assigned by a post office, not by an office of another kind."""
    if agency.kind == Agency.Kind.POST_OFFICE:
        return []
    return [Problem("not_a_post_office", _("This agency is not a post office."))]


def rule_staff_code_free(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """The staff code is the natural key of an employee at a post office."""
    return _taken_by(PostalEmployee.objects.filter(post_office=agency), inputs.get("staff_code", ""))


def rule_staff_code_free_for(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """The same when the code of an employee is corrected."""
    others = PostalEmployee.objects.filter(post_office=employee.post_office_id).exclude(pk=employee.pk)
    return _taken_by(others, inputs["staff_code"])


def _taken_by(others: QuerySet[PostalEmployee], code: str) -> Problems:
    """Whose code it is, however it is spelt; who left under it comes back under it."""
    found = others.filter(staff_code_key=code_key(code)).select_related("person").first() if code else None
    if not found:
        return []
    words = _("This staff code is there already: %(employee)s.")
    if found.status == PostalEmployee.Status.ENDED:
        words = _("This staff code is there already: %(employee)s, who left. If back, use “Comes back” on that page.")
    return [Problem("staff_code_taken", words % {"employee": found}, field="staff_code")]


def rule_can_work(row: Agency | PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """A date of birth, where it is said, of somebody who can work."""
    born = inputs.get("birth_date")
    if not born or AGES[0] <= age_on(born, act.on) <= AGES[1]:
        return []
    words = _(
        "By the date of birth %(born)s the person would be %(age)d years old; here it is %(first)d to %(last)d."
        " Is the year right (four digits)?"
    )
    if age_on(born, act.on) < 0:
        words = _("The date of birth %(born)s lies in the future. Write the year with four digits.")
    values = {"born": format_birth_date(born), "age": age_on(born, act.on), "first": AGES[0], "last": AGES[1]}
    return [Problem("age", words % values)]


def rule_r05_criteria(office: Agency, act: Act, inputs: Inputs) -> Problems:
    """ "phẩm chất đạo đức tốt, tác phong ... được đào tạo, tập huấn": each one with evidence.

    Source: KH II, III-a.3.1.1; III-b.6.
    """
    wanted = set(criteria(office.pilot_id, act.on)) - set(inputs.get("evidence", ()))
    ticked: dict[int, set[str]] = {}
    for employee_id, criterion in SelectionCheck.objects.filter(employee__in=inputs["employees"]).values_list(
        "employee_id", "criterion"
    ):
        ticked.setdefault(employee_id, set()).add(criterion)
    lacking = [e for e in inputs["employees"] if wanted - ticked.get(e.pk, set())]
    if not lacking:
        return []
    names = ", ".join(e.person.full_name for e in lacking)
    return [
        Problem(
            "r05_criteria",
            _("Not every criterion of selection has its evidence (R05): %(names)s.") % {"names": names},
        )
    ]


def rule_selected_of_this_office(office: Agency, act: Act, inputs: Inputs) -> Problems:
    """Only employees of this post office who are selected and not reported yet; at least one."""
    fresh = PostalEmployee.objects.filter(
        pk__in=[e.pk for e in inputs["employees"]], post_office=office, status=PostalEmployee.Status.SELECTED
    )
    if inputs["employees"] and fresh.count() == len(inputs["employees"]):
        return []
    return [Problem("not_selected", _("Choose employees who are selected and not reported yet."))]


def rule_known_criteria(row: PostalEmployee | Agency, act: Act, inputs: Inputs) -> Problems:
    """Only criteria that the pilot's rule R05 lists can be ticked, each with what shows it."""
    known, evidence = set(criteria(row.pilot_id, act.on)), inputs.get("evidence", {})
    found = []
    if set(evidence) - known:
        found.append(Problem("r05_unknown", _("This criterion is not among those of the pilot (R05).")))
    if any(not text.strip() for text in evidence.values()):
        found.append(Problem("r05_evidence", _("Say for each ticked criterion what shows it.")))
    return found


def rule_one_account(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """R17: one account of the e-one-stop software per employee."""
    if not SystemAccount.objects.filter(employee=employee, ended_on=None).exists():
        return []
    return [Problem("account_requested", _("The account was already requested."))]


def rule_r17_office(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """ "Văn phòng UBND tỉnh tạo tài khoản trên phần mềm một cửa điện tử" (KH II, III-b.2): the office must be known."""
    if Agency.objects.filter(pilot=employee.pilot_id, kind=Agency.Kind.PROVINCIAL_OFFICE).exists():
        return []
    return [Problem("r17_no_office", _("The documents of this pilot name no office that creates the accounts (R17)."))]


def rule_account_of_a_leaver(account: SystemAccount, act: Act, inputs: Inputs) -> Problems:
    """Who is with the pilot uses the account; it is closed once."""
    left = account.employee.status in (PostalEmployee.Status.ENDED, PostalEmployee.Status.MERGED)
    if left and account.created_on and not account.ended_on:
        return []
    return [Problem("account_in_use", _("Only an account of somebody who has left is closed, and once."))]


def rule_account_not_created(account: SystemAccount, act: Act, inputs: Inputs) -> Problems:
    """An account is created once, and not for somebody who has left."""
    if account.ended_on:
        return [Problem("account_ended", _("The employee has left: no account is created."))]
    return [Problem("account_created", _("The account already exists."))] if account.created_on else []
