"""The way of an uploaded list: permission, reading, keeping, and the check of what confirming it would do."""

import dataclasses
import datetime as dt
from collections import defaultdict
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from pilot.platform.exchange import workbooks
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.questions import Answers
from pilot.platform.exchange.reading import WorkbookRefused, first_of, read_workbook
from pilot.platform.exchange.resource import Known, Record, Row, TwoStepResource, resource
from pilot.platform.exchange.sheet import Table, find_table, only_the_list
from pilot.platform.exchange.workflows import Upload
from pilot.platform.kernel import files
from pilot.platform.kernel.clock import business_day, business_moment
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Act, record_refused, require_capacity

Outcome = ImportRow.Outcome
AT_ONCE = 2_000  # rows; longer lists are checked by a job
PARTS = 10  # progress is told this often, however long the list
LEAVE_TO_WEB = dt.timedelta(minutes=2)  # longer than a request may take


def receive(kind: TwoStepResource, target: Record, act: Act, name: str, content: bytes) -> ImportBatch:
    """Read an uploaded list, keep it and check it (or have it checked). The first step; nothing of it is written yet.

    Who may not upload costs no reading. Raises NotAllowed, WorkbookRefused, TransitionRefused (kind_does_not_fit).
    """
    verb = VERBS[kind.verbs.upload]
    try:
        require_capacity(act.user, verb.name, target, act.on)
        upload = read_upload(kind, name, content)
    except (NotAllowed, WorkbookRefused) as refused:
        record_refused(refused, act, verb.name, target)
        raise
    batch: ImportBatch = verb(target, act, upload=upload)
    if batch.status == ImportBatch.Status.UPLOADED:  # a form sent twice gives the batch of the first time
        start_check(batch, dataclasses.replace(act, key="", row_version=None), upload.table)
    batch.refresh_from_db()
    return batch


def read_upload(kind: TwoStepResource, name: str, content: bytes) -> Upload:
    """The list in the file, and the file as it may be kept: without citizen identity numbers, wherever they stand."""
    sheets = read_workbook(content, name)
    table = find_table(sheets, kind)
    if only_the_list(sheets, table):
        sheet = next(sheet for sheet in sheets if sheet.name == table.sheet)
        content, name = workbooks.without_identity(sheet, table.hidden, table.places), f"{Path(name).stem}.xlsx"
    return Upload(name, content, table)


def start_check(batch: ImportBatch, act: Act, table: Table | None = None, answers: Answers | None = None) -> None:
    """Check now, or let a job do it when the list is long; the page of the import shows how far it is.

    `answers`: to questions of the list; those given before stay.
    """
    given = {**batch.options, **(answers or {})}
    if batch.row_count <= AT_ONCE:
        run_check(batch, act, table or reread(batch), given)
    else:
        queue_check(batch, get_language() or "vi", given)


def queue_check(batch: ImportBatch, language: str, answers: Answers) -> None:
    """The note that the check has begun and its job are one write: no list waits for a job that is not there."""
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(rows_done=0, check_started_at=timezone.now(), options=answers)
        check_job.enqueue(batch.pk, language)


def check_stranded() -> int:
    """Have the lists checked whose upload stands and whose check never began: the process died in between.

    For `tick`; safe to repeat. Returns how many were given to the worker.
    """
    stranded = ImportBatch.objects.filter(
        status=ImportBatch.Status.UPLOADED, check_started_at=None, uploaded_at__lte=business_moment() - LEAVE_TO_WEB
    ).select_related("uploaded_by")
    for batch in stranded:
        queue_check(batch, batch.uploaded_by.language, batch.options)
    return len(stranded)


def reread(batch: ImportBatch) -> Table:
    """The list once more from the kept file."""
    return find_table(read_workbook(files.read(batch.file), batch.file.name), resource(batch.kind))


def run_check(batch: ImportBatch, act: Act, table: Table, answers: Answers) -> None:
    """The check itself, then its verb, which keeps the outcome in one transaction."""
    kind, rows = resource(batch.kind), table.rows
    for done, row in enumerate(rows, 1):
        kind.clean_row(row, answers)
        if batch.row_count > AT_ONCE and (done % -(-len(rows) // PARTS) == 0 or done == len(rows)):
            _tell(batch, done)
    questions = [*table.questions, *kind.questions(batch.target, rows, answers, act.on)]
    faults = check_rows(kind, batch.target, rows, act.on)
    VERBS[kind.verbs.check](batch, act, rows=rows, questions=questions, faults=faults, answers=answers)


def _tell(batch: ImportBatch, done: int) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(rows_done=done)


@task()
def check_job(batch_id: int, language: str) -> None:
    """Check a long list. Idempotent: an interrupted run is replaced, a written list left alone."""
    batch = ImportBatch.objects.get(pk=batch_id)
    with translation.override(language):
        try:
            run_check(batch, Act(on=business_day(), source="job"), reread(batch), batch.options)
        except TransitionRefused as refused:
            if refused.code != "wrong_status":
                raise


# --- what confirming a list would do: compare with what is there, find every fault; writes nothing -----------------


def check_rows(kind: TwoStepResource, target: Record, rows: list[Row], on: dt.date) -> list[str]:
    """Apply the rules to cleaned rows and compare them: sets what each says of itself. A fixed number of queries.

    Returns what is wrong with the list as a whole.
    """
    known = kind.existing(target, on)
    for row in rows:
        if found := known.get(kind.identity(row.values.get(kind.key))):
            row.object_id = found.object_id
            _take_spelling(kind, row, found)
    _refuse_missing(kind, rows)
    _refuse_twice(kind, rows)
    kind.check(target, rows, on)
    for row in rows:
        _compare(row, known.get(kind.identity(row.values.get(kind.key))))
    return kind.check_whole(target, rows, on)


def _take_spelling(kind: TwoStepResource, row: Row, known: Known) -> None:
    """A code that is there already in another spelling is that code, and the preview says so."""
    given, stored = row.values[kind.key], known.values[kind.key]
    if given != stored:
        row.notes.append(_("“%(given)s” is there already as “%(known)s”.") % {"given": given, "known": stored})
        row.values[kind.key] = stored


def _refuse_missing(kind: TwoStepResource, rows: list[Row]) -> None:
    """The key always, for new rows every required column. A cell with another fault is not missing."""
    for row in rows:
        wrong = {fault.column for fault in row.faults}
        for name, column in kind.columns.items():
            needed = name == kind.key or (column.required and row.object_id is None)
            if needed and row.values.get(name) is None and name not in wrong:
                row.refuse(name, _("“%(heading)s” is empty.") % {"heading": column.heading})


def _refuse_twice(kind: TwoStepResource, rows: list[Row]) -> None:
    """A key that stands in several rows is a fault of each of them: nobody guesses which one is right."""
    places: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if (key := row.values.get(kind.key)) is not None:
            places[kind.identity(key)].append(row.number)
    for row in rows:
        key = row.values.get(kind.key)
        if others := [str(number) for number in places.get(kind.identity(key), ()) if number != row.number]:
            words = _("“%(key)s” stands in row %(numbers)s too.")
            row.refuse(kind.key, words % {"key": key, "numbers": first_of(others)})


def _compare(row: Row, known: Known | None) -> None:
    """The outcome of a row. An empty cell changes nothing: whoever wants to empty a value does it on its page."""
    filled = {name: value for name, value in row.values.items() if value is not None}
    if row.faults:
        row.outcome = Outcome.ERROR
    elif known is None:
        row.outcome, row.after = Outcome.NEW, filled
    else:
        row.after = {name: value for name, value in filled.items() if not known.holds({name: value})}
        row.before = {name: known.values[name] for name in row.after}
        row.outcome = Outcome.CHANGED if row.after else Outcome.UNCHANGED
