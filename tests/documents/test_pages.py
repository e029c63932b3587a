"""Pages and files: one scope for all of them, and a public page that tells nothing about people."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import attach_signed_copy, recall_document
from pilot.platform.kernel.models import AuditEvent
from tests.paper import SCAN, evidence

pytestmark = pytest.mark.usefixtures("demo")
WITHDRAWAL = ("withdrawal_decision", "withdrawal_report")
READERS = {
    "ct.camxuyen": {"412/QĐ-UBND", "05/BC-UBND"},
    "gd.tt.camxuyen": {"412/QĐ-UBND"},
    "ct.canloc": set(),
    "gd.congthuong": {"1890/QĐ-UBND"},
    "gd.taichinh": set(),
    "buudien": {"412/QĐ-UBND", "1890/QĐ-UBND"},
    "thuky": {"412/QĐ-UBND", "05/BC-UBND", "1890/QĐ-UBND"},
    "thanhtra": {"412/QĐ-UBND", "05/BC-UBND", "1890/QĐ-UBND"},
    "thuky.gialai": set(),
    "quantri1": set(),
    "chitra": set(),
}


@pytest.mark.parametrize("name", READERS)
def test_list_page_pdf_and_copy_agree(name, as_user, act, rendered):
    attach_signed_copy(rendered, act("ct.camxuyen"), upload=evidence())
    client = as_user(name)
    listed = client.get("/van-ban/").content.decode()
    for document in OfficialDocument.objects.filter(kind__in=WITHDRAWAL):
        seen = document.number in READERS[name]
        assert (f'href="/van-ban/{document.pk}/"' in listed) is seen
        assert status(client, f"/van-ban/{document.pk}/") == (200 if seen else 404)
        with_files = seen and document.pk == rendered.pk
        assert status(client, f"/van-ban/{document.pk}/ban-in.pdf") == (200 if with_files else 404)
        assert status(client, f"/van-ban/{document.pk}/ban-ky") == (200 if with_files else 404)


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()  # to its end, so that the file is closed
    return answer.status_code


def test_looking_for_a_hidden_document_is_recorded(as_user, report_document):
    as_user("ct.canloc").get(f"/van-ban/{report_document.pk}/ban-in.pdf")
    event = AuditEvent.objects.first()
    assert (event.outcome, event.object_type, event.object_id) == (
        "refused",
        "documents.OfficialDocument",
        str(report_document.pk),
    )


def test_pdf_is_sent_as_it_was_filed(as_user, rendered):
    answer = as_user("ct.camxuyen").get(f"/van-ban/{rendered.pk}/ban-in.pdf")
    content = answer.getvalue()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF-")
    assert len(content) == rendered.pdf.size


def test_number_form_from_page_to_page(as_user, approved_report):
    client, address = as_user("ct.canloc"), f"/van-ban/{approved_report.pk}/number_document/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"operation_key": "k1", "number": "abc", "date": "15/06/2021"})
    assert refused.status_code == 200
    assert 'value="abc"' in refused.content.decode()
    wrong = client.post(address, {"operation_key": "k1", "number": "9", "date": "31/9/2021"})
    assert wrong.context["form"].errors["date"]
    sent = client.post(address, {"operation_key": "k2", "number": "9", "date": "15/06/2021"})
    assert sent.headers["Location"] == f"/van-ban/{approved_report.pk}/"
    approved_report.refresh_from_db()
    assert approved_report.number == "09/BC-UBND"


def test_upload_form(as_user, report_document):
    client, address = as_user("ct.camxuyen"), f"/van-ban/{report_document.pk}/attach_signed_copy/"
    bad = client.post(address, {"operation_key": "k1", "file": SimpleUploadedFile("a.pdf", b"MZ program")})
    assert "file" in bad.context["form"].errors
    good = client.post(address, {"operation_key": "k2", "file": SimpleUploadedFile("../../b.exe", SCAN)})
    assert good.status_code == 302
    report_document.refresh_from_db()
    assert report_document.signed_copy.name == "05-BC-UBND-2021.ban-ky.pdf"


def test_recall_asks_for_the_password_again(as_user, report_document):
    client, address = as_user("ct.camxuyen"), f"/van-ban/{report_document.pk}/recall_document/"
    form = {"operation_key": "k1", "reason": "Ban hành nhầm."}
    assert client.post(address, form | {"secret": "wrong"}).context["form"].errors["secret"]
    assert client.post(address, form | {"secret": "minh-hoa-2021"}).status_code == 302
    page = client.get(f"/van-ban/{report_document.pk}/").content.decode()
    assert "Ban hành nhầm." in page


def test_step_of_another_role_is_403(as_user, report_document):
    assert as_user("thuky").get(f"/van-ban/{report_document.pk}/recall_document/").status_code == 403
    assert as_user("ct.camxuyen").get(f"/van-ban/{report_document.pk}/unknown/").status_code == 404


def test_decision_is_numbered_on_the_page_of_the_withdrawal(as_user, approved):
    page = as_user("ct.canloc").get(f"/van-ban/{approved.pk}/").content.decode()
    assert f"/nhan-su/rut-cong-chuc/{approved.subject.request_id}/number_withdrawal/" in page
    assert "number_document" not in page


def test_withdrawal_page_shows_its_documents(as_user, decided, decision_document, report_document):
    page = as_user("ct.camxuyen").get(f"/nhan-su/rut-cong-chuc/{decided.request_id}/").content.decode()
    assert f'href="/van-ban/{decision_document.pk}/"' in page
    assert f'href="/van-ban/{report_document.pk}/"' in page
    hidden = as_user("gd.tt.camxuyen").get(f"/nhan-su/rut-cong-chuc/{decided.request_id}/").content.decode()
    assert f'href="/van-ban/{report_document.pk}/"' not in hidden


# --- verification -----------------------------


def test_verification_tells_the_paper_and_nothing_of_people(client, rendered):
    page = client.get(f"/xac-minh/{rendered.code}/").content.decode()
    for shown in ("412/QĐ-UBND", "09/04/2021", "UBND</abbr> huyện Cẩm Xuyên", rendered.pdf.sha256):
        assert shown in page
    people = [rendered.signer.person.full_name, *re.findall(r"Ông \(bà\) ([^,.]+), ", str(rendered.snapshot))]
    assert len(people) == 3
    for hidden in (*people, rendered.summary, rendered.signer.username, "ban-in.pdf"):
        assert hidden not in page


def test_verification_knows_only_issued_documents(client, approved):
    assert client.get(f"/xac-minh/{approved.code}/").status_code == 404
    assert client.get("/xac-minh/abc/").status_code == 404


def state_on(page):
    return " ".join(re.search(r"<dt>Trạng thái</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)[1].split())


def test_verification_says_the_state_as_the_paper_promises(client, rendered):
    """What is made for demonstration was issued, but is not said to hold."""
    assert rendered.illustrative
    assert "đã ban hành" in state_on(client.get(f"/xac-minh/{rendered.code}/").content.decode())


def test_verification_says_recalled_without_the_reason(client, act, report_document):
    recall_document(report_document, act("ct.camxuyen", reason="Ban hành nhầm."))
    page = client.get(f"/xac-minh/{report_document.code}/")
    assert page.context["document"].status == "recalled"
    assert "Ban hành nhầm." not in page.content.decode()
    assert "đã thu hồi" in state_on(page.content.decode())


def test_search_agrees_with_the_list(as_user, decision_document):
    address = f'href="/van-ban/{decision_document.pk}/"'
    assert address in as_user("ct.camxuyen").get("/tim-kiem/?q=412/Q").content.decode()
    assert address not in as_user("ct.canloc").get("/tim-kiem/?q=412/Q").content.decode()


# --- lists -----------------------------


def test_list_filters(as_user):
    def numbers(query):
        return [d.number for d, _state in as_user("thuky").get(f"/van-ban/?{query}").context["rows"]]

    assert numbers("kind=withdrawal_report") == ["05/BC-UBND"]
    assert numbers("q=1890") == ["1890/QĐ-UBND"]
    assert numbers("status=signed") == []
    assert "1890/QĐ-UBND" in numbers("year=2021")
    assert numbers("year=2020") == []


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/van-ban/", "/"])
def test_lists_have_the_same_number_of_queries(address, as_user, decided, issue_own):
    client = as_user("ct.camxuyen")
    client.get(address)
    few = queries(client, address)
    for _more in range(27):
        issue_own(decided)
    assert queries(client, address) == few
    assert few <= 25
