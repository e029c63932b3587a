"""From a request to an Act: who, from where, with which form; and the scoped 404."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from pilot.platform.access.actors import nobody_else
from pilot.platform.access.capacity import capacities
from pilot.platform.access.people import offered
from pilot.platform.access.policy import AccessPolicy
from pilot.platform.access.scope import capacity_for, visible
from pilot.platform.access.types import Request
from pilot.platform.digits import is_number, number_in
from pilot.platform.kernel.refusals import NotVisible
from pilot.platform.kernel.types import Row
from pilot.platform.kernel.workflow import Act, Capacity, Verb, require_capacity, version_of, wrong_status
from pilot.platform.text import account_key

SEEN = "seen_warnings"  # hidden field, or in the address of a bare button: marks of the warnings that were shown
NO_VERSION = -1  # equal to none that a row ever had


def act_of(request: Request, reason: str = "", confirmed: bool = False) -> Act:
    """The attempt this request makes; operation key and row version come from the form's hidden fields.

    `confirmed`: the form has just checked password or code again (access/forms.py, SignedForm).
    """
    return Act(
        user=request.user if request.user.is_authenticated else None,
        on=request.business_day,
        source=client_address(request),
        key=_key_of(request),
        row_version=_version_sent(request.POST.get("row_version", "")),
        reason=reason,
        confirmed=confirmed,
        seen=frozenset((request.POST.get(SEEN) or request.GET.get(SEEN, "")).split()),
    )


def _key_of(request: Request) -> str:
    """The key that our form sent; "" for anything that no form of ours has made."""
    key = request.POST.get("operation_key", "")[:64]
    return key if key.isascii() and key.isprintable() else ""


def _version_sent(text: str) -> int | None:
    """The row version of the form, None without one. What is no number was never a version: it counts as outdated."""
    return number_in(text) if is_number(text) or not text else NO_VERSION


def seen_version(request: HttpRequest, row: Model) -> int:
    """Version of the row as the reader saw it on the page that led to this form; the present one if none is named.

    A step is agreed to or signed on a page of its own: what changed between the two pages was never seen.
    """
    seen = number_in(request.GET.get("seen", ""))
    return version_of(row) if seen is None else seen


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
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all: "http://["
        return reverse("worklist")
    page = urlunsplit(("", "", before.path, before.query, ""))
    ours = before.netloc == request.get_host() and url_has_allowed_host_and_scheme(page, None)
    return page if ours else reverse("worklist")


def visible_or_404(request: Request, model: type[Row], **lookup: object) -> Row:
    """The row if this user may see it. Otherwise a 404, and the attempt is recorded."""
    return found_or_404(request, visible(model, request.user, request.business_day), **lookup)


def allowed_or_403(request: Request, verb: str, row: Model) -> Capacity:
    """For the page of a form: 403 before anything is typed. The verb itself asks again. Returns the capacity.

    Raises NotAllowed, which names who could do it.
    """
    return require_capacity(request.user, verb, row, request.business_day)


def found_or_404(request: Request, rows: QuerySet[Row], **lookup: object) -> Row:
    """The row among `rows` (already `visible_to` the reader) with all that its page needs, in one query.

    Otherwise a 404, and the attempt is recorded. No row at all takes the same way, statement for statement: how long
    the answer takes must not tell the two apart. There is one row at most, so that none is asked for in an order,
    which Django takes longer to write than the database to answer.
    """
    row = next(iter(rows.filter(**lookup).order_by()[:1]), None)
    if row is not None:
        return row
    hidden = rows.model._base_manager.filter(**lookup).order_by().values_list("pk", flat=True)[:1]
    raise NotVisible(rows.model._meta.label, next(iter(hidden), ""))


def may(request: Request, verb: str, row: Model) -> bool:
    """Whether `verb` on `row` would take the reader on now; for showing an action, never for allowing it."""
    return offered(capacities(request.user, request.business_day), request.user, verb, row)


def why_not(request: Request, step: Verb, row: Model) -> str:
    """Why a step that the reader has the right to would refuse whatever he types: its state, or that he made the row.

    Empty where it would not.
    """
    if not step.possible(row):
        return str(wrong_status(step.transition.label, row))
    if may(request, step.name, row):
        return ""
    people = ", ".join(AccessPolicy().who_can(step.name, row, request.business_day)) or nobody_else()
    words = _("“%(step)s” is for somebody else than the one whose work it checks: %(people)s.")
    return words % {"step": step.transition.label, "people": people}


def has_right(request: Request, verb: str, row: Model) -> bool:
    """Whether the reader holds the right, whatever the state of the row: for what hangs on it beside the step."""
    return capacity_for(capacities(request.user, request.business_day), verb, row) is not None
