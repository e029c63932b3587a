"""Which roles need a second factor, from which day, and who is held up for want of one.

The rules are dated rows of the programme (SecondFactorRule), written by its administrators. A role counts for whoever
acts in it: for its holder, and for a delegate while he stands in. What a person's roles ask is read when he signs in
and kept with the session; the day itself is compared at each request, without a query.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase

from pilot.platform.access.capacity import capacities
from pilot.platform.access.devices import has_device
from pilot.platform.access.types import Request
from pilot.platform.kernel.types import User

DEVICE_FROM = "device_from"  # in the session of somebody without a device: the day from which he needs one
OPEN_WITHOUT = frozenset(  # names of the addresses that are open to him from then on
    {"set-up-totp", "totp-picture", "sign-in", "sign-out", "set_language", "keep-session", "verify-document"}
)
Held = tuple[str, int]  # role, pilot


def rules_of(pilots: Iterable[int]) -> list[Any]:
    """The rules in force in these pilots, the oldest first; some may begin later. One query."""
    rules = apps.get_model("pilot", "SecondFactorRule")._default_manager.filter(status="in_force")
    return list(rules.filter(pilot__in=set(pilots)).order_by("valid_from", "pk"))


def needed_from(rules: Iterable[Any], held: Iterable[Held], on: dt.date) -> dt.date | None:
    """The first day from which one of these roles needs a second factor, as known on `on`; None where none does."""
    rules = list(rules)
    days = (_day(rules, role, pilot, on) for role, pilot in held)
    return min((day for day in days if day), default=None)


def _day(rules: list[Any], role: str, pilot: int, on: dt.date) -> dt.date | None:
    """Of the rules about one role the last that has begun decides; one that begins later counts where none holds."""
    day: dt.date | None = None
    for rule in rules:
        if rule.pilot_id != pilot or role not in rule.roles:
            continue
        if rule.valid_from <= on:
            day = (day or rule.valid_from) if rule.required else None
        elif rule.required:
            day = day or rule.valid_from
    return day


def device_needed_from(user: User, on: dt.date) -> dt.date | None:
    """The day from which the account needs a device that it has not; None where it has one, or needs none."""
    if has_device(user):
        return None
    held = [(str(c.role), c.pilot_id) for c in capacities(user, on)]
    return needed_from(rules_of(pilot for _role, pilot in held), held, on)


def remember(session: SessionBase, user: User, on: dt.date) -> None:
    """Keep with the session from which day its owner needs a device."""
    day = device_needed_from(user, on)
    session[DEVICE_FROM] = day.isoformat() if day else ""


def kept_day(session: SessionBase) -> dt.date | None:
    """What `remember` has kept."""
    day = session.get(DEVICE_FROM)
    return dt.date.fromisoformat(day) if day else None


def must_set_up(request: Request) -> bool:
    """Whether the reader can do nothing before he has set up a device."""
    day = kept_day(request.session)
    return day is not None and day <= request.business_day


def is_held_up(request: Request) -> bool:
    """Whether the page that is asked for stays closed for want of a device."""
    page = request.resolver_match
    return must_set_up(request) and (page is None or page.url_name not in OPEN_WITHOUT)
