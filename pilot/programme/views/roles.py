"""Roles, second factors and delegations: proposed, confirmed, refused, ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.platform.access.requests import allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.programme.forms.accounts import (
    DelegateForm,
    DelegationForm,
    ProposeDelegationForm,
    ProposeRoleForm,
    SecondFactorForm,
)
from pilot.programme.models import Delegation, Pilot, RoleGrant, SecondFactorRule, User
from pilot.programme.presenters.accounts import signature_of
from pilot.programme.views.account_pages import decide, done, form_page, others_able
from pilot.programme.workflows import accounts as verbs
from pilot.programme.workflows import delegations
from pilot.programme.workflows import second_factor as verbs_of_second_factor
from pilot.programme.workflows.delegations import DELEGATION
from pilot.programme.workflows.second_factor import SECOND_FACTOR


@require_http_methods(["GET", "POST"])
def propose_role(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, User, pk=pk)
    pilot = account.person.pilot
    allowed_or_403(request, "propose_role", pilot)
    form = ProposeRoleForm(request.POST or None, user=request.user, pilot=pilot, role=request.GET.get("role", ""))
    if grant := done(request, form, verbs.propose_role, pilot, user=account):
        messages.success(request, grant.get_status_display())
        return redirect("account", pk=pk)
    return form_page(request, form, _("Grant a role"), account=account)


@require_http_methods(["GET", "POST"])
def require_second_factor(request: Request, code: str) -> HttpResponse:
    """Roles that need a second factor from a day on; the second administrator confirms it."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, "require_second_factor", pilot)
    form = SecondFactorForm(request.POST or None, user=request.user)
    if rule := done(request, form, verbs_of_second_factor.require_second_factor, pilot):
        messages.success(request, rule.get_status_display().capitalize() + ".")
        return redirect("accounts")
    consequences = [
        *waits_for_another(request, pilot),
        _("From that day on, who acts in such a role without an authenticator app sets it up before anything else."),
        _("Delegates count by the role in which they act. Before that day a notice at sign-in says until when."),
    ]
    title = verbs_of_second_factor.require_second_factor.transition.label
    return form_page(request, form, title, pilot=pilot, consequences=consequences)


def waits_for_another(request: Request, pilot: Pilot) -> list[str]:
    """Who else has to confirm it, where there is another administrator."""
    others = others_able(request, "require_second_factor", pilot)  # who may propose it may confirm it
    words = _("Nothing changes before another administrator confirms it: %(who)s.")
    return [words % {"who": ", ".join(map(str, others))}] if others else []


@require_http_methods(["GET", "POST"])
def decide_second_factor(request: Request, pk: int, verb: str) -> HttpResponse:
    """Confirm or refuse what another administrator proposed."""
    rule = visible_or_404(request, SecondFactorRule, pk=pk)
    return decide(request, rule, SECOND_FACTOR, verb, {"second_factor": rule}, reverse("accounts"))


@require_http_methods(["GET", "POST"])
def decide_grant(request: Request, pk: int, verb: str) -> HttpResponse:
    """Confirm, refuse or take away a role grant."""
    grant = visible_or_404(request, RoleGrant, pk=pk)
    context = {"account": grant.user, "grant": grant}
    return decide(request, grant, verbs.ROLE_GRANT, verb, context, reverse("account", args=[grant.user_id]))


@require_http_methods(["GET", "POST"])
def decide_delegation(request: Request, pk: int, verb: str) -> HttpResponse:
    """Confirm, refuse or end a delegation, as its principal or as an administrator."""
    delegation = visible_or_404(request, Delegation, pk=pk)
    own = delegation.principal_id == request.user.pk
    back = reverse("my-account") if own else reverse("account", args=[delegation.principal_id])
    context = {"account": delegation.principal, "delegation": delegation, "signature": signature(delegation)}
    return decide(request, delegation, DELEGATION, verb, context, back)


def signature(delegation: Delegation) -> list[str]:
    """The whole signing block of a delegate, with the name."""
    lines = signature_of(delegation.principal, delegation.role, delegation.authority, delegation.title)
    return [*lines, delegation.delegate.person.full_name]


def show_signature(request: Request, form: DelegationForm) -> HttpResponse:
    """The signing block of what is chosen in the form so far: a fragment beside it."""
    chosen = form.chosen(request.GET)
    return render(request, "programme/signature.html", {"signature": signature(chosen) if chosen else []})


@require_http_methods(["GET", "POST"])
def delegate_role(request: Request) -> HttpResponse:
    """The principal himself delegates one of his roles; a script asks for the signing block of what is chosen."""
    if request.htmx and request.method == "GET":
        return show_signature(request, DelegateForm(user=request.user, principal=request.user))
    form = DelegateForm(request.POST or None, user=request.user, principal=request.user)
    if form.is_valid() and done(request, form, delegations.delegate_role, form.cleaned_data["grant"]):
        words = _("The delegation is in force from %(day)s.")
        messages.success(request, words % {"day": f"{form.cleaned_data['valid_from']:%d/%m/%Y}"})
        return redirect("my-account")
    more = {"account": request.user, "back": reverse("my-account"), "previews": True}
    return form_page(request, form, _("Delegate a role"), **more)


@require_http_methods(["GET", "POST"])
def propose_delegation(request: Request, pk: int) -> HttpResponse:
    """Enter a written delegation of this account's role; the principal or another administrator confirms it."""
    account = visible_or_404(request, User, pk=pk)
    pilot = account.person.pilot
    allowed_or_403(request, "propose_delegation", pilot)
    if request.htmx and request.method == "GET":
        return show_signature(request, ProposeDelegationForm(user=request.user, principal=account))
    form = ProposeDelegationForm(request.POST or None, user=request.user, principal=account)
    if done(request, form, delegations.propose_delegation, pilot, principal=account):
        messages.success(request, _("The delegation waits for the principal or another administrator."))
        return redirect("account", pk=pk)
    return form_page(request, form, _("Propose a delegation"), account=account, previews=True)
