"""All withdrawals with what is out of the ordinary: what was accepted, what broke, who stood on both sides."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import User
from staffing.cases.register import REGISTER
from staffing.models import Recognition, WithdrawalRequest
from staffing.presenters import exceptions as said
from staffing.workflows import withdrawal as verbs
from tests.guards import without_guards
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
REASON = "Đồng ý rút từ 01/07/2021."


@pytest.fixture
def waiting():
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def decided(waiting, act):
    """Can Lộc: proposed and decided by its chairman, one warning accepted."""
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    return waiting


def user(name):
    return User.objects.get(username=name)


def found(client, **query):
    """Codes of the posts that the table shows under the filter."""
    page = client.get(reverse("withdrawal-register"), query)
    assert page.status_code == 200
    return {row.post.code for row, _cells in page.context["rows"]}


def row_of(request, name="thanhtra"):
    return REGISTER.rows(user(name), p.TODAY).get(pk=request.pk)


def test_the_auditor_reads_who_decided_as_what_and_what_was_accepted(decided, as_user):
    row = row_of(decided)
    assert said.decided_by(row) == user("ct.canloc").person.full_name
    assert said.decided_as(row) == "Chủ tịch UBND cấp huyện"
    assert said.warnings(row)[-1] == f"Lý do: {REASON}"
    assert said.both_sides(row) == ["Người quyết định cũng là người đề nghị việc rút này (A31)."]
    client = as_user("thanhtra")
    assert "HT-CL-Q1" in found(client, exception="warned") & found(client, exception="proposer")
    assert "HT-CL-Q1" not in found(client, exception="assessor") | found(client, exception="broken")


def test_a_request_that_nobody_decided_has_nothing_out_of_the_ordinary(waiting, as_user):
    assert said.in_words(row_of(waiting)) == []
    assert "HT-CL-Q1" not in found(as_user("thanhtra"), exception="any")
    assert "HT-CL-Q1" in found(as_user("thanhtra"))


def test_whoever_assessed_and_decides_is_marked(waiting, act, as_user):
    place = {"agency": waiting.post.agency, "site": waiting.post.site}
    with without_guards():
        Recognition.objects.filter(**place).update(by_agency_head=user("ct.canloc").person)
    page = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk]))
    assert "Người quyết định đã tự đánh giá nhân viên của vị trí này (A31)." in page.context["own_part"]
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    assert len(said.both_sides(row_of(waiting))) == 2
    assert "HT-CL-Q1" in found(as_user("thanhtra"), exception="assessor")
    document = OfficialDocument.objects.of("withdrawal_decision", waiting.decision)
    assert document.snapshot["context"]["assessor_decides"] is True


def test_a_break_stands_there_until_and_after_it_is_mended(decided, act, as_user):
    p.let_go(act, decided.post)
    client = as_user("thanhtra")
    assert "HT-CL-Q1" in found(client, exception="broken") & found(client, exception="broken-now")
    assert "chưa khắc phục" in said.breaks(row_of(decided))[0]


def test_who_decided_has_the_list_of_his_decisions(decided, as_user):
    chairman, other = as_user("ct.canloc"), as_user("ct.camxuyen")
    page = chairman.get(reverse("withdrawals")).content.decode()
    address = f"{reverse('withdrawal-register')}?decider={user('ct.canloc').pk}"
    assert address in page
    assert found(chairman, decider=user("ct.canloc").pk) == {"HT-CL-Q1"}
    assert "HT-CL-Q1" not in found(other, decider=user("ct.canloc").pk)


def test_the_workbook_says_what_the_page_says(decided, as_user):
    address = reverse("export", args=["withdrawal-register"]) + "?exception=proposer"
    answer = as_user("thanhtra").post(address, {"form": "xlsx"})
    book = load_workbook(io.BytesIO(answer.getvalue()))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value}
    assert "Người quyết định cũng là người đề nghị việc rút này (A31)." in cells
    assert any(REASON in text for text in cells)


def test_the_chairman_reads_that_he_stands_on_both_sides_before_he_decides(waiting, as_user):
    words = "Chính người quyết định đã lập đề nghị rút công chức này và nay một mình quyết định (A31)."
    page = as_user("ct.canloc").get(reverse("withdrawal", args=[waiting.pk]))
    assert words in page.context["own_part"]
    assert "Một người giữ hai vai trong quyết định này" in page.content.decode()
    for other in ("thuky", "pct.canloc", "thanhtra"):
        assert as_user(other).get(reverse("withdrawal", args=[waiting.pk])).context["own_part"] == []


def test_the_papers_say_who_stands_on_both_sides_as_the_draft_did(waiting, act, as_user):
    words = "mà người ký Quyết định này đồng thời là người đã đề nghị"
    draft = as_user("ct.canloc").get(reverse("withdrawal-preview", args=[waiting.pk, "approve_withdrawal"]))
    assert words in " ".join(draft.content.decode().split())
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    verbs.number_withdrawal(waiting, act("ct.canloc"), number="55/QĐ-UBND", date=waiting.decision.decided_on)
    decision = waiting.decision
    for kind, subject in (("withdrawal_decision", decision), ("withdrawal_report", decision.committee_report)):
        document = OfficialDocument.objects.of(kind, subject)
        assert document.snapshot["context"]["proposer_decides"] is True
        assert document.snapshot["context"]["assessor_decides"] is False
