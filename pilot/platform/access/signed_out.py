"""Asking for a page without a session: sign-in, and from there back to the page that was open.

A press of a button after the session's end is not carried out. Its address often takes nothing but the press, so the
way back is the page on which the button stood, and both pages say that nothing was sent.
"""

from http import HTTPStatus

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from pilot.platform.access.requests import page_before
from pilot.platform.access.types import Request

UNSENT = "unsent"  # of the sign-in's address: what led here was a press that was not carried out
SIGNED_OUT = "X-Signed-Out"  # header of an empty fragment: the session has ended
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInFirst(LoginRequiredMiddleware):
    """A fragment must not be replaced by the sign-in page: after a press the whole window goes to it.

    One that the page itself reads (an amount in words, a count) takes the window from nobody who is typing: it comes
    back empty, and the page says that the session has ended (session.js).
    """

    def handle_no_permission(  # type: ignore[override]  # for htmx other answers
        self, request: Request, view_func: object
    ) -> HttpResponse:
        if request.htmx and request.method in READING:
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={SIGNED_OUT: "1"})
        address = sign_in_address(request)
        return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def sign_in_address(request: Request) -> str:
    """The sign-in page with the way back."""
    query = QueryDict(mutable=True)
    query["next"] = page_in_the_window(request)
    if request.method not in READING:
        query[UNSENT] = "1"
    return f"{reverse('sign-in')}?{query.urlencode(safe='/')}"


def page_in_the_window(request: Request) -> str:
    """What the window shows: the page asked for, or the one from which a fragment or a press was sent."""
    if request.htmx:
        try:
            return request.htmx.current_url_abs_path or reverse("worklist")
        except ValueError:  # what the header holds is no address
            return reverse("worklist")
    return request.get_full_path() if request.method in READING else page_before(request)


def is_unsent(request: HttpRequest) -> bool:
    return UNSENT in request.GET
