"""The pages of accounts: the own one, the list with what waits in it, each with its roles and what can be done."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pilot.platform.access.actors import Holder, able, holders, names_of_able, nobody_else
from pilot.platform.access.devices import codes_left, has_device
from pilot.platform.access.requests import act_of, may, visible_or_404
from pilot.platform.access.roles import Role
from pilot.platform.access.second_factor import kept_day
from pilot.platform.access.types import Request
from pilot.platform.cases.several import taken_on_each
from pilot.platform.cases.timeline import story
from pilot.platform.kernel.refusals import NotAllowed
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import VERBS, Transition
from pilot.platform.ui.shapes import Action
from pilot.programme.forms.accounts import (
    ConfirmRolesForm,
)
from pilot.programme.models import Delegation, Person, RoleGrant, SecondFactorRule, User
from pilot.programme.presenters.accounts import titles
from pilot.programme.selectors import accounts as selectors
from pilot.programme.views.account_links import reset_in_words
from pilot.programme.workflows import accounts as verbs
from pilot.programme.workflows.delegations import DELEGATION
from pilot.programme.workflows.second_factor import SECOND_FACTOR


@require_safe
def my_account(request: Request) -> HttpResponse:
    """Name, roles, delegations, language and ways to sign."""
    on = request.business_day
    context = {
        "titles": titles(selectors.held_roles(request.user, on)),
        "proposed": selectors.proposed_roles(request.user),
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
    return decided(request, rule, rule.standing(request.business_day), "decide-second-factor", possible, people)


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
