"""Documents of the demo, and a kind with our own numbers."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pilot.platform.documents.issuing import approve, prepare
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, NumberMode, kind_of, register_kind
from pilot.platform.documents.tasks import render_one
from pilot.platform.kernel.workflow import Call
from staffing.models import WithdrawalDecision
from staffing.workflows import withdrawal as verbs

EFFECT = dt.date(2021, 7, 1)


@pytest.fixture
def decided() -> WithdrawalDecision:
    """The finished withdrawal of Cẩm Xuyên: 412/QĐ-UBND and 05/BC-UBND, both of 09/04/2021."""
    return WithdrawalDecision.objects.get(request__post__code="HT-CX-Q1")


@pytest.fixture
def decision_document(decided: WithdrawalDecision) -> OfficialDocument:
    return OfficialDocument.objects.of("withdrawal_decision", decided)


@pytest.fixture
def report_document(decided: WithdrawalDecision) -> OfficialDocument:
    return OfficialDocument.objects.of("withdrawal_report", decided.committee_report)


@pytest.fixture
def rendered(decision_document: OfficialDocument) -> OfficialDocument:
    """The decision with its PDF."""
    assert render_one(decision_document)
    decision_document.refresh_from_db()
    return decision_document


@pytest.fixture
def provincial_document() -> OfficialDocument:
    return OfficialDocument.objects.of(
        "withdrawal_decision", WithdrawalDecision.objects.get(request__post__code="HT-SCT-Q1")
    )


@pytest.fixture
def approved(act: Callable[..., Any]) -> OfficialDocument:
    """The decision for Can Lộc, approved on 15/06/2021 and waiting for its number."""
    from staffing.models import WithdrawalRequest

    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    verbs.approve_withdrawal(request, act("ct.canloc", reason="Đồng ý."))
    request.refresh_from_db()
    return OfficialDocument.objects.of("withdrawal_decision", request.decision)


@pytest.fixture
def approved_report(approved: OfficialDocument, act: Callable[..., Any]) -> OfficialDocument:
    """The report on it, made with number and date of the decision, 55/QĐ-UBND of the same day, by the clerk."""
    verbs.number_withdrawal(approved.subject.request, act("vt.canloc"), number="55/QĐ-UBND", date=dt.date(2021, 6, 15))
    approved.refresh_from_db()
    return OfficialDocument.objects.of("withdrawal_report", approved.subject.committee_report)


@pytest.fixture
def taken(approved: OfficialDocument) -> OfficialDocument:
    """Another document of the same issuer, 08/QĐ-UBND of 15/06/2021."""
    columns = ("pilot", "issuer", "kind", "object_type", "symbol", "approved_at", "approved_by")
    number = {"number": "08/QĐ-UBND", "year": 2021, "issued_on": dt.date(2021, 6, 15), "status": "numbered"}
    number |= {"numbered_at": approved.approved_at, "numbered_by": approved.approved_by}
    return OfficialDocument.objects.create(object_id=0, **number, **{name: getattr(approved, name) for name in columns})


@pytest.fixture
def issue_own(act: Callable[..., Any]) -> Iterator[Callable[..., OfficialDocument]]:
    """Issue a document with a number of our own about a decision; each call makes a kind of its own."""
    codes: list[str] = []

    def issue(subject: Any, on: dt.date = dt.date(2021, 6, 15), **changes: Any) -> OfficialDocument:
        code = f"own_{len(codes)}"
        codes.append(code)
        own = {"code": code, "numbers": NumberMode.OWN, "series": "own", "numbered_by": "", **changes}
        register_kind(replace(kind_of("withdrawal_decision"), **own))
        call = Call(act("ct.camxuyen", on=on), None)
        return approve(prepare(code, subject, call), call)

    yield issue
    for code in codes:
        del KINDS[code]
