"""Every address of the product, the methods it answers and the verbs it asks about, found by asking it.

A policy under which nobody may do anything makes each address name its verb: it refuses because of that one.
"""

import csv
import uuid
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from pilot.platform.access.policy import AccessPolicy
from pilot.platform.access.roles import ACTS, Role
from pilot.platform.kernel import workflow
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotAllowed, NotVisible
from pilot.programme.models import User
from tests.access.asked import BY_VERB, PROVIDERS
from tests.access.world import USERS, Place, named

Row = dict[str, str]
ROWS: list[Row] = list(csv.DictReader((Path(__file__).parent / "matrix.csv").read_text(encoding="utf-8").splitlines()))
PUBLIC = {"sign-in", "sign-out", "set-password", "set_language", "healthz", "verify-document"}  # without signing in
ANYBODY = {"totp-picture"}  # about the account itself, no row of the domain
CHOSEN_LATER = {"delegate-role": "delegate_role"}  # asks about the role that is chosen in the form, not before


def name_of(row: Row) -> str:
    return f"{row['url']}-{row['method']}-{row['verb']}"


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


PATTERNS = {p.name: p for p in patterns()}
ASKED = PATTERNS.keys() - PUBLIC - ANYBODY


def address(url: str, verb: str, where: Place) -> str:
    """The address by which `verb` is done at the place."""
    kwargs = {"verb": verb} if "verb" in PATTERNS[url].pattern.converters else {}
    if url in PROVIDERS:
        kwargs |= PROVIDERS[url](where, verb)
    return reverse(url, kwargs=kwargs)


def addresses(url: str, where: Place) -> set[str]:
    """All addresses that the url has at the place, from verb to verb."""
    differs = url in BY_VERB or "verb" in PATTERNS[url].pattern.converters
    return {address(url, verb, where) for verb in (ACTS if differs else ("-",))}


def anything(url: str) -> str:
    """An address of the url that need not lead anywhere."""
    values = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=1)}
    converters = PATTERNS[url].pattern.converters
    return reverse(url, kwargs={k: values.get(type(c).__name__, "x") for k, c in converters.items()})


def request_of(method: str, path: str, user: Any = None) -> HttpRequest:
    """What a view gets behind the middleware."""
    request = RequestFactory().generic(method, path)
    request.user, request.business_day, request.htmx = user, DEMO_START, False
    request.session = SessionStore()
    request._messages = CookieStorage(request)
    return request


def methods(url: str, user: Any) -> set[str]:
    """GET and POST as far as the address answers them, by its own word."""
    path = anything(url)
    match = resolve(path)
    answer = match.func(request_of("TRACE", path, user), *match.args, **match.kwargs)
    return {"GET", "POST"} & {method.strip() for method in answer.headers["Allow"].split(",")}


class NobodyMay(AccessPolicy):
    def capacity(self, *_: Any) -> None:
        return None

    def who_can(self, *_: Any) -> list[str]:
        return []


def triples() -> set[tuple[str, str, str]]:
    """Every (url, method, verb) there is; "-" for an address that asks about no verb."""
    real, where = workflow.policy, named("centre")
    people = [User.objects.get(username=USERS[role]) for role in (Role.AUDITOR, Role.ADMINISTRATOR)]
    workflow.use_policy(NobodyMay())
    try:
        return {
            (url, method, verb)
            for url in ASKED
            for path, method in product(addresses(url, where), methods(url, people[0]))
            if (verb := CHOSEN_LATER.get(url) or asked_by(method, path, people))
        }
    finally:
        workflow.use_policy(real)


def asked_by(method: str, path: str, people: list[Any]) -> str | None:
    """The verb that the address asks about; None when it knows of nothing to do there."""
    for user in people:
        try:
            asked(method, path, user)
        except NotAllowed as refused:
            return refused.verb
        except NotVisible:
            continue
        except Http404:
            return None
        return "-"
    return None


def asked(method: str, path: str, user: Any) -> None:
    """Ask the view itself: what it raises is not turned into a page."""
    match = resolve(path)
    match.func(request_of(method, path, user), *match.args, **match.kwargs).close()
