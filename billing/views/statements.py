"""The statement with the explanation of each amount, and its payments."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.forms.shapes import PaymentForm
from billing.models import Statement
from billing.selectors.explain import explain
from billing.selectors.states import payment_state, with_paid
from billing.views.parts import attempt
from billing.workflows.statement import record_payment
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.cases.timeline import timeline
from pilot.platform.documents.selectors import cards_about
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vnd

PARTS = (
    "contract__payer",
    "contract__site",
    "acceptance__timesheet__month",
    "acceptance__centre_signed_by",
    "acceptance__payer_signed_by",
    "acceptance__timesheet__submitted_by",
    "acceptance__timesheet__checked_by",
    "issued_by",
)


@require_safe
def statement_detail(request: Any, pk: int) -> HttpResponse:
    """Lines, VAT, total in words, payments; each amount leads to what it rests on."""
    visible = Statement.objects.visible_to(request.user, request.business_day)
    row = found_or_404(request, with_paid(visible.select_related(*PARTS)), pk=pk)
    state, label = payment_state(row)
    owed = row.total_vnd - row.paid_vnd
    context = {
        "row": row,
        "state": state,
        "state_label": label,
        "owed_vnd": owed,
        "figures": [Fact(_("Total"), vnd(row.total_vnd)), Fact(_("Still owed"), vnd(owed))],
        "explained": explain(row),
        "vat_sums": list(row.vat_sums.all()),
        "payments": list(row.payments.all()),
        "timeline": timeline(row),
        "documents": cards_about([row], request.user, request.business_day),
        "may_pay": owed > 0 and may(request, "record_payment", row),
    }
    return render(request, "billing/statement.html", context)


@require_http_methods(["GET", "POST"])
def payment_record(request: Any, pk: int) -> HttpResponse:
    """Record a payment that went through the Treasury."""
    visible_or_404(request, Statement, pk=pk)
    row = with_paid(Statement.objects.all()).get(pk=pk)
    allowed_or_403(request, "record_payment", row)
    first = {"amount_vnd": row.total_vnd - row.paid_vnd, "paid_on": request.business_day}
    form = PaymentForm(request.POST or None, initial=first)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "operation_key"}
        if attempt(form, lambda: record_payment(row, act_of(request), **data)):
            messages.success(request, _("The payment is recorded."))
            return redirect("statement", pk=pk)
    context = {
        "form": form,
        "title": _("Record the payment"),
        "sub": str(row),
        "back": reverse("statement", args=[pk]),
    }
    return render(request, "billing/form.html", context)
