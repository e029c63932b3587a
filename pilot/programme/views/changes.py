"""Proposed changes of the programme that a second person confirms together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pilot.platform.access.requests import act_of, may
from pilot.platform.access.types import Request
from pilot.platform.cases.several import taken_on_each
from pilot.platform.kernel.refusals import NotAllowed
from pilot.programme.cases.changes import confirmable
from pilot.programme.forms.programme import ConfirmChangesForm
from pilot.programme.models import Pilot
from pilot.programme.workflows.changes import confirm_change


@require_POST
def confirm_changes(request: Request) -> HttpResponse:
    """The second person confirms the ticked proposals; those that refuse are named."""
    pilots = Pilot.objects.visible_to(request.user, request.business_day)
    if not any(may(request, "propose_change", pilot) for pilot in pilots):
        raise NotAllowed("confirm_change", [])
    form = ConfirmChangesForm(request.POST, changes=confirmable(request))
    if not form.is_valid():
        messages.error(request, _("Tick a change at least."))
        return redirect("programme-changes")
    changes = form.cleaned_data["changes"].order_by("pk")
    refused = taken_on_each(confirm_change, changes, act_of(request))
    count = len(changes) - len(refused)
    words = ngettext("%(count)d change is carried out.", "%(count)d changes are carried out.", count)
    messages.success(request, words % {"count": count})
    for why in refused:
        messages.error(request, why)
    return redirect("programme-changes")
