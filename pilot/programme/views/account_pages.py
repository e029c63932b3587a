"""The pages of one step on an account, a role or a delegation: form, reason, signature, refusals above it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Holder, able, holders
from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.requests import act_of, allowed_or_403, why_not
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import ReasonForm, SignedReasonForm
from pilot.platform.cases.views import attempt
from pilot.platform.kernel.workflow import VERBS, Verb, Workflow


def others_able(request: Request, verb: str, row: Model) -> list[Holder]:
    """Who else than the reader, as a person, could take the step on the row."""
    found = able(holders([verb], request.business_day), verb, row)
    return [one for one in found if request.user.person_id not in one.people]


def done(request: Request, form: KeyedForm, verb: Verb, row: Model, **inputs: object) -> Any:
    """What the verb gives once the form is whole; its refusals stand above the form."""
    if not form.is_valid():
        return None
    act = act_of(request, form.cleaned_data.get("reason", ""), confirmed="secret" in form.fields)
    return attempt(form, lambda: verb(row, act, **form.inputs(), **inputs))


def form_page(request: Request, form: KeyedForm, title: object, **more: object) -> HttpResponse:
    return render(request, "programme/account_form.html", {"form": form, "title": title, **more})


def decide(
    request: Request, row: Model, workflow: Workflow, name: str, more: Mapping[str, object], back: str
) -> HttpResponse:
    """The page of one step of a row: reason, and password where it is signed."""
    if name not in workflow.transitions:
        raise Http404
    allowed_or_403(request, name, row)
    step = VERBS[name]
    if request.method == "GET" and step.possible(row) and (why := why_not(request, step, row)):
        messages.error(request, why)
        return redirect(back)
    signs = {"user": request.user} if step.transition.signed else {}
    form = (SignedReasonForm if signs else ReasonForm)(request.POST or None, **signs)
    if done(request, form, step, row):
        messages.success(request, _("Done."))
        return redirect(back)
    return form_page(request, form, step.transition.label, back=back, **more)
