"""The statement with the explanation of each amount, and its payments."""

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.cases import STATEMENT
from billing.cases.month import payment_state
from billing.forms.month import PaymentForm, ReversalForm
from billing.models import Payment, Statement
from billing.selectors.explain import explain
from billing.selectors.payments import entries, with_paid
from billing.workflows.statement import record_payment, reverse_payment
from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.people import signers
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, has_right, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.timeline import story
from pilot.platform.cases.views import attempt
from pilot.platform.documents.presenters import cards_about
from pilot.platform.kernel import files
from pilot.platform.kernel.models import StoredFile
from pilot.platform.kernel.workflow import Verb
from pilot.platform.money import amount_in_words
from pilot.platform.ui.shapes import Action, Fact
from pilot.platform.ui.tags.text import vn_date, vn_month, vnd

RELATED = (
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
def statement_detail(request: Request, pk: int) -> HttpResponse:
    """Lines, VAT, total in words, payments; each amount leads to what it rests on."""
    user, on = request.user, request.business_day
    visible = Statement.objects.visible_to(user, on).select_related(*RELATED)
    row = found_or_404(request, with_paid(visible), pk=pk)
    owed = row.total_vnd - row.paid_vnd
    said = {"number": row.request_number, "month": vn_month(row.month)}
    state, words = payment_state(row)
    heading = _("Payment request %(number)s for %(month)s") % said
    context = {
        "row": row, "heading": heading, "breadcrumb_items": [(_("Payments"), reverse("billing")), (heading, "")],
        "tone": state, "state": words,
        "head": head(row), "primary": pay(row) if owed > 0 and may(request, "record_payment", row) else None,
        "figures": sums(row),
        "explained": explain(row), "vat_sums": list(row.vat_sums.all()), "payments": list(entries(row)),
        "reverses": has_right(request, "reverse_payment", row),
        "own": signers(act_of(request), "reverse_payment", row), "may_record": may(request, "record_payment", row),
        "timeline": story(row, user, on), "documents": cards_about([row], user, on),
    }  # fmt: skip
    return render(request, "billing/statement.html", context)


def sums(row: Statement) -> list[Fact]:
    """What is asked for and what is not paid yet, of a statement `with_paid`."""
    return [Fact(_("Total"), vnd(row.total_vnd)), Fact(_("Still owed"), vnd(row.total_vnd - row.paid_vnd))]


def head(row: Statement) -> list[Fact]:
    accepted = reverse("acceptance", args=[row.acceptance_id])
    contract = reverse("contract", args=[row.contract_id])
    return [
        Fact(_("Payer"), row.payer_name),
        Fact(_("Post office"), row.provider_name),
        Fact(_("Site"), row.site_name),
        Fact(_("Contract"), f"{row.contract_number}, {vn_date(row.contract_date)}", contract),
        Fact(_("Acceptance"), vn_date(row.acceptance.signed_on), accepted),
        Fact(_("Issued on"), vn_date(row.issued_on)),
    ]


def pay(row: Statement) -> Action:
    return Action(str(record_payment.transition.label), reverse("payment-record", args=[row.pk]))


@require_http_methods(["GET", "POST"])
def payment_record(request: Request, pk: int) -> HttpResponse:
    """Record a payment that went through the Treasury."""
    row = found_or_404(request, STATEMENT.rows(request.user, request.business_day), pk=pk)
    allowed_or_403(request, "record_payment", row)
    first = {"amount_vnd": row.total_vnd - row.paid_vnd, "paid_on": request.business_day}
    form = PaymentForm(request.POST or None, initial=first)
    act = act_of(request, form.cleaned_data.get("reason", "")) if form.is_valid() else None
    if act and (payment := attempt(form, lambda: record_payment(row, act, **form.inputs()))):
        messages.success(request, recorded(payment, row.total_vnd - row.paid_vnd - payment.amount_vnd))
        return redirect("statement", pk=pk)
    return step(request, form, record_payment, row, str(row))


def recorded(payment: Payment, owed_vnd: int) -> str:
    """What was recorded, in figures and words, and what is still owed: a slip is seen at once."""
    spelt = amount_in_words(payment.amount_vnd).lower()
    words = _("Recorded: %(amount)s (%(words)s), voucher %(voucher)s. Still owed: %(owed)s.")
    said = {"amount": vnd(payment.amount_vnd), "words": spelt, "owed": vnd(owed_vnd)}
    return words % {**said, "voucher": payment.treasury_reference}


@require_http_methods(["GET", "POST"])
def payment_reverse(request: Request, pk: int, entry: int) -> HttpResponse:
    """Reverse a payment that somebody else recorded wrongly."""
    row = found_or_404(request, STATEMENT.rows(request.user, request.business_day), pk=pk)
    allowed_or_403(request, "reverse_payment", row)
    payment = get_object_or_404(row.payments, pk=entry)
    form = ReversalForm(request.POST or None, request.FILES or None, user=request.user)
    act = act_of(request, form.cleaned_data["reason"], confirmed=True) if form.is_valid() else None
    if act and attempt(form, lambda: reverse_payment(row, act, payment=payment, **form.inputs())):
        messages.success(request, _("The payment is reversed. What is right may be recorded now."))
        return redirect("statement", pk=pk)
    return step(request, form, reverse_payment, row, f"{row} · {payment}", of_reversal(payment))


def of_reversal(payment: Payment) -> list[str]:
    """What a reversal does, before it is signed."""
    words = _("The whole payment of %(amount)s, voucher %(voucher)s of %(day)s, is taken off; a part of it cannot be.")
    said = {"amount": vnd(payment.amount_vnd), "voucher": payment.treasury_reference, "day": vn_date(payment.paid_on)}
    return [
        words % said,
        _("The amount is owed again. What was really paid is recorded afterwards as a new payment."),
        _("Both entries stay on record, with the document and the reason."),
    ]


@require_safe
def reversal_scan(request: Request, pk: int, entry: int) -> FileResponse:
    """The document that says why a payment was reversed."""
    row = visible_or_404(request, Statement, pk=pk)
    reversal = get_object_or_404(row.payments.select_related("scan"), pk=entry, scan__isnull=False)
    return files.response(files.asked(request, cast(StoredFile, reversal.scan)), inline=True)


def step(
    request: Request, form: KeyedForm, verb: Verb, row: Statement, sub: str, consequences: Sequence[str] = ()
) -> HttpResponse:
    """The page of a form about the statement."""
    title, back = verb.transition.label, reverse("statement", args=[row.pk])
    context = {
        "form": form, "title": title, "sub": sub, "head": sums(row), "back": back,
        "consequences": consequences,
        "breadcrumb_items": [(str(row), back), (title, "")],
    }  # fmt: skip
    return render(request, "cases/step.html", context)
