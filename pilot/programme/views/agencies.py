"""The decision on how a department of phase I withdraws its civil servants."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.views import attempt
from pilot.programme.forms.programme import WithdrawalRuleForm
from pilot.programme.models import Agency
from pilot.programme.views.parts import crumbs
from pilot.programme.views.places import pilot_crumb
from pilot.programme.workflows.agencies import choose_withdrawal_rule

Rule = Agency.WithdrawalRule


@require_http_methods(["GET", "POST"])
def withdrawal_rule_page(request: Request, code: str) -> HttpResponse:
    """The guidance of the province or the route of its level, with the document this rests on."""
    agency = visible_or_404(request, Agency, code=code)
    allowed_or_403(request, "choose_withdrawal_rule", agency)
    other = Rule.PER_GUIDANCE if agency.withdrawal_rule == Rule.ROUTE else Rule.ROUTE
    form = WithdrawalRuleForm(request.POST or None, initial={"row_version": agency.row_version, "rule": other})
    if form.is_valid() and attempt(form, lambda: choose_withdrawal_rule(agency, act_of(request), **form.inputs())):
        messages.success(request, _("How civil servants are withdrawn was changed."))
        return redirect("agency", code=code)
    here = (agency.name, reverse("agency", args=[code])), (_("Withdrawal"), "")
    context = {"form": form, "agency": agency, "breadcrumb_items": crumbs(pilot_crumb(agency.pilot), *here)}
    return render(request, "programme/withdrawal_rule.html", context)
