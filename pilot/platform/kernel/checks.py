"""Checks of `manage.py verify`: each yields one line per offending row, naming it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_noop

from pilot.platform.kernel import audit, files, guards
from pilot.platform.kernel.faults import Fault
from pilot.platform.kernel.ledger import check_ledgers
from pilot.platform.kernel.models import AuditChain, AuditEvent
from pilot.platform.kernel.workflow import WORKFLOWS, Workflow

log = logging.getLogger(__name__)

Check = Callable[[], Iterable[str]]
CHECKS: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    CHECKS[name] = check


def run() -> Iterator[tuple[str, list[str]]]:
    """Each check by name with what it found. One that fails is itself a finding, and the next one runs."""
    for name, check in CHECKS.items():
        try:
            with one_state():
                found = list(check())
        except Exception as error:  # whatever it is: a wrong row must not hide the others
            log.exception("the check “%s” failed", name)
            words = gettext_noop("the check itself failed: %(kind)s: %(error)s")
            found = [Fault(words, kind=type(error).__name__, error=error)]
        yield name, found


@contextmanager
def one_state() -> Iterator[None]:
    """Every statement inside reads the same state of the database, and nobody who writes has to wait.

    Checks run while people work: read at two moments, the head of a chain and its last event would not agree. SQLite
    would otherwise begin as a writer (settings.SQLITE_OPTIONS) and keep the others out.
    """
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            _as_of_the_first_statement()
            yield
        return
    connection.ensure_connection()  # which reads the mode from the settings
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, None
    try:
        with transaction.atomic():
            yield
    finally:
        sqlite.transaction_mode = mode


def _as_of_the_first_statement() -> None:
    """Only the outermost transaction of PostgreSQL can be told so; inside another one its own rule holds."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def problems() -> list[str]:
    """Everything that the checks find, each line with the name of its check."""
    return in_lines(run())


def in_lines(findings: Iterable[tuple[str, list[str]]]) -> list[str]:
    """The same of what was found."""
    words = gettext_noop("%(check)s: %(fault)s")
    return [Fault(words, check=Fault(name), fault=line) for name, found in findings for line in found]


def check_guards() -> Iterator[str]:
    yield from guards.differences()


def check_chains() -> Iterator[str]:
    """Every chain that has a head or an event is walked from its first event."""
    named = set(AuditChain.objects.values_list("name", flat=True))
    used = set(AuditEvent.objects.order_by().values_list("chain", flat=True).distinct())
    for chain in sorted(named | used):
        yield from audit.broken_links(chain)


def check_files() -> Iterator[str]:
    """Every file that a row of the store names is there, with its hash, unless it was erased: PDFs, scans, imports."""
    for stored in files.kept().order_by("pk").iterator(500):
        try:
            files.read(stored)
        except files.DamagedFile as damaged:
            yield Fault(gettext_noop("file %(pk)s: missing or changed: %(damaged)s"), pk=stored.pk, damaged=damaged)


def check_states() -> Iterator[str]:
    """The status of each row of a workflow is the one its last event says, or the one it was created with."""
    about: dict[type[Model], list[Workflow]] = defaultdict(list)
    for workflow in WORKFLOWS.values():
        if any(t.target for t in workflow.transitions.values()):
            about[workflow.model].append(workflow)
    for model, workflows in about.items():
        yield from _stray_states(model, workflows)


def _stray_states(model: type[Model], workflows: list[Workflow]) -> Iterator[str]:
    transitions = {verb: t for workflow in workflows for verb, t in workflow.transitions.items()}
    elsewhere = {status for workflow in workflows for status in workflow.set_elsewhere}
    about = AuditEvent.objects.filter(object_type=model._meta.label, outcome=AuditEvent.Outcome.DONE)
    said = about.filter(after__has_key="status").order_by("seq").values_list("object_id", "verb", "after__status")
    created: dict[int, str] = {}
    last: dict[int, str] = {}
    for pk, verb, status in said.iterator(2000):
        (last if verb in transitions else created)[int(pk)] = status
    reached = {t.target for t in transitions.values()} - {model().status}  # type: ignore[attr-defined]
    for pk, status in model._base_manager.exclude(status__in=elsewhere).values_list("pk", "status"):
        expected = last.get(pk, created.get(pk))
        if (pk in last or status in reached) and status != expected:
            words = gettext_noop("%(model)s %(pk)s: status %(status)s, but its events say %(expected)s")
            yield Fault(words, model=model._meta.label, pk=pk, status=status, expected=expected or "–")


register(gettext_noop("guards"), check_guards)
register(gettext_noop("audit chains"), check_chains)
register(gettext_noop("append-only rows"), check_ledgers)
register(gettext_noop("states"), check_states)
register(gettext_noop("files"), check_files)
