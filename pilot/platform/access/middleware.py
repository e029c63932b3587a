"""Every request: is the session still good, which business day is it, and what happens when something is refused."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from pilot.platform.access.refused import context_of
from pilot.platform.access.requests import act_of, client_address, page_before
from pilot.platform.access.second_factor import is_held_up, remember
from pilot.platform.access.signed_out import READING
from pilot.platform.access.types import Request
from pilot.platform.kernel.clock import business_day
from pilot.platform.kernel.limits import limit
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import record_refused

HEALTH = "/healthz"
STARTED, SEEN, EPOCH = "started", "seen", "epoch"
NOT_BY_ADDRESS = 405
NOTED = 30  # seconds: not a write for each request


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.path == HEALTH:  # answers also when the database does not
            return self.get_response(request)
        request.business_day = business_day()
        translation.activate(language_of(request))
        if request.user.is_authenticated:
            request.user.address = client_address(request)  # type: ignore[attr-defined]  # for access/signing.py
        if request.user.is_authenticated and not session_is_good(request):
            logout(request)
            messages.info(request, _("You were signed out after a time without work. Sign in again."))
        response = told_of_method(request, self.answer(request))
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def answer(self, request: Request) -> HttpResponse:
        """The answer of the view; whatever becomes of it, the next file of the user may come."""
        try:
            return self.get_response(request)
        finally:
            if getattr(request, "uploads", False):
                limit("upload").give_back(request.user.pk)

    def process_view(self, request: Request, *_view: object) -> HttpResponse | None:
        """Who lacks a second factor sets it up before anything else.

        One file of a user at a time: a workbook that is being read takes a worker and memory.
        """
        if request.user.is_authenticated and is_held_up(request):
            # a part that a page fetches for itself stays as it is: the set-up page would be put into its own menu
            return HttpResponse(status=204) if request.htmx else redirect("set-up-totp")
        if not request.FILES or not request.user.is_authenticated:
            return None
        request.uploads = limit("upload").take(request.user.pk)
        if request.uploads:
            return None
        words = _("Another file of yours is being read. Wait until that page is there, then send this one again.")
        return too_many(request, words, limit("upload").seconds)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """A refusal becomes a page with its own status; the refused event is written if the verb did not do it.

        Who asks for too many pages that are refused is told to wait, whether they exist or not.
        """
        if request.method in READING and isinstance(exception, (Http404, PermissionDenied)):
            looked = limit("refused pages")
            if not looked.take(request.user.pk or client_address(request)):
                words = _("Too many pages were asked for that this account may not see. Wait %(minutes)s minutes.")
                return too_many(request, words % {"minutes": looked.minutes}, looked.seconds)
        if not isinstance(exception, Refused):
            return None
        verb = exception.verb or str(request.method).lower()
        record_refused(exception, act_of(request), verb, exception.row)
        return render(request, f"{exception.status}.html", context_of(request, exception), status=exception.status)


def told_of_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer; where an address that only a button sends to is opened by itself, a page that says so."""
    if response.status_code != NOT_BY_ADDRESS or response.content:
        return response
    page = render(request, "405.html", {"url": page_before(request)}, status=NOT_BY_ADDRESS)
    page["Allow"] = response["Allow"]
    return page


def too_many(request: HttpRequest, words: str, seconds: int) -> HttpResponse:
    """The page that says why to wait, and where to go on."""
    context = {"words": words, "url": page_before(request)}
    answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def language_of(request: HttpRequest) -> str:
    """The language chosen on this machine, else the account's, else Vietnamese: browsers are often set to English."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if translation.check_for_language(chosen) and chosen in dict(settings.LANGUAGES):
        return chosen
    return request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE


def start_session(request: HttpRequest, user: User, **_signal: object) -> None:
    """Mark a fresh session; receiver of user_logged_in, so that no way of signing in can forget it."""
    now = time.time()
    request.session.update({STARTED: now, SEEN: now, EPOCH: user.session_epoch})
    remember(request.session, user, business_day())


def session_is_good(request: Request) -> bool:
    """False after the idle or the absolute limit, or when the account's sessions were ended (epoch)."""
    now, session = time.time(), request.session
    good = (
        request.user.session_epoch == session.get(EPOCH)
        and now - session.get(SEEN, 0) <= settings.SESSION_IDLE_SECONDS
        and now - session.get(STARTED, 0) <= settings.SESSION_ABSOLUTE_SECONDS
    )
    if good and now - session[SEEN] > NOTED:
        session[SEEN] = now
    return good


def session_limits(request: HttpRequest) -> dict[str, int]:
    """Seconds from this request until the session ends: `idle` without another one, `left` whatever is done.

    For the warning before the end (pilot/static/js/session.js).
    """
    ends = request.session.get(STARTED, 0) + settings.SESSION_ABSOLUTE_SECONDS
    return {"idle": settings.SESSION_IDLE_SECONDS - NOTED, "left": max(0, int(ends - time.time()))}
