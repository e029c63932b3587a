"""The VAT rates of a pilot, and the page on which a new decree is entered."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.cases.vat import VAT_RATE
from billing.forms.calendar import VatRateForm
from billing.models import VatRate
from billing.workflows.vat import enter_vat_rate
from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import steps_on
from pilot.platform.cases.views import attempt
from pilot.platform.ui.shapes import Action
from pilot.programme.models import Pilot


@require_safe
def vat_rates(request: Request) -> HttpResponse:
    """The rates of the pilots that the reader sees, the newest of each category first."""
    user, on = request.user, request.business_day
    rows = VatRate.objects.visible_to(user, on).select_related("pilot")
    newest = F("valid_from").desc(nulls_last=True)
    label = str(enter_vat_rate.transition.label)
    actions = [
        Action(label, reverse("vat-rate-enter", args=[pilot.code]))
        for pilot in Pilot.objects.visible_to(user, on)
        if may(request, enter_vat_rate.name, pilot)
    ]
    context = {
        "rows": [
            (row, row.period.contains(on), steps_on(request, VAT_RATE, row))
            for row in rows.order_by("pilot__code", "category", newest)
        ],
        "actions": actions, "breadcrumb_items": [(_("Payments"), reverse("billing")), (_("VAT rates"), "")],
    }  # fmt: skip
    return render(request, "billing/vat_rates.html", context)


@require_http_methods(["GET", "POST"])
def vat_rate_enter(request: Request, code: str) -> HttpResponse:
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, enter_vat_rate.name, pilot)
    form = VatRateForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: enter_vat_rate(pilot, act_of(request), **form.inputs())):
        messages.success(request, _("The rate is entered; the one before it ends."))
        return redirect("vat-rates")
    title, back = str(enter_vat_rate.transition.label), reverse("vat-rates")
    context = {
        "form": form, "title": title, "sub": pilot, "back": back,
        "breadcrumb_items": [(_("VAT rates"), back), (title, "")],
        "consequences": [_("What was requested already keeps the rate it was requested with.")],
    }  # fmt: skip
    return render(request, "cases/step.html", context)
