"""The marks of timesheets that a pilot uses; the finance officer adds to them."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.forms.marks import WORK, DayMarkForm
from billing.models import DayMark
from billing.selectors.marks import rows_in
from billing.workflows.marks import add_day_mark, end_day_mark
from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.programme.models import Pilot
from pilot.programme.views.parts import Crumb

AT_WORK = dict(WORK)


@require_safe
def mark_list(request: Request, code: str) -> HttpResponse:
    pilot = visible_or_404(request, Pilot, code=code)
    rows = [(group, AT_WORK[group[0].half_days]) for group in alike(rows_in(pilot.pk))]
    extends = may(request, add_day_mark.name, pilot)
    context = {"pilot": pilot, "rows": rows, "extends": extends, "breadcrumb_items": path()}
    return render(request, "billing/marks.html", context)


@require_http_methods(["GET", "POST"])
def mark_add(request: Request, code: str) -> HttpResponse:
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, add_day_mark.name, pilot)
    form = DayMarkForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: add_day_mark(pilot, act_of(request), **form.inputs())):
        messages.success(request, _("The mark is added."))
        return redirect("day-marks", code=code)
    return _form_page(request, code, form, str(add_day_mark.transition.label))


@require_http_methods(["GET", "POST"])
def mark_end(request: Request, code: str, pk: int) -> HttpResponse:
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, end_day_mark.name, pilot)
    mark = found_or_404(request, DayMark.objects.filter(pilot=pilot), pk=pk)
    form = KeyedForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: end_day_mark(pilot, act_of(request), day_mark=mark)):
        messages.success(request, _("The mark is not used any more."))
        return redirect("day-marks", code=code)
    return _form_page(request, code, form, f"{end_day_mark.transition.label}: {mark}")


def _form_page(request: Request, code: str, form: KeyedForm, title: str) -> HttpResponse:
    back = reverse("day-marks", args=[code])
    context = {"form": form, "title": title, "back": back, "breadcrumb_items": path((title, ""), to_list=back)}
    return render(request, "cases/step.html", context)


def alike(rows: Iterable[DayMark]) -> list[list[DayMark]]:
    """Marks that say the same on one line, in their order; those of the pilot each on its own, as they end alone."""
    groups: dict[object, list[DayMark]] = {}
    for row in rows:
        general = (row.meaning, row.half_days, row.leave, row.source)
        groups.setdefault(row.pk if row.pilot_id else general, []).append(row)
    return list(groups.values())


def path(*more: Crumb, to_list: str = "") -> list[Crumb]:
    return [(_("Payments"), reverse("billing")), (_("Marks of timesheets"), to_list), *more]
