"""Showing one masked value of a postal employee, after a click, on record."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pilot.platform.access.contact import MASKED, reveal
from pilot.platform.access.requests import act_of, visible_or_404
from staffing.models import PostalEmployee
from staffing.selectors.contact import contact_of


@require_POST
def employee_contact(request: Any, pk: int, field: str) -> HttpResponse:
    """The card with one value in clear: a fragment for htmx, a page of its own without script."""
    employee = visible_or_404(request, PostalEmployee, pk=pk)
    if field not in MASKED:
        raise Http404
    value = reveal(employee, field, act_of(request))
    contact = contact_of(request.user, employee)
    for row in contact["lines"]:
        if row["field"] == field:
            row |= {
                "shown": f"{value:%d/%m/%Y}" if field == "birth_date" and value else value,
                "revealed": True,
            }
    template = "staffing/contact.html" if request.htmx else "staffing/contact_page.html"
    return render(request, template, {"contact": contact, "employee": employee})
