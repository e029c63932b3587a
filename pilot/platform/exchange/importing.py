"""The way of an uploaded list: permission, reading, keeping, and the check of what confirming it would do."""

import dataclasses
import datetime as dt
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django_tasks import task

from pilot.platform.exchange.checking import check_rows
from pilot.platform.exchange.guard import MIB
from pilot.platform.exchange.mapping import remembered
from pilot.platform.exchange.marks import HEAD_ZONE
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.questions import Answers
from pilot.platform.exchange.reading import (
    SENTENCES,
    WAIT_OF_JOB,
    Sheet,
    WorkbookRefused,
    read_workbook,
    without_identity,
)
from pilot.platform.exchange.resource import Record, TwoStepResource, resource
from pilot.platform.exchange.sheet import Table, find_table, kept_of, only_the_list
from pilot.platform.exchange.workflows import Upload
from pilot.platform.kernel import files
from pilot.platform.kernel.clock import business_day, business_moment
from pilot.platform.kernel.confined import TooSlow
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Act, record_refused, require_capacity

AT_ONCE = 2_000  # rows; longer lists are checked by a job
MOST_CELLS, MOST_HEADINGS = 100_000, 4_000  # that a web process looks through: about a second of each
MOST_BYTES = 2 * MIB  # of what the child has read, which a web process unpacks: about a second of cells at fault
PARTS = 10  # progress is told this often, however long the list
LEAVE_TO_WEB = dt.timedelta(minutes=2)  # longer than a request may take


def receive(
    kind: TwoStepResource, target: Record, act: Act, name: str, content: bytes, replaces: int | None = None
) -> ImportBatch:
    """Read an uploaded list, keep it and check it (or have it checked). The first step; nothing of it is written yet.

    `replaces`: the id of the list of the same place that it corrects, which is put aside when this one is written.
    Who may not upload costs no reading. A file that takes longer than a web worker may wait is read by the job.
    Raises NotAllowed, WorkbookRefused, TransitionRefused (kind_does_not_fit).
    """
    verb = VERBS[kind.verbs.upload]
    try:
        require_capacity(act.user, verb.name, target, act.on)
        upload = read_upload(kind, target, name, content, settings.READING_SECONDS)
    except TooSlow:
        upload = Upload(name, content, None, content)
    except (NotAllowed, WorkbookRefused) as refused:
        record_refused(refused, act, verb.name, target)
        raise
    more = {"replaces": replaces} if replaces else {}
    batch: ImportBatch = verb(target, act, upload=upload, **more)
    if batch.status == ImportBatch.Status.UPLOADED:  # a form sent twice gives the batch of the first time
        start_check(batch, dataclasses.replace(act, key="", row_version=None), upload.table)
    batch.refresh_from_db()
    return batch


def read_upload(kind: TwoStepResource, target: Record, name: str, content: bytes, wait: float = WAIT_OF_JOB) -> Upload:
    """The list in the file, and the file as it may be kept: without citizen identity numbers, wherever they stand.

    Raises WorkbookRefused, TooSlow.
    """
    begun, kept = monotonic(), content
    sheets = read_sheets(content, name, wait)
    table = find_table(sheets, kind, {}, remembered(kind, target))
    if only_the_list(sheets, table):
        left = wait if wait >= WAIT_OF_JOB else max(wait - (monotonic() - begun), 0.001)
        kept = without_identity(content, name, kept_of(sheets, kind, table), left)
        name = name if name.lower().endswith(".csv") else f"{Path(name).stem}.xlsx"
    return Upload(name, kept, table, content)


def read_sheets(content: bytes, name: str, wait: float) -> list[Sheet]:
    """The sheets of a file; what takes a web process longer than it may wait is left to the job, by its counts.

    Raises WorkbookRefused, TooSlow.
    """
    at_once = wait < WAIT_OF_JOB
    sheets = read_workbook(content, name, wait, MOST_BYTES if at_once else None)
    cells = sum(len(row) for sheet in sheets for row in sheet.rows)
    headings = sum(len(row) for sheet in sheets for row in sheet.rows[:HEAD_ZONE])
    if at_once and (cells > MOST_CELLS or headings > MOST_HEADINGS):
        raise TooSlow
    return sheets


def start_check(batch: ImportBatch, act: Act, table: Table | None = None, answers: Answers | None = None) -> None:
    """Check now, or let a job do it when the list is long; the page of the import shows how far it is.

    `answers`: to questions of the list; those given before stay.
    """
    given = {**batch.options, **(answers or {})}
    try:
        if batch.head_row and batch.row_count <= AT_ONCE:
            run_check(batch, act, table or reread(batch, given, settings.READING_SECONDS), given)
            return
    except TooSlow:
        pass
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


def reread(batch: ImportBatch, answers: Answers, wait: float = WAIT_OF_JOB) -> Table:
    """The list once more from the kept file, as its questions are answered. Raises TooSlow."""
    kind = resource(batch.kind)
    sheets = read_sheets(files.read(batch.file), batch.file.name, wait)
    return find_table(sheets, kind, answers, remembered(kind, batch.target))


def run_check(batch: ImportBatch, act: Act, table: Table, answers: Answers, copy: Upload | None = None) -> None:
    """The check itself, then its verb, which keeps the outcome in one transaction.

    `copy`: the file as it may be kept, where the web process had no time to read it.
    """
    kind, rows = resource(batch.kind), table.rows
    kind.around = [*table.titles, *table.around]
    for done, row in enumerate(rows, 1):
        kind.clean_row(row, answers)
        if len(rows) > AT_ONCE and (done % -(-len(rows) // PARTS) == 0 or done == len(rows)):
            _tell(batch, done)
    checked = check_rows(kind, batch.target, rows, answers, act.on)
    checked.questions[:0] = table.questions
    checked.faults[:0] = [*table.faults, *kind.check_titles(batch.target, table.titles)]
    VERBS[kind.verbs.check](batch, act, table=table, checked=checked, answers=answers, copy=copy)


def _tell(batch: ImportBatch, done: int) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(rows_done=done)


@task()
def check_job(batch_id: int, language: str) -> None:
    """Check a long list. Idempotent: an interrupted run is replaced, a written list left alone."""
    batch = ImportBatch.objects.get(pk=batch_id)
    with translation.override(language):
        try:
            _check_in_job(batch, Act(on=business_day(), source="job"))
        except TransitionRefused as refused:
            if refused.code != "wrong_status":
                raise


def _check_in_job(batch: ImportBatch, act: Act) -> None:
    """Read for the first time, if the web process had no time to; a file that cannot be read is discarded."""
    kind = resource(batch.kind)
    try:
        if batch.head_row:
            run_check(batch, act, reread(batch, batch.options), batch.options)
            return
        upload = read_upload(kind, batch.target, batch.file.name, files.read(batch.file))
    except (WorkbookRefused, TooSlow) as refused:
        VERBS[kind.verbs.discard](batch, act, why=str(refused) or str(SENTENCES["too_heavy"]))
        return
    if upload.table:
        run_check(batch, act, upload.table, batch.options, upload if upload.content != upload.sent else None)
