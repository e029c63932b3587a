"""The page on which a change of the organisation is asked for, seen in full, and proposed to a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.platform.ui.shapes import Action
from pilot.programme.cases.places import said_of
from pilot.programme.forms.reforms import ReorganiseForm
from pilot.programme.models import Agency, Pilot
from pilot.programme.presenters.reforms import ShownPlan, shown_plan
from pilot.programme.views.parts import crumbs
from pilot.programme.workflows.changes import propose
from pilot.programme.workflows.reforms import preview, reorganise

PREVIEW = "preview"


@require_http_methods(["GET", "POST"])
def reorganise_page(request: Request, code: str) -> HttpResponse:
    """The form; with its first button the plan beneath it, with the second it is proposed."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, reorganise.name, pilot)
    form, plan = (
        ReorganiseForm(request.POST or None, pilot=pilot, on=request.business_day, initial=proposed(request)),
        None,
    )
    if form.is_valid() and PREVIEW in request.POST:
        plan = _previewed(request, pilot, form)
    elif form.is_valid() and (
        made := attempt(form, lambda: propose(reorganise, pilot, act_of(request), form.inputs(), pilot))
    ):
        messages.success(request, said_of(made))
        return redirect("programme-change", made.pk)
    submits = [Action(_("Preview"), name=PREVIEW, value="1"), Action(_("Propose"), kind="primary")]
    context = {
        "form": form, "plan": plan, "pilot": pilot, "submits": submits,
        "breadcrumb_items": crumbs((str(pilot), reverse("pilot", args=[code])), (str(reorganise.transition.label), "")),
    }  # fmt: skip
    return render(request, "programme/reorganise.html", context)


def proposed(request: Request) -> dict[str, object]:
    """What the address proposes, or the form so far: ?agencies=3&kind=merge."""
    return {**request.GET.dict(), **{name: request.GET.getlist(name) for name in ("agencies", "units", "sites")}}


def _previewed(request: Request, pilot: Pilot, form: ReorganiseForm) -> ShownPlan | None:
    plan = attempt(form, lambda: preview(pilot, act_of(request), form.inputs()))
    return shown_plan(plan, pilot, request.user, request.business_day) if plan else None


def reorganise_on(request: Request, row: Pilot | Agency) -> list[Action]:
    """The way to the page, from the page of the pilot or of one body, for those who may."""
    pilot = row if isinstance(row, Pilot) else row.pilot
    if not may(request, reorganise.name, pilot):
        return []
    query = {} if isinstance(row, Pilot) else {"agencies": str(row.pk)}
    return [Action(str(reorganise.transition.label), reverse("reorganise", args=[pilot.code], query=query))]
