"""The document beside the signature: what will be printed, for whoever may sign, and nothing of it is kept."""

import re

import pytest

from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import User
from staffing.models import AssignmentDecision, WithdrawalRequest
from staffing.workflows.assignment import approve_assignment_decision
from staffing.workflows.withdrawal import approve_withdrawal
from tests.state import state

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def waiting():
    """Can Lộc's request, which its chairman may decide."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


def preview(client, row):
    return client.get(f"/nhan-su/rut-cong-chuc/{row.pk}/du-thao/approve_withdrawal/")


def text_of(html):
    """What stands in the document, without tags and styles."""
    html = re.sub(r"(?s)<style>.*?</style>|</?span[^>]*>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_draft_says_what_will_be_signed_and_keeps_nothing(as_user, waiting, act):
    chairman, before = as_user("ct.canloc"), state()
    draft = text_of(preview(chairman, waiting).content.decode())
    assert state() == before
    assert "DỰ THẢO" in draft
    assert User.objects.get(username="ct.canloc").person.full_name in draft
    approve_withdrawal(waiting, act("ct.canloc", reason="Đồng ý."))
    signed = OfficialDocument.objects.get(kind="withdrawal_decision", object_id=waiting.decision.pk)
    for article in signed.snapshot["context"]["articles"]:
        assert " ".join(article["text"].split()) in draft


def test_what_is_signed_at_the_same_time_has_its_draft_too(as_user, waiting):
    chairman = as_user("ct.canloc")
    page = chairman.get(f"/nhan-su/rut-cong-chuc/{waiting.pk}/")
    ((title, address),) = page.context["more_drafts"]
    assert str(title) == "Báo cáo Ban Chỉ đạo về việc rút công chức"
    report = text_of(chairman.get(address).content.decode())
    assert "rút 02 công chức" in report
    assert "TM. ỦY BAN NHÂN DÂN" in report
    assert chairman.get(address.replace("=1", "=2")).status_code == 404


def test_a_frame_of_ours_may_show_it_and_it_loads_nothing(as_user, waiting):
    answer = preview(as_user("ct.canloc"), waiting)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<link|<img| style=", answer.content.decode())


def test_whoever_may_not_sign_sees_no_draft(as_user, waiting):
    assert preview(as_user("thuky"), waiting).status_code == 403
    assert preview(as_user("ct.camxuyen"), waiting).status_code == 404


def test_the_page_of_the_decision_frames_it_and_names_the_signer(as_user, waiting):
    page = as_user("ct.canloc").get(f"/nhan-su/rut-cong-chuc/{waiting.pk}/")
    assert page.context["preview"].endswith("/du-thao/approve_withdrawal/")
    assert page.context["signs_as"] == "CHỦ TỊCH; TM. ỦY BAN NHÂN DÂN – CHỦ TỊCH"
    assert User.objects.get(username="ct.canloc").person.full_name in page.content.decode()
    other = as_user("thuky").get(f"/nhan-su/rut-cong-chuc/{waiting.pk}/")
    assert "preview" not in other.context


def test_a_signature_on_a_page_of_its_own_has_its_draft_too(as_user):
    row = AssignmentDecision.objects.filter(status="draft").first() or AssignmentDecision.objects.first()
    step = f"/nhan-su/quyet-dinh-cu/{row.pk}/{approve_assignment_decision.name}/"
    page = as_user("gd.buudien").get(step)
    draft = as_user("gd.buudien").get(page.context["preview"]).content.decode()
    assert "DỰ THẢO" in draft
    assert all(line.employee.person.full_name in draft for line in row.lines.select_related("employee__person"))
