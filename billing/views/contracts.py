"""Drafting a labour contract, or recording one from paper: the post office is chosen in the form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from billing.forms.contract import ContractDraftForm
from billing.selectors.desk import providers
from pilot.platform.access.requests import act_of
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.platform.kernel.refusals import NotAllowed
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import Verb
from pilot.programme.models import Agency, Site

DRAFTED = _("The contract is drafted. Add a line for each counter post.")
ENTERED = _("Entered. Add its lines; then somebody else checks it against the document.")
PAYERS = (Agency.Kind.PEOPLES_COMMITTEE, Agency.Kind.PROVINCIAL_OFFICE)


@require_http_methods(["GET", "POST"])
def contract_new(request: Request, verb: Verb, form_class: type[ContractDraftForm], message: Words) -> HttpResponse:
    form = form_class(request.POST or None, request.FILES or None, **parties(request, verb))
    if form.is_valid():
        provider = form.cleaned_data["provider"]
        if row := attempt(form, lambda: verb(provider, act_of(request), **form.inputs())):
            messages.success(request, str(message))
            return redirect("contract", pk=row.pk)
    title, back = str(verb.transition.label), reverse("contracts")
    context = {"form": form, "title": title, "back": back}
    context["breadcrumb_items"] = [(gettext("Labour contracts"), back), (title, "")]
    return render(request, "cases/step.html", context)


def parties(request: Request, verb: Verb) -> dict[str, object]:
    """What the form of a new contract offers. Raises NotAllowed for whoever has no post office."""
    user, on = request.user, request.business_day
    if not (offices := providers(user, on)):
        raise NotAllowed(verb.name, [])
    scope = {"pilot__in": [office.pilot_id for office in offices]}
    payers = Agency.objects.visible_to(user, on).filter(kind__in=PAYERS, **scope)
    sites = Site.objects.visible_to(user, on).filter(**scope)
    return {"provider": offices, "site": sites, "payer": payers, "initial": {"provider": offices[0].pk}}
