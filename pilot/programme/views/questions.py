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
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.places import said_of
from pilot.programme.forms.programme import QuestionFilter, SettleForm
from pilot.programme.models import Inconsistency, ProgrammeChange
from pilot.programme.presenters.changes import what_follows
from pilot.programme.selectors.rules import questions
from pilot.programme.views.parts import crumbs
from pilot.programme.workflows.answers import Rows, answer_of
from pilot.programme.workflows.changes import propose, waiting_about
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
        "waiting": waiting_about(question).visible_to(request.user, request.business_day),
        "pilots": question.pilots.visible_to(request.user, request.business_day),
        "primary": settle if is_open and may(request, "settle_inconsistency", question) else None,
        "breadcrumb_items": crumbs((_("Questions on the documents"), reverse("questions")), (code, "")),
    }
    return render(request, "programme/question_page.html", context)


@require_http_methods(["GET", "POST"])
def settle_page(request: Request, code: str) -> HttpResponse:
    """The answer with its document and what follows from it; a second person confirms where something follows."""
    question = visible_or_404(request, Inconsistency, code=code)
    allowed_or_403(request, "settle_inconsistency", question)
    form = SettleForm(request.POST or None, question=question, initial={"row_version": question.row_version})
    if form.is_valid() and (made := attempt(form, lambda: _settled(request, question, form.inputs()))):
        return _led_on(request, question, made)
    rows = Rows(question.answers)
    here = (_("Questions on the documents"), reverse("questions")), (code, reverse("question", args=[code]))
    context = {
        "form": form, "question": question, "breadcrumb_items": crumbs(*here, (_("Settle"), "")),
        "answers": [
            (one, what_follows(question, one["key"], request.business_day, rows)) for one in question.answers
        ],
    }  # fmt: skip
    return render(request, "programme/settle_question.html", context)


def _settled(request: Request, question: Inconsistency, inputs: Inputs) -> Inconsistency | ProgrammeChange:
    """At once, or proposed to a second person where something follows."""
    act = act_of(request)
    if answer_of(question, inputs.get("answer", "")).get("changes"):
        return propose(settle_inconsistency, question, act, inputs, question.pilots.earliest("pk"))
    settled: Inconsistency = settle_inconsistency(question, act, **inputs)
    return settled


def _led_on(request: Request, question: Inconsistency, made: Inconsistency | ProgrammeChange) -> HttpResponse:
    if isinstance(made, ProgrammeChange):
        messages.success(request, said_of(made))
        return redirect("programme-change", made.pk)
    messages.success(request, _("The question is settled."))
    return redirect("question", code=question.code)
