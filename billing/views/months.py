"""The finance desk, the page of a month, its timesheet grid, and the steps on a line of its acceptance."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.cases import ACCEPTANCE, MONTH, TIMESHEET
from billing.cases.month import parts_of_month
from billing.forms.month import MonthField, SheetForm, cell_name
from billing.models import BillingMonth
from billing.models.timesheet import reason_in_words
from billing.presenters.sheets import lapsed, not_over_yet, overtaken, stand_ins_not_counted
from billing.rules.month import not_entered
from billing.selectors import desk
from billing.selectors.marks import marks_in, written
from billing.selectors.sheets import Cell, Key, Sheet, deviations, read_sheet
from billing.workflows.acceptance import accept_line, dispute_line
from billing.workflows.timesheet import check_timesheet, enter_timesheet, submit_timesheet
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, has_right, may
from pilot.platform.access.types import Request
from pilot.platform.cases.lists import page_of
from pilot.platform.cases.views import attempt, own_step, render_page
from pilot.platform.periods import add_months, month_of
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vn_month, vnd
from pilot.programme.models import User
from pilot.programme.selectors.rules import grounds
from staffing.models import OFF

MOST_MONTHS = 30  # of a page of the desk: a row leads to six others, and a page stays below 60 kB
MOST_CHANGES = 5  # of the bridge
LINE_STEPS = {step.name: step for step in (dispute_line, accept_line)}
READ = {0: "–", 1: "½", 2: "1"}  # half-days of a cell that nobody fills in


@require_safe
def billing_desk(request: Request) -> HttpResponse:
    """A month over all contracts the reader may see: state per step, what is owed, what is paid."""
    user, on = request.user, request.business_day
    known = desk.known_months(user, on)
    over = [month for month in known if month < month_of(on)]
    month = _month_asked_for(request.GET.get("thang", "")) or next(iter(over or known), None)
    months = desk.months(user, on).filter(month=month) if month else BillingMonth.objects.none()
    page = page_of(request, months, "contract__site__code", most=MOST_MONTHS)
    context = {
        "rows": [(row, parts_of_month(row)) for row in desk.with_outcome(page.rows)], "following": page.following,
        "month": month, "known": known, "figures": figures(desk.sums(months)),
        "bridge": bridge(user, on, month) if month else None, "grounds": grounds(user, on, "R26", "R27"),
    }  # fmt: skip
    return render(request, "billing/desk.html", context)


def figures(sums: desk.Sums) -> list[Fact]:
    return [
        Fact(_("Contracts with this month open"), sums.months),
        Fact(_("Requested"), vnd(sums.requested_vnd)),
        Fact(_("Paid"), vnd(sums.paid_vnd)),
        Fact(_("Still owed"), vnd(sums.requested_vnd - sums.paid_vnd)),
        Fact(_("Disputed lines"), sums.disputed),
    ]


@dataclass
class Bridge:
    """From the amount requested for one month to that for the next: ± VND by payer, the largest changes first."""

    start: tuple[str, int]
    changes: list[tuple[str, int]]
    end: str


def bridge(user: User, on: dt.date, month: dt.date) -> Bridge | None:
    """What the month before and `month` have requested; None where one of them has nothing."""
    before = add_months(month, -1)
    old, new = desk.requested_by_payer(user, on, before, month).values()
    if not (old and new):
        return None
    changes = {payer: new[payer] - old[payer] for payer in sorted(old | new)}
    ordered = sorted(((payer, change) for payer, change in changes.items() if change), key=lambda one: -abs(one[1]))
    rest = sum(change for _payer, change in ordered[MOST_CHANGES:])
    others = [(_("others"), rest)] if rest else []
    return Bridge((vn_month(before), old.total()), ordered[:MOST_CHANGES] + others, vn_month(month))


def _month_asked_for(text: str) -> dt.date | None:
    try:
        month: dt.date | None = MonthField().clean(text)
    except ValidationError:
        return None
    return month


@require_safe
def month_detail(request: Request, pk: int) -> HttpResponse:
    row = found_or_404(request, MONTH.rows(request.user, request.business_day), pk=pk)
    return render_page(request, MONTH, desk.with_outcome([row])[0])


@require_http_methods(["GET", "POST"])
def timesheet(request: Request, pk: int) -> HttpResponse:
    """The grid: read by all parties, written by the post office while it is a draft."""
    row = found_or_404(request, TIMESHEET.rows(request.user, request.business_day), pk=pk)
    if request.method == "POST":
        allowed_or_403(request, enter_timesheet.name, row)
    sheet = read_sheet(row)
    marks, sees = marks_in(row.pilot_id), may(request, "see_absence", row)
    form = SheetForm(request.POST or None, sheet=sheet, marks=marks, initial={"row_version": row.row_version})
    if form.is_valid() and attempt(form, lambda: enter_timesheet(row, act_of(request), **form.inputs())):
        messages.success(request, _("The timesheet is saved."))
        return redirect("timesheet", pk=pk)
    return render_page(
        request, TIMESHEET, row, form=form, sheet=sheet, grid=_grid(sheet, form, sees), deviations=deviations(row),
        may_see_absences=sees, sheet_id=str(row.pk), lapsed=lapsed(sheet), overtaken=overtaken(sheet),
        not_counted=stand_ins_not_counted(sheet) if not_entered(row) == "" else [],
        stopped=not_entered(row) if has_right(request, enter_timesheet.name, row) else "",
        next_step=not_over_yet(
            row, request.business_day,
            hands_in=has_right(request, submit_timesheet.name, row),
            checks=has_right(request, check_timesheet.name, row),
        ),
    )  # fmt: skip


def _grid(sheet: Sheet, form: SheetForm, sees: bool) -> list[dict[str, object]]:
    """Rows of the grid: a post and an employee, a cell per working day, sum, reason."""
    rows = []
    for line in sheet.lines.values():
        for employee in sheet.signed_off.of_post(line.post_id):
            key = line.pk, employee.pk
            cells = [_cell(sheet, form, sees, (*key, day)) for day in sheet.days]
            total = sum(sheet.cells.get((*key, day), Cell(0)).half_days for day in sheet.days)
            rows.append(
                {
                    "post": line.post,
                    "employee": employee,
                    "cells": cells,
                    "days": total / 2,
                    "why_name": f"why-{line.pk}-{employee.pk}",
                    "why": form.reason(*key),
                    "kept": "; ".join(dict.fromkeys(str(reason_in_words(one)) for one in sheet.reasons(*key))),
                }
            )
    return rows


def _cell(sheet: Sheet, form: SheetForm, sees: bool, key: Key) -> dict[str, object]:
    kept, (line, employee, day) = sheet.cells.get(key, Cell(0)), key
    signed_off = sheet.signed_off.holds(sheet.lines[line].post_id, employee, day)
    return {
        "name": cell_name(line, employee, day),
        "day": day,
        "value": form.typed(line, employee, day),
        "shown": shown(kept, sees),
        "open": signed_off and day in sheet.line_days(sheet.lines[line]),
        "differs": kept.half_days != kept.prefilled,
    }


def shown(cell: Cell, sees: bool) -> str:
    """A cell that nobody fills in: the mark of a leave for those who see its kind, else that the person was off."""
    if not cell.leave:
        return READ[cell.half_days]
    return written(cell.worth) if sees else str(READ[cell.half_days] if cell.half_days else OFF)


@require_http_methods(["GET", "POST"])
def acceptance_line_step(request: Request, pk: int, line: int, verb: str) -> HttpResponse:
    """Dispute one line, or settle its dispute."""
    if verb not in LINE_STEPS:
        raise Http404
    return own_step(request, ACCEPTANCE, pk, LINE_STEPS[verb], line)
