"""What stands in an address and is no text: one gate before every page.

PostgreSQL refuses a NUL in any text, so each view would have to ask; no name or code of ours holds a control character.
"""

import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class AddressMiddleware:
    """An address with a control character leads nowhere (404); out of the parameters behind it they are dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if CONTROL.search(request.path_info):
            raise Http404
        if any(CONTROL.search(text) for name, values in request.GET.lists() for text in (name, *values)):
            request.GET = without_controls(request.GET)  # type: ignore[assignment]  # no longer mutable either
        return self.get_response(request)


def without_controls(query: QueryDict) -> QueryDict:
    """The same parameters, no control character in their names and values."""
    clean = QueryDict(mutable=True)
    for name, values in query.lists():
        clean.setlist(CONTROL.sub("", name), [CONTROL.sub("", value) for value in values])
    clean._mutable = False
    return clean
