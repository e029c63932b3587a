"""The list of an assignment decision: a line added, a line taken off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.platform.digits import number_in
from pilot.programme.presenters.rules import applied
from staffing.forms.assignment import LineForm
from staffing.models import AssignmentDecision
from staffing.selectors import assignment_decisions
from staffing.selectors.employees import employees
from staffing.selectors.listed import said_in_lists
from staffing.selectors.wishes import wishes
from staffing.views.parts import chosen_place, form_page, place_form, place_page
from staffing.workflows import assignment as verbs
from staffing.workflows.employees import PRESENT


@require_http_methods(["GET", "POST"])
def add_line(request: Request, pk: int) -> HttpResponse:
    """First agency and site (in the address), then employee, role, fields and days."""
    row = visible_or_404(request, AssignmentDecision, pk=pk)
    allowed_or_403(request, "add_assignment_line", row)
    title, back = _("Add to the list"), reverse("assignment-decision", args=[pk])
    place = place_form(request, row.pilot_id)
    if not place.is_valid():
        return place_page(request, place, title, row, back)
    agency, site = chosen_place(request, place)
    people = employees(request.user, request.business_day).filter(post_office=row.post_office_id, status__in=PRESENT)
    fields = assignment_decisions.fields_of(agency)
    named = people.filter(pk=number_in(request.GET.get("nguoi", "")) or 0)
    wish = next(iter(wishes(row.post_office, request.user, request.business_day, named)), None)
    said = said_in_lists(row.post_office_id)
    form = LineForm(request.POST or None, said=said, wish=wish, employee=people, fields_=fields)
    if form.is_valid():
        line = {**form.inputs(), "agency": agency, "site": site}
        if attempt(form, lambda: verbs.add_assignment_line(row, act_of(request), **line)):
            return redirect(back)
    return form_page(
        request, form, title, f"{agency} – {site}", back, rules=applied(row.pilot_id, request.business_day, "R01")
    )


@require_POST
def remove_line(request: Request, pk: int, line: int) -> HttpResponse:
    row = visible_or_404(request, AssignmentDecision, pk=pk)
    verbs.remove_assignment_line(row, act_of(request), line=get_object_or_404(row.lines, pk=line))
    messages.success(request, _("The line is off the list."))
    return redirect("assignment-decision", pk=pk)
