"""The page on which the demo's day is moved."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.demo.clock import move_demo_clock
from pilot.demo.forms import ClockForm
from pilot.platform.access.requests import act_of, allowed_or_403
from pilot.platform.access.types import Request
from pilot.platform.kernel.models import DemoClock
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.views.parts import administered_or_404


@require_http_methods(["GET", "POST"])
def demo_clock(request: Request) -> HttpResponse:
    """Move the demo's business day."""
    if not settings.DEMO:
        raise Http404
    pilots = administered_or_404(request, DemoClock)
    allowed_or_403(request, "move_demo_clock", pilots[0])
    form = ClockForm(request.POST or None)
    if form.is_valid():
        try:
            move_demo_clock(pilots[0], act_of(request), day=form.cleaned_data["day"])
        except TransitionRefused as refused:
            form.add_error("day", [str(problem.message) for problem in refused.problems])
        else:
            messages.success(request, _("The business day has moved."))
            return redirect("worklist")
    return render(request, "demo/demo_clock.html", {"form": form})
