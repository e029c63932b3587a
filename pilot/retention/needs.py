"""What still needs the name of a person: what is open, and the records that a law keeps (RETENTION)."""

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext

from pilot.platform.kernel.personal import lookups_to
from pilot.programme.models import Person
from pilot.retention.periods import RETENTION
from staffing.models import Assignment, Employment, Incumbency

Model = type[models.Model]
Sum = tuple[int, int, dt.date | None]  # how many rows, how many of them have their date, the newest date


def still_open(person: Person, on: dt.date) -> Iterator[str]:
    """Accounts, employments, assignments and posts that have to end first."""
    for user in person.accounts.filter(is_active=True):
        yield gettext("The account %(name)s is open. Close it first.") % {"name": user.username}
    lasting = Employment.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), employee__person=person)
    for row in lasting.select_related("employee"):
        yield gettext("Postal employee %(code)s is still in service.") % {"code": row.employee.staff_code}
    if count := Assignment.objects.as_at(on).filter(Assignment.COUNTED, employee__person=person).count():
        yield gettext("%(count)d assignments are in force. End them first.") % {"count": count}
    if count := Incumbency.objects.as_at(on).filter(civil_servant__person=person).count():
        yield gettext("The person holds %(count)d counter posts.") % {"count": count}


def kept_by_law(person: Person, on: dt.date) -> Iterator[str]:
    """The kinds of RETENTION whose records still have to name this person on `on`. One query a kept table."""
    found: dict[str, list[Sum]] = {}
    for code, model, keys in _tables_naming(person):
        found.setdefault(code, []).extend(summed for summed in _summed(model, keys) if summed[0])
    for code, sums in found.items():
        ends = [_kept_until(code, newest if dated == count else None) for count, dated, newest in sums]
        until = None if None in ends else max((end for end in ends if end), default=on)
        if until is None or until > on:
            yield _because(code, sum(count for count, _dated, _newest in sums), until)


def _tables_naming(person: Person) -> Iterator[tuple[str, Model, dict[str, Q]]]:
    """(kind, kept table, which of its rows lead to the person by each of its foreign keys)."""
    mine: dict[Model, list[object]] = {
        model: list(model._base_manager.filter(person=person).values_list("pk", flat=True))
        for model in apps.get_models()
        if "person__pk" in lookups_to(model, Person)
    } | {Person: [person.pk]}
    code_of: dict[object, str] = {group: code for code, kept in RETENTION.items() for group in kept.groups}
    for model in apps.get_models():
        code = code_of.get(getattr(model, "SCOPE_GROUP", None))
        keys = {
            field.name: Q(**{f"{field.name}__in": ids})
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and (ids := mine.get(field.related_model))
        }
        if code is not None and model not in mine and keys:
            yield code, model, keys


def _date_of(model: Model, name: str) -> str:
    """The column that says when: of a pair `x_by` its `x_at` or `x_on`, otherwise the end or the day of the row."""
    dates = {f.name: f for f in model._meta.concrete_fields if isinstance(f, models.DateField)}
    stem = name.removesuffix("_by")
    wanted = (f"{stem}_at", f"{stem}_on", "day", "valid_to", *(n for n, f in dates.items() if not f.null))
    return next((n for n in wanted if n in dates), "")


def _summed(model: Model, keys: dict[str, Q]) -> list[Sum]:
    """For each key how many rows it leads from, how many of them have their date, and the newest date. One query."""
    sums: dict[str, Count | Max] = {}
    for name, leads in keys.items():
        sums[f"{name}_count"] = Count("pk", filter=leads)
        if date := _date_of(model, name):
            sums |= {f"{name}_dated": Count(date, filter=leads), f"{name}_newest": Max(date, filter=leads)}
    found = model._base_manager.filter(reduce(or_, keys.values())).aggregate(**sums)
    return [(found[f"{n}_count"], found.get(f"{n}_dated", 0), found.get(f"{n}_newest")) for n in keys]


def _kept_until(code: str, newest: dt.date | None) -> dt.date | None:
    """The day on which the newest of the rows may go; None while one has no end or no period is stated."""
    years = RETENTION[code].years
    if years is None or newest is None:
        return None
    day = timezone.localdate(newest) if isinstance(newest, dt.datetime) else newest
    leap_day = (day.month, day.day) == (2, 29)
    return dt.date(day.year + years, 3, 1) if leap_day else day.replace(year=day.year + years)


def _because(code: str, count: int, until: dt.date | None) -> str:
    kept = RETENTION[code]
    words = {"what": kept.what, "count": count, "source": kept.source, "grade": kept.sure}
    if until is None:
        return (
            gettext(
                "%(what)s: %(count)d records name this person; some still hold, or no period is stated "
                "(%(source)s, %(grade)s)."
            )
            % words
        )
    return gettext(
        "%(what)s: %(count)d records name this person and are kept until %(day)s (%(source)s, %(grade)s)."
    ) % {**words, "day": f"{until:%d/%m/%Y}"}
