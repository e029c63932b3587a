"""Postal employees: list, page, and the acts of the post office's personnel. Phone and date of birth stay masked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import as_of, row_as_of
from pilot.platform.cases.timeline import story, timeline
from pilot.platform.cases.views import attempt, openings_on
from pilot.platform.cases.ways import ways_on
from pilot.platform.digits import number_in
from pilot.platform.ui.shapes import Action
from pilot.programme.models import Agency
from pilot.programme.presenters.rules import applied
from staffing.forms.employees import (
    ReportTeamForm,
)
from staffing.models import PostalEmployee, Recognition, TeamReport
from staffing.presenters.employees import STATES, steps
from staffing.rules.recognition import revocable
from staffing.selectors import employees
from staffing.selectors.listed import brought_in
from staffing.selectors.merging import alike
from staffing.views.parts import form_page, learning_actions
from staffing.workflows import employees as verbs


@require_safe
def employee_detail(request: Request, pk: int) -> HttpResponse:
    """Where the employee stands on the way to the counter, and every row behind it."""
    user, on = request.user, request.business_day
    related = ("pilot", "system_account__provincial_office", "merged_into__person")
    rows = employees.employees(user, on).select_related(*related).prefetch_related("employments")
    employee = found_or_404(request, rows, pk=pk)
    asked = as_of(request, employee)
    found = employees.standings_of(employee, user, on, asked.day)
    reports = list(employees.reports_of(employee, asked.day))
    if asked.other:
        row_as_of(employee, asked)
        employees.with_status_of(employee, found, reports, asked.day)
    recognised = list(employees.recognitions_of(employee, user, on, asked.day))
    context = {
        "employee": employee,
        "state": STATES[employee.status],
        "steps": steps(employee, found, reports),
        "standings": found,
        "past": list(employees.past_assignments(employee, user, on, asked.day)),
        "as_of": asked,
        "recognitions": recognised,
        "revocable": [] if asked.other else to_revoke(request, employee, recognised),
        "papers": list(employees.papers_of(employee, user, on)),
        "checklist": employees.checklist(employee, on),
        "account": getattr(employee, "system_account", None),
        "alike": employees_alike(request, employee),
        "timeline": story(employee, user, on, asked.day),
        "rules": applied(employee.pilot_id, asked.day, "R05"),
        "more": [*([] if asked.other else employee_ways(request, employee)), *ways_on(request, employee)],
        "may_end": not asked.other and may(request, "correct_employee", employee),
        "may_see_contact": may(request, "see_contact", employee),
        "acts": [] if asked.other else learning_actions(request, found, employee.pk),
        "breadcrumb_items": [(_("Postal employees"), reverse("employees")), (str(employee.person), "")],
    }
    return render(request, "staffing/employee_detail.html", context)


def employee_ways(request: Request, employee: PostalEmployee) -> list[Action]:
    return [*employee_actions(request, employee), *openings_on(request, employee)]


def employee_actions(request: Request, employee: PostalEmployee) -> list[Action]:
    """What the reader can do with the employee now."""
    possible = [t for t in verbs.EMPLOYEE.possible(employee) if may(request, t.verb, employee)]
    if hasattr(employee, "system_account") and not employee.system_account.ended_on:
        possible = [t for t in possible if t.verb != "request_account"]
    return [Action(str(t.label), reverse("employee-act", args=[employee.pk, t.verb])) for t in possible]


def to_revoke(request: Request, employee: PostalEmployee, recognised: list[Recognition]) -> list[Recognition]:
    """Those that the reader may still revoke."""
    if not may(request, "revoke_recognition", employee):
        return []
    return [row for row in recognised if revocable(row, request.business_day)]


def employees_alike(request: Request, employee: PostalEmployee) -> list[PostalEmployee]:
    """Records that may be of the same person, for those who may merge them."""
    if employee.merged_into_id or not may(request, "merge_employee", employee):
        return []
    return list(alike(employee))


@require_safe
def team_report_list(request: Request) -> HttpResponse:
    offices = [o for o in employees.post_offices(request.user, request.business_day) if may(request, "report_team", o)]
    rows = employees.team_reports(request.user, request.business_day)
    return render(request, "staffing/team_report_list.html", {"rows": rows, "offices": offices})


@require_safe
def team_report(request: Request, pk: int) -> HttpResponse:
    """RP5 as the committee reads it: who was chosen, and what shows each criterion."""
    row = visible_or_404(request, TeamReport, pk=pk)
    members = row.employees.select_related("person").prefetch_related("selection_checks")
    context = {"row": row, "members": members, "timeline": timeline(row)}
    context["may_draft"] = may(request, "draft_assignment_decision", row.post_office)
    context["breadcrumb_items"] = [(_("Reports on the chosen team"), reverse("team-reports")), (str(row), "")]
    return render(request, "staffing/team_report.html", context)


@require_http_methods(["GET", "POST"])
def report_team(request: Request, code: str) -> HttpResponse:
    """Choose among the selected employees, or those of one list, and report them to the committee (RP5)."""
    office = visible_or_404(request, Agency, code=code)
    allowed_or_403(request, "report_team", office)
    selected = employees.employees(request.user, request.business_day).filter(
        post_office=office, status=PostalEmployee.Status.SELECTED
    )
    if number := number_in(request.GET.get("danh-sach", "")):
        selected = selected.filter(pk__in=brought_in(number, request.user, request.business_day))
    lacking = employees.criteria_lacking(selected, office.pilot_id, request.business_day)
    ticked = {"employees": selected} if number else {}
    form = ReportTeamForm(request.POST or None, initial=ticked, employees=selected, criteria=lacking)
    row = (
        attempt(form, lambda: verbs.report_team(office, act_of(request), **form.inputs())) if form.is_valid() else None
    )
    if row:
        messages.success(request, _("The team is reported to the steering committee."))
        return redirect("team-report", pk=row.pk)
    rules = applied(office.pilot_id, request.business_day, "R05", "R06")
    return form_page(request, form, _("Report the team"), office, reverse("team-reports"), rules=rules)
