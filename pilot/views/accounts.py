"""Accounts, roles and delegations for administrators; the own account for everybody."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.access.forms import KeyedForm
from pilot.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.access.roles import Role
from pilot.access.signing import has_device
from pilot.forms.accounts import DelegateForm, InviteForm, ProposeRoleForm, ReasonForm, SignedReasonForm
from pilot.kernel.outbox import send_later
from pilot.kernel.refusals import TransitionRefused
from pilot.models import Delegation, Pilot, RoleGrant, User
from pilot.selectors import accounts as selectors
from pilot.selectors.timeline import story
from pilot.workflows import accounts as verbs


@require_safe
def my_account(request: Any) -> HttpResponse:
    """Name, roles, language and ways to sign."""
    context = {"titles": selectors.titles(request.user, request.business_day), "has_device": has_device(request.user)}
    return render(request, "pilot/my_account.html", context)


@require_safe
def account_list(request: Any) -> HttpResponse:
    pilots = selectors.administered_pilots(request.user, request.business_day)
    accounts = selectors.account_list(request.user, request.business_day)
    pending = selectors.pending_grants(request.user, request.business_day)
    return render(request, "pilot/account_list.html", {"accounts": accounts, "pending": pending, "pilots": pilots})


@require_http_methods(["GET", "POST"])
def invite_account(request: Any, code: str) -> HttpResponse:
    """New account; the link goes by e-mail, or is shown once where there is no mail server."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, "invite_account", pilot)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("full_name", "username", "email")}
        user = verbs.invite_account(pilot, act_of(request), **data)
        return show_link(request, user, "invitation")
    return render(request, "pilot/account_form.html", {"form": form, "title": _("Invite somebody"), "pilot": pilot})


def show_link(request: Any, account: User, kind: str) -> HttpResponse:
    """The one-time link: by e-mail, or once on screen where there is no mail server or no address."""
    link = selectors.one_time_link(request, account)
    if settings.EMAIL_ENABLED and account.email:
        # the form's own key: pressing twice, or again after a crash, writes one letter
        form_key = act_of(request).key
        send_later(
            account.email, f"emails/{kind}_subject.txt", f"emails/{kind}_body.txt",
            {"account": account, "link": link}, account.language,
            key=f"{kind} {form_key}" if form_key else None, secret=True,
        )  # fmt: skip
        said = _("The one-time link goes to %(email)s by e-mail.") % {"email": account.email}
        messages.success(request, said)
        return redirect("account", pk=account.pk)
    return render(request, "pilot/account_link.html", {"account": account, "link": link})


@require_safe
def account_detail(request: Any, pk: int) -> HttpResponse:
    account = visible_or_404(request, User, pk=pk)
    context = {
        "account": account,
        "grants": account.role_grants.select_related("agency", "site", "pilot", "proposed_by", "confirmed_by"),
        "delegations": selectors.delegations_of(account),
        "key": KeyedForm().fields["operation_key"].initial,
        "timeline": story(account, request.user, request.business_day),
    }
    return render(request, "pilot/account_detail.html", context)


@require_POST
def reset_account(request: Any, pk: int) -> HttpResponse:
    account = visible_or_404(request, User, pk=pk)
    verbs.reset_account(account, act_of(request))
    account.refresh_from_db()
    return show_link(request, account, "reset")


@require_http_methods(["GET", "POST"])
def close_account(request: Any, pk: int) -> HttpResponse:
    """Leaver: shows what ends, then closes."""
    account = visible_or_404(request, User, pk=pk)
    allowed_or_403(request, "close_account", account)
    form = SignedReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        verbs.close_account(account, act_of(request, form.cleaned_data["reason"], confirmed=True))
        messages.success(request, _("The account is closed."))
        return redirect("account", pk=pk)
    consequences = [
        _("No sign-in from now on; open sessions end at the next request."),
        _("All roles and delegations of this account end."),
        _("What was done under this account stays on record."),
    ]
    context = {"form": form, "title": _("Close the account"), "account": account, "consequences": consequences}
    return render(request, "pilot/account_form.html", context)


@require_http_methods(["GET", "POST"])
def propose_role(request: Any, pk: int) -> HttpResponse:
    account = visible_or_404(request, User, pk=pk)
    pilot = account.person.pilot
    allowed_or_403(request, "propose_role", pilot)
    form = ProposeRoleForm(request.POST or None, user=request.user, pilot=pilot)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("agency", "site")} | {"role": Role(form.cleaned_data["role"])}
        try:
            grant = verbs.propose_role(
                pilot, act_of(request, form.cleaned_data["reason"], confirmed=True), user=account, **data
            )
        except TransitionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, grant.get_status_display())
            return redirect("account", pk=pk)
    return render(request, "pilot/account_form.html", {"form": form, "title": _("Grant a role"), "account": account})


GRANT_VERBS = {"confirm": verbs.confirm_role, "refuse": verbs.refuse_role, "revoke": verbs.revoke_role}


@require_http_methods(["GET", "POST"])
def decide_grant(request: Any, pk: int, verb: str) -> HttpResponse:
    """Confirm, refuse or take away a role grant."""
    grant = visible_or_404(request, RoleGrant, pk=pk)
    if verb not in GRANT_VERBS:
        raise Http404
    allowed_or_403(request, GRANT_VERBS[verb].name, grant)
    signed = verb != "refuse"
    form = SignedReasonForm(request.POST or None, user=request.user) if signed else ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            GRANT_VERBS[verb](grant, act_of(request, form.cleaned_data["reason"], confirmed=signed))
        except TransitionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done."))
            return redirect("account", pk=grant.user_id)
    title = verbs.ROLE_GRANT.transitions[GRANT_VERBS[verb].name].label
    return render(
        request, "pilot/account_form.html", {"form": form, "title": title, "account": grant.user, "grant": grant}
    )


@require_http_methods(["GET", "POST"])
def delegate_role(request: Any, pk: int) -> HttpResponse:
    """Record a written delegation of this account's role to another."""
    account = visible_or_404(request, User, pk=pk)
    pilot = account.person.pilot
    allowed_or_403(request, "delegate_role", pilot)
    form = DelegateForm(request.POST or None, user=request.user, pilot=pilot, principal=account)
    if form.is_valid():
        data = {k: form.cleaned_data[k] for k in ("delegate", "valid_from", "valid_to", "document_number")}
        try:
            verbs.delegate_role(
                pilot, act_of(request, confirmed=True), principal=account, role=Role(form.cleaned_data["role"]), **data
            )
        except TransitionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The delegation is recorded."))
            return redirect("account", pk=pk)
    return render(request, "pilot/account_form.html", {"form": form, "title": _("Delegate a role"), "account": account})


@require_POST
def end_delegation(request: Any, pk: int) -> HttpResponse:
    delegation = visible_or_404(request, Delegation, pk=pk)
    verbs.end_delegation(delegation, act_of(request))
    messages.success(request, _("The delegation has ended."))
    return redirect("account", pk=delegation.principal_id)
