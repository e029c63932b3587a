"""The page of evidence: the sum of the proof, what it was found from, who can act, and the decision on the page."""

import re

import pytest

from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import User
from staffing.cases import WITHDRAWAL, withdrawal
from staffing.models import WithdrawalRequest
from staffing.readiness import readiness
from staffing.workflows.withdrawal import approve_withdrawal
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def waiting():
    """Can Lộc's request: submitted, one warning."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def page(waiting, as_user):
    def read(name):
        return as_user(name).get(f"/nhan-su/rut-cong-chuc/{waiting.pk}/")

    return read


def test_the_proof_is_summed_up_and_leads_to_what_it_was_found_from(page, as_user):
    answer = page("ct.canloc")
    assert answer.context["summary"] == [("pass", "13 đạt"), ("warn", "1 cảnh báo"), ("idle", "0 không đạt")]
    links = {c.link: c.url for c in answer.context["conditions"]}
    assert set(links) == {
        "Vị trí tại quầy",
        "Cơ quan",
        "Tiến độ bàn giao thủ tục",
        "Bảng năng lực",
        "Lịch trực tuần",
        "Quy chế phối hợp",
    }
    for url in links.values():
        assert as_user("ct.canloc").get(url).status_code == 200


def test_the_proof_is_judged_once_although_the_signer_is_named_from_the_draft(page, monkeypatch):
    judged = []
    monkeypatch.setattr(withdrawal, "readiness", lambda *asked: judged.append(asked) or readiness(*asked))
    assert page("ct.canloc").context["signs_as"] == "CHỦ TỊCH; TM. ỦY BAN NHÂN DÂN – CHỦ TỊCH"
    assert len(judged) == 1


def test_the_figures_come_from_the_proof(page):
    figures = {f.label: (f.value, f.note) for f in page("ct.canloc").context["figures"]}
    assert figures["Lĩnh vực đã bàn giao"] == (3, "/ 3")
    assert figures["Nhân viên đảm nhiệm"] == (1, "+ 0 dự phòng")
    assert figures["Công chức được rút"][0] == 2
    assert figures["Ngày hiệu lực"][0] == "01/07/2021"


def test_the_figures_of_a_decision_are_those_of_its_frozen_proof(as_user):
    row = WithdrawalRequest.objects.get(post__code="HT-CX-Q1")
    figures = as_user("thuky").get(f"/nhan-su/rut-cong-chuc/{row.pk}/").context["figures"]
    counts = {c["id"]: c["counts"] for c in row.decision.readiness}
    assert figures[0].value == counts["handed_over"]["whole"] > 0
    assert figures[1].value == counts["recognised"]["people"] > 0


def test_only_the_decider_has_the_decision_and_others_read_who_has_it(page):
    chairman = User.objects.get(username="ct.canloc").person.full_name
    mine, other = page("ct.canloc"), page("thuky")
    assert [d["verb"].name for d in mine.context["decisions"]] == [
        "approve_withdrawal", "return_withdrawal", "refuse_withdrawal",
    ]  # fmt: skip
    assert all(d["consequences"] for d in mine.context["decisions"])
    assert other.context["decisions"] == []
    assert "Mật khẩu" not in other.content.decode()
    assert chairman in other.context["waits"][0].value


def test_enter_alone_decides_nothing(page):
    """The default button of the form is disabled: the browser and Ctrl+Enter stop there."""
    form = re.search(r'<form class="form decide".*?</form>', page("ct.canloc").content.decode(), re.DOTALL).group()
    assert re.findall(r"<button[^>]*>", form)[0] == "<button disabled hidden>"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_button_sends_the_one_form_to_its_own_step(place, page, waiting, as_user):
    answer = page("ct.canloc")
    step, form = answer.context["decisions"][place]["verb"].transition, answer.context["form"]
    sent = {
        "operation_key": form["operation_key"].value(), "row_version": waiting.row_version, "reason": "Đồng ý.",
        "secret": PASSWORD,
    }  # fmt: skip
    client = as_user("ct.canloc")
    assert client.post(f"/nhan-su/rut-cong-chuc/{waiting.pk}/{step.verb}/", sent).status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == step.target


def test_a_wrong_password_signs_nothing_and_keeps_the_reason(waiting, as_user):
    sent = {"row_version": waiting.row_version, "reason": "Đồng ý rút.", "secret": "sai"}
    answer = as_user("ct.canloc").post(f"/nhan-su/rut-cong-chuc/{waiting.pk}/approve_withdrawal/", sent)
    assert answer.status_code == 200
    assert "Đồng ý rút." in answer.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == "submitted"


@pytest.fixture
def approved(waiting, act):
    """Can Lộc's request, approved by its chairman; number and date are missing."""
    approve_withdrawal(waiting, act("ct.canloc", reason="Đồng ý."))
    waiting.refresh_from_db()
    return waiting


def current(row):
    steps = WITHDRAWAL.way(row, WITHDRAWAL.due_now(row, DEMO_START), [])
    return [step.label for step in steps if step.state == "current"]


def test_the_current_step_is_the_one_that_is_due(waiting):
    assert current(waiting) == ["Quyết định"]


def test_after_the_approval_number_and_date_are_due_and_the_item_waits(approved):
    assert current(approved) == ["Số và ngày"]
    address = f"/nhan-su/rut-cong-chuc/{approved.pk}/"
    found = lines(User.objects.get(username="ct.canloc"), DEMO_START, [WITHDRAWAL])
    assert [line.task for _step, line in found if line.url == address] == ["Vào số, ngày văn bản"]


def test_number_and_date_stand_before_the_remark(approved, as_user):
    form = as_user("ct.canloc").get(f"/nhan-su/rut-cong-chuc/{approved.pk}/number_withdrawal/").context["form"]
    assert [bound.name for bound in form.visible_fields()] == ["number", "date", "reason"]


def test_a_warning_without_a_reason_says_so_at_the_reason(waiting, as_user):
    sent = {"row_version": waiting.row_version, "reason": "", "secret": PASSWORD}
    answer = as_user("ct.canloc").post(f"/nhan-su/rut-cong-chuc/{waiting.pk}/approve_withdrawal/", sent)
    assert "hãy nêu lý do" in answer.context["form"].errors["reason"][0].lower()
    assert "dự phòng" in answer.context["form"].non_field_errors()[0]


def test_a_day_that_is_none_is_quoted(as_user):
    sent = {"effective_on": "31/9/2021", "proposal_document": "9/SCT-VP"}
    answer = as_user("gd.congthuong").post("/nhan-su/rut-cong-chuc/moi/HT-SCT-Q1/", sent)
    assert "31/9/2021" in answer.context["form"].errors["effective_on"][0]


def test_a_standing_warning_makes_the_reason_compulsory_on_the_page(page):
    form = re.search(r'<form class="form decide".*?</form>', page("ct.canloc").content.decode(), re.DOTALL).group()
    assert "Bắt buộc vì đang có cảnh báo; được in trong báo cáo gửi Ban Chỉ đạo." in form
    assert "(không bắt buộc)" not in form


def test_everything_that_is_missing_is_said_at_once(waiting, as_user):
    """Reason, password and the warning of the proof: none of them waits for a second attempt."""
    step = f"/nhan-su/rut-cong-chuc/{waiting.pk}/approve_withdrawal/"
    answer = as_user("ct.canloc").post(step, {"operation_key": "once"})
    errors = answer.context["form"].errors
    assert errors["reason"] == ["Còn cảnh báo: hãy nêu lý do."]
    assert errors["secret"] == ["Nhập mật khẩu hoặc mã xác nhận."]
    assert len(errors["__all__"]) == 1
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
