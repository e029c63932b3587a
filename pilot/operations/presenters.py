"""The state of an installation in words: a card for each thing that an administrator looks at each morning."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.operations import selectors, verifying
from pilot.operations.verifying import Result
from pilot.platform.kernel.faults import said
from pilot.platform.kernel.models import AuditEvent, VerifyRun
from pilot.platform.ui.shapes import Condition, Fact
from pilot.platform.ui.tags.text import number, vn_datetime
from pilot.programme.models import Pilot

OLD_BACKUP = dt.timedelta(hours=36)  # the nightly one of the day before yesterday, and half a day
GB = 1000**3


@dataclass
class Card:
    """A thing of the installation: its state in a word, what is known, and what to do where something is missing."""

    title: str
    state: tuple[str, str]
    facts: list[Fact] = field(default_factory=list)
    todo: str = ""
    url: str = ""
    link: str = ""


def cards(pilots: list[Pilot]) -> list[Card]:
    """What the page of operations begins with. Six queries."""
    run = selectors.verify_runs().first()
    return [backup_card(), verify_card(run), disk_card(), mail_card(pilots), jobs_card(), release_card()]


def backup_card() -> Card:
    """The last backup, and whether it was read again."""
    made, checked = selectors.last_event("backup"), selectors.last_event("check_backup")
    if made is None:
        return Card(_("Backup"), ("warn", _("none yet")), todo=_("On the server: manage.py backup FOLDER, each night."))
    at = dt.datetime.fromisoformat(made.after["made_at"])
    old = timezone.now() - at > OLD_BACKUP
    size = made.after.get("bytes")
    facts = [
        Fact(_("Made"), vn_datetime(at)),
        Fact(_("Size"), in_gb(size) if size is not None else "–"),
        Fact(_("Kept in"), made.after.get("folder", "–")),
        Fact(_("Checked"), *check_in_words(made, checked)),
    ]
    todo = "" if checked and same_backup(made, checked) else _("On the server: manage.py check_backup FOLDER.")
    return Card(_("Backup"), ("warn", _("older than a day and a half")) if old else backup_state(made), facts, todo)


def backup_state(made: AuditEvent) -> tuple[str, str]:
    damaged = made.after.get("damaged", 0)
    words = ngettext("%(count)d damaged file", "%(count)d damaged files", damaged) % {"count": damaged}
    return ("fail", words) if damaged else ("pass", _("in order"))


def same_backup(made: AuditEvent, checked: AuditEvent) -> bool:
    """Whether it was the last backup that was checked."""
    return bool(made.after["manifest_sha256"] == checked.after["manifest_sha256"])


def check_in_words(made: AuditEvent, checked: AuditEvent | None) -> tuple[str, str, str]:
    """Result of the last check, no address, and of which backup it was."""
    if checked is None:
        return _("never"), "", ""
    faults = checked.after["faults"]
    result = faults_in_words(faults) if faults else _("it can be put back")
    of = vn_datetime(dt.datetime.fromisoformat(checked.after["made_at"]))
    return result, "", "" if same_backup(made, checked) else _("(of the backup of %(when)s)") % {"when": of}


def verify_card(run: VerifyRun | None) -> Card:
    """The last run of `verify`."""
    title, url, link = _("Check of all records"), reverse("verify-runs"), _("Result")
    if run is None:
        todo = _("It runs each night at 06:00.")
        return Card(title, ("idle", _("not run yet")), todo=todo, url=url, link=link)
    return Card(title, state_of_run(run), facts_of_run(run), url=url, link=link)


def state_of_run(run: VerifyRun) -> tuple[str, str]:
    """How a run ended, or that it has not."""
    if run.running:
        return "wait", _("running")
    if run.broken_off:
        return "warn", _("broken off")
    return ("fail", faults_in_words(run.faults)) if run.faults else ("pass", _("no fault"))


def faults_in_words(count: int) -> str:
    return ngettext("%(count)d fault", "%(count)d faults", count) % {"count": count}


def facts_of_run(run: VerifyRun) -> list[Fact]:
    """When, by whom and for how long."""
    by = run.started_by.get_full_name() if run.started_by else _("the system")
    lasted = took(run.finished_at - run.started_at) if run.finished_at else "–"
    return [Fact(_("Started"), vn_datetime(run.started_at)), Fact(_("By"), by), Fact(_("Took"), lasted)]


def took(span: dt.timedelta) -> str:
    """How long something took: seconds, from two minutes on whole minutes."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}


def results_of(run: VerifyRun) -> list[Condition]:
    """Each check in words, with its faults."""
    return [Condition("fail" if kept["faults"] else "pass", _(name), lines=list(lines_of(kept)))
            for name, kept in run.result.items()]  # fmt: skip


def lines_of(kept: Result) -> Iterator[str]:
    """The faults that were kept, and how many others there are."""
    yield from map(said, kept["first"])
    if others := kept["faults"] - len(kept["first"]):
        yield ngettext("and %(count)d more", "and %(count)d more", others) % {"count": others}


def disk_card() -> Card:
    """Room where files and database lie; what to do where it gets scarce."""
    rooms = selectors.rooms()
    words = _("%(free)s of %(total)s free (%(percent)d %%)")
    facts = [
        Fact(str(r.place), words % {"free": in_gb(r.free), "total": in_gb(r.total), "percent": r.free_percent})
        for r in rooms
    ]
    if not any(room.scarce for room in rooms):
        return Card(_("Disk"), ("pass", _("room enough")), facts)
    least = _("Less than %(percent)d %% is free: remove old backups, or give the disk more room.")
    return Card(_("Disk"), ("warn", _("little room")), facts, least % {"percent": settings.DISK_FREE_WARNS})


def in_gb(size: int) -> str:
    """Bytes as GB with one decimal; what is less than 0,1 GB as MB."""
    if size < GB // 10:
        return f"{number(size / 1000**2, 1)} MB"
    return f"{number(size / GB, 1)} GB"


def mail_card(pilots: list[Pilot]) -> Card:
    """Whether there is a mail server, and what it has done."""
    counts = selectors.counted_mail(pilots)
    facts = [
        Fact(_("Last sent"), vn_datetime(counts["last_sent"]) or _("not yet")),
        Fact(_("Waiting"), counts["waiting"]),
        Fact(_("Given up"), counts["given_up"]),
    ]
    if not settings.EMAIL_ENABLED:
        todo = _("Letters wait; one-time links are shown to the administrator, who hands them over.")
        return Card(_("Mail"), ("wait", _("no mail server")), facts, todo)
    return Card(_("Mail"), ("fail", _("some given up")) if counts["given_up"] else ("pass", _("set up")), facts)


def jobs_card() -> Card:
    """Background jobs by their state."""
    counts = selectors.counted_jobs()
    facts = [Fact(_("Waiting"), counts["waiting"]), Fact(_("Running"), counts["running"]),
             Fact(_("That failed"), counts["failed"])]  # fmt: skip
    return Card(_("Jobs"), ("fail", _("some failed")) if counts["failed"] else ("pass", _("in order")), facts)


def release_card() -> Card:
    """Which program works on which database."""
    return Card(_("Release"), ("pass", settings.VERSION), [Fact(_("Database"), engine())])


def engine() -> str:
    """Name and release of the database."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    server: Any = connection
    major, minor = divmod(server.pg_version, 10000)
    return f"PostgreSQL {major}.{minor}"


def waits_for_worker() -> bool:
    """Whether a run that was started has not been taken up."""
    return not verifying.jobs().filter(status="RUNNING").exists()
