"""Reference plans, and the decision of a pilot to take over one of their targets or tasks."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, found_or_404, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import ReasonForm
from pilot.platform.cases.views import attempt
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import Pilot
from pilot.programme.views.parts import crumbs
from pilot.steering import selectors
from pilot.steering.models import PlanTask, Target
from pilot.steering.presenters import (
    binding_in_words,
    frequency_in_words,
    in_words,
    metric_in_words,
    wanted_in_words,
    years_in_words,
)
from pilot.steering.workflows import adopt_target, adopt_task


@require_safe
def plan_list(request: Request) -> HttpResponse:
    plans = selectors.plans(request.user, request.business_day)
    context = {"plans": plans, "breadcrumb_items": crumbs((_("Reference plans"), ""))}
    return render(request, "programme/plan_list.html", context)


@require_safe
def plan_page(request: Request, code: str) -> HttpResponse:
    plan = found_or_404(request, selectors.plans(request.user, request.business_day), code=code)
    page = selectors.plan_page(plan, request.user, request.business_day)
    adopters = [one for one in adopters_here(request) if plan.agency is None or plan.agency.pilot_id != one.pilot.pk]
    context = {
        "page": page,
        "plan": plan,
        "targets": [(*in_words(target), taken_by(adopters, "target", target)) for target in page.targets],
        "tasks": [(task, taken_by(adopters, "task", task)) for task in page.tasks],
        "duties": [(duty, taken_by(adopters, "task", duty)) for duty in page.duties],
        "reports": [(report, frequency_in_words(report)) for report in page.reports],
        "breadcrumb_items": crumbs((_("Reference plans"), reverse("reference-plans")), (code, "")),
    }
    return render(request, "programme/plan_page.html", context)


def adopters_here(request: Request) -> list[selectors.Adopter]:
    """Pilots with what they took over, and whether the reader could take over more for them."""
    found = selectors.adopters(request.user, request.business_day)
    for adopter in found:
        adopter.may_adopt = may(request, "adopt_target", adopter.pilot)
    return found


def taken_by(adopters: list[selectors.Adopter], kind: str, row: Model) -> list[tuple[Pilot, bool]]:
    """[(pilot, True if taken over, False if the reader could do it)] for one target or task."""
    taken = [(a.pilot, (kind, row.pk) in a.taken, a.may_adopt) for a in adopters]
    return [(pilot, done) for pilot, done, allowed in taken if done or allowed]


@require_safe
def pilot_plan(request: Request, code: str) -> HttpResponse:
    """What the documents ask of the pilot and of its agencies, the figures they state, and what was taken over."""
    pilot = visible_or_404(request, Pilot, code=code)
    plan = selectors.pilot_plan(pilot, request.user, request.business_day)
    title = _("Targets, tasks, reports")
    context = {
        "pilot": pilot,
        "plan": plan,
        "reports": [(report, frequency_in_words(report)) for report in plan.reports],
        "own": binding_in_words(plan.binding),
        "targets": [(a, metric_in_words(a.target), wanted_in_words(a.target)) for a in plan.adoptions if a.target],
        "tasks": [a for a in plan.adoptions if a.task],
        "breadcrumb_items": crumbs((str(pilot), reverse("pilot", args=[code])), (title, "")),
    }
    return render(request, "programme/pilot_plan.html", context)


ADOPTIONS: dict[str, tuple[type[Target | PlanTask], str, Verb]] = {
    "chi-tieu": (Target, "target", adopt_target),
    "nhiem-vu": (PlanTask, "task", adopt_task),
}


@require_http_methods(["GET", "POST"])
def adopt_page(request: Request, code: str, kind: str, item: str) -> HttpResponse:
    """Take over one target or task, with a reason."""
    if kind not in ADOPTIONS:
        raise Http404
    model, name, verb = ADOPTIONS[kind]
    pilot = visible_or_404(request, Pilot, code=code)
    row = visible_or_404(request, model, code=item, plan__isnull=False)
    allowed_or_403(request, verb.name, pilot)
    form = ReasonForm(request.POST or None, initial={"row_version": pilot.row_version})
    act = form.is_valid() and act_of(request, form.cleaned_data["reason"])
    if act and attempt(form, lambda: verb(pilot, act, **{name: row})):
        messages.success(request, _("Taken over into the pilot's own plan."))
        return redirect("pilot-plan", code=code)
    return render(request, "programme/adopt_item.html", adopt_context(pilot, row, form))


def adopt_context(pilot: Pilot, row: Target | PlanTask, form: ReasonForm) -> dict[str, object]:
    """The thing to be taken over in words, and the way back."""
    plan = row.plan.code if row.plan else ""
    path = ((_("Reference plans"), reverse("reference-plans")), (plan, reverse("reference-plan", args=[plan])))
    context: dict[str, object] = {
        "pilot": pilot,
        "row": row,
        "form": form,
        "breadcrumb_items": crumbs(*path, (_("Take over"), "")),
    }
    if isinstance(row, Target):
        context |= {"metric": metric_in_words(row), "wanted": wanted_in_words(row), "years": years_in_words(row)}
    return context
