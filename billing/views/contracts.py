"""Labour contracts: list, page, draft, lines, steps, opening of a month."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from billing.forms.shapes import (
    ContractDraftForm,
    ContractFilter,
    ContractLineForm,
    LiquidateForm,
    OpenMonthForm,
    PaperContractForm,
    PlainForm,
    SignContractForm,
)
from billing.models import LabourContract
from billing.selectors import desk, history
from billing.selectors.states import CONTRACT_STATES
from billing.views.parts import attempt, step_page
from billing.workflows import contract as verbs
from billing.workflows.timesheet import open_month
from pilot.platform.access.capacity import capacities
from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, visible_or_404
from pilot.platform.access.roles import ACTS
from pilot.platform.cases.lists import Column, render_table, table_of
from pilot.platform.cases.pages import as_it_was, as_of
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import who_acts
from pilot.platform.documents.selectors import cards_about
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import NotAllowed
from pilot.programme.models import Agency, CounterPost, Site
from pilot.programme.selectors.rules import applied, grounds

OWN_PAGES = {"add_contract_line", "remove_contract_line", "open_month"}
FORMS = {"sign_contract": SignContractForm, "liquidate_contract": LiquidateForm}


COLUMNS = (
    Column("diem", gettext_lazy("Site"), "site__name", always=True),
    Column("ben-chi-tra", gettext_lazy("Payer"), "payer__name"),
    Column("so", gettext_lazy("Number and date")),
    Column("thoi-han", gettext_lazy("Term"), "valid_from"),
    Column("muc-tran", gettext_lazy("Ceiling"), numeric=True),
    Column("trang-thai", gettext_lazy("State"), "status"),
)


@require_safe
def contract_list(request: Any) -> HttpResponse:
    """The newest first, or as a column's head says."""
    rows = desk.contracts(request.user, request.business_day)
    form = ContractFilter(request.GET, rows)
    table = table_of(request, "contracts", rows.filter(**form.chosen()), COLUMNS, "-drafted_at")
    context = {
        "form": form,
        "states": CONTRACT_STATES,
        "may_draft": bool(_providers(request)),
        "grounds": grounds(request.user, request.business_day, "R26", "R27"),
    }
    return render_table(request, "billing/contract_list.html", table, context)


def _providers(request: Any) -> Any:
    """Post offices for which the reader drafts contracts."""
    held = capacities(request.user, request.business_day)
    return Agency.objects.filter(pk__in=[c.anchor_id for c in held if c.role in ACTS["draft_contract"]])


@require_safe
def contract_detail(request: Any, pk: int) -> HttpResponse:
    user, on, asked = request.user, request.business_day, as_of(request)
    row = as_it_was(found_or_404(request, desk.contracts(user, on), pk=pk), asked)
    months = desk.months(user, on, contract=row)
    actions = [] if asked.other else desk.open_to(user, verbs.CONTRACT, row, on)
    context = {
        "row": row,
        "state": CONTRACT_STATES[row.status],
        "lines": history.lines_on(row, asked.day),
        "as_of": asked,
        "months": desk.desk_rows(history.months_on(months, asked.day) if asked.other else months),
        "actions": [a for a in actions if a.verb not in OWN_PAGES],
        "own": {a.verb for a in actions} & OWN_PAGES,
        "rules": applied(row.pilot_id, asked.day, "R26", "R27"),
        "documents": cards_about([row], user, on),
        "timeline": timeline(row, until=asked.day),
        "waits": [] if asked.other else who_acts(desk.due_now(verbs.CONTRACT, row), row),
    }
    return render(request, "billing/contract_detail.html", context)


@require_http_methods(["GET", "POST"])
def contract_draft(request: Any) -> HttpResponse:
    """A new contract, for one of the reader's post offices."""
    form = ContractDraftForm(request.POST or None, **_parties(request, "draft_contract"))
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k not in ("operation_key", "provider")}
        row = attempt(form, lambda: verbs.draft_contract(form.cleaned_data["provider"], act_of(request), **data))
        if row:
            messages.success(request, _("The contract is drafted. Add a line for each counter post."))
            return redirect("contract", pk=row.pk)
    context = {"form": form, "title": _("Draft a labour contract"), "back": reverse("contracts")}
    return render(request, "billing/form.html", context)


def _parties(request: Any, verb: str) -> dict[str, Any]:
    """What the form of a new contract offers. Raises NotAllowed for whoever has no post office."""
    providers = _providers(request)
    if not providers:
        raise NotAllowed(verb, [])
    scope = {"pilot__in": [p.pilot_id for p in providers]}
    sites = Site.objects.visible_to(request.user, request.business_day).filter(**scope)
    payers = Agency.objects.visible_to(request.user, request.business_day).filter(
        kind__in=(Agency.Kind.PEOPLES_COMMITTEE, Agency.Kind.PROVINCIAL_OFFICE), **scope
    )
    return {"providers": providers, "sites": sites, "payers": payers, "initial": {"provider": providers[0].pk}}


@require_http_methods(["GET", "POST"])
def contract_from_paper(request: Any) -> HttpResponse:
    """Enter a contract that was signed on paper; its lines come on its page."""
    parties = _parties(request, "record_contract_from_paper")
    form = PaperContractForm(request.POST or None, request.FILES or None, **parties)
    if form.is_valid():
        provider = form.cleaned_data["provider"]
        row = attempt(form, lambda: verbs.record_contract_from_paper(provider, act_of(request), **form.inputs()))
        if row:
            messages.success(request, _("Entered. Add its lines; then somebody else checks it against the document."))
            return redirect("contract", pk=row.pk)
    context = {"form": form, "title": _("Record a labour contract from paper"), "back": reverse("contracts")}
    return render(request, "billing/form.html", context)


@require_safe
def contract_scan(request: Any, pk: int) -> HttpResponse:
    row = visible_or_404(request, LabourContract, pk=pk)
    if row.paper_scan is None:
        raise Http404
    return files.response(row.paper_scan, inline=True)


@require_http_methods(["GET", "POST"])
def line_add(request: Any, pk: int) -> HttpResponse:
    """A line for a counter post of the contract's site."""
    row = visible_or_404(request, LabourContract, pk=pk)
    allowed_or_403(request, "add_contract_line", row)
    posts = CounterPost.objects.visible_to(request.user, request.business_day).filter(site=row.site)
    first = {"first_day": row.valid_from, "last_day": row.period.last_day}
    form = ContractLineForm(request.POST or None, posts=posts, initial=first)
    if form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k not in ("operation_key", "reason")}
        data["last_day"] = data["last_day"] or row.period.last_day
        act = act_of(request, form.cleaned_data["reason"])
        if attempt(form, lambda: verbs.add_contract_line(row, act, **data)):
            messages.success(request, _("The line is added."))
            return redirect("contract", pk=pk)
    context = {
        "form": form,
        "title": _("Add a line"),
        "sub": str(row.site),
        "back": reverse("contract", args=[pk]),
    }
    return render(request, "billing/form.html", context)


@require_http_methods(["GET", "POST"])
def line_remove(request: Any, pk: int, line: int) -> HttpResponse:
    """Take a line out of a draft, on a page that says which."""
    row = visible_or_404(request, LabourContract, pk=pk)
    allowed_or_403(request, "remove_contract_line", row)
    chosen = get_object_or_404(row.lines, pk=line)
    form = PlainForm(request.POST or None, initial={"row_version": row.row_version})
    if form.is_valid() and attempt(
        form,
        lambda: verbs.remove_contract_line(row, act_of(request, form.cleaned_data["reason"]), line=chosen),
    ):
        return redirect("contract", pk=pk)
    context = {
        "form": form,
        "title": _("Remove a line"),
        "sub": str(chosen),
        "back": reverse("contract", args=[pk]),
    }
    return render(request, "billing/form.html", context)


@require_http_methods(["GET", "POST"])
def contract_step(request: Any, pk: int, verb: str) -> HttpResponse:
    row = visible_or_404(request, LabourContract, pk=pk)
    back = reverse("contract", args=[pk])
    if verb in OWN_PAGES:
        allowed_or_403(request, verb, row)
        return redirect(back)
    return step_page(request, row, verbs.CONTRACT, verb, back, str(row.site), FORMS)


@require_http_methods(["GET", "POST"])
def month_open(request: Any, pk: int) -> HttpResponse:
    """Open a month of the contract; its timesheet is prefilled."""
    row = visible_or_404(request, LabourContract, pk=pk)
    allowed_or_403(request, "open_month", row)
    form = OpenMonthForm(request.POST or None)
    if form.is_valid():
        month = attempt(form, lambda: open_month(row, act_of(request), month=form.cleaned_data["month"]))
        if month:
            messages.success(request, _("The month is open; its timesheet is filled from the assignments."))
            return redirect("timesheet", pk=month.timesheet.pk)
    context = {
        "form": form,
        "title": _("Open a month"),
        "sub": str(row),
        "back": reverse("contract", args=[pk]),
    }
    return render(request, "billing/form.html", context)
