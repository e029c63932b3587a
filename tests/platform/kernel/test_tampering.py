"""With the guards off, the record can be changed; `verify` then names the row. Guards that are off show."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from pilot.platform.kernel import audit, guards
from pilot.platform.kernel.models import AuditChain, AuditEvent

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
CHAIN = "HATINH"


@pytest.fixture
def guards_off():
    guards.lift()
    yield
    guards.install()


def event(seq):
    return AuditEvent.objects.get(chain=CHAIN, seq=seq)


def event_count():
    return AuditEvent.objects.filter(chain=CHAIN).count()


def edit():
    AuditEvent.objects.filter(pk=event(3).pk).update(reason="khác")
    return "HATINH#3"


def delete():
    event(3).delete()
    return "HATINH#4"


def insert():
    last = AuditEvent.objects.filter(chain=CHAIN).first()
    last.pk, last.seq = None, last.seq + 1
    last.save()
    return f"HATINH#{last.seq}"


def reorder():
    first, second = event(3), event(4)
    AuditEvent.objects.filter(pk=first.pk).update(seq=9999)
    AuditEvent.objects.filter(pk=second.pk).update(seq=3)
    AuditEvent.objects.filter(pk=first.pk).update(seq=4)
    return "HATINH#3"


@pytest.mark.parametrize("tamper", [edit, delete, insert, reorder])
def test_verify_names_the_row(tamper, guards_off):
    named = tamper()
    guards.install()
    assert any(line.startswith(named) for line in audit.broken_links(CHAIN))


@pytest.fixture
def kept(tmp_path):
    """The heads in a file outside, as issued documents and the daily notice carry them."""
    place = tmp_path / "heads.json"
    place.write_text(json.dumps(audit.heads()))
    return place


def test_a_cut_tail_shows_against_a_kept_head(guards_off, kept, capsys):
    AuditEvent.objects.filter(chain=CHAIN).first().delete()
    last = AuditEvent.objects.filter(chain=CHAIN).first()
    AuditChain.objects.filter(name=CHAIN).update(length=last.seq, head=last.hash)
    assert list(audit.broken_links(CHAIN)) == []
    guards.install()
    with pytest.raises(SystemExit):
        call_command("verify", head=kept)
    assert "HATINH: cut" in capsys.readouterr().out


def test_a_recomputed_chain_shows_against_a_kept_head(guards_off, kept, capsys):
    previous = audit.genesis(CHAIN)
    for row in AuditEvent.objects.filter(chain=CHAIN).order_by("seq"):
        row.reason = "viết lại"
        row.previous_hash = previous
        row.hash = previous = audit.digest(row)
        row.save()
    AuditChain.objects.filter(name=CHAIN).update(head=previous)
    assert list(audit.broken_links(CHAIN)) == []
    guards.install()
    with pytest.raises(SystemExit):
        call_command("verify", head=kept)
    assert f"HATINH#{event_count()}: the chain was computed anew" in capsys.readouterr().out


def test_verify_is_clean_on_the_demo(capsys):
    call_command("verify")
    assert capsys.readouterr().out.strip().endswith("0 problems")


def test_a_missing_guard_shows_on_healthz(client):
    name = next(iter(guards.present()))
    assert client.get("/healthz").status_code == 200
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute(f"DROP FUNCTION {name}() CASCADE")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["guards"]) == (503, [f"{name}: missing"])
    guards.install()
