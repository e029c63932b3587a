"""The finance desk, a month, its timesheet grid and its acceptance."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.forms.shapes import DisputeForm, MonthField, PlainForm, SheetForm, cell_name
from billing.models import AcceptanceRecord, BillingMonth, Timesheet
from billing.selectors import desk
from billing.selectors.sheets import Cell, Sheet, absences, read_sheet
from billing.selectors.states import MONTH_STATES, stepper
from billing.views.parts import attempt, step_page
from billing.workflows.acceptance import ACCEPTANCE, accept_line, dispute_line
from billing.workflows.statement import issue_statement
from billing.workflows.timesheet import MONTH, TIMESHEET, enter_timesheet
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import who_acts
from pilot.platform.documents.selectors import cards_about
from pilot.platform.kernel.personal import HIDDEN
from pilot.platform.periods import month_of
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vnd
from pilot.programme.selectors.rules import grounds

LINE_VERBS = {"dispute_line": dispute_line, "accept_line": accept_line}
RECORD_PARTS = (
    "statement", "timesheet__month__contract__site", "timesheet__month__contract__payer",
    "centre_signed_by", "centre_signed_for", "payer_signed_by", "payer_signed_for",
)  # fmt: skip


@require_safe
def billing_desk(request: Any) -> HttpResponse:
    """A month over all contracts the reader may see: state per step, what is owed, what is paid."""
    known = desk.known_months(request.user, request.business_day)
    over = [month for month in known if month < month_of(request.business_day)]
    month = _month_asked_for(request.GET.get("thang", "")) or next(iter(over or known), None)
    rows = desk.desk_rows(desk.months(request.user, request.business_day, month=month)) if month else []
    requested, paid = (sum(row[key] or 0 for row in rows) for key in ("total_vnd", "paid_vnd"))
    figures = [
        Fact(_("Contracts with this month open"), len(rows)),
        Fact(_("Requested"), vnd(requested)),
        Fact(_("Paid"), vnd(paid)),
        Fact(_("Still owed"), vnd(requested - paid)),
        Fact(_("Disputed lines"), sum(row["disputed"] for row in rows)),
    ]
    context = {
        "rows": rows,
        "month": month,
        "known": known,
        "figures": figures,
        "bridge": desk.bridge(request.user, request.business_day, month) if month else None,
        "grounds": grounds(request.user, request.business_day, "R26", "R27"),
    }
    return render(request, "billing/desk.html", context)


def _month_asked_for(text: str) -> dt.date | None:
    try:
        return MonthField().clean(text)
    except ValidationError:
        return None


@require_safe
def month_detail(request: Any, pk: int) -> HttpResponse:
    visible_or_404(request, BillingMonth, pk=pk)
    (row,) = desk.months(request.user, request.business_day, pk=pk)
    context = {
        "row": row,
        "state": MONTH_STATES[row.status],
        "steps": stepper(row),
        "desk": desk.desk_rows([row])[0],
        "actions": desk.open_to(request.user, MONTH, row, request.business_day),
        "timeline": timeline(row),
        "waits": who_acts(desk.due_now(MONTH, row), row),
    }
    return render(request, "billing/month_detail.html", context)


@require_http_methods(["GET", "POST"])
def month_step(request: Any, pk: int, verb: str) -> HttpResponse:
    row = visible_or_404(request, BillingMonth, pk=pk)
    return step_page(request, row, MONTH, verb, reverse("billing-month", args=[pk]), str(row))


@require_http_methods(["GET", "POST"])
def timesheet(request: Any, pk: int) -> HttpResponse:
    """The grid: read by all parties, written by the post office while it is a draft."""
    rows = Timesheet.objects.visible_to(request.user, request.business_day)
    row = found_or_404(request, rows.select_related("month__contract__site"), pk=pk)
    sheet = read_sheet(row)
    may_enter = row.status == Timesheet.Status.DRAFT and may(request, "enter_timesheet", row)
    if request.method == "POST":
        allowed_or_403(request, "enter_timesheet", row)
    form = SheetForm(request.POST or None, sheet=sheet, initial={"row_version": row.row_version})
    if form.is_valid() and attempt(
        form, lambda: enter_timesheet(row, act_of(request), entries=form.cleaned_data["entries"])
    ):
        messages.success(request, _("The timesheet is saved."))
        return redirect("timesheet", pk=pk)
    actions = desk.open_to(request.user, TIMESHEET, row, request.business_day)
    context = {
        "row": row,
        "contract": row.month.contract,
        "form": form,
        "may_enter": may_enter,
        "sheet_id": str(row.pk),
        "days": sheet.days,
        "grid": _grid(sheet, form),
        "absences": absences(row),
        "may_see_absences": may(request, "see_absence", row),
        "actions": [a for a in actions if a.verb != "enter_timesheet"],
        "timeline": timeline(row),
        "waits": who_acts(desk.due_now(TIMESHEET, row), row),
    }
    return render(request, "billing/timesheet.html", context)


def _grid(sheet: Sheet, form: SheetForm) -> list[dict[str, Any]]:
    """Rows of the grid: a post and an employee, a cell per working day, sum, reason."""
    rows = []
    for line in sheet.lines.values():
        for employee in sheet.signed_off.of_post(line.post_id):
            key = line.pk, employee.pk
            cells = [_cell(sheet, form, *key, day) for day in sheet.days]
            total = sum(sheet.cells.get((*key, day), Cell(0)).half_days for day in sheet.days)
            rows.append(
                {
                    "post": line.post,
                    "employee": employee,
                    "cells": cells,
                    "days": total / 2,
                    "why_name": f"why-{line.pk}-{employee.pk}",
                    "why": form.reason(*key),
                    "kept": HIDDEN if sheet.reasons(*key) else "",
                }
            )
    return rows


READ = {0: "–", 1: "½", 2: "1"}  # half-days of a cell that nobody fills in


def _cell(sheet: Sheet, form: SheetForm, line: int, employee: int, day: dt.date) -> dict[str, Any]:
    kept = sheet.cells.get((line, employee, day), Cell(0))
    signed_off = sheet.signed_off.holds(sheet.lines[line].post_id, employee, day)
    return {
        "name": cell_name(line, employee, day),
        "day": day,
        "value": form.typed(line, employee, day),
        "shown": READ[kept.half_days],
        "open": signed_off and day in sheet.line_days(sheet.lines[line]),
        "differs": kept.half_days != kept.prefilled,
    }


@require_http_methods(["GET", "POST"])
def timesheet_step(request: Any, pk: int, verb: str) -> HttpResponse:
    row = visible_or_404(request, Timesheet, pk=pk)
    back = reverse("timesheet", args=[pk])
    if verb == "enter_timesheet":
        allowed_or_403(request, verb, row)
        return redirect(back)
    return step_page(request, row, TIMESHEET, verb, back, str(row))


def _record_or_404(request: Any, pk: int) -> AcceptanceRecord:
    """The acceptance with what its pages name."""
    rows = AcceptanceRecord.objects.visible_to(request.user, request.business_day)
    found: AcceptanceRecord = found_or_404(request, rows.select_related(*RECORD_PARTS), pk=pk)
    return found


@require_safe
def acceptance(request: Any, pk: int) -> HttpResponse:
    """The lines with their amounts, disputes and the two signatures."""
    row = _record_or_404(request, pk)
    lines = list(row.lines.select_related("line__post", "employee__person", "statement_line"))
    actions = desk.open_to(request.user, ACCEPTANCE, row, request.business_day)
    statement = getattr(row, "statement", None)
    context = {
        "row": row,
        "contract": row.timesheet.month.contract,
        "lines": lines,
        "statement": statement,
        "accepted_vnd": sum(x.amount_vnd for x in lines if x.outcome == "accepted"),
        "actions": [a for a in actions if a.verb not in LINE_VERBS],
        "may_dispute": any(a.verb in LINE_VERBS for a in actions),
        "timeline": timeline(row),
        "waits": who_acts(desk.due_now(ACCEPTANCE, row), row),
        "documents": cards_about([row], request.user, request.business_day),
        "may_issue": row.status == "signed" and statement is None and may(request, "issue_statement", row),
    }
    return render(request, "billing/acceptance.html", context)


@require_http_methods(["GET", "POST"])
def acceptance_step(request: Any, pk: int, verb: str) -> HttpResponse:
    row = visible_or_404(request, AcceptanceRecord, pk=pk)
    back = reverse("acceptance", args=[pk])
    if verb in LINE_VERBS:
        allowed_or_403(request, verb, row)
        return redirect(back)
    return step_page(request, row, ACCEPTANCE, verb, back, str(row))


@require_http_methods(["GET", "POST"])
def acceptance_line_step(request: Any, pk: int, line: int, verb: str) -> HttpResponse:
    """Dispute one line, or settle its dispute."""
    row = _record_or_404(request, pk)
    if verb not in LINE_VERBS:
        raise Http404
    allowed_or_403(request, verb, row)
    chosen = get_object_or_404(row.lines.select_related("line__post", "employee__person"), pk=line)
    kind = DisputeForm if verb == "dispute_line" else PlainForm
    form = kind(request.POST or None, initial={"row_version": row.row_version})
    if form.is_valid():
        extra = {"remark": form.cleaned_data["remark"]} if verb == "dispute_line" else {}
        if attempt(form, lambda: LINE_VERBS[verb](row, act_of(request), line=chosen, **extra)):
            return redirect("acceptance", pk=pk)
    title = ACCEPTANCE.transitions[verb].label
    context = {"form": form, "title": title, "sub": str(chosen), "back": reverse("acceptance", args=[pk])}
    return render(request, "billing/form.html", context)


@require_http_methods(["GET", "POST"])
def statement_issue(request: Any, pk: int) -> HttpResponse:
    """Request payment of the accepted lines."""
    row = visible_or_404(request, AcceptanceRecord, pk=pk)
    allowed_or_403(request, "issue_statement", row)
    form = PlainForm(request.POST or None, initial={"row_version": row.row_version})
    if form.is_valid():
        made = attempt(form, lambda: issue_statement(row, act_of(request, form.cleaned_data["reason"])))
        if made:
            messages.success(request, _("The payment request %(number)s is made.") % {"number": made.number})
            return redirect("statement", pk=made.pk)
    context = {
        "form": form,
        "title": _("Request payment"),
        "sub": str(row),
        "back": reverse("acceptance", args=[pk]),
    }
    return render(request, "billing/form.html", context)
