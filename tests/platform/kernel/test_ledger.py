"""Append-only rows, states and files that were changed with the guards off: `verify` names each of them."""

import pytest
from django.core.management import call_command

from billing.models import Payment, Statement, StatementLine, StatementVat, Timesheet
from facilities.models import FacilityLease
from pilot.platform.documents.evidence import opened
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange import importing
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel import checks, files, guards, ledger
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import CitedScan, HandoverStep, Pilot, RoleGrant, SourceDocument
from pilot.programme.workflows.scans import attach_scan
from staffing.models import (
    AssignmentDecision,
    CommitteeReport,
    CompetencyAssessment,
    PaperRecord,
    PostalEmployee,
    ReadinessJudgement,
    RecognitionDecision,
    TeamReport,
    WithdrawalDecision,
    WithdrawalRequest,
)
from tests.guards import without_guards
from tests.platform.exchange.books import HEAD, xlsx
from tests.programme.test_scans import pdf
from tests.staffing.people import office

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]

EDITS = {  # a column of each ledger that somebody might like to have otherwise
    CitedScan: {"reason": "khác"},
    HandoverStep: {"legal_basis": "khác"},
    CompetencyAssessment: {"note": "khác"},
    TeamReport: {"document": "khác"},
    CommitteeReport: {"reported_at": "2020-01-01T00:00:00Z"},
    WithdrawalDecision: {"reason": "khác"},
    ReadinessJudgement: {"sha256": "0" * 64},
    Statement: {"payer_name": "khác"},
    StatementLine: {"employee_name": "khác"},
    StatementVat: {"vat_vnd": 1},
    Payment: {"treasury_reference": "khác"},
}


@pytest.fixture
def scan(demo, act, settings, tmp_path):
    """What the demo does not have: the scan of a cited document."""
    settings.FILE_ROOT = tmp_path
    source, pilot = SourceDocument.objects.get(code="S3"), Pilot.objects.get(code="HATINH")
    attach_scan(pilot, act("thuky"), document=source, upload=opened(pdf()), pages={})


def named(check):
    return [line.split(":")[0] for line in check()]


def test_every_append_only_table_is_held_against_its_events():
    tables = {guard.model for guard in guards.GUARDS if isinstance(guard, guards.AppendOnly)}
    assert tables - set(ledger.APART) == set(EDITS)


@pytest.mark.usefixtures("scan")
@pytest.mark.parametrize("model", EDITS)
def test_an_edited_row_is_named(model):
    row = model.objects.order_by("pk").last()
    with without_guards():
        model.objects.filter(pk=row.pk).update(**EDITS[model])
    assert named(ledger.check_ledgers) == [f"{model._meta.label} {row.pk}"]


@pytest.mark.usefixtures("scan")
@pytest.mark.parametrize("model", EDITS)
def test_a_deleted_row_is_named(model):
    row = model.objects.order_by("pk").last()
    with without_guards():
        for relation in model._meta.related_objects:
            relation.related_model._base_manager.filter(**{relation.field.name: row})._raw_delete("default")
        for field in model._meta.many_to_many:
            getattr(row, field.name).through.objects.filter(**{model._meta.model_name: row})._raw_delete("default")
        model.objects.filter(pk=row.pk)._raw_delete("default")
    assert f"{model._meta.label} {row.pk}" in named(ledger.check_ledgers)


@pytest.mark.usefixtures("scan")
@pytest.mark.parametrize("model", EDITS)
def test_an_inserted_row_is_named(model):
    row = model.objects.order_by("pk").last()
    with without_guards():
        free_of_unique(row)
        row.pk = None
        row.save(force_insert=True)
    assert named(ledger.check_ledgers) == [f"{model._meta.label} {row.pk}"]


def free_of_unique(row):
    """The copy takes other values where the table admits one row only."""
    others = {
        CommitteeReport: lambda: {"decision": WithdrawalDecision.objects.get(committee_report=None)},
        WithdrawalDecision: lambda: {"request": WithdrawalRequest.objects.get(decision=None)},
        Statement: lambda: {"month": "2030-01-01", "acceptance": spare_acceptance(row)},
        StatementLine: lambda: {"acceptance_line": spare_line(row)},
        CitedScan: lambda: {"number": 2, "reason": "Bản rõ hơn."},
        Payment: lambda: {"treasury_reference": "KB 99", "amount_vnd": 1},
    }
    for name, value in others.get(type(row), dict)().items():
        setattr(row, name, value)


def spare_acceptance(statement):
    record = statement.acceptance
    record.pk, record.kind = None, "supplementary"
    record.save(force_insert=True)
    return record


def spare_line(line):
    other = line.acceptance_line
    other.pk, other.record = None, spare_acceptance(line.statement)
    other.save(force_insert=True)
    return other


STATES = [
    (WithdrawalRequest, "effective", "draft"),
    (WithdrawalRequest, "submitted", "effective"),
    (AssignmentDecision, "draft", "issued"),
    (RecognitionDecision, "waiting", "declined"),
    (PaperRecord, "entered", "checked"),
    (PostalEmployee, "selected", "ended"),
    (FacilityLease, "in_force", "draft"),
    (Timesheet, "checked", "submitted"),
    (RoleGrant, "in_force", "revoked"),
    (OfficialDocument, "numbered", "recalled"),
]


@pytest.mark.parametrize(("model", "before", "after"), STATES)
def test_a_state_that_no_event_says_is_named(model, before, after):
    row = model._base_manager.filter(status=before).order_by("pk").first()
    columns = reached(row)
    with without_guards():
        model._base_manager.filter(pk=row.pk).update(status=after, **columns)
    assert named(checks.check_states) == [f"{model._meta.label} {row.pk}"]


def reached(row):
    """What the constraints want of a row in its new state."""
    return {
        PaperRecord: {"paper_checked_at": "2021-06-15T00:00:00Z", "paper_checked_by": other_person(row)},
        AssignmentDecision: {"approved_at": "2021-06-15T00:00:00Z", "approved_by": other_person(row)},
        OfficialDocument: recalled(row),
    }.get(type(row), {})


def other_person(row):
    return PostalEmployee.objects.first().person_id


def recalled(row):
    return {
        "recalled_at": "2021-06-15T00:00:00Z",
        "recalled_by": getattr(row, "approved_by", None),
        "recall_reason": "x",
    }


def scan_of_a_record(act):
    return PaperRecord.objects.first().paper_scan


def a_list(act):
    return importing.receive(
        resource("employees"), office(), act("buudien"), "ds.xlsx", xlsx(HEAD, [1, "BD9001", "Nguyễn Văn Thử"])
    )


def test_a_row_of_several_workflows_is_named_once(act):
    batch = a_list(act)
    type(batch)._base_manager.filter(pk=batch.pk).update(status="refused")
    assert named(checks.check_states) == [f"exchange.ImportBatch {batch.pk}"]


def workbook_of_an_import(act):
    return a_list(act).file


@pytest.mark.parametrize("owner", [scan_of_a_record, workbook_of_an_import])
def test_a_changed_or_lost_file_is_named(owner, act):
    stored = owner(act)
    blob, content = files.blob(stored.sha256), files.read(stored)
    for damage in (lambda: blob.write_bytes(b"another"), blob.unlink):
        damage()
        assert f"file {stored.pk}" in named(checks.check_files)
    blob.write_bytes(content)


def test_verify_exits_with_1(capsys):
    row = Payment.objects.first()
    with without_guards():
        Payment.objects.filter(pk=row.pk).update(amount_vnd=1)
    with pytest.raises(SystemExit) as left:
        call_command("verify")
    assert left.value.code == 1
    assert f"billing.Payment {row.pk}: " in capsys.readouterr().out


@pytest.mark.django_db
def test_a_check_that_fails_is_named_and_the_next_one_runs(monkeypatch):
    def fails():
        yield "first line"
        AuditEvent.objects.extra(where=["no such column"]).exists()

    monkeypatch.setattr(checks, "CHECKS", {"fails": fails, "goes on": lambda: ["a row"]})
    first, second = checks.problems()
    assert first.startswith("fails: the check itself failed: ")
    assert second == "goes on: a row"
