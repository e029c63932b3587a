"""Accounts, roles and delegations for administrators; the own account for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.platform.access.actors import Holder, able, holders, names_of_able, nobody_else
from pilot.platform.access.devices import codes_left, has_device
from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.requests import act_of, allowed_or_403, may, visible_or_404, why_not
from pilot.platform.access.roles import Role
from pilot.platform.access.second_factor import kept_day
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import ReasonForm, SignedReasonForm
from pilot.platform.cases.several import taken_on_each
from pilot.platform.cases.timeline import story
from pilot.platform.cases.views import attempt
from pilot.platform.cases.waiting import left_by
from pilot.platform.kernel.outbox import send_later
from pilot.platform.kernel.refusals import NotAllowed
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import VERBS, Transition, Verb, Workflow
from pilot.platform.ui.shapes import Action
from pilot.programme.forms.accounts import (
    CloseForm,
    ConfirmRolesForm,
    DelegateForm,
    DelegationForm,
    InviteForm,
    PilotForm,
    ProposeDelegationForm,
    ProposeRoleForm,
    ResetForm,
    SecondFactorForm,
)
from pilot.programme.models import Delegation, Person, Pilot, RoleGrant, SecondFactorRule, User
from pilot.programme.presenters.accounts import one_time_link, signature_of, titles
from pilot.programme.selectors import accounts as selectors
from pilot.programme.workflows import accounts as verbs
from pilot.programme.workflows import delegations
from pilot.programme.workflows import pilots as verbs_of_pilots
from pilot.programme.workflows import second_factor as verbs_of_second_factor
from pilot.programme.workflows.delegations import DELEGATION
from pilot.programme.workflows.second_factor import SECOND_FACTOR


@require_safe
def my_account(request: Request) -> HttpResponse:
    """Name, roles, delegations, language and ways to sign."""
    on = request.business_day
    context = {
        "titles": titles(selectors.held_roles(request.user, on)),
        "has_device": has_device(request.user),
        "second_factor_from": kept_day(request.session),
        "codes_left": codes_left(request.user),
        "given": [decided_delegation(request, row) for row in selectors.delegations_of(request.user)],
        "held": held_delegations(request, request.user),
    }
    return render(request, "programme/my_account.html", context)


def held_delegations(request: Request, account: User) -> list[tuple[Delegation, Words]]:
    """For whom the account stands in or stood in, each with how it stands today."""
    on = request.business_day
    return [(row, row.standing(on)) for row in account.delegations_held.select_related("principal__person")]


@require_safe
def account_list(request: Request) -> HttpResponse:
    grants = list(selectors.pending_grants(request.user, request.business_day))
    open_ones = confirmable(request, grants)
    form = ConfirmRolesForm(user=request.user, grants=open_ones) if open_ones else None
    return list_page(request, grants, form)


def list_page(request: Request, grants: list[RoleGrant], form: ConfirmRolesForm | None) -> HttpResponse:
    """The accounts, and above them the roles that wait, with the form to confirm those that are ticked."""
    people = holders([*WAITED_FOR], request.business_day)
    user, on = request.user, request.business_day
    context = {
        "accounts": selectors.with_second_factor(selectors.account_list(user, on), on),
        "second_factor": [
            decided_second_factor(request, row, people) for row in selectors.second_factor_rules(user, on)
        ],
        "pending": [decided_grant(request, grant, people) for grant in grants],
        "pilots": selectors.administered_pilots(user, on),
        "asleep": asleep(grants, people),
        "form": form,
        "open_ones": [grant.pk for grant in confirmable(request, grants)],
    }
    return render(request, "programme/account_list.html", context)


def decided_second_factor(request: Request, rule: SecondFactorRule, people: list[Holder]) -> "Decided":
    possible = SECOND_FACTOR.possible(rule)
    return decided(request, rule, rule.get_status_display(), "decide-second-factor", possible, people)


def asleep(grants: list[RoleGrant], people: list[Holder]) -> list[Person]:
    """Who can confirm what is proposed, where none of them has set a password yet: before one does, nothing happens."""
    waited = {one.user for grant in grants for one in able(people, "confirm_role", grant)}
    return [] if any(one.has_usable_password() for one in waited) else sorted((one.person for one in waited), key=str)


def confirmable(request: Request, grants: list[RoleGrant]) -> list[RoleGrant]:
    """The proposals that the reader can confirm."""
    proposed = [grant for grant in grants if grant.status == RoleGrant.Status.PROPOSED]
    return [grant for grant in proposed if may(request, "confirm_role", grant)]


@require_POST
def confirm_roles(request: Request) -> HttpResponse:
    """The second administrator confirms the ticked proposals with one signature; those that refuse are named."""
    if not selectors.administered(request.user, request.business_day):
        raise NotAllowed("confirm_role", [])
    grants = list(selectors.pending_grants(request.user, request.business_day))
    form = ConfirmRolesForm(request.POST, user=request.user, grants=confirmable(request, grants))
    if not form.is_valid():
        return list_page(request, grants, form)
    refused = taken_on_each(verbs.confirm_role, form.cleaned_data["grants"], act_of(request, confirmed=True))
    count = len(form.cleaned_data["grants"]) - len(refused)
    words = ngettext("%(count)d role is in force.", "%(count)d roles are in force.", count)
    messages.success(request, words % {"count": count})
    for why in refused:
        messages.error(request, why)
    return redirect("accounts")


@require_http_methods(["GET", "POST"])
def invite_account(request: Request, code: str) -> HttpResponse:
    """New account; the link goes by e-mail, or is shown once where there is no mail server."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, "invite_account", pilot)
    form = InviteForm(request.POST or None, pilot=pilot)
    if user := done(request, form, verbs.invite_account, pilot):
        return show_link(request, user, "invitation")
    return form_page(request, form, _("Invite somebody"), pilot=pilot, by_hand=not settings.EMAIL_ENABLED)


@require_http_methods(["GET", "POST"])
def open_pilot(request: Request, code: str) -> HttpResponse:
    """The pilot of another province, from an administrator of the pilot `code`; the link of its first administrator."""
    pilot = visible_or_404(request, Pilot, code=code)
    allowed_or_403(request, "open_pilot", pilot)
    form = PilotForm(request.POST or None, user=request.user)
    if account := done(request, form, verbs_of_pilots.open_pilot, pilot):
        return show_link(request, account, "invitation", reverse("accounts"))
    return form_page(request, form, verbs_of_pilots.open_pilot.transition.label)


def show_link(request: Request, account: User, kind: str, back: str = "") -> HttpResponse:
    """The one-time link: by e-mail, or once on screen where there is no mail server or no address.

    `back`: where a letter leads, if not to the account.
    """
    link = one_time_link(request, account)
    if sent_by_mail(request, account, kind, link):
        said = _("The one-time link goes to %(email)s by e-mail.") % {"email": account.email}
        messages.success(request, said)
        return redirect(back or reverse("account", args=[account.pk]))
    context = {"account": account, "link": link, "mail": settings.EMAIL_ENABLED, "elsewhere": bool(back)}
    return render(request, "programme/account_link.html", context)


def sent_by_mail(request: Request, account: User, kind: str, link: str) -> bool:
    """Send the link to the owner where there are a mail server and an address; says whether it goes."""
    if not (settings.EMAIL_ENABLED and account.email):
        return False
    # the form's own key: pressing twice, or again after a crash, writes one letter
    form_key = act_of(request).key
    send_later(
        account.email, f"emails/{kind}_subject.txt", f"emails/{kind}_body.txt",
        {"account": account, "link": link}, account.language,
        key=f"{kind} {account.pk} {form_key}" if form_key else None, secret=True,
    )  # fmt: skip
    return True


@require_safe
def account_detail(request: Request, pk: int) -> HttpResponse:
    account = visible_or_404(request, User, pk=pk)
    people = holders([*WAITED_FOR], request.business_day)
    grants, given = selectors.grants_of(account), selectors.delegations_of(account)
    proposed = verbs.confirm_reset.name if account.reset_proposed_at else ""
    context = {
        "account": account,
        "grants": [decided_grant(request, grant, people) for grant in grants],
        "delegations": [decided_delegation(request, row, people) for row in given],
        "held": held_delegations(request, account),
        "acts": account_actions(request, account) if account.is_active else [],
        "barred": barred(request, account),
        "proposed": reset_in_words(account) if proposed else "",
        "waits": waits_for(request, account, proposed, people) if proposed else "",
        "breadcrumb_items": [(_("Accounts and roles"), reverse("accounts")), (str(account.person), "")],
        "timeline": story(account, request.user, request.business_day),
    }
    return render(request, "programme/account_detail.html", context)


@dataclass
class Decided:
    """A grant or a delegation with where it stands, the steps open to the reader, and else who can take the next."""

    row: Model
    standing: Words
    steps: list[Action]
    waits: str = ""


WAITED_FOR = ("confirm_role", "confirm_removal", "confirm_delegation", "confirm_reset", "confirm_second_factor")


def decided_grant(request: Request, grant: RoleGrant, people: list[Holder]) -> Decided:
    """A grant; an administrator's role has its own two steps for the removal."""
    unfit = "revoke_role" if grant.role == Role.ADMINISTRATOR else "propose_removal"
    possible = [t for t in verbs.ROLE_GRANT.possible(grant) if t.verb != unfit]
    return decided(request, grant, grant.get_status_display(), "decide-grant", possible, people)


def decided_delegation(request: Request, row: Delegation, people: list[Holder] | None = None) -> Decided:
    """A delegation; what has run out is only put aside."""
    on = request.business_day
    possible = [t for t in DELEGATION.possible(row) if t.verb == "refuse_delegation" or not row.is_over(on)]
    return decided(request, row, row.standing(on), "decide-delegation", possible, people)


def decided(
    request: Request, row: Model, standing: Words, url: str, possible: list[Transition], people: list[Holder] | None
) -> Decided:
    """The row with those of the possible steps that are open to the reader."""
    steps = [Action(str(t.label), reverse(url, args=[row.pk, t.verb])) for t in possible if may(request, t.verb, row)]
    waited = next((t.verb for t in possible if t.verb in WAITED_FOR), "")
    return Decided(row, standing, steps, waits_for(request, row, waited, people) if waited else "")


def waits_for(request: Request, row: Model, verb: str, people: list[Holder] | None) -> str:
    """Who else can take the step; nothing where the reader himself can."""
    if may(request, verb, row):
        return ""
    found = holders([verb], request.business_day) if people is None else people
    return names_of_able(found, verb, row) or nobody_else()


def account_actions(request: Request, account: User) -> list[Action]:
    """What the reader can do with an open account now; a proposed reset is decided before anything else."""
    pilot: Model = account.person.pilot
    first = ["confirm_reset", "refuse_reset"] if account.reset_proposed_at else ["reset_account"]
    closed = {"reset_account", "close_account"} if barred(request, account) else set()
    about = {"propose_role": pilot, "propose_delegation": pilot, **dict.fromkeys([*first, "close_account"], account)}
    if not account.reset_proposed_at and not verbs.rule_invitation_unused(account, act_of(request), {}):
        about["print_invitation"] = account
    return [
        account_action(account, verb, first[0])
        for verb in sorted(about, key=ACCOUNT_STEPS.index)
        if verb not in closed and may(request, verb, about[verb])
    ]


ACCOUNT_STEPS = (
    "confirm_reset", "refuse_reset", "propose_role", "propose_delegation", "print_invitation", "reset_account",
    "close_account",
)  # fmt: skip


def account_action(account: User, verb: str, first: str) -> Action:
    """The way to a step; the primary one is what waits to be decided, else a role."""
    primary = first if first == "confirm_reset" else "propose_role"
    kinds = {primary: "primary", "close_account": "danger"}
    if verb in ("confirm_reset", "refuse_reset"):
        address = reverse("decide-reset", args=[account.pk, verb])
    else:
        address = reverse(verb.replace("_", "-"), args=[account.pk])
    return Action(str(VERBS[verb].transition.label), address, kinds.get(verb, "secondary"))


def barred(request: Request, account: User) -> str:
    """Why the account is neither reset nor closed as it stands: an administrator's role goes first, by two."""
    return " ".join(str(p.message) for p in verbs.rule_no_administrator(account, act_of(request), {}))


@require_http_methods(["GET", "POST"])
def reset_account(request: Request, pk: int) -> HttpResponse:
    """A signed decision: the password ends, a new one-time link begins."""
    account = visible_or_404(request, User, pk=pk)
    allowed_or_403(request, "reset_account", account)
    form = ResetForm(request.POST or None, user=request.user, account=account)
    if done(request, form, verbs.reset_account, account):
        account.refresh_from_db()
        if not account.reset_proposed_at:
            return show_link(request, account, "reset")
        messages.success(request, _("The reset waits for the second administrator; until then nothing changes."))
        return redirect("account", pk=pk)
    title = _("New one-time link")
    consequences = [*of_reset(), *waits_for_a_second(request, account)]
    return form_page(request, form, title, account=account, consequences=consequences)


def of_reset() -> list[str]:
    """What a reset brings, before it is signed."""
    return [
        _("The present password ends; open sessions end at the next request. An authenticator app stays."),
        _("A new one-time link goes to the owner of the account, or is shown where no e-mail address is kept.")
        if settings.EMAIL_ENABLED
        else _("No mail server is set up: the new one-time link is shown once, and handed to the owner."),
    ]


def waits_for_a_second(request: Request, account: User) -> list[str]:
    """That a reset of whoever signs only begins here, and who else could confirm it."""
    if not verbs.needs_two(account, request.business_day, lift_device=False):
        return []
    verb, own = verbs.confirm_reset.name, request.user.person_id
    others = [one for one in able(holders([verb], request.business_day), verb, account) if own not in one.people]
    words = _("This account signs, decides or pays: nothing changes before another administrator confirms it: %(who)s.")
    return [words % {"who": ", ".join(map(str, others)) or nobody_else()}]


@require_http_methods(["GET", "POST"])
def decide_reset(request: Request, pk: int, verb: str) -> HttpResponse:
    """The second administrator confirms a reset and hands over the link, or refuses it."""
    if verb not in ("confirm_reset", "refuse_reset"):
        raise Http404
    account = visible_or_404(request, User, pk=pk)
    allowed_or_403(request, verb, account)
    step, signs = VERBS[verb], {"user": request.user} if VERBS[verb].transition.signed else {}
    if request.method == "GET" and (why := why_not(request, step, account)):
        messages.error(request, why)
        return redirect("account", pk=pk)
    form = (SignedReasonForm if signs else ReasonForm)(request.POST or None, **signs)
    if done(request, form, step, account):
        account.refresh_from_db()
        return show_link(request, account, "reset") if verb == "confirm_reset" else redirect("account", pk=pk)
    more = {"consequences": [reset_in_words(account), *of_reset()]}
    return form_page(request, form, step.transition.label, account=account, **more)


def reset_in_words(account: User) -> str:
    """Who proposed it, and whether the app goes as well."""
    words = _("Proposed by %(name)s; the authenticator app is lifted as well.")
    if not account.reset_lifts_device:
        words = _("Proposed by %(name)s.")
    return words % {"name": account.link_by.get_full_name() if account.link_by else "–"}


def done(request: Request, form: KeyedForm, verb: Verb, row: Model, **inputs: object) -> Any:
    """What the verb gives once the form is whole; its refusals stand above the form."""
    if not form.is_valid():
        return None
    act = act_of(request, form.cleaned_data.get("reason", ""), confirmed="secret" in form.fields)
    return attempt(form, lambda: verb(row, act, **form.inputs(), **inputs))


def form_page(request: Request, form: KeyedForm, title: object, **more: object) -> HttpResponse:
    return render(request, "programme/account_form.html", {"form": form, "title": title, **more})


@require_http_methods(["GET", "POST"])
def close_account(request: Request, pk: int) -> HttpResponse:
    """Leaver: shows what ends and what waits, then closes."""
    account = visible_or_404(request, User, pk=pk)
    allowed_or_403(request, "close_account", account)
    waiting = left_by(account, request.business_day)
    orphans = sum(item.who == nobody_else() for item in waiting)
    form = CloseForm(request.POST or None, user=request.user, orphans=orphans)
    if done(request, form, verbs.close_account, account):
        messages.success(request, _("The account is closed."))
        return redirect("account", pk=pk)
    consequences = [
        _("No sign-in from now on; open sessions end at the next request."),
        _("All roles and delegations of this account end; proposals for it are withdrawn."),
        _("What was done under this account stays on record."),
    ]
    more = {"consequences": consequences, "waiting": waiting, "orphans": orphans}
    return form_page(request, form, _("Close the account"), account=account, **more)


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
        _("From that day on, who acts in such a role without an authenticator app sets it up before anything else."),
        _("Delegates count by the role in which they act. Before that day a notice at sign-in says until when."),
    ]
    title = verbs_of_second_factor.require_second_factor.transition.label
    return form_page(request, form, title, pilot=pilot, consequences=consequences)


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
