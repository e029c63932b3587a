"""Open questions of the documents, and the decision that settles one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.platform.ui.shapes import Action
from pilot.programme.forms.programme import QuestionFilter, SettleForm
from pilot.programme.models import Inconsistency
from pilot.programme.selectors.rules import questions
from pilot.programme.views.parts import crumbs
from pilot.programme.workflows.programme import settle_inconsistency

Status = Inconsistency.Status
STATES = {Status.OPEN: "warn", Status.BY_TREATMENT: "idle", Status.SETTLED: "pass"}


@require_safe
def question_list(request: Request) -> HttpResponse:
    form = QuestionFilter(request.GET, request.user, request.business_day)
    chosen = form.chosen()
    rows = list(questions(request.user, request.business_day, query=chosen.pop("q", ""), **chosen))
    context = {
        "form": form,
        "rows": [(row, STATES[Status(row.status)]) for row in rows],
        "open": sum(row.status == Status.OPEN for row in rows),
        "breadcrumb_items": crumbs((_("Questions on the documents"), "")),
    }
    return render(request, "programme/question_list.html", context)


@require_safe
def question_page(request: Request, code: str) -> HttpResponse:
    question = visible_or_404(request, Inconsistency, code=code)
    settle = Action(_("Settle the question"), reverse("settle-question", args=[code]))
    is_open = question.status == Status.OPEN
    context = {
        "question": question,
        "state": STATES[Status(question.status)],
        "pilots": question.pilots.visible_to(request.user, request.business_day),
        "primary": settle if is_open and may(request, "settle_inconsistency", question) else None,
        "breadcrumb_items": crumbs((_("Questions on the documents"), reverse("questions")), (code, "")),
    }
    return render(request, "programme/question_page.html", context)


@require_http_methods(["GET", "POST"])
def settle_page(request: Request, code: str) -> HttpResponse:
    """Answer and document; the facts themselves are changed elsewhere."""
    question = visible_or_404(request, Inconsistency, code=code)
    allowed_or_403(request, "settle_inconsistency", question)
    form = SettleForm(request.POST or None, initial={"row_version": question.row_version})
    if form.is_valid() and attempt(form, lambda: settle_inconsistency(question, act_of(request), **form.inputs())):
        messages.success(request, _("The question is settled."))
        return redirect("question", code=code)
    here = (_("Questions on the documents"), reverse("questions")), (code, reverse("question", args=[code]))
    context = {"form": form, "question": question, "breadcrumb_items": crumbs(*here, (_("Settle"), ""))}
    return render(request, "programme/settle_question.html", context)
