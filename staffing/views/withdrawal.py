"""Requests for withdrawal: list, the page of evidence, and one page per step."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, seen_version, visible_or_404
from pilot.platform.cases.lists import Column, render_table, table_of
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.worklist import who_acts
from pilot.platform.documents.selectors import cards_about
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Transition
from pilot.platform.ui.shapes import Action
from pilot.platform.ui.tags.records import condition_counts
from pilot.programme.models import CounterPost
from pilot.programme.selectors.rules import applied, grounds
from staffing.forms.withdrawal import (
    DraftForm,
    NumberForm,
    PaperWithdrawalForm,
    PlainForm,
    SignForm,
    SubmitForm,
    WithdrawalFilter,
)
from staffing.models import WithdrawalRequest
from staffing.selectors import withdrawals
from staffing.selectors.readiness import ROUTES, readiness, rules_of
from staffing.views.parts import attempt, form_page
from staffing.workflows.withdrawal import WITHDRAWAL, draft_withdrawal, record_withdrawal_from_paper

COLUMNS = (
    Column("vi-tri", gettext_lazy("Counter post"), "post__name", always=True),
    Column("diem", gettext_lazy("Site"), "post__site__name"),
    Column("co-quan", gettext_lazy("Agency"), "post__agency__name"),
    Column("tuyen", gettext_lazy("Route"), "route"),
    Column("hieu-luc", gettext_lazy("Day of effect"), "effective_on"),
    Column("trang-thai", gettext_lazy("State"), "status"),
)


@require_safe
def withdrawal_list(request: Any) -> HttpResponse:
    """The newest first, or as a column's head says."""
    rows = withdrawals.visible(request.user, request.business_day)
    form = WithdrawalFilter(request.GET, rows)
    table = table_of(request, "withdrawals", rows.filter(**form.chosen()), COLUMNS, "-drafted_at")
    context = {
        "form": form,
        "states": withdrawals.STATES,
        "grounds": grounds(request.user, request.business_day, *ROUTES.values()),
    }
    return render_table(request, "staffing/withdrawal_list.html", table, context)


@require_safe
def withdrawal_detail(request: Any, pk: int) -> HttpResponse:
    """The page of evidence: conditions now, what changed since submission, who acts, what is next."""
    user, on = request.user, request.business_day
    rows = withdrawals.visible(user, on).select_related("decision__committee_report")
    row = found_or_404(request, rows.prefetch_related("post__fields"), pk=pk)
    decision = getattr(row, "decision", None)
    proof = readiness([] if decision else [row.post], row.effective_on, bool(row.proposal_document))
    found = proof.get(row.post_id, [])
    now = decision.readiness if decision else [c.as_json() for c in found]
    conditions = withdrawals.conditions(now, row.post)
    actions = withdrawals.open_to(user, row, on)
    decisions = withdrawals.decisions(row, actions)
    context = {
        "row": row, "decision": decision, "conditions": conditions, "summary": condition_counts(conditions),
        "figures": withdrawals.figures(row, now, len(withdrawals.present_at(row))),
        "changed": withdrawals.changed_since(row.readiness, found),
        "state": withdrawals.STATES.get(row.status, "wait"), "waits_for": withdrawals.waits_for(row),
        "steps": withdrawals.steps(row), "timeline": timeline(row),
        "decisions": decisions, "form": decisions and _form(request, row, decisions[0]["step"]),
        "actions": [t for t in actions if t not in [d["step"] for d in decisions]],
        "primary": primary(row, actions, decisions),
        "waits": who_acts(withdrawals.due_now(row), row),
        "fields": row.post.fields.all(), "documents": document_cards(request, decision),
        "rules": applied(row.pilot_id, on, *rules_of(row.post)),
    }  # fmt: skip
    return render(request, "staffing/withdrawal_detail.html", context)


def primary(row: WithdrawalRequest, actions: list[Transition], decisions: list[Any]) -> Action | None:
    """The one action in the head of the page: the step that is due, or the way to the decision below."""
    if decisions:
        return Action(_("To the decision"), "#act")
    due = next((t for t in withdrawals.due_now(row) if t in actions), None)
    return (
        Action(str(due.label), reverse("withdrawal-step", args=[row.pk, due.verb]), row_version=row.row_version)
        if due
        else None
    )


def document_cards(request: Any, decision: Any) -> list[Any]:
    """The decision and, at district level, the report to the committee."""
    subjects = [row for row in (decision, getattr(decision, "committee_report", None)) if row is not None]
    return cards_about(subjects, request.user, request.business_day)


@require_http_methods(["GET", "POST"])
def withdrawal_draft(request: Any, code: str) -> HttpResponse:
    """Open a request for a counter post."""
    post = visible_or_404(request, CounterPost, code=code)
    allowed_or_403(request, "draft_withdrawal", post)
    form = DraftForm(request.POST or None)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("effective_on", "proposal_document")}
        try:
            row = draft_withdrawal(post, act_of(request), **data)
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The request is drafted. Check the conditions and submit it."))
            return redirect("withdrawal", pk=row.pk)
    context = {
        "form": form,
        "title": _("Propose a withdrawal"),
        "sub": str(post),
        "back": reverse("counter-post", args=[code]),
        "rules": applied(post.pilot_id, request.business_day, *rules_of(post)),
    }
    return render(request, "staffing/withdrawal_form.html", context)


@require_http_methods(["GET", "POST"])
def withdrawal_from_paper(request: Any, code: str) -> HttpResponse:
    """Enter a withdrawal of the post that was decided on paper."""
    post = visible_or_404(request, CounterPost, code=code)
    allowed_or_403(request, "record_withdrawal_from_paper", post)
    form = PaperWithdrawalForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (
        row := attempt(form, lambda: record_withdrawal_from_paper(post, act_of(request), **form.inputs()))
    ):
        messages.success(request, _("Entered. Somebody else checks it against the document before it counts."))
        return redirect("withdrawal", pk=row.pk)
    return form_page(request, form, _("Record a withdrawal from paper"), post, reverse("counter-post", args=[code]))


@require_safe
def withdrawal_scan(request: Any, pk: int) -> HttpResponse:
    row = visible_or_404(request, WithdrawalRequest, pk=pk)
    if row.paper_scan is None:
        raise Http404
    return files.response(row.paper_scan, inline=True)


FORMS = {"submit_withdrawal": SubmitForm, "number_withdrawal": NumberForm}


@require_http_methods(["GET", "POST"])
def withdrawal_step(request: Any, pk: int, verb: str) -> HttpResponse:
    """One step of the route on a page of its own: what it does, the form, the signature."""
    row = visible_or_404(request, WithdrawalRequest, pk=pk)
    step = WITHDRAWAL.transitions.get(verb)
    if step is None:
        raise Http404
    allowed_or_403(request, verb, row)
    form = _form(request, row, step)
    if form.is_valid():
        extra = {k: v for k, v in form.cleaned_data.items() if k in ("proposal_document", "number", "date")}
        try:
            VERBS[verb](row, act_of(request, form.cleaned_data["reason"], confirmed=step.signed), **extra)
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect("withdrawal", pk=pk)
    context = {
        "form": form,
        "title": step.label,
        "sub": str(row.post),
        "back": reverse("withdrawal", args=[pk]),
        "consequences": withdrawals.consequences(row, verb),
    }
    return render(request, "staffing/withdrawal_form.html", context)


def _form(request: Any, row: WithdrawalRequest, step: Any) -> Any:
    kind = FORMS.get(step.verb, SignForm if step.signed else PlainForm)
    initial = {"row_version": seen_version(request, row), "proposal_document": row.proposal_document}
    who = {"user": request.user} if step.signed else {}
    return kind(request.POST or None, initial=initial, **who)
