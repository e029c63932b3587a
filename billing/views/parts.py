"""What the pages of billing share: the form of a step and how a refusal is shown."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from billing.forms.shapes import PlainForm, SignForm
from pilot.platform.access.requests import act_of, allowed_or_403, seen_version
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Workflow

EXTRAS = ("number", "date", "last_day")


def step_page(
    request: Any,
    row: Any,
    workflow: Workflow,
    verb: str,
    back: str,
    sub: str,
    forms: dict[str, Any] | None = None,
) -> HttpResponse:
    """One step of a workflow on a page of its own: form, verb, message, back to the row's page."""
    step = workflow.transitions.get(verb)
    if step is None:
        raise Http404
    allowed_or_403(request, verb, row)
    kind = (forms or {}).get(verb, SignForm if step.signed else PlainForm)
    who = {"user": request.user} if step.signed else {}
    form = kind(request.POST or None, initial={"row_version": seen_version(request, row)}, **who)
    if form.is_valid():
        extra = {k: v for k, v in form.cleaned_data.items() if k in EXTRAS}
        act = act_of(request, form.cleaned_data["reason"], confirmed=step.signed)
        if attempt(form, lambda: VERBS[verb](row, act, **extra)):
            messages.success(request, _("Done: %(step)s.") % {"step": step.label})
            return redirect(back)
    return render(request, "billing/form.html", {"form": form, "title": step.label, "sub": sub, "back": back})


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """What the verb gives; on a refusal None, with every problem above the form, and what was typed stays."""
    try:
        return act()
    except TransitionRefused as refused:
        form.refuse(refused)
        return None
