"""What was recorded from paper says so in every proof that rests on it, with document and date."""

import re

import pytest
from django.urls import reverse

from billing.models import Statement
from pilot.platform.documents.compose import context_of
from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import ProcedureHandover
from staffing.models import WithdrawalRequest

pytestmark = pytest.mark.usefixtures("demo")
RECOGNISED = "Quyết định công nhận số 05/QĐ-BCĐ (minh họa) ngày "
ASSIGNED = "Quyết định cử nhân viên số 01/QĐ-BĐHT (minh họa) ngày 22 tháng 02 năm 2021"
MARKED = ("ghi nhận theo văn bản giấy: 05/QĐ-BCĐ (minh họa), ", "ghi nhận theo văn bản giấy: 01/QĐ-BĐHT (minh họa), ")
ABBREVIATED = re.compile(r"</?abbr\b[^>]*>")  # a page spells an abbreviation out where it stands first
HANDED = "thủ tục theo Biên bản bàn giao TTHC (minh họa), "
LADDER = "ghi nhận theo văn bản giấy: Biên bản bàn giao TTHC (minh họa), "


@pytest.fixture
def waiting():
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def decision():
    return WithdrawalRequest.objects.get(status="effective", route="district").decision


def facts(frozen):
    return [fact for condition in frozen for fact in condition["facts"]]


def test_in_the_frozen_proof(waiting, decision):
    for frozen in (waiting.readiness, decision.readiness):
        for words in (RECOGNISED, ASSIGNED, HANDED):
            assert any(words in fact for fact in facts(frozen)), words


@pytest.mark.parametrize("kind", ["withdrawal_decision", "withdrawal_report"])
def test_in_the_decision_and_in_the_report(kind, decision):
    subject = decision if kind == "withdrawal_decision" else decision.committee_report
    printed = str(context_of(OfficialDocument.objects.of(kind, subject)))
    for words in (RECOGNISED, ASSIGNED, HANDED.replace(", ", " ngày ")):
        assert words in printed, words


def test_on_the_pages(as_user, waiting):
    auditor, post = as_user("thanhtra"), waiting.post
    ladder = ProcedureHandover.objects.filter(agency=post.agency, site=post.site).first()
    pages = {
        reverse("counter-post", args=[post.code]): (RECOGNISED, ASSIGNED, HANDED),
        reverse("withdrawal", args=[waiting.pk]): (RECOGNISED, ASSIGNED, HANDED),
        reverse("site", args=[post.site.code]) + "?muc=nhan-vien": MARKED,
        reverse("site", args=[post.site.code]) + "?muc=thu-tuc": (LADDER,),
        reverse("site-competence", args=[post.site.code]): (*MARKED, "CN*"),
        reverse("handover", args=[post.agency.code, post.site.code]): (LADDER,),
        reverse("handover-history", args=[ladder.pk]): (LADDER,),
        reverse("statement", args=[Statement.objects.first().pk]): MARKED,
    }
    for address, wanted in pages.items():
        page = ABBREVIATED.sub("", auditor.get(address).content.decode())
        for words in wanted:
            assert words in page, (address, words)
