"""Rows of every append-only and frozen table resist the ORM, bulk writes and raw SQL, on both engines.

On SQLite they resist INSERT OR REPLACE too, by number and by every other unique key, even on a connection that does not
have PRAGMA recursive_triggers. `resists` is used by test_migrating.py as well, after a migration back and forth.
"""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from billing.guards import RefuseWhile
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel import files, guards
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.guards import AppendOnly, Frozen
from pilot.platform.kernel.models import ErasedFile
from pilot.programme.models import CitedScan, Pilot, SourceDocument, User
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    CoverBreak,
    LearningPeriod,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    Substitution,
    WithdrawalDecision,
)

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
LEDGERS = [
    guard
    for guard in guards.GUARDS
    if isinstance(guard, AppendOnly | Frozen) or (isinstance(guard, RefuseWhile) and "DELETE" in guard.events)
]


def named(guard):
    return f"{guard.model.__name__}-{getattr(guard, 'name', 'append')}"


def guarded_row(guard):
    """A row the guard speaks of, or None."""
    condition = getattr(guard, "condition", "TRUE").format(row="OLD")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {guard.table} AS OLD WHERE {condition} ORDER BY id LIMIT 1")
        found = cursor.fetchone()
    return guard.model._base_manager.get(pk=found[0]) if found else None


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def changed(guard, row):
    """A column that must not change, and another value for it."""
    free = {"id", *getattr(guard, "free", ())}
    field = next(f for f in row._meta.concrete_fields if f.column not in free and f.get_internal_type() in OTHER)
    return field, OTHER[field.get_internal_type()](getattr(row, field.attname))


OTHER = {
    "BooleanField": lambda value: not value,
    "CharField": lambda value: f"{value}x"[-1:] or "x",
    "TextField": lambda value: f"{value}x",
    "PositiveIntegerField": lambda value: (value or 0) + 1,
    "BigIntegerField": lambda value: (value or 0) + 1,
    "PositiveBigIntegerField": lambda value: (value or 0) + 1,
    "DateTimeField": lambda value: (value or timezone.now()) + dt.timedelta(days=1),
}


def attempts(guard, row):
    """Name of each way to change or delete the row, and the way."""
    rows = guard.model._base_manager.filter(pk=row.pk)
    field, other = changed(guard, row)
    fresh = rows.get()
    setattr(fresh, field.attname, other)
    yield "save", fresh.save
    yield "delete", row.delete
    yield "QuerySet.update", lambda: rows.update(**{field.attname: other})
    yield "QuerySet.delete", rows.delete
    yield "QuerySet.delete without its collector", lambda: rows._raw_delete(rows.db)
    yield "bulk_update", lambda: guard.model._base_manager.bulk_update([fresh], [field.name])
    yield "UPDATE", lambda: sql(f'UPDATE {guard.table} SET "{field.column}" = %s WHERE id = %s', other, row.pk)
    yield "DELETE", lambda: sql(f"DELETE FROM {guard.table} WHERE id = %s", row.pk)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with events still to come is not truncated anyway
        yield "TRUNCATE", lambda: sql(f"TRUNCATE {guard.table} CASCADE")
        return
    for key in guards.unique_keys(guard.model):
        if is_held(guard, row, *key):
            yield f"INSERT OR REPLACE by {key[0]}", replacing(guard, row, key[0])


def is_held(guard, row, columns, only):
    """Whether the row is under this unique key: no column empty, the condition met."""
    full = " AND ".join(f'"{column}" IS NOT NULL' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {guard.table} WHERE id = {row.pk} AND {full} AND ({only or 'TRUE'})")
        return cursor.fetchone() is not None


def replacing(guard, row, columns):
    """The same row once more, equal in `columns` and with other values for the other keys of one column."""
    listed = [f.column for f in row._meta.concrete_fields]
    values = {name: f'"{name}"' for name in listed}
    for others, _only in guards.unique_keys(guard.model):
        if len(others) == 1 and others != columns:
            values[others[0]] = "NULL" if others == ("id",) else f"\"{others[0]}\" || 'x'"
    return lambda: sql(
        f"INSERT OR REPLACE INTO {guard.table} ({', '.join(listed)})"
        f" SELECT {', '.join(values.values())} FROM {guard.table} WHERE id = {row.pk}"
    )


def resists(guard, row):
    """Each way is refused by a guard (a deletion also by what refers to the row), and the row is as it was."""
    before = guard.model._base_manager.filter(pk=row.pk).values().get()
    for way, attempt in attempts(guard, row):
        words = "guard: |Cannot delete" if way in ("delete", "QuerySet.delete") else f"guard: {guard.table} "
        with pytest.raises((DatabaseError, ProtectedError), match=words), transaction.atomic():
            attempt()
        assert guard.model._base_manager.filter(pk=row.pk).values().get() == before, way


def counted():
    """The rows of every ledger."""
    return {guard.table: guard.model._base_manager.count() for guard in LEDGERS}


def all_resist():
    """How many guards have a row here; each of these rows resists."""
    rows = [(guard, row) for guard in LEDGERS if (row := guarded_row(guard))]
    for guard, row in rows:
        with transaction.atomic():
            resists(guard, row)
    return len(rows)


@pytest.fixture
def every_state(demo, settings, tmp_path):
    """States that the demo does not show: a file, a rendered and a recalled document, decisions on their way."""
    settings.FILE_ROOT = tmp_path
    now, user = timezone.now(), User.objects.earliest("pk")
    rendered, recalled = OfficialDocument.objects.filter(status="numbered").values_list("pk", flat=True)[:2]
    pdf = files.store(b"%PDF-1.7", "a.pdf", "application/pdf")
    OfficialDocument.objects.filter(pk=rendered).update(pdf=pdf)
    scan = {"source": SourceDocument.objects.get(code="S3"), "file": pdf, "added_at": now, "added_by": user}
    CitedScan.objects.create(pilot=Pilot.objects.get(code="HATINH"), number=1, **scan)
    ErasedFile.objects.create(file=files.store(b"PK", "a.xlsx", "application/octet-stream"))
    recall = {"status": "recalled", "recalled_at": now, "recalled_by": user, "recall_reason": "Sai tên."}
    OfficialDocument.objects.filter(pk=recalled).update(**recall)
    decision = AssignmentDecision.objects.filter(status="issued").first()
    decision.pk, decision.status = None, "approved"
    decision.save()
    assignment = Assignment.objects.filter(learning=None).first()
    attested = {"started_on": DEMO_START, "attested_on": DEMO_START, "attested_by": user.person}
    LearningPeriod.objects.create(pilot=assignment.pilot, assignment=assignment, **attested)
    place = {name: getattr(assignment, name) for name in ("pilot", "agency", "site")}
    signed = {"recognised_at": now, "recognised_by": user.person, "document_number": "1/QĐ-BCĐ"}
    RecognitionDecision.objects.create(**place, **signed, status="in_force", valid_from=DEMO_START)
    revoked = {"valid_to": DEMO_START, "revoked_on": DEMO_START, "revoked_by": user.person, "revoking_document": "2"}
    held = Recognition.objects.filter(valid_from__lt=DEMO_START, valid_to=None).first()
    Recognition.objects.filter(pk=held.pk).update(**revoked)
    withdrawn = WithdrawalDecision.objects.filter(outcome="approved").first()
    broken = {"pilot": withdrawn.pilot, "post": withdrawn.request.post, "decision": withdrawn, "sha256": "0" * 64}
    noted = {"first_day": DEMO_START, "noted_on": DEMO_START, "noted_at": now, "finding": {}}
    CoverBreak.objects.create(**broken, **noted, condition="recognised")
    CoverBreak.objects.create(**broken, **noted, condition="handed_over", closed_on=DEMO_START, closed_at=now)
    span = {"pilot": assignment.pilot, "employee": assignment.employee, "first_half": 1, "past_half": 4}
    Absence.objects.create(**span, leave="sick", status="taken_back")
    other = PostalEmployee.objects.exclude(pk=assignment.employee_id).earliest("pk")
    where = {"agency": assignment.agency, "site": assignment.site, "absentee": other, "ordered_at": now}
    Substitution.objects.create(**span, **where, status="taken_back")


@pytest.mark.parametrize("guard", LEDGERS, ids=named)
def test_a_row_resists(guard, every_state):
    resists(guard, guarded_row(guard))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a PRAGMA of SQLite")
@pytest.mark.parametrize("guard", LEDGERS, ids=named)
def test_a_row_resists_without_recursive_triggers(guard, every_state):
    sql("PRAGMA recursive_triggers=OFF")
    try:
        resists(guard, guarded_row(guard))
    finally:
        sql("PRAGMA recursive_triggers=ON")
