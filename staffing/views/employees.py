"""Postal employees: list, page, and the acts of the post office's personnel. Phone and date of birth stay
masked.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.reveal import masked_columns, masked_value
from pilot.platform.cases.lists import Column, render_table, table_of
from pilot.platform.cases.pages import as_it_was, as_of
from pilot.platform.cases.timeline import story, timeline
from pilot.platform.cases.views import attempt
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.ui.shapes import Action
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency
from pilot.programme.selectors.rules import applied, grounds
from staffing.forms.employees import (
    AccountForm,
    ChangeForm,
    CorrectForm,
    CriteriaForm,
    EmployeeFilter,
    EmployeeForm,
    EndAssignmentForm,
    EndForm,
    PlainForm,
    ReportTeamForm,
)
from staffing.models import Assignment, PostalEmployee, SystemAccount, TeamReport
from staffing.selectors import employees
from staffing.selectors.parameters import criteria
from staffing.selectors.standing import Standing
from staffing.views.parts import form_page
from staffing.workflows import employees as verbs
from staffing.workflows.competence import ASSESS_AS

COLUMNS = (
    Column("ten", gettext_lazy("Name"), "person__sort_key", always=True),
    Column("ma", gettext_lazy("Staff code"), "staff_code"),
    Column("buu-dien", gettext_lazy("Post office"), "post_office__name"),
    Column("trinh-do", gettext_lazy("Qualification"), "qualification"),
    Column("trang-thai", gettext_lazy("State"), "status"),
)
RULES = ("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09")  # from selection to recognition


@require_safe
def employee_list(request: Any) -> HttpResponse:
    """By given name or as a column's head says; `q` finds without marks."""
    form = EmployeeFilter(request.GET)
    chosen = form.chosen()
    rows = employees.employees(request.user, request.business_day)
    if text := search_key(chosen.pop("q", "")):
        rows = rows.filter(person__search_key__contains=text)
    rows = rows.filter(**chosen)
    table = table_of(request, "employees", rows, COLUMNS, "person__sort_key")
    offices = [o for o in employees.post_offices(request.user, request.business_day) if may(request, "add_employee", o)]
    context = {
        "rows": [(e, employees.STATES[e.status]) for e in table.rows],
        "form": form,
        "offices": offices,
        "grounds": grounds(request.user, request.business_day, *RULES),
    }
    return render_table(request, "staffing/employee_list.html", table, context)


@require_safe
def employee_detail(request: Any, pk: int) -> HttpResponse:
    """Where the employee stands on the way to the counter, and every row behind it."""
    user, on, asked = request.user, request.business_day, as_of(request)
    rows = employees.employees(user, on).select_related("pilot", "system_account__provincial_office")
    employee = found_or_404(request, rows, pk=pk)
    found = employees.standings_of(employee, user, on, asked.day)
    reports = list(employees.reports_of(employee, asked.day))
    if asked.other:
        as_it_was(employee, asked)
        employees.as_on(employee, found, reports, asked.day)
    context = {
        "employee": employee,
        "state": employees.STATES[employee.status],
        "steps": employees.steps(employee, found, reports),
        "standings": found,
        "past": list(employees.past_assignments(employee, user, on, asked.day)),
        "as_of": asked,
        "recognitions": list(employees.recognitions_of(employee, user, on, asked.day)),
        "papers": list(employees.papers_of(employee, user, on)),
        "checklist": employees.checklist(employee, on),
        "account": getattr(employee, "system_account", None),
        "timeline": story(employee, user, on, asked.day),
        "rules": applied(employee.pilot_id, asked.day, "R05"),
        "more": [] if asked.other else employee_actions(request, employee),
        "may_end": not asked.other and may(request, "correct_employee", employee),
        "may_see_contact": may(request, "see_contact", employee),
        "acts": [] if asked.other else competence_actions(request, found),
    }
    return render(request, "staffing/employee_detail.html", context)


def employee_actions(request: Any, employee: PostalEmployee) -> list[Action]:
    """What the reader can do with the employee now."""
    possible = [t for t in verbs.EMPLOYEE.possible(employee) if may(request, t.verb, employee)]
    if hasattr(employee, "system_account"):
        possible = [t for t in possible if t.verb != "request_account"]
    return [Action(str(t.label), reverse("employee-act", args=[employee.pk, t.verb])) for t in possible]


def competence_actions(request: Any, found: list[Standing]) -> list[Action]:
    """Learning, attestation and assessment, per place, as far as they are open and the reader may do them."""
    actions: dict[str, Action] = {}
    for s in found:
        a = s.assignment
        if s.learning is None and not s.recognition and may(request, "start_learning", a):
            _offer(actions, ("start-learning", a), _("Begin the learning time"), [a.pk])
        if s.learning and not s.learned and may(request, "attest_proficiency", a):
            _offer(actions, ("attest", a), _("Attest proficiency"), [a.pk])
        for capacity, verb in ASSESS_AS.items():
            if s.open_to(capacity) and may(request, verb.name, a):
                _offer(actions, ("assess", a), f"{_('Assess')}: {capacity.label}", [a.pk, capacity])
    return list(actions.values())


def _offer(actions: dict[str, Action], about: tuple[str, Assignment], label: str, args: list[Any]) -> None:
    """One action per place and label, whatever the number of fields."""
    name, row = about
    actions.setdefault(
        f"{label} {row.agency_id} {row.site_id}", Action(f"{label} – {row.agency}", reverse(name, args=args))
    )


@require_http_methods(["GET", "POST"])
def add_employee(request: Any, code: str) -> HttpResponse:
    """One employee by hand; a list comes in from Excel."""
    office = visible_or_404(request, Agency, code=code)
    allowed_or_403(request, "add_employee", office)
    form = EmployeeForm(request.POST or None)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "operation_key"}
        if row := attempt(form, lambda: verbs.add_employee(office, act_of(request), **data)):
            messages.success(request, _("The employee is entered. Tick the criteria of selection next."))
            return redirect("employee", pk=row.pk)
    return form_page(request, form, _("Add an employee"), office, reverse("employees"))


FORMS = {
    "correct_employee": CorrectForm,
    "change_employee": ChangeForm,
    "end_employee": EndForm,
    "tick_criteria": CriteriaForm,
    "request_account": PlainForm,
}


@require_http_methods(["GET", "POST"])
def employee_act(request: Any, pk: int, verb: str) -> HttpResponse:
    """One act on an employee on a page of its own."""
    employee = visible_or_404(request, PostalEmployee, pk=pk)
    if verb not in FORMS:
        raise Http404
    allowed_or_403(request, verb, employee)
    form = _form(request, employee, verb)
    if form.is_valid():
        act = act_of(request, form.cleaned_data.get("reason", ""))
        if attempt(form, lambda: VERBS[verb](employee, act, **_inputs(employee, form, verb))):
            messages.success(request, _("Done: %(step)s.") % {"step": VERBS[verb].transition.label})
            return redirect("employee", pk=pk)
    title = VERBS[verb].transition.label
    return form_page(request, form, title, employee, reverse("employee", args=[pk]), verb=verb)


def _form(request: Any, employee: PostalEmployee, verb: str) -> Any:
    person = employee.person
    initial = {
        "row_version": employee.row_version,
        "full_name": person.full_name,
        "staff_code": employee.staff_code,
        "qualification": employee.qualification,
        "day": f"{request.business_day:%d/%m/%Y}",
    }
    more = {"checklist": employees.checklist(employee, request.business_day)} if verb == "tick_criteria" else {}
    form = FORMS[verb](request.POST or None, initial=initial, **more)
    for name in masked_columns(PostalEmployee).keys() & form.fields.keys():
        recorded = masked_value(employee, name)["shown"]
        form.fields[name].help_text = _("Leave empty to keep what is recorded: %(value)s") % {"value": recorded}
    return form


def _inputs(employee: PostalEmployee, form: Any, verb: str) -> dict[str, Any]:
    """A masked value that was left empty stays as it is: the form never shows it."""
    if verb == "tick_criteria":
        return {"evidence": form.evidence()}
    given = {k: v for k, v in form.cleaned_data.items() if k not in ("operation_key", "row_version", "reason")}
    empty = [name for name in masked_columns(PostalEmployee) if name in given and not given[name]]
    return given | {name: getattr(employee.person, name) for name in empty}


@require_http_methods(["GET", "POST"])
def end_assignment(request: Any, pk: int) -> HttpResponse:
    """Close one assignment of an employee."""
    row = visible_or_404(request, Assignment, pk=pk)
    allowed_or_403(request, "end_assignment", row)
    form = EndAssignmentForm(request.POST or None, initial={"row_version": row.row_version})
    if form.is_valid():
        act = act_of(request, form.cleaned_data["reason"])
        if attempt(form, lambda: verbs.end_assignment(row, act, last_day=form.cleaned_data["last_day"])):
            messages.success(request, _("The assignment ends on that day."))
            return redirect("employee", pk=row.employee_id)
    return form_page(request, form, _("End the assignment"), row, reverse("employee", args=[row.employee_id]))


@require_safe
def team_report_list(request: Any) -> HttpResponse:
    offices = [o for o in employees.post_offices(request.user, request.business_day) if may(request, "report_team", o)]
    rows = employees.team_reports(request.user, request.business_day)
    return render(request, "staffing/team_report_list.html", {"rows": rows, "offices": offices})


@require_safe
def team_report(request: Any, pk: int) -> HttpResponse:
    """RP5 as the committee reads it: who was chosen, and what shows each criterion."""
    row = visible_or_404(request, TeamReport, pk=pk)
    members = row.employees.select_related("person").prefetch_related("selection_checks")
    return render(request, "staffing/team_report.html", {"row": row, "members": members, "timeline": timeline(row)})


@require_http_methods(["GET", "POST"])
def report_team(request: Any, code: str) -> HttpResponse:
    """Choose among the selected employees and report them to the committee (RP5)."""
    office = visible_or_404(request, Agency, code=code)
    allowed_or_403(request, "report_team", office)
    selected = employees.employees(request.user, request.business_day).filter(
        post_office=office, status=PostalEmployee.Status.SELECTED
    )
    form = ReportTeamForm(request.POST or None, employees=selected)
    if form.is_valid():
        data = {"employees": list(form.cleaned_data["employees"]), "document": form.cleaned_data["document"]}
        if row := attempt(form, lambda: verbs.report_team(office, act_of(request), **data)):
            messages.success(request, _("The team is reported to the steering committee."))
            return redirect("team-report", pk=row.pk)
    rules = applied(office.pilot_id, request.business_day, "R05", "R06")
    wanted = len(criteria(office.pilot_id, request.business_day))
    return form_page(request, form, _("Report the team"), office, reverse("team-reports"), rules=rules, wanted=wanted)


@require_http_methods(["GET", "POST"])
def create_account(request: Any, pk: int) -> HttpResponse:
    """Văn phòng UBND tỉnh says that the account exists (R17)."""
    row = visible_or_404(request, SystemAccount, pk=pk)
    allowed_or_403(request, "create_account", row)
    form = AccountForm(request.POST or None, initial={"row_version": row.row_version})
    if form.is_valid():
        name = form.cleaned_data["account_name"]
        if attempt(form, lambda: verbs.create_account(row, act_of(request), account_name=name)):
            messages.success(request, _("The account is recorded."))
            return redirect("employee", pk=row.employee_id)
    return form_page(
        request, form, _("Create the e-one-stop account"), row, reverse("employee", args=[row.employee_id])
    )
