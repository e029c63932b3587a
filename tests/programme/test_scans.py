"""The scan of a cited document: who puts it there, how it is exchanged, and where citations open it."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from PIL import Image, ImageDraw

from pilot.platform.documents.evidence import opened
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.text import code_key
from pilot.programme.models import CitedScan, CounterPost, LegalDocument, Parameter, Pilot, SourceDocument
from pilot.programme.selectors.grounds import named_in
from pilot.programme.selectors.scans import Scan
from pilot.programme.workflows.scans import attach_scan
from tests.paper import photograph

pytestmark = pytest.mark.usefixtures("demo")
PAGES = {"III-a.3": 2, "IV": 3}


def pdf(words="KẾ HOẠCH", count=3):
    """A plan of three written pages."""
    pages = []
    for number in range(count):
        pages.append(Image.new("RGB", (600, 800), "white"))
        ImageDraw.Draw(pages[-1]).text((60, 80), f"{words} {number}", "black", font_size=40)
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:])
    return SimpleUploadedFile("ke-hoach.pdf", made.getvalue(), "application/pdf")


@pytest.fixture
def plan():
    return SourceDocument.objects.get(code="S3")


@pytest.fixture
def attach(act, plan):
    def put(who="thuky", document=None, upload=None, pages=PAGES, code="HATINH", **more):
        inputs = {"document": document or plan, "upload": upload or opened(pdf()), "pages": pages}
        return attach_scan(Pilot.objects.get(code=code), act(who, **more), **inputs)

    return put


def refused(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [problem.code for problem in caught.value.problems] or [caught.value.code]


def test_a_file_is_opened_to_its_last_page():
    assert opened(pdf(count=7)).pages == 7


def test_from_the_form_to_the_page_that_a_rule_opens(as_user, plan):
    address = reverse("attach-scan", args=[plan.code])
    body = {"operation_key": "k1", "file": pdf(), "pages": "Mục III-a.3: trang 2\n\nIV 3"}
    sent = as_user("thuky").post(address, body)
    assert sent.headers["Location"] == f"/van-ban-can-cu/{plan.code}/"
    scan = CitedScan.objects.get()
    assert (scan.pages, scan.number, scan.pilot.code) == ({"Mục III-a.3": 2, "IV": 3}, 1, "HATINH")
    rule = Parameter.objects.filter(source=plan, source_section__startswith="III-a.3", pilot__code="HATINH")[0]
    page = as_user("gd.noivu").get(reverse("rules", args=["HATINH"])).content.decode()
    assert f'<a href="/van-ban-can-cu/S3/ban-chup#page=2">{rule.place}</a>' in page
    assert "/van-ban-can-cu/S3/ban-chup#page=3" in as_user("gd.noivu").get("/van-ban-can-cu/S3/").content.decode()


def test_everybody_with_a_role_reads_it_in_the_browser(as_user, attach):
    attach()
    for name in ("gd.noivu", "thuky.gialai", "vt.canloc"):
        answer = as_user(name).get("/van-ban-can-cu/S3/ban-chup")
        assert answer.getvalue().startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "sandbox" not in answer.headers["Content-Security-Policy"]
    assert as_user("gd.noivu").get("/van-ban-can-cu/S3/ban-chup?trang-dau").getvalue()
    assert as_user("gd.noivu").get("/van-ban-can-cu/S4/ban-chup").status_code == 404


def test_only_a_secretariat_puts_it_there(attach):
    for name in ("truongban", "gd.noivu", "quantri1"):
        with pytest.raises(NotAllowed):
            attach(name)


def test_another_scan_needs_a_reason_and_the_earlier_one_stays(attach, as_user):
    first = attach()
    assert refused(lambda: attach(upload=opened(pdf("BẢN KHÁC")))) == ["exchange_needs_reason"]
    second = attach(upload=opened(pdf("BẢN KHÁC")), reason="Bản trước thiếu trang.")
    assert (first.number, second.number) == (1, 2)
    assert AuditEvent.objects.filter(verb="attach_scan", outcome="done").count() == 2
    client = as_user("gd.noivu")
    assert "Bản trước thiếu trang." in client.get("/van-ban-can-cu/S3/").content.decode()
    now, before = (client.get(f"/van-ban-can-cu/S3/ban-chup{query}").getvalue() for query in ("", "?ban=1"))
    assert now != before
    assert client.get("/van-ban-can-cu/S3/ban-chup?ban=9").status_code == 404


def test_a_secretariat_exchanges_only_what_it_put_there(attach):
    attach()
    assert refused(lambda: attach("thuky.gialai", code="GIALAI", reason="Bản rõ hơn.")) == ["scan_of_another_pilot"]


def test_a_section_behind_the_last_page_and_a_picture_are_refused(attach):
    assert refused(lambda: attach(pages={"V": 4})) == ["page_beyond"]
    assert refused(lambda: attach(upload=photograph(), pages={})) == ["scan_no_pdf"]


def test_what_is_no_section_with_its_page_is_said_at_the_field(as_user):
    body = {"operation_key": "k1", "file": pdf(), "pages": "III-a.3\nIV 0"}
    form = as_user("thuky").post(reverse("attach-scan", args=["S3"]), body).context["form"]
    assert "III-a.3; IV 0" in form.errors["pages"][0]


def test_two_at_once_do_not_both_hold(attach, plan):
    first = attach()
    with pytest.raises(IntegrityError), transaction.atomic():
        CitedScan.objects.create(
            pilot=first.pilot, source=plan, number=1, file=first.file, added_at=first.added_at, added_by=first.added_by
        )


def test_a_scan_is_never_overwritten(attach):
    scan = attach()
    for change in (lambda: CitedScan.objects.update(pages={}), scan.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_cited_document_shows_its_scan_and_leads_to_where_it_is_cited(attach, as_user):
    document = next(row for row in LegalDocument.objects.all() if any(c.get("sec") for c in row.citations))
    citation = next(c for c in document.citations if c.get("sec"))
    attach(document=document, pages={})
    attach(document=SourceDocument.objects.get(code=citation["doc"]), pages={citation["sec"]: 3})
    page = as_user("gd.noivu").get(f"/van-ban-can-cu/{document.code}/").content.decode()
    assert f'href="/van-ban-can-cu/{document.code}/ban-chup"' in page
    assert f'<a href="/van-ban-can-cu/{citation["doc"]}/ban-chup#page=3">{citation["sec"]}</a>' in page


@pytest.mark.parametrize(
    ("section", "page"),
    [("III-a.3", 2), ("III-a.3.1.1", 2), ("§ iii-a.3", 2), ("IV, điểm 4", 3), ("III-a", None), ("V", None), ("", None)],
)
def test_a_section_opens_at_its_own_page_or_at_that_of_the_section_around_it(section, page):
    assert Scan(1, PAGES).page_of(section) == page


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("20/KH-UBND ngày 20/01/2024 của UBND tỉnh Lam Giang, mục III.3", ("20/KH-UBND", "V1", "III.3")),
        ("Theo 20/kh-ubnd", None),  # of two provinces
        ("Kế hoạch 20/KH-UBND ngày 20/1/2021", ("20/KH-UBND", "V2", "")),
        ("Kế hoạch 20/KH-UBND ngày 21/01/2024", None),  # another of this number
        ("Nghị định 72/2024/NĐ-CP, Điều 2", ("72/2024/NĐ-CP", "V3", "2")),
        ("Biên bản ngày 20/01/2024", None),
        ("", None),
    ],
)
def test_a_typed_ground_names_a_document_that_is_known(words, named):
    known = {}
    for code, number, day in (
        ("V1", "20/KH-UBND", dt.date(2024, 1, 20)), ("V2", "20/KH-UBND", dt.date(2021, 1, 20)),
        ("V3", "72/2024/NĐ-CP", dt.date(2024, 6, 30)),
    ):  # fmt: skip
        known.setdefault(code_key(number), []).append(LegalDocument(code=code, number=number, date=day))
    found = named_in(words, known)
    assert (found and (found.number, found.document.code, found.section)) == named
    assert found is None or f"{found.before}{found.number}{found.after}" == words


def test_the_ground_of_a_post_leads_to_its_document_and_then_to_the_scan(as_user, attach):
    document = LegalDocument.objects.get(code="D15")
    post = CounterPost.objects.filter(pilot__code="HATINH").first()
    words = f"{document.number} ngày {document.date:%d/%m/%Y}, mục IV"
    CounterPost.objects.filter(pk=post.pk).update(legal_basis=words)
    page = reverse("counter-post", args=[post.code])
    assert f'<a href="/van-ban-can-cu/D15/">{document.number}</a>' in as_user("thuky").get(page).content.decode()
    attach(document=document)
    scan = f'<a href="/van-ban-can-cu/D15/ban-chup#page=3">{document.number}</a>'
    assert scan in as_user("thuky").get(page).content.decode()
