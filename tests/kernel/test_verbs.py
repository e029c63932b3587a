"""The wrapper's own promises: keys, versions, one event, nothing left after a refusal."""

import pytest
from django.db import IntegrityError, connection, transaction

from pilot.kernel import audit
from pilot.kernel.models import AuditEvent, OperationKey
from pilot.kernel.refusals import KeyReused, NotAllowed, StaleRow
from staffing.models import WithdrawalDecision, WithdrawalRequest
from staffing.workflows import withdrawal as verbs

pytestmark = pytest.mark.usefixtures("demo")
REASON = "Đồng ý."


@pytest.fixture
def waiting():
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


def test_same_key_same_body_gives_the_first_result(waiting, act):
    first = verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    again = verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    assert first.pk == again.pk
    assert AuditEvent.objects.filter(verb="approve_withdrawal", object_id=str(waiting.pk)).count() == 1


def test_same_key_other_body_is_refused(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    with pytest.raises(KeyReused):
        verbs.refuse_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))


def test_same_key_of_another_person_is_refused(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    with pytest.raises(KeyReused):
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON, key="k1"))


def test_stale_version_is_refused_and_shows_the_present_row(waiting, act):
    with pytest.raises(StaleRow) as caught:
        verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, row_version=waiting.row_version - 1))
    assert caught.value.current.pk == waiting.pk


def test_refused_attempt_leaves_exactly_one_event(waiting, act):
    events, before = AuditEvent.objects.count(), audit.snapshot(waiting)
    with pytest.raises(NotAllowed):
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON, key="k9"))
    waiting.refresh_from_db()
    assert audit.snapshot(waiting) == before
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb, event.after["code"]) == ("refused", "approve_withdrawal", "not_allowed")
    assert not OperationKey.objects.filter(key="k9").exists()


def test_nothing_is_saved_when_the_audit_write_fails(waiting, act, monkeypatch):
    def fails(*_args, **_columns):
        raise RuntimeError("disk full")

    monkeypatch.setattr(audit, "append", fails)
    with pytest.raises(RuntimeError, match="disk full"), transaction.atomic():
        verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
    assert not WithdrawalDecision.objects.filter(request=waiting).exists()


def test_events_cannot_be_changed_or_deleted():
    event = AuditEvent.objects.first()
    table = AuditEvent._meta.db_table
    attempts = [
        lambda: AuditEvent.objects.filter(pk=event.pk).update(verb="other"),
        lambda: event.delete(),
        lambda: AuditEvent.objects.bulk_update([event], ["verb"]),
        lambda: _sql(f"UPDATE {table} SET verb = 'x' WHERE id = %s", [event.pk]),
        lambda: _sql(f"DELETE FROM {table} WHERE id = %s", [event.pk]),
    ]
    event.verb = "other"
    if connection.vendor == "sqlite":
        attempts.append(lambda: _sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", [event.pk]))
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert list(audit.broken_links(event.chain)) == []


def _sql(statement, parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
