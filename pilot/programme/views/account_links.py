"""One-time links: an account is invited, a pilot opened, a password lost; and the account of a leaver is closed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilot.platform.access.actors import nobody_else
from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404, why_not
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import ReasonForm, SignedReasonForm
from pilot.platform.cases.waiting import left_by
from pilot.platform.kernel.outbox import send_later
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.forms.accounts import (
    CloseForm,
    InviteForm,
    PilotForm,
    ResetForm,
)
from pilot.programme.models import Pilot, User
from pilot.programme.presenters.accounts import one_time_link
from pilot.programme.views.account_pages import done, form_page, others_able
from pilot.programme.workflows import accounts as verbs
from pilot.programme.workflows import pilots as verbs_of_pilots


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
    others = others_able(request, verbs.confirm_reset.name, account)
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
