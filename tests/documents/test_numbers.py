"""Numbers of documents: shape, uniqueness per issuer and year, and our own series without gaps."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from pilot.platform.documents.checks import check_documents
from pilot.platform.documents.models import NumberSeries, OfficialDocument
from pilot.platform.documents.numbering import full_number
from pilot.platform.documents.workflows import number_document
from pilot.platform.kernel.checks import check_files
from pilot.platform.kernel.files import blob
from pilot.platform.kernel.refusals import TransitionRefused
from staffing.workflows import withdrawal as verbs

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2021, 6, 15)


def codes(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [p.code for p in caught.value.problems] or [caught.value.code]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("5", "05/QĐ-UBND"),
        ("05", "05/QĐ-UBND"),
        ("15", "15/QĐ-UBND"),
        ("412 / QĐ-UBND", "412/QĐ-UBND"),
        ("7a", "07a/QĐ-UBND"),
        ("0559/ubnd-pc1", "559/UBND-PC1"),
        ("12/QÐ-UBND".replace("Ð", "Đ"), "12/QĐ-UBND"),
    ],
)
def test_a_number_is_written_as_the_decree_says(approved, written, printed):
    assert full_number(written, approved) == printed


@pytest.mark.parametrize("written", ["", "0", "abc", "QĐ-UBND", "-3", "1234567", "12/", "1;2"])
def test_what_is_no_number_is_refused(approved_report, act, written):
    assert codes(lambda: number_document(approved_report, act("ct.canloc"), number=written, date=TODAY)) == [
        "number_shape"
    ]


def test_number_document_gives_number_year_and_date(approved_report, act):
    number_document(approved_report, act("ct.canloc"), number="8", date=TODAY)
    approved_report.refresh_from_db()
    assert (approved_report.number, approved_report.year, approved_report.issued_on) == (
        "08/BC-UBND",
        2021,
        TODAY,
    )
    assert approved_report.status == "numbered"
    assert approved_report.chain_length > 0
    assert len(approved_report.chain_head) == 64


def test_date_lies_neither_ahead_nor_before_the_approval(approved_report, act):
    number = lambda day: number_document(approved_report, act("ct.canloc"), number="8", date=day)  # noqa: E731
    assert codes(lambda: number(dt.date(2021, 6, 16))) == ["date_in_future"]
    assert codes(lambda: number(dt.date(2021, 6, 14))) == ["date_before_approval"]


def test_same_number_of_one_issuer_in_one_year_is_refused(approved, taken, act):
    request = approved.subject.request
    refused = lambda: verbs.number_withdrawal(request, act("ct.canloc"), number="8", date=TODAY)  # noqa: E731
    assert codes(refused) == ["number_taken"]
    request.refresh_from_db()
    assert request.status == "approved"


def test_the_same_number_of_another_issuer_is_free(approved_report, act):
    number_document(approved_report, act("ct.canloc"), number="5", date=TODAY)  # Cẩm Xuyên has 05/BC-UBND
    assert OfficialDocument.objects.filter(number="05/BC-UBND", year=2021).count() == 2


def test_the_database_refuses_the_second_number_too(approved, decision_document):
    twin = {"issuer": decision_document.issuer, "number": "412/QĐ-UBND", "year": 2021, "issued_on": TODAY}
    signed = {"numbered_at": approved.approved_at, "numbered_by": approved.approved_by, "status": "numbered"}
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDocument.objects.create(
            pilot=approved.pilot,
            kind="withdrawal_decision",
            object_type="staffing.WithdrawalDecision",
            object_id=0,
            symbol="QĐ-UBND",
            approved_at=approved.approved_at,
            approved_by=approved.approved_by,
            **twin,
            **signed,
        )


def test_own_numbers_run_without_gap_over_rollbacks(decided, issue_own):
    first = issue_own(decided)
    with pytest.raises(RuntimeError):
        numbered_and_rolled_back(decided, issue_own)
    second = issue_own(decided)
    assert [first.number, second.number] == ["01/QĐ-UBND", "02/QĐ-UBND"]
    assert (first.status, first.issued_on) == ("numbered", TODAY)
    assert list(check_documents()) == []


def numbered_and_rolled_back(decided, issue_own):
    with transaction.atomic():
        issue_own(decided)
        raise RuntimeError("the decision fails after its document was numbered")


def test_own_numbers_begin_again_each_year(decided, issue_own):
    issue_own(decided)
    next_year = issue_own(decided, on=dt.date(2022, 1, 4))
    assert (next_year.number, next_year.year) == ("01/QĐ-UBND", 2022)


def test_a_contract_number_holds_its_year(decided, issue_own):
    own = issue_own(decided, symbol="HĐ-VPUB-BĐT", number_format="{number}/{year}/{symbol}")
    assert own.number == "01/2021/HĐ-VPUB-BĐT"


def test_verify_names_a_gap_and_a_lost_file(decided, issue_own, rendered):
    issue_own(decided)
    NumberSeries.objects.update(last=5)
    kept = blob(rendered.pdf.sha256)
    content = kept.read_bytes()
    kept.unlink()
    found = "\n".join([*check_documents(), *check_files()])
    kept.write_bytes(content)
    assert "own/2021: 5: 1 documents, a number is missing" in found
    assert f"file {rendered.pdf.pk}: " in found
