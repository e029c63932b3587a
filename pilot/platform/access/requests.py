"""From a request to an Act: who, from where, with which form; and the scoped 404."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for, visible
from pilot.platform.access.types import Request
from pilot.platform.kernel.refusals import NotVisible
from pilot.platform.kernel.types import Row
from pilot.platform.kernel.workflow import Act, Capacity, require_capacity, version_of
from pilot.platform.text import account_key


def act_of(request: Request, reason: str = "", confirmed: bool = False) -> Act:
    """The attempt this request makes; operation key and row version come from the form's hidden fields.

    `confirmed`: the form has just checked password or code again (access/forms.py, SignedForm).
    """
    version = request.POST.get("row_version", "")
    return Act(
        user=request.user if request.user.is_authenticated else None,
        on=request.business_day,
        source=client_address(request),
        key=request.POST.get("operation_key", "")[:64],
        row_version=int(version) if version.isdigit() else None,
        reason=reason,
        confirmed=confirmed,
    )


def seen_version(request: HttpRequest, row: Model) -> int:
    """Version of the row as the reader saw it on the page that led to this form; the present one if none is named.

    A step is agreed to or signed on a page of its own: what changed between the two pages was never seen.
    """
    seen = request.GET.get("seen", "")
    return int(seen) if seen.isdigit() else version_of(row)


def account_asked_for(request: HttpRequest, credentials: Mapping[str, object] | None = None) -> str:
    """The account that somebody tries to sign in to, for the lock-out: other capitals get no guesses of their own."""
    asked = (credentials or {}).get("username") or request.POST.get("username", "")
    return account_key(str(asked))


def client_address(request: HttpRequest) -> str:
    """Where the request comes from, for the audit and the lock-out.

    X-Forwarded-For counts only from our own proxies, and of it only the last address that is none of them: the one
    which they have seen. What stands before it is the client's own claim.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address in settings.TRUSTED_PROXIES and said:
        try:
            address = str(ipaddress.ip_address(said.pop().strip()))
        except ValueError:
            break
    return address


def page_before(request: HttpRequest) -> str:
    """The page of ours on which the button stood; the worklist when the browser does not say."""
    before = urlsplit(request.headers.get("Referer", ""))
    page = urlunsplit(("", "", before.path, before.query, ""))
    ours = before.netloc == request.get_host() and url_has_allowed_host_and_scheme(page, None)
    return page if ours else reverse("worklist")


def visible_or_404(request: Request, model: type[Row], **lookup: object) -> Row:
    """The row if this user may see it. Otherwise the same 404 as for no row, but the attempt is recorded."""
    row = visible(model, request.user, request.business_day).filter(**lookup).first()
    if row is not None:
        return row
    hidden = model._base_manager.filter(**lookup).first()
    if hidden is not None:
        raise NotVisible(model._meta.label, hidden.pk)
    raise Http404


def allowed_or_403(request: Request, verb: str, row: Model) -> Capacity:
    """For the page of a form: 403 before anything is typed. The verb itself asks again. Returns the capacity.

    Raises NotAllowed, which names who could do it.
    """
    return require_capacity(request.user, verb, row, request.business_day)


def found_or_404(request: Request, rows: QuerySet[Row], **lookup: object) -> Row:
    """The row among `rows` (already `visible_to` the reader) with all that its page needs, in one query.

    Otherwise the answer of visible_or_404, which also records the attempt to see a hidden row.
    """
    return rows.filter(**lookup).first() or visible_or_404(request, rows.model, **lookup)


def may(request: Request, verb: str, row: Model) -> bool:
    """Whether the reader could do `verb` on `row` now; for showing an action, never for allowing it."""
    return capacity_for(capacities(request.user, request.business_day), verb, row) is not None
