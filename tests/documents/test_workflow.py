"""From the decision to recall: what each step leaves behind and what it refuses."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilot.platform.access.authority import Authority
from pilot.platform.documents.evidence import opened
from pilot.platform.documents.issuing import printed_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.numbering import is_taken
from pilot.platform.documents.workflows import attach_signed_copy, number_document, recall_document, replace_document
from pilot.platform.kernel import files
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded, TransitionRefused
from pilot.programme.cases import DOCUMENTS
from pilot.programme.models import Person, User
from staffing.models import Incumbency
from staffing.workflows import withdrawal as verbs
from tests.paper import evidence, photograph
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2021, 6, 15)


def codes(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [p.code for p in caught.value.problems] or [caught.value.code]


def test_approval_and_document_are_one(approved, act):
    assert (approved.status, approved.approved_on, approved.number) == ("approved", TODAY, None)
    assert approved.signer == act("ct.canloc").user
    event = AuditEvent.objects.filter(verb="approve_withdrawal").first()
    assert event.after["document"] == approved.pk


def test_district_chairman_signs_in_his_own_power(approved):
    assert (approved.signing_authority, approved.signer_title) == (Authority.OWN, "CHỦ TỊCH")
    assert approved.snapshot["signature"]["lines"] == ["CHỦ TỊCH"]
    assert approved.place == "Can Lộc"


def test_provincial_committee_signs_tm(provincial_document):
    assert provincial_document.signing_authority == Authority.TM
    assert provincial_document.snapshot["signature"]["lines"] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_no_real_name_under_a_demo_mark():
    real, made_up = Person(full_name="Trần Văn Thật"), Person(full_name="Trần Văn Mẫu", illustrative=True)
    assert printed_name(real, illustrative=True) == ""
    assert printed_name(real, illustrative=False) == "Trần Văn Thật"
    assert printed_name(made_up, illustrative=True) == "Trần Văn Mẫu"


def test_number_withdrawal_numbers_the_document_and_takes_effect(approved, act):
    request = approved.subject.request
    verbs.number_withdrawal(request, act("ct.canloc"), number="55", date=TODAY)
    approved.refresh_from_db()
    request.refresh_from_db()
    assert (approved.number, request.status) == ("55/QĐ-UBND", "effective")
    assert not Incumbency.objects.as_at(request.effective_on).filter(post=request.post).exists()


def test_number_with_effect_is_not_entered_beside_it(approved, act):
    def number():
        return number_document(approved, act("ct.canloc"), number="55", date=TODAY)

    assert codes(number) == ["numbered_by_its_own_step"]


def test_number_document_of_another_district_is_not_allowed(approved_report, act):
    with pytest.raises(NotAllowed):
        number_document(approved_report, act("ct.camxuyen"), number="9", date=TODAY)


def test_attach_signed_copy_is_kept_with_its_hash(report_document, act):
    attach_signed_copy(report_document, act("ct.camxuyen"), upload=evidence())
    report_document.refresh_from_db()
    assert report_document.status == "signed"
    assert report_document.signed_copy.sha256 == str(evidence())
    assert AuditEvent.objects.filter(verb="attach_signed_copy").first().after["sha256"] == str(evidence())


def test_second_copy_needs_a_reason(report_document, act):
    attach_signed_copy(report_document, act("ct.camxuyen"), upload=evidence())

    def again(**why):
        return attach_signed_copy(report_document, act("ct.camxuyen", **why), upload=photograph())

    assert codes(again) == ["second_copy_needs_reason"]
    again(reason="Bản trước thiếu trang.")
    report_document.refresh_from_db()
    assert report_document.signed_copy.content_type == "image/png"


def test_missing_signed_copy_is_work_for_the_issuer_only(report_document):
    def waiting(name):
        return [line.url for _step, line in lines(User.objects.get(username=name), TODAY, [DOCUMENTS])]

    assert f"/van-ban/{report_document.pk}/" in waiting("ct.camxuyen")
    assert f"/van-ban/{report_document.pk}/" not in waiting("ct.canloc")
    assert waiting("thanhtra") == []


def test_recall_needs_a_reason_and_a_signature(report_document, act):
    assert codes(lambda: recall_document(report_document, act("ct.camxuyen"))) == ["reason_needed"]
    with pytest.raises(StepUpNeeded):
        recall_document(report_document, act("ct.camxuyen", reason="Sai.", confirmed=False))


def test_recall_freezes_and_keeps_the_number_taken(report_document, approved_report, act):
    recall_document(report_document, act("ct.camxuyen", reason="Ban hành nhầm."))
    report_document.refresh_from_db()
    assert (report_document.status, report_document.recall_reason) == ("recalled", "Ban hành nhầm.")
    assert codes(lambda: attach_signed_copy(report_document, act("ct.camxuyen"), upload=evidence())) == ["wrong_status"]
    assert is_taken(approved_report, "05/BC-UBND", 2021) is False  # another issuer's book
    approved_report.issuer = report_document.issuer
    assert is_taken(approved_report, "05/BC-UBND", 2021)


def test_recall_of_a_decision_in_effect_is_vetoed(decision_document, act):
    def recall():
        return recall_document(decision_document, act("ct.camxuyen", reason="Sai."))

    assert codes(recall) == ["withdrawal_in_effect"]


def test_replacement_ends_the_old_document_when_it_is_numbered(decision_document, act):
    new = replace_document(decision_document, act("ct.camxuyen", reason="Sai họ tên."))
    decision_document.refresh_from_db()
    assert (new.status, new.replaces, decision_document.status) == ("approved", decision_document, "numbered")
    assert new.snapshot["context"]["articles"] == decision_document.snapshot["context"]["articles"]

    number_document(new, act("ct.camxuyen"), number="690", date=TODAY)
    decision_document.refresh_from_db()
    assert decision_document.status == "replaced"
    assert codes(lambda: attach_signed_copy(decision_document, act("ct.camxuyen"), upload=evidence())) == [
        "wrong_status"
    ]
    assert OfficialDocument.objects.of("withdrawal_decision", new.subject) == new


def test_one_replacement_at_a_time(decision_document, act):
    replace_document(decision_document, act("ct.camxuyen", reason="Sai họ tên."))

    def again():
        return replace_document(decision_document, act("ct.camxuyen", reason="Sai nữa."))

    assert codes(again) == ["already_replaced"]


def test_head_of_the_agency_may_number_but_not_of_another_one(report_document, act):
    with pytest.raises(NotAllowed):
        recall_document(report_document, act("gd.congthuong", reason="Sai."))


def test_the_unsigned_print_is_no_signed_copy(rendered, report_document, act):
    """Of whichever document; the reason does not help."""
    unsigned = opened(SimpleUploadedFile("412.pdf", files.read(rendered.pdf), "application/pdf"))
    for who, document in (("ct.camxuyen", rendered), ("ct.camxuyen", report_document)):
        call = act(who, reason="Gửi nhầm.")
        assert codes(lambda document=document, call=call: attach_signed_copy(document, call, upload=unsigned)) == [
            "unsigned_print"
        ]


def test_one_file_for_two_documents_needs_a_reason_and_names_the_other(decision_document, report_document, act):
    attach_signed_copy(decision_document, act("ct.camxuyen"), upload=photograph())
    with pytest.raises(TransitionRefused) as refused:
        attach_signed_copy(report_document, act("ct.camxuyen"), upload=photograph())
    (problem,) = refused.value.problems
    assert problem.code == "copy_of_another"
    assert decision_document.number in str(problem.message)
    attach_signed_copy(report_document, act("ct.camxuyen", reason="Hai văn bản quét chung."), upload=photograph())
    report_document.refresh_from_db()
    assert report_document.status == "signed"
