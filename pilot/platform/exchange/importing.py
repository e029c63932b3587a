"""The way of an uploaded list: permission, reading, keeping, checking at once or as a job."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django_tasks import task

from pilot.platform.exchange import workbooks
from pilot.platform.exchange.checking import check_rows
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.reading import WorkbookRefused, read_workbook
from pilot.platform.exchange.resource import Record, TwoStepResource, resource
from pilot.platform.exchange.sheet import Table, find_table, only_the_list
from pilot.platform.exchange.workflows import Upload
from pilot.platform.kernel import files, workflow
from pilot.platform.kernel.clock import business_day
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Act, record_refused

AT_ONCE = 2_000  # rows; longer lists are checked by a job
LEAVE_TO_WEB = dt.timedelta(minutes=2)  # longer than a request may take
TYPES = {".xlsx": workbooks.XLSX, ".xls": "application/vnd.ms-excel", ".csv": "text/csv"}


def receive(kind: TwoStepResource, target: Record, act: Act, name: str, content: bytes) -> ImportBatch:
    """Read an uploaded list, keep it and check it (or have it checked). The first step; nothing of it is written yet.

    Who may not upload costs no reading. Raises NotAllowed, WorkbookRefused, TransitionRefused (kind_does_not_fit).
    """
    verb = VERBS[kind.verbs.upload]
    try:
        if workflow.policy.capacity(act.user, verb.name, target, act.on) is None:
            raise NotAllowed(verb.name, workflow.policy.who_can(verb.name, target, act.on))
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
    return Upload(name, content, TYPES[Path(name).suffix.lower()], table, hashlib.sha256(content).hexdigest())


def start_check(
    batch: ImportBatch, act: Act, table: Table | None = None, options: Mapping[str, str] | None = None
) -> None:
    """Check now, or let a job do it when the list is long; the page of the import shows how far it is."""
    chosen = batch.options if options is None else options
    if batch.row_count <= AT_ONCE:
        run_check(batch, act, table or reread(batch), chosen)
    else:
        queue_check(batch, get_language() or "vi", chosen)


def queue_check(batch: ImportBatch, language: str, options: Mapping[str, str]) -> None:
    """The note that the check has begun and its job are one write: no list waits for a job that is not there."""
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(rows_done=0, check_started_at=timezone.now(), options=options)
        check_job.enqueue(batch.pk, language)


def check_stranded() -> int:
    """Have the lists checked whose upload stands and whose check never began: the process died in between.

    For `tick`; safe to repeat. Returns how many were given to the worker.
    """
    stranded = ImportBatch.objects.filter(
        status=ImportBatch.Status.UPLOADED, check_started_at=None, uploaded_at__lte=timezone.now() - LEAVE_TO_WEB
    ).select_related("uploaded_by")
    for batch in stranded:
        queue_check(batch, batch.uploaded_by.language, batch.options)
    return len(stranded)


def reread(batch: ImportBatch) -> Table:
    """The list once more from the kept file."""
    return find_table(read_workbook(files.read(batch.file), batch.file.name), resource(batch.kind))


def run_check(batch: ImportBatch, act: Act, table: Table, options: Mapping[str, str]) -> None:
    """The check itself, then its verb, which keeps the outcome in one transaction."""
    kind = resource(batch.kind)
    check_rows(kind, batch.target, table.rows, act.on, options, lambda done: _tell(batch, done))
    VERBS[kind.verbs.check](batch, act, rows=table.rows, options=options)


def _tell(batch: ImportBatch, done: int) -> None:
    if batch.row_count > AT_ONCE:
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
