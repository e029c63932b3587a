"""Employees and what is done with them, the report of a team to the committee, the e-one-stop account."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Work
from pilot.platform.kernel.types import FormOptions, TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Action
from pilot.programme.models import Agency
from pilot.programme.selectors.rules import grounds
from staffing.forms.employees import (
    AccountForm,
    ChangeForm,
    CorrectEmployeeForm,
    CriteriaForm,
    EmployeeFilter,
    EndForm,
    LastDay,
    MergeForm,
    NewEmployeeForm,
    ReturnForm,
)
from staffing.models import PostalEmployee, SystemAccount
from staffing.presenters.employees import STATES
from staffing.presenters.leaving import leaving_effects, merging_effects, returning_effects
from staffing.selectors import employees
from staffing.selectors.leaving import first_day_back
from staffing.selectors.merging import alike
from staffing.workflows import employees as w
from staffing.workflows.merging import merge_employee

LEFT = (PostalEmployee.Status.ENDED, PostalEmployee.Status.MERGED)
RULES = ("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09")  # from selection to recognition


class Team(Work[Agency]):
    """A post office with selected employees who are not reported to the committee yet (R05, RP5)."""

    model = Agency
    due = {w.report_team: Q(selected__gt=0)}

    def rows(self, user: User, on: dt.date) -> QuerySet[Any]:
        """Each office with how many `selected` there are."""
        selected = PostalEmployee.objects.visible_to(user, on).filter(status=PostalEmployee.Status.SELECTED)
        of_office = selected.filter(post_office=OuterRef("pk")).order_by().values("post_office")
        counted = of_office.annotate(count=Count("pk")).values("count")
        return Agency.objects.filter(kind=Agency.Kind.POST_OFFICE).annotate(selected=Subquery(counted))

    def thing(self, row: Any) -> str:
        count = row.selected
        words = ngettext("%(count)d selected employee to report", "%(count)d selected employees to report", count)
        return words % {"count": count}

    def unit(self, row: Agency) -> str:
        return str(row)

    def url(self, row: Agency, verb: Verb) -> str:
        return reverse("report-team", args=[row.code])

    def read_url(self, row: Agency, verb: Verb) -> str:
        return reverse("employees")


class EmployeeCase(Case[PostalEmployee]):
    """A postal employee: the list, and each act on a page of its own. The page of one is a plain view."""

    workflow = w.EMPLOYEE
    name, plural, stem = "employee", "employees", "employee"
    kind, title = gettext_lazy("Postal employee"), gettext_lazy("Postal employees")
    tabs, exports = "staffing/tabs.html", "employees"
    empty = gettext_lazy("The post office brings in its employees; you see those assigned where you have a role.")
    list_display = (
        Column("ten", gettext_lazy("Name"), "person__sort_key", always=True, value=lambda row: row.person.full_name),
        Column("ma", gettext_lazy("Staff code"), "staff_code"),
        Column("buu-dien", gettext_lazy("Post office"), "post_office__name"),
        Column("trinh-do", gettext_lazy("Qualification"), "qualification"),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = EmployeeFilter
    ordering = ("person__sort_key",)
    select_related = ("person", "post_office")
    tones = STATES
    step_template = "staffing/act.html"
    forms = {
        w.tick_criteria: CriteriaForm, w.correct_employee: CorrectEmployeeForm, w.change_employee: ChangeForm,
        w.end_employee: EndForm, w.return_employee: ReturnForm, merge_employee: MergeForm,
    }  # fmt: skip

    def address(self, part: str) -> str:
        return "employee-act"

    def heading(self, row: PostalEmployee) -> str:
        return str(row)

    def list_context(self, request: Request) -> TemplateContext:
        on = request.business_day
        offices = [o for o in employees.post_offices(request.user, on) if may(request, w.add_employee.name, o)]
        actions = [action for office in offices for action in self.entering(office)]
        return {"actions": actions, "grounds": grounds(request.user, on, *RULES)}

    def entering(self, office: Agency) -> list[Action]:
        """The ways in which employees of a post office enter and go on."""
        return [
            Action(_("Add an employee"), reverse("add-employee", args=[office.code]), "primary"),
            Action(_("Bring in from Excel"), reverse("import-upload", args=["employees", office.code])),
            Action(_("Report the team"), reverse("report-team", args=[office.code])),
        ]

    def options(self, request: Request, row: PostalEmployee, verb: Verb) -> FormOptions:
        if verb is w.tick_criteria:
            return {"checklist": employees.checklist(row, request.business_day)}
        given: FormOptions = {"employee": row, "on": request.business_day} if verb in self.forms else {}
        if verb is w.return_employee:
            given["on"] = first_day_back(row, request.business_day)
        if verb is merge_employee:
            kept = employees.employees(request.user, request.business_day).filter(post_office=row.post_office_id)
            proposed = next((other.staff_code for other in alike(row)), "")
            given |= {"kept": kept.filter(merged_into=None).exclude(pk=row.pk), "proposed": proposed}
        return given

    def step_context(self, request: Request, row: PostalEmployee, verb: Verb) -> TemplateContext:
        context: TemplateContext = {"verb": verb.name}
        if verb is w.end_employee:
            day = LastDay(request.POST).day_or(request.business_day)
            shown = _("If %(day)s is the last day") % {"day": f"{day:%d/%m/%Y}"}
            context |= {"consequences": leaving_effects(row, day), "shown": shown}
        elif verb is w.return_employee:
            context["consequences"] = returning_effects(row, first_day_back(row, request.business_day))
        elif verb is merge_employee:
            context["consequences"] = merging_effects(row)
        return context


class Account(Case[SystemAccount]):
    """An account on the e-one-stop software: the post office asks for it (R17), and whoever made it closes it."""

    model = SystemAccount
    kind = gettext_lazy("Account of the e-one-stop software")
    due = {
        w.create_account: Q(created_on=None, ended_on=None),
        w.close_system_account: Q(created_on__isnull=False, ended_on=None, employee__status__in=LEFT),
    }
    select_related = ("provincial_office",)
    scoped = ("employee__person", "employee__post_office")  # others of the provincial office see that an account waits
    forms = {w.create_account: AccountForm}
    step_template = "staffing/act.html"

    def employee(self, row: SystemAccount) -> PostalEmployee | None:
        """Whose account it is; None where the reader may not see him."""
        return getattr(row, "employee", None)

    def thing(self, row: SystemAccount) -> str:
        employee = self.employee(row)
        return employee.person.full_name if employee else str(self.kind)

    def unit(self, row: SystemAccount) -> str:
        employee = self.employee(row)
        return str(employee.post_office if employee else row.provincial_office)

    def since(self, row: SystemAccount) -> dt.date | None:
        return None if row.created_on else row.requested_on

    def heading(self, row: SystemAccount) -> str:
        return self.thing(row)

    def url(self, row: SystemAccount, verb: Verb | None = None) -> str:
        if verb is None:
            return reverse("employee", args=[row.employee_id])
        return reverse("create-account" if verb is w.create_account else "close-system-account", args=[row.pk])

    def read_url(self, row: SystemAccount, verb: Verb) -> str:
        return self.url(row) if self.employee(row) else ""


EMPLOYEES, TEAM, ACCOUNT = EmployeeCase(), Team(), Account()
ADD_EMPLOYEE = Opening(
    w.add_employee, NewEmployeeForm, Agency, "add-employee", "nhan-vien/moi/<code>/", "",
    gettext_lazy("The employee is entered. Tick the criteria of selection next."), gettext_lazy("Add an employee"),
)  # fmt: skip
