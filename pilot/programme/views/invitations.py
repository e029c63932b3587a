"""Invitations on paper: a letter an account, with the one-time link, for the accounts of a list or for one."""

import datetime as dt
from dataclasses import dataclass, replace

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from pilot.platform.access.forms import SignedForm
from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.exchange.models import ACCOUNTS, ImportBatch
from pilot.platform.kernel.refusals import Refused
from pilot.programme.models import User
from pilot.programme.presenters.accounts import one_time_link
from pilot.programme.selectors import accounts as selectors
from pilot.programme.views.account_links import sent_by_mail
from pilot.programme.workflows import accounts as verbs


@dataclass
class Letter:
    """One letter on paper: for whom, and the link as text and as a picture."""

    account: User
    link: str
    picture: SafeString


@require_http_methods(["GET", "POST"])
def print_invitation(request: Request, pk: int) -> HttpResponse:
    """The letter of one account."""
    account = visible_or_404(request, User, pk=pk)
    allowed_or_403(request, "print_invitation", account)
    return letters_page(request, selectors.invited([account.pk]), reverse("account", args=[pk]))


@require_http_methods(["GET", "POST"])
def print_invitations(request: Request, pk: int) -> HttpResponse:
    """The letters of the accounts that a list has made."""
    batch = visible_or_404(request, ImportBatch, pk=pk, kind=ACCOUNTS)
    allowed_or_403(request, "confirm_account_list", batch)
    accounts = selectors.invited(batch.created.get("pilot.User", []))
    return letters_page(request, accounts, reverse("import", args=[pk]))


def letters_page(request: Request, accounts: list[User], back: str) -> HttpResponse:
    """First who gets a letter, and the signature; then the letters, which are made for this page and kept nowhere."""
    form = SignedForm(request.POST or None, user=request.user)
    context: dict[str, object] = {"accounts": accounts, "back": back, "form": form}
    if form.is_valid():
        context |= letters_of(request, [account for account in accounts if noted(request, account)])
    response = render(request, "programme/invitations.html", context)
    response["Cache-Control"] = "no-store"
    return response


def letters_of(request: Request, accounts: list[User]) -> dict[str, object]:
    """The letters on paper, to whom one goes by e-mail instead, and when the links end."""
    links = [(account, one_time_link(request, account)) for account in accounts]
    mailed = [account for account, link in links if sent_by_mail(request, account, "invitation", link)]
    return {
        "letters": [Letter(*one, picture_of(one[1])) for one in links if one[0] not in mailed],
        "mailed": mailed,
        "until": timezone.now() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        "made": True,
    }


def noted(request: Request, account: User) -> bool:
    """Whether a link may be made; the verb writes the event. A refusal is said above the letters."""
    act = act_of(request, confirmed=True)
    try:
        verbs.print_invitation(account, replace(act, key=act.key and f"{act.key[:40]} {account.pk}"))
    except Refused as refused:
        messages.error(request, f"{account.person.full_name}: {refused}")
        return False
    return True


def picture_of(link: str) -> SafeString:
    """The QR code as a part of the page: no file of it is kept, and the CSP allows no inline picture."""
    return mark_safe(segno.make(link, error="m").svg_inline(scale=4, border=2))  # noqa: S308 - made of our own address
