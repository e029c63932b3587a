"""What is kept how long, and the erasure of a person where no law keeps the name (docs/retention.md).

Purpose: personal data go when nothing needs them any more (NĐ 13/2023/NĐ-CP, then Luật 91/2025/QH15), and not
before the law lets them go. Who signs: an administrator of the pilot. Erasing anonymises the person's row and
accounts; rows that point to it keep their number, audit events never held more.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Count, Max, Model, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Group
from pilot.platform.exchange.forgetting import forget, forget_unwritten
from pilot.platform.kernel import files, outbox
from pilot.platform.kernel.models import OutboxMessage, Versioned
from pilot.platform.kernel.personal import erase, erased, ways
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Verb
from pilot.programme.models import Person
from staffing.models import Assignment, Incumbency, PostalEmployee

G = Group


@dataclass(frozen=True)
class Kept:
    """One kind of data. `years`/`days`: at least so long; neither: not stated in what we have read.

    Grade: V read in the norm, v a second-hand statement, K general knowledge to be checked, own our own rule.
    """

    what: Any
    source: str
    grade: str
    then: Any
    years: int | None = None
    days: int | None = None
    groups: tuple[Group, ...] = ()

    @property
    def period(self) -> str:
        """In words; empty when not stated."""
        if self.years is not None:
            return ngettext("at least %(count)d year", "at least %(count)d years", self.years) % {"count": self.years}
        if self.days:
            return ngettext("%(count)d day", "%(count)d days", self.days) % {"count": self.days}
        return "" if self.days is None else gettext("while it lasts")

    @property
    def sure(self) -> str:
        return str(SURE[self.grade])


SURE = {
    "V": _("read in the document"),
    "v": _("second-hand"),
    "K": _("general knowledge, to be checked"),
    "own": _("our own rule"),
}
TT17 = "TT 17/2017/TT-BTTTT"
ARCHIVE = "Luật Lưu trữ 33/2024/QH15"
RETENTION: dict[str, Kept] = {
    "people": Kept(
        _("Assignments, learning, assessments, recognitions of postal employees, and their imports"),
        TT17,
        "V",
        _("the person may be erased"),
        years=5,
        groups=(G.PEOPLE, G.EXCHANGE),
    ),
    "decisions": Kept(
        _("Decisions, official documents, withdrawals, hand-over, civil servants"),
        ARCHIVE,
        "v",
        _("the archive decides; until then nothing is erased"),
        groups=(G.PROGRAMME, G.CIVIL_SERVANTS, G.WITHDRAWAL),
    ),
    "money": Kept(
        _("Contracts, leases, timesheets, acceptance, payments"),
        _("period for accounting papers"),
        "K",
        _("the person may be erased"),
        years=10,
        groups=(G.FACILITY, G.MONEY),
    ),
    "audit": Kept(
        _("Audit events, with sign-in and reading of personal data: numbers of people, never names"),
        TT17,
        "own",
        _("nothing: the record is append-only"),
        years=5,
    ),
    "lists": Kept(
        _("Uploaded lists that were not written or were undone: their rows, workbooks and error books"),
        _("rule of this software"),
        "own",
        _("discarded and deleted each night"),
        days=90,
    ),
    "attempts": Kept(
        _("Wrong sign-in attempts: user name and address"),
        "TCVN 11930:2017",
        "K",
        _("deleted each night"),
        days=30,
    ),
    "sessions": Kept(_("Sessions"), _("end of the session"), "own", _("deleted each night"), days=0),
    "outbox": Kept(_("E-mails that were sent"), _("rule of this software"), "own", _("deleted each night"), days=90),
    "jobs": Kept(
        _("Results of jobs that succeeded"),
        _("rule of this software"),
        "own",
        _("deleted each night"),
        days=14,
    ),
    "backups": Kept(
        _("Backups"),
        _("the office decides and writes it down"),
        "own",
        _("deleted by the office; an erasure is repeated after a restore"),
    ),
}

GOES = [
    _("In their place stands “Người đã xóa” with the number of the row. Nobody can undo this."),
    _("E-mails to the person are deleted from the outbox."),
]
STAYS = [
    _("Audit events keep the number of the person and of the account, never the name."),
    _(
        "Documents already issued, scans and the proofs frozen in decisions stay as they were signed: "
        "they are archive material."
    ),
    _("Requests for payment keep their names, timesheets why somebody was away, masked: they are accounting papers."),
    _("Workbooks that were written stay in the file store as the evidence of the import; the others go sooner."),
    _("Backups made before still hold the name until they are deleted; after a restore the erasure is done again."),
]


def goes() -> list[str]:
    """What an erasure takes away, in words: first the columns that declare themselves erased."""
    columns = [model._meta.get_field(name) for model, _ways in about_people() for name in erased(model)]
    names = dict.fromkeys(str(column.verbose_name) for column in columns if column.editable)
    return [gettext("Overwritten for good: %(what)s.") % {"what": ", ".join(names)}, *map(str, GOES)]


def about_people() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Models with columns that an erasure overwrites, and the lookups from their rows to the person."""
    for model in apps.get_models():
        if erased(model) and (found := ways(model, Person)):
            yield model, found


def sweep(on: dt.date) -> dict[str, int]:
    """Delete what its period in RETENTION has let go and nobody has to decide about."""
    old = {
        code: timezone.now() - dt.timedelta(days=kept.days) for code, kept in RETENTION.items() if kept.days is not None
    }
    gone = {
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=old["attempts"]).delete()[0]
        + AccessLog.objects.filter(attempt_time__lt=old["attempts"]).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=old["sessions"]).delete()[0],
        "outbox": OutboxMessage.objects.filter(sent_at__lt=old["outbox"]).delete()[0],
        "lists": forget_unwritten(old["lists"]),
    }
    files.purge()
    return {code: count for code, count in gone.items() if count}


# --- what still needs a person --------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """Records that name a person: of which kind, how many, and until when the law keeps them (None: not stated)."""

    code: str
    count: int
    until: dt.date | None

    @property
    def kept(self) -> Kept:
        return RETENTION[self.code]


def needs(person: Person, on: dt.date) -> list[Need]:
    """Kinds of RETENTION whose records still have to name this person on `on`. One query a kept table."""
    found: dict[str, list[tuple[int, dt.date | None]]] = {}
    for code, model, keys in _tables_naming(person):
        for count, dated, newest in _summed(model, keys):
            if count:
                found.setdefault(code, []).append((count, _kept_until(code, newest if dated == count else None)))
    return [need for code, parts in found.items() if (need := _need(code, parts)).until is None or need.until > on]


def _need(code: str, parts: list[tuple[int, dt.date | None]]) -> Need:
    days = [until for _count, until in parts]
    return Need(code, sum(count for count, _until in parts), None if None in days else max(d for d in days if d))


def _tables_naming(person: Person) -> Iterator[tuple[str, type[models.Model], dict[str, Q]]]:
    """(kind, kept table, which of its rows lead to the person by each of its foreign keys)."""
    people = [model for model in apps.get_models() if "person__pk" in ways(model, Person)]
    of_person = {model: model._base_manager.filter(person=person) for model in people}
    mine: dict[type[models.Model], list[object]] = {
        model: [row.pk for row in rows] for model, rows in of_person.items()
    }
    mine[Person] = [person.pk]
    code_of = {group: code for code, kept in RETENTION.items() for group in kept.groups}
    for model in apps.get_models():
        code = code_of.get(getattr(model, "SCOPE_GROUP", None))
        keys = {
            field.name: Q(**{f"{field.name}__in": ids})
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and (ids := mine.get(field.related_model))
        }
        if code is not None and model not in mine and keys:
            yield code, model, keys


def _date_of(model: type[models.Model], name: str) -> str:
    """The column that says when: of a pair `x_by` its `x_at` or `x_on`, otherwise the end or the day of the row."""
    dates = {f.name: f for f in model._meta.concrete_fields if isinstance(f, models.DateField)}
    stem = name.removesuffix("_by")
    wanted = (f"{stem}_at", f"{stem}_on", "day", "valid_to", *(n for n, f in dates.items() if not f.null))
    return next((n for n in wanted if n in dates), "")


def _summed(model: type[models.Model], keys: dict[str, Q]) -> list[tuple[int, int, Any]]:
    """For each key how many rows it leads from, how many of them have their date, and the newest date. One query."""
    sums: dict[str, object] = {}
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


def rule_still_needed(person: Person, act: Act, inputs: Inputs) -> list[Problem]:
    """A name goes only when nothing open and no law needs it (RETENTION)."""
    messages = [*_open(person, act.on), *(_because(need) for need in needs(person, act.on))]
    return [Problem("still_needed", message) for message in messages]


def _open(person: Person, on: dt.date) -> Iterator[str]:
    for user in person.accounts.filter(is_active=True):
        yield gettext("The account %(name)s is open. Close it first.") % {"name": user.username}
    for employee in PostalEmployee.objects.filter(person=person).exclude(status=PostalEmployee.Status.ENDED):
        yield gettext("Postal employee %(code)s is still in service.") % {"code": employee.staff_code}
    if count := Assignment.objects.as_at(on).filter(employee__person=person).count():
        yield gettext("%(count)d assignments are in force. End them first.") % {"count": count}
    if count := Incumbency.objects.as_at(on).filter(civil_servant__person=person).count():
        yield gettext("The person holds %(count)d counter posts.") % {"count": count}


def _because(need: Need) -> str:
    words = {
        "what": need.kept.what,
        "count": need.count,
        "source": need.kept.source,
        "grade": need.kept.sure,
        "day": f"{need.until:%d/%m/%Y}" if need.until else "",
    }
    if need.until is None:
        text = gettext(
            "%(what)s: %(count)d records name this person; some still hold, or no period is stated "
            "(%(source)s, %(grade)s)."
        )
    else:
        text = gettext(
            "%(what)s: %(count)d records name this person and are kept until %(day)s (%(source)s, %(grade)s)."
        )
    return text % words


def rule_erased_once(person: Person, act: Act, inputs: Inputs) -> list[Problem]:
    """An erased row has nothing left to erase."""
    return [Problem("erased_before", _("This person was erased before."))] if person.erased_at else []


def _erase(person: Person, call: Call) -> None:
    """Overwrite every column about the person that declares itself erased; messages to the person are deleted.

    Rows that point to the person stay. Raises TransitionRefused still_needed, erased_before, reason_needed.
    """
    for user in person.accounts.select_for_update():
        outbox.forget(user.email)
        AccessAttempt.objects.filter(username=user.username).delete()
        AccessLog.objects.filter(username=user.username).delete()
        user.totpdevice_set.all().delete()
    for row in _rows_about(person):
        _overwrite(row)
    person.erased_at = call.act.at


def _rows_about(person: Person) -> Iterator[Any]:
    """The person and every other row with a column that goes."""
    yield person
    for model, lookups in about_people():
        for lookup in lookups if model is not Person else ():
            yield from model._base_manager.select_for_update(of=("self",)).filter(**{lookup: person.pk})


def _overwrite(row: Model) -> None:
    """Put into a row what an erasure leaves, and blank the rows of lists that repeat it."""
    erase(row)
    forget(row._meta.label, [row.pk])
    if isinstance(row, Person):
        return  # the verb itself saves it
    if isinstance(row, Versioned):
        row.row_version += 1
    row.save()


erase_person = Verb(
    "erase_person", _erase, (rule_erased_once, rule_still_needed),
    Transition("erase_person", (), None, _("Erase a person"), signed=True, reason=True),
)  # fmt: skip
