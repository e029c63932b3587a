"""Postal employees: list and page. Phone and date of birth stay masked here."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilot.access.requests import visible_or_404
from pilot.selectors.timeline import timeline
from pilot.vietnamese import search_key
from staffing.models import PostalEmployee
from staffing.selectors import employees

PAGE = 50


@require_safe
def employee_list(request: Any) -> HttpResponse:
    """By given name; `q` finds without marks; pages by the key of the last row."""
    rows = employees.employees(request.user, request.business_day)
    if text := search_key(request.GET.get("q", "")):
        rows = rows.filter(person__search_key__contains=text)
    if after := request.GET.get("after"):
        rows = rows.filter(person__sort_key__gt=after)
    page = list(rows[: PAGE + 1])
    following = page[PAGE - 1].person.sort_key if len(page) > PAGE else ""
    return render(request, "staffing/employee_list.html", {"rows": page[:PAGE], "following": following, "q": request.GET.get("q", "")})


@require_safe
def employee_detail(request: Any, pk: int) -> HttpResponse:
    employee = visible_or_404(request, PostalEmployee, pk=pk)
    context = {
        "employee": employee,
        "assignments": employees.assignments_of(employee),
        "recognitions": employees.recognitions_of(employee),
        "timeline": timeline(employee),
    }
    return render(request, "staffing/employee_detail.html", context)
