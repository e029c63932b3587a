"""Civil servants of an agency, with the counter posts they hold."""

import datetime as dt
from collections.abc import Iterator
from itertools import count

from django.db.models import Prefetch, Q, QuerySet

from pilot.platform.access.rows import DatedQuerySet
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, User
from staffing.models import CivilServant, Incumbency


def civil_servants(user: User, on: dt.date, day: dt.date | None = None) -> QuerySet[CivilServant]:
    """Those whom the user sees on `on`, whose `incumbencies.all()` are those of `day` (`on`)."""
    rows = CivilServant.objects.visible_to(user, on).select_related("person", "agency", "pilot")
    return with_held(rows, Incumbency.objects.visible_to(user, on), day or on)


def with_held(rows: QuerySet[CivilServant], held: DatedQuerySet[Incumbency], day: dt.date) -> QuerySet[CivilServant]:
    """The rows; `incumbencies.all()` of each are those of `held` that are its own on the day. One query more."""
    own = held.as_at(day).select_related("post__site").order_by("post__code")
    return rows.prefetch_related(Prefetch("incumbencies", own))


def named_or_coded(text: str) -> Q:
    """Civil servants with this part of a name, with or without marks, or of a staff code."""
    return Q(person__search_key__contains=search_key(text)) | Q(staff_code_key__contains=code_key(text))


def next_codes(agency: Agency) -> Iterator[str]:
    """The codes that the system gives where the agency has none: HT-CX-CC001, … One query."""
    stem = f"{agency.code}-CC"
    codes = CivilServant.objects.filter(agency=agency, staff_code__startswith=stem).values_list("staff_code", flat=True)
    ours = [int(end) for code in codes if (end := code.removeprefix(stem)).isdecimal()]
    return (f"{stem}{number:03}" for number in count(max(ours, default=0) + 1))
