"""Payment requests bear one sequence of numbers without gap per post office and year, whatever becomes of them."""

import pytest

from billing.models import Statement
from billing.workflows import statement
from pilot.platform.documents.checks import check_documents
from pilot.platform.documents.models import NumberSeries, OfficialDocument
from pilot.platform.documents.workflows import recall_document, replace_document
from pilot.platform.kernel.refusals import TransitionRefused
from staffing.models import AssignmentDecision
from staffing.workflows import assignment
from tests.billing.conftest import REQUESTED
from tests.billing.refused import codes
from tests.staffing import people as p

pytestmark = pytest.mark.usefixtures("demo")
WHY = {"reason": "In sai tên đơn vị.", "on": REQUESTED}


@pytest.fixture
def requested(steps):
    return steps.request()


def document(row):
    return OfficialDocument.objects.of("payment_request", row)


def test_the_next_number_in_the_sequence(requested):
    series = NumberSeries.objects.get(series="payment_request", year=2021)
    assert (requested.number, series.last, document(requested).status) == ("05/ĐNTT", 5, "numbered")
    assert document(requested).issued_on == requested.issued_on


def test_a_refused_request_takes_no_number(steps, act, monkeypatch):
    record = steps.sign()
    monkeypatch.setattr(statement, "amount_in_words", lambda amount: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        statement.issue_statement(record, act("buudien", on=REQUESTED))
    monkeypatch.undo()
    assert statement.issue_statement(record, act("buudien", on=REQUESTED)).number == "05/ĐNTT"


def test_a_request_is_never_recalled(requested, act):
    """Neither one that is still to be paid nor one that was paid."""
    paid = document(Statement.objects.exclude(payments=None).first())
    for row in (document(requested), paid):
        assert codes(lambda row=row: recall_document(row, act("buudien", **WHY))) == ["request_payable"]


def test_a_replacement_has_the_next_number_at_once(requested, act):
    old = document(requested)
    new = replace_document(old, act("buudien", **WHY))

    old.refresh_from_db()
    assert (old.status, new.status, new.number) == ("replaced", "numbered", "06/ĐNTT")
    assert (requested.number, requested.requests.count()) == ("06/ĐNTT", 2)
    assert list(check_documents()) == []


def test_a_replaced_request_is_paid_on_its_successor(requested, act):
    replace_document(document(requested), act("buudien", **WHY))
    payment = {"amount_vnd": requested.total_vnd, "paid_on": REQUESTED, "treasury_reference": "KB 77"}
    assert statement.record_payment(requested, act("chitra.camxuyen", on=REQUESTED), **payment).pk


def test_no_other_document_takes_a_number_of_the_sequence(act):
    """Typed once, it would stop the counter for good when that reaches it."""
    line = (p.reported(act), "HT-STC", "HT-S-TTPVHCC", "primary", p.fields(1, "HT-STC"))
    decision = p.drafted(act, line)
    assignment.approve_assignment_decision(decision, act("gd.buudien"))
    decision = AssignmentDecision.objects.get(pk=decision.pk)
    with pytest.raises(TransitionRefused) as caught:
        assignment.number_assignment_decision(decision, act("buudien"), number="05/ĐNTT", date=p.TODAY)
    assert [problem.code for problem in caught.value.problems] == ["number_own"]
