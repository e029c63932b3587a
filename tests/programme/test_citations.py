"""A province's own documents: entered by its secretariat, cited by its pilot, put right where typed wrong."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from pilot.programme.documents.citing import cite
from pilot.programme.models import LegalDocument, SourceDocument, User
from pilot.programme.selectors.grounds import by_number, named_in
from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
GIVEN = {
    "doc_type": "QĐ", "number": "77/QĐ-UBND", "date": "10/06/2021", "issuer": "UBND tỉnh Hà Tĩnh",
    "subject": "Ban hành Quy chế phối hợp (minh họa)",
}  # fmt: skip


def test_what_the_secretariat_enters_is_cited_found_and_put_right(as_user):
    secretary, address = as_user("thuky"), reverse("enter-document", args=["HATINH"])
    assert address in secretary.get(reverse("legal-documents")).content.decode()
    assert address not in as_user("gd.congthuong").get(reverse("legal-documents")).content.decode()
    send(secretary, address, **GIVEN)
    document = LegalDocument.objects.get(number="77/QĐ-UBND")
    assert (document.pilot.code, document.code, document.date) == ("HATINH", "V1", dt.date(2021, 6, 10))
    assert cite(document).startswith("Quyết định số 77/QĐ-UBND ngày 10 tháng 6 năm 2021 của Ủy ban nhân dân")
    assert "77/QĐ-UBND" in text_of(secretary.get(reverse("search"), {"q": "77/QĐ-UBND"}))
    step = reverse("legal-document-step", args=[document.pk, "correct_document"])
    send(secretary, step, **GIVEN | {"subject": "Ban hành Quy chế mới (minh họa)"}, reason="Gõ nhầm trích yếu.")
    assert "Quy chế mới" in text_of(as_user("gd.congthuong").get(reverse("legal-document", args=["V1"])))


def test_its_page_says_who_entered_it_and_what_it_is(as_user):
    secretary = as_user("thuky")
    said = send(secretary, reverse("enter-document", args=["HATINH"]), **GIVEN)
    assert "căn cứ nào ghi số của văn bản này sẽ dẫn tới văn bản này" in text_of(said)
    page = text_of(secretary.get(reverse("legal-document", args=["V1"])))
    assert "Do Tổ Giúp việc nhập" in page
    assert User.objects.get(username="thuky").person.full_name in page.split("Do Tổ Giúp việc nhập")[1][:60]
    assert "Loại văn bản Quyết định" in page
    assert "Có trong tài liệu" not in page
    assert "Chưa ghi nhận nơi viện dẫn" not in page


def test_where_a_ground_is_typed_the_cited_documents_are_offered_as_grounds_name_them(as_user):
    secretary = as_user("thuky")
    send(secretary, reverse("enter-document", args=["HATINH"]), **GIVEN)
    words = "77/QĐ-UBND ngày 10/06/2021 của UBND tỉnh Hà Tĩnh"
    user = User.objects.get(username="thuky")
    assert named_in(words, by_number(user, dt.date(2021, 6, 15))).document.code == "V1"
    for name in ("enter-agency", "enter-field", "reorganise", "enter-unit"):
        page = secretary.get(reverse(name, args=["HATINH"])).content.decode()
        assert 'list="cited-documents"' in page
        assert page.count('<datalist id="cited-documents">') == 1
        assert f'<option value="{words}">' in page
    assert "<datalist" not in secretary.get(reverse("enter-document", args=["HATINH"])).content.decode()


def test_a_document_that_the_facts_were_read_from_goes_by_its_title(as_user):
    client, plan = as_user("thuky"), SourceDocument.objects.get(code="S3")
    listed, page = client.get(reverse("legal-documents")), client.get(reverse("legal-document", args=["S3"]))
    assert f'lang="vi">{plan.title}</a>' in listed.content.decode()
    assert "I, II, III, III" not in text_of(listed)
    assert "Mục như in I, II, III, III" in text_of(page)
    assert f"<h1>{plan.title}" in re.sub(r"<h1[^>]*>\s*", "<h1>", page.content.decode())


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"number": "2459 / qđ-ubnd", "date": "23/07/2019"}, "đã có."), ({"date": "20/06/2021"}, "Ngày này chưa tới")],
)
def test_a_document_is_entered_once_and_after_it_was_issued(as_user, changed, said):
    answer = send(as_user("thuky"), reverse("enter-document", args=["HATINH"]), **GIVEN | changed)
    assert said in text_of(answer)
    assert not LegalDocument.objects.filter(code="V1").exists()


def test_nobody_changes_a_document_of_the_fact_files_by_screen(as_user):
    document = LegalDocument.objects.get(code="D15")
    step = reverse("legal-document-step", args=[document.pk, "correct_document"])
    assert as_user("thuky").get(step).status_code == 403
    assert step not in as_user("thuky").get(reverse("legal-document", args=["D15"])).content.decode()
