"""The clerk of an agency numbers and files what it issues, decides nothing, and keeps its register."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pilot.platform.access.roles import ACTS, Role
from pilot.platform.cases import waiting
from pilot.platform.documents.addressed import recipients
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import attach_signed_copy, number_document, recall_document, replace_document
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed
from pilot.programme.models import Agency, Pilot, User
from tests.paper import evidence
from tests.worklist import addresses

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2021, 6, 15)
NUMBERING = {"number_document", "number_withdrawal", "number_assignment_decision"}
OWN_RIGHT = {verb for verb, roles in ACTS.items() if set(roles) >= set(Role) - {Role.ADMINISTRATOR}}  # of every role


def seen(name):
    return OfficialDocument.objects.visible_to(User.objects.get(username=name), TODAY)


def test_a_clerk_numbers_files_and_decides_nothing():
    done = {verb for verb, roles in ACTS.items() if Role.CLERK in roles}
    assert done - OWN_RIGHT == NUMBERING | {"attach_signed_copy", "render_again"}


def test_a_clerk_sees_what_the_own_agency_issues_once_it_is_approved(approved, approved_report, report_document):
    assert set(seen("vt.canloc")) == {approved, approved_report}
    assert not seen("vt.congthuong").exists()
    assert {document.issuer.code for document in seen("vt.buudien")} == {"HT-BDT"}


def test_a_draft_is_not_the_clerks_yet():
    agency = Agency.objects.get(code="HT-CL")
    about = {"object_type": "staffing.CommitteeReport", "object_id": 0}
    OfficialDocument.objects.create(pilot=agency.pilot, issuer=agency, kind="withdrawal_report", symbol="BC", **about)
    assert not seen("vt.canloc").exists()


def test_of_what_a_document_decides_the_clerk_sees_nothing(as_user, approved):
    client = as_user("vt.canloc")
    page = client.get(f"/van-ban/{approved.pk}/").content.decode()
    assert "/nhan-su/rut-cong-chuc/" not in page
    for address in (f"/nhan-su/rut-cong-chuc/{approved.subject.request_id}/", "/co-quan/HT-CL/can-bo/"):
        assert client.get(address).status_code == 404
    assert client.get("/nhan-su/rut-cong-chuc/").context["rows"] == []


def test_the_clerk_reads_what_is_numbered_on_the_page_and_beside_the_form(as_user, approved, request):
    """Its content cannot change once the number is entered; other readers of the document read it as well."""
    client = as_user("vt.canloc")
    for document in map(request.getfixturevalue, ("approved", "approved_report")):
        text = f"/van-ban/{document.pk}/noi-dung"
        for address in (f"/van-ban/{document.pk}/", f"/van-ban/{document.pk}/number_document/"):
            assert f'<iframe src="{text}"' in client.get(address).content.decode()
        answer = client.get(text)
        assert document.summary in answer.content.decode()
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert as_user("thuky").get(f"/van-ban/{approved.pk}/noi-dung").status_code == 200
    assert as_user("vt.congthuong").get(f"/van-ban/{approved.pk}/noi-dung").status_code == 404


def test_who_numbers_on_the_page_of_what_is_decided_reads_the_same_text_beside_the_form(as_user, approved):
    address = f"/nhan-su/rut-cong-chuc/{approved.subject.request_id}/number_withdrawal/"
    page = as_user("ct.canloc").get(address).content.decode()
    assert f'<iframe src="/van-ban/{approved.pk}/noi-dung"' in page


def test_what_waits_for_a_number_stands_on_the_clerks_worklist(as_user, request):
    """The decision, and the report that its number brings."""
    for document in map(request.getfixturevalue, ("approved", "approved_report")):
        assert f"/van-ban/{document.pk}/" in addresses(as_user("vt.canloc"))
        assert f"/van-ban/{document.pk}/" not in addresses(as_user("vt.congthuong"))


def test_with_effect_it_waits_once_for_the_chairman_and_once_in_the_queue(as_user, approved):
    chairman = addresses(as_user("ct.canloc"))
    assert f"/nhan-su/rut-cong-chuc/{approved.subject.request_id}/" in chairman
    assert f"/van-ban/{approved.pk}/" not in chairman
    secretary = User.objects.get(username="thuky")
    queued = [line.url for line in waiting.queue(Pilot.objects.get(code="HATINH"), secretary, TODAY).lines]
    assert not [url for url in queued if url.startswith(f"/van-ban/{approved.pk}/")]


def test_the_clerks_number_sets_the_withdrawal_in_force(as_user, approved):
    client, address = as_user("vt.canloc"), f"/van-ban/{approved.pk}/number_document/"
    assert "có hiệu lực cùng với số" in client.get(address).content.decode()
    sent = client.post(address, {"operation_key": "k1", "number": "55", "date": "15/06/2021"})
    assert sent.headers["Location"] == f"/van-ban/{approved.pk}/"
    approved.refresh_from_db()
    assert (approved.number, approved.numbered_by.username) == ("55/QĐ-UBND", "vt.canloc")
    assert approved.subject.request.status == "effective"
    event = AuditEvent.objects.filter(verb="number_withdrawal", outcome="done").first()
    assert event.user.username == "vt.canloc"


def test_the_rules_of_the_number_refuse_the_clerk_too(as_user, approved, taken):
    form = {"operation_key": "k1", "number": "8", "date": "15/06/2021"}
    refused = as_user("vt.canloc").post(f"/van-ban/{approved.pk}/number_document/", form)
    assert "đã cấp số này" in refused.content.decode()
    approved.refresh_from_db()
    assert approved.number is None


def test_the_clerk_files_the_signed_copy_and_recalls_nothing(approved_report, report_document, act):
    number_document(approved_report, act("vt.canloc"), number="8", date=TODAY)
    attach_signed_copy(approved_report, act("vt.canloc"), upload=evidence())
    for verb in (recall_document, replace_document):
        with pytest.raises(NotAllowed):
            verb(approved_report, act("vt.canloc", reason="Sai."))
    with pytest.raises(NotAllowed):
        attach_signed_copy(report_document, act("vt.canloc"), upload=evidence())


# --- the register


@pytest.fixture
def registered(decided, report_document, act):
    """Cẩm Xuyên, 2021: 05/BC-UBND recalled, 412/QĐ-UBND replaced by 414."""
    recall_document(report_document, act("ct.camxuyen", reason="Ban hành nhầm."))
    new = replace_document(
        OfficialDocument.objects.of("withdrawal_decision", decided), act("ct.camxuyen", reason="Sai.")
    )
    number_document(new, act("ct.camxuyen"), number="414", date=TODAY)


def book(client, query=""):
    return [(line.number, line.note) for line in client.get(f"/van-ban/so-dang-ky/{query}").context["lines"]]


LINES = [
    ("01–04/BC-UBND", "không có trong sổ này"),
    ("05/BC-UBND", "đã thu hồi"),
    ("01–411/QĐ-UBND", "không có trong sổ này"),
    ("412/QĐ-UBND", "đã bị thay thế"),
    ("413/QĐ-UBND", "không có trong sổ này"),
    ("414/QĐ-UBND", "đã ban hành, chưa có bản đã ký. Thay thế 412/QĐ-UBND"),
]


@pytest.mark.parametrize("name", ["ct.camxuyen", "thanhtra"])
def test_the_book_holds_every_number_in_order_with_gaps_and_what_became_of_it(name, as_user, registered):
    assert book(as_user(name), "?issuer=agency-HT-CX&year=2021") == LINES


def test_a_filter_leaves_out_and_so_tells_no_gaps(as_user, registered):
    asked = "?issuer=agency-HT-CX&year=2021&status=recalled"
    assert book(as_user("thanhtra"), asked) == [("05/BC-UBND", "đã thu hồi")]


def test_a_number_that_the_reader_may_not_see_is_neither_shown_nor_a_gap(as_user, registered):
    """The director of the centre sees the decisions on its counters, not the report to the committee."""
    lines = [number for number, _note in book(as_user("gd.tt.camxuyen"), "?issuer=agency-HT-CX&year=2021")]
    assert "05/BC-UBND" not in lines
    assert "01–411/QĐ-UBND" in lines


def test_the_workbook_is_the_page(as_user, registered):
    client, query = as_user("ct.camxuyen"), "?issuer=agency-HT-CX&year=2021"
    answer = client.post(reverse("export", args=["number-book"]) + query, {"form": "xlsx", "operation_key": "k1"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if row[0] == "Số, ký hiệu văn bản")
    body = rows[rows.index(head) + 1 :]
    assert [(row[0], row[7]) for row in body[: len(LINES)]] == LINES
    report = body[1]
    assert report[1].date() == dt.date(2021, 4, 9)
    assert report[2].startswith("Báo cáo Ban Chỉ đạo")
    assert report[5].startswith("VT")


def test_the_book_names_recipients_and_both_signing_sides(as_user):
    """ "Như trên" and "Như Điều 4" point to another place of the paper, and nowhere in a register."""
    page = as_user("thanhtra")
    found = []
    for book in page.get("/van-ban/so-dang-ky/").context["form"].books:
        query = f"?issuer={book.issuer}&year={book.year}"
        found += [line for line in page.get(f"/van-ban/so-dang-ky/{query}").context["lines"] if line.document]
    by_kind = {line.document.kind: line for line in found}
    assert not [
        line.sent_to for line in found if not line.sent_to or "Như " in line.sent_to or "tại Điều" in line.sent_to
    ]
    assert not [line.number for line in found if not line.signed_by]
    decision = by_kind["withdrawal_decision"].sent_to
    assert "Giám đốc Bưu điện tỉnh Hà Tĩnh" in decision
    assert "Ông (bà) " in decision
    lease = by_kind["facility_lease"]
    assert lease.sent_to == "Bưu điện tỉnh Hà Tĩnh; Ủy ban nhân dân xã Cẩm Thành"
    assert lease.signed_by.startswith("Bưu điện tỉnh Hà Tĩnh; Ủy ban nhân dân xã Cẩm Thành: ")
    assert lease.subject_line == "Hợp đồng thuê trụ sở tại Bộ phận Một cửa xã Cẩm Thành"
    request = by_kind["payment_request"]
    assert request.sent_to == "Văn phòng Ủy ban nhân dân tỉnh"
    assert request.subject_line.startswith("Giấy đề nghị thanh toán chi phí nhân công tháng 5 năm 2021 tại ")


def test_what_points_nowhere_stays_as_it_is_printed():
    assert recipients({"recipients": ["Như trên", "Như Điều 4", "Bưu điện"]}) == ["Như trên", "Như Điều 4", "Bưu điện"]
    charged = {"text": "Giám đốc A và các ông (bà) có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này."}
    printed = {"recipients": ["Như Điều 2"], "articles": [{"clauses": [{"text": "Ông (bà) B."}]}, charged]}
    assert recipients(printed) == ["Giám đốc A", "Ông (bà) B"]


def test_the_list_of_documents_begins_with_what_tells_them_apart(as_user):
    """On a phone only the first column stays in sight: ten payment requests are not ten rows of the same words."""
    first = as_user("thuky").get("/van-ban/").context["rows"][0]
    assert first[1][0].value == first[0].summary
    head = re.findall(r"<th scope=\"col\"[^>]*>\s*(\S+)", as_user("thuky").get("/don-vi-hanh-chinh/").content.decode())
    assert head[:2] == ["Tên", "Mã"]


def test_the_own_book_comes_first(as_user, approved_report, act):
    number_document(approved_report, act("vt.canloc"), number="1", date=TODAY)
    assert as_user("vt.canloc").get("/van-ban/so-dang-ky/").context["book"].issuer == "agency-HT-CL"
    assert book(as_user("vt.congthuong")) == []
