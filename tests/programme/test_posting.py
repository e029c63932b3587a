"""The public posting of a site: what postal employees do there on a day, by public postal service and not."""

import datetime as dt
import io
import re

import pypdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from pilot.platform.documents import render
from pilot.programme.documents.posting import posting_html
from pilot.programme.models import ProcedureChannelLimit, Site, User
from pilot.programme.selectors.posting import posted

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 15)


def found(code="HT-S-CX", day=DAY):
    return posted(Site.objects.get(code=code), User.objects.get(username="thuky"), DAY, day)


def words(rows):
    html = posting_html(Site.objects.get(code="HT-S-CX"), rows, DAY)
    return " ".join(re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", html).split())


def test_only_what_was_handed_over_by_the_day_is_posted():
    """Cẩm Xuyên handed fifteen procedures over on 01/04/2021."""
    assert len(found()) == 15
    assert len(found(day=dt.date(2021, 4, 1))) == 15
    assert found(day=dt.date(2021, 3, 31)) == []
    assert "Chưa có thủ tục nào được chuyển giao" in words([])


def test_both_lists_are_posted_and_what_nobody_published_stands_apart():
    first, second, *rest = [one.row.procedure for one in found()]
    ProcedureChannelLimit.objects.filter(procedure__in=[p.pk for p in (first, second, *rest)]).delete()
    for procedure, offered in ((first, True), (second, False)):
        ProcedureChannelLimit.objects.create(
            procedure=procedure, channel="postal", offered=offered, source_label="QĐ 12", valid_from=DAY
        )
    assert [one.by_post for one in found()].count(None) == len(rest)
    text = words(found())
    lists = re.split(r"(?:I|II|III)\. Danh mục thủ tục ", text)[1:]
    assert [name.split(" TT ")[0] for name in lists] == [
        "tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích",
        "không tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích",
        "chưa có dữ liệu công bố về dịch vụ bưu chính công ích",
    ]
    assert first.code in lists[0]
    assert second.code in lists[1]
    assert "theo dữ liệu công bố: QĐ 12." in text


@pytest.mark.skipif(bool(render.unavailable()), reason="this machine makes no PDFs")
def test_the_posting_is_a_pdf_as_of_a_day(as_user):
    answer = as_user("gd.congthuong").get(reverse("site-posting", args=["HT-S-TTPVHCC"]), {"ngay": "15/06/2021"})
    assert answer.headers["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DANH MỤC THỦ TỤC HÀNH CHÍNH", "do nhân viên Bưu điện hướng dẫn",
        "Hà Tĩnh, ngày 15 tháng 6 năm 2021", "MINH HỌA",
    ):  # fmt: skip
        assert part in text, part
    assert "Số:" not in text
    assert "xac-minh" not in text


def test_the_page_of_the_site_leads_to_it_and_the_workbook_says_the_same(as_user):
    client = as_user("gd.congthuong")
    page = client.get(reverse("site", args=["HT-S-TTPVHCC"]), {"muc": "thu-tuc"}).content.decode()
    assert reverse("site-posting", args=["HT-S-TTPVHCC"]) in page
    query = "?site=HT-S-TTPVHCC&ngay=15/06/2021"
    assert f"{reverse('export', args=['posting'])}{query}".replace("&", "&amp;") in page
    answer = client.post(reverse("export", args=["posting"]) + query, {"form": "xlsx", "operation_key": "k1"})
    cells = [row[0].value for row in load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows()]
    assert {one.row.procedure.code for one in found("HT-S-TTPVHCC")} <= set(cells)


@pytest.mark.skipif(bool(render.unavailable()), reason="this machine makes no PDFs")
def test_the_minutes_of_hand_over_are_printed_to_be_signed(as_user):
    client = as_user("ct.camxuyen")
    address = reverse("handover-minutes", args=["HT-CX", "HT-S-CX"])
    assert address in client.get(reverse("handover", args=["HT-CX", "HT-S-CX"])).content.decode()
    pages = pypdf.PdfReader(io.BytesIO(client.get(address).content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for part in (
        "/BB-TTHCC", "BIÊN BẢN", "Căn cứ Quyết định số 2459/QĐ-UBND", "Hôm nay, vào hồi …… giờ …… phút, ngày 15",
        "1. Bên giao: Ủy ban nhân dân huyện Cẩm Xuyên", "2. Bên nhận: Bưu điện tỉnh Hà Tĩnh", "3. Chứng kiến: Trung",
        "của 15 thủ tục hành chính sau đây", found()[0].row.procedure.code, "lập thành 03 bản", "giữ 01 bản./.",
        "BÊN GIAO", "BÊN NHẬN", "CHỨNG KIẾN", "MINH HỌA",
    ):  # fmt: skip
        assert part in text, part
