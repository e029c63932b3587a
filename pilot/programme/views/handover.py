"""The hand-over ladder of an agency at a site: where procedures stand, a step for one or the set, its history."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.pages import as_of
from pilot.platform.cases.views import attempt
from pilot.programme.forms.handover import ChooseForm, ConfirmForm
from pilot.programme.models import Agency, ProcedureHandover, Site
from pilot.programme.presenters.handover import rungs
from pilot.programme.presenters.places import with_step_states
from pilot.programme.presenters.rules import applied
from pilot.programme.selectors import handover as selectors
from pilot.programme.views.parts import crumbs
from pilot.programme.workflows.handover import PlannedStep, problems_of, step_handover


@require_safe
def ladder(request: Request, agency: str, site: str) -> HttpResponse:
    """Every procedure of the agency's set with its step at the site; those allowed choose a step here."""
    at, owner = visible_or_404(request, Site, code=site), visible_or_404(request, Agency, code=agency)
    asked = as_of(request, at)
    lines = selectors.ladder_of(owner, at, request.user, request.business_day, asked.day)
    allowed = bool(lines) and not asked.other and may(request, "step_handover", owner)
    form = ChooseForm(initial={"day": f"{request.business_day:%d/%m/%Y}"}, lines=lines) if allowed else None
    context = {
        "agency": owner,
        "site": at,
        "lines": with_step_states(lines),
        "form": form,
        "rules": applied(at.pilot_id, asked.day, "R04", "R09"),
        "as_of": asked,
        "breadcrumb_items": crumbs((at.name, reverse("site", args=[at.code])), (_("Hand-over ladder"), "")),
    }
    return render(request, "programme/handover_ladder.html", context)


@require_http_methods(["GET", "POST"])
def take(request: Request, agency: str, site: str) -> HttpResponse:
    """Preview of a step (its choice stands in the address) with everything in the way, and its confirmation."""
    at, owner = visible_or_404(request, Site, code=site), visible_or_404(request, Agency, code=agency)
    allowed_or_403(request, "step_handover", owner)
    lines = selectors.ladder_of(owner, at, request.user, request.business_day, request.business_day)
    choice = ChooseForm(request.GET, lines=lines)
    if not choice.is_valid():
        return render(
            request,
            "programme/handover_ladder.html",
            {"agency": owner, "site": at, "lines": with_step_states(lines), "form": choice},
        )
    planned = PlannedStep(
        owner,
        at,
        list(choice.cleaned_data["procedures"]),
        choice.cleaned_data["step"],
        choice.cleaned_data["day"],
    )
    form = ConfirmForm(request.POST or None)
    act = form.is_valid() and act_of(request, form.cleaned_data["reason"])
    what = {"site": at, "procedures": planned.procedures, "step": planned.step, "day": planned.day}
    if act and attempt(form, lambda: step_handover(owner, act, **what, **form.inputs())):
        messages.success(request, _("Done: %(count)d procedures.") % {"count": len(planned.procedures)})
        return redirect("handover", agency=agency, site=site)
    chosen = {p.pk for p in planned.procedures}
    context = {
        "agency": owner,
        "site": at,
        "form": form,
        "wanted": planned,
        "label": ProcedureHandover.Step(planned.step).label,
        "lines": with_step_states(line for line in lines if line.procedure.pk in chosen),
        "problems": problems_of(planned, request.business_day),
    }
    return render(request, "programme/handover_step.html", context)


@require_safe
def history(request: Request, pk: int) -> HttpResponse:
    """The ladder of one procedure at one site with every dated step."""
    row = visible_or_404(request, ProcedureHandover, pk=pk)
    found = selectors.history(row)
    above = reverse("handover", args=[row.agency.code, row.site.code])
    trail = crumbs((str(row.site), reverse("site", args=[row.site.code])), (_("Hand-over ladder"), above))
    context = {"row": row, "steps": found, "rungs": rungs(row, found)}
    context["breadcrumb_items"] = [*trail, (str(row.procedure), "")]
    return render(request, "programme/handover_history.html", context)
