"""The PDF: what stands on it, in which fonts, and that nothing outside it was read."""

import datetime as dt
import io
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdf
import pytest
from django.template.loader import render_to_string

from pilot.platform.documents import render
from pilot.platform.documents.compose import context_of, html_of
from pilot.platform.documents.tasks import render_one
from pilot.platform.documents.workflows import replace_document
from pilot.platform.kernel import files
from pilot.platform.vietnamese import document_date

IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")  # there it has to be able to
pytestmark = pytest.mark.skipif(bool(render.unavailable()) and not IN_CI, reason="this machine makes no PDFs")
MARK = "MINH HỌA – KHÔNG CÓ GIÁ TRỊ"


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(document):
    return " ".join(" ".join(page.extract_text() for page in read(render.pdf(html_of(document))).pages).split())


def fonts(reader):
    return {
        str(f["/BaseFont"])
        for page in reader.pages
        for f in (r.get_object() for r in page["/Resources"]["/Font"].values())
    }


@pytest.mark.usefixtures("demo")
def test_district_decision_reads_as_the_decree_says(decision_document):
    text = text_of(decision_document)
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN HUYỆN CẨM XUYÊN",
        "Số: 412/QĐ-UBND",
        "Cẩm Xuyên, ngày 09 tháng 4 năm 2021",
        "QUYẾT ĐỊNH",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN CẨM XUYÊN",
        "Căn cứ Quyết định số 2459/QĐ-UBND ngày 23 tháng 7 năm 2019 của Ủy ban nhân dân tỉnh Hà Tĩnh",
        "về việc ban hành Đề án thí điểm chuyển giao một số nhiệm vụ hành chính công qua dịch vụ Bưu chính công ích",
        "trên địa bàn tỉnh Hà Tĩnh;",
        "Điều 1. Rút 02 công chức",
        "kể từ ngày 19 tháng 4 năm 2021",
        "thi hành Quyết định này./.",
        "Nơi nhận:",
        "- Như Điều 3;",
        "- Lưu: VT, VP.",
        "/xac-minh/",
    ):
        assert part in text, part
    assert "TM. ỦY BAN" not in text


@pytest.mark.usefixtures("demo")
def test_provincial_decision_is_signed_tm_and_names_the_support_channel(provincial_document):
    text = text_of(provincial_document)
    for part in (
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "Hà Tĩnh, ngày 02 tháng 6 năm 2021",
        "Việc hướng dẫn, tiếp nhận, chuyển hồ sơ và trả kết quả tại vị trí nêu trên",  # KH II, II.1 (31): A30
        "kênh hỗ trợ",
        "tham mưu của Ban Chỉ đạo Đề án.",
    ):
        assert part in text, part


@pytest.mark.usefixtures("demo")
def test_report_has_three_parts_and_leading_zero(report_document):
    text = text_of(report_document)
    for part in (
        "Số: 05/BC-UBND",
        "Kính gửi: Ban Chỉ đạo Đề án",
        "I. KẾT QUẢ",
        "II. TỒN TẠI",
        "III. KIẾN NGHỊ",
        "chỉ đạo./.",
    ):
        assert part in text, part


@pytest.mark.usefixtures("demo")
def test_successor_names_what_it_replaces(decision_document, report_document, act):
    reason = act("ct.camxuyen", reason="Sai họ tên.")
    text = text_of(replace_document(decision_document, reason))
    line = "Văn bản này thay thế văn bản số 412/QĐ-UBND ngày 09 tháng 4 năm 2021 của"
    assert f"{line} Ủy ban nhân dân huyện Cẩm Xuyên./." in text
    assert "Số: /QĐ-UBND" in text
    assert "thay thế văn bản số 05/BC-UBND" in text_of(replace_document(report_document, reason))


@pytest.mark.usefixtures("demo")
def test_only_the_font_of_the_decree_is_embedded(decision_document):
    found = fonts(read(render.pdf(html_of(decision_document))))
    assert found
    assert all("Liberation-Serif" in name or "TimesNewRoman" in name for name in found), found


@pytest.mark.usefixtures("demo")
def test_every_page_of_a_demo_document_bears_the_mark(decision_document):
    html = render_to_string(
        "pdf/decision.html",
        context_of(decision_document) | {"annexes": [{"title": "Danh sách", "table": table(90)}] * 2},
    )
    pages = [" ".join(page.extract_text().split()) for page in read(render.pdf(html)).pages]
    assert len(pages) >= 5
    assert all(MARK in page for page in pages)


@pytest.mark.usefixtures("demo")
def test_page_numbers_start_on_page_two_and_again_in_each_annex(decision_document):
    context = context_of(decision_document) | {
        "illustrative": False,
        "annexes": [{"title": "Danh sách", "table": table(90)}] * 2,
    }
    pages = read(render.pdf(render_to_string("pdf/decision.html", context))).pages
    annexes = ["Phụ lục I" in page.extract_text() for page in pages]
    assert in_top_margin(pages[0]) == ""
    assert [in_top_margin(p) for p, starts in zip(pages, annexes, strict=True) if starts] == ["", ""]
    assert [in_top_margin(pages[i + 1]) for i, starts in enumerate(annexes) if starts] == ["2", "2"]


def in_top_margin(page):
    """What is printed in the upper 20 mm of a portrait page, and centred on it."""
    found = []

    def visit(text, cm, tm, _font, _size):
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]  # points from the lower left corner
        if y > 842 - 57 and abs(x - (85 + 595 - 51) / 2) < 10:
            found.append(text.strip())

    page.extract_text(visitor_text=visit)
    return "".join(found)


def table(count):
    columns = [{"label": "STT", "align": "center"}, {"label": "Họ và tên"}]
    return {"columns": columns, "rows": [[f"{i:02}", f"Nguyễn Thị Mẫu {i}"] for i in range(1, count + 1)]}


@pytest.mark.usefixtures("demo")
def test_same_document_gives_the_same_bytes(decision_document):
    html = html_of(decision_document)
    assert render.pdf(html) == render.pdf(html)


@pytest.mark.usefixtures("demo")
def test_filed_pdf_is_tagged_and_has_the_hash_of_the_event(rendered):
    from pilot.platform.kernel.models import AuditEvent

    reader = read(files.read(rendered.pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert AuditEvent.objects.get(verb="file_pdf", object_id=str(rendered.pk)).after["sha256"] == rendered.pdf.sha256


@pytest.mark.usefixtures("demo")
def test_a_text_of_the_domain_cannot_bring_markup(decision_document):
    context = context_of(decision_document) | {"bases": ['<img src="file:///etc/passwd">']}
    assert "&lt;img" in render_to_string("pdf/decision.html", context)


# --- nothing is fetched -----------------------------


@pytest.fixture
def listener():
    """A local web server that notes each request."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


SVG = "http://www.w3.org/2000/svg"
SECRET = b"secret-that-must-not-travel"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        "<style>@import url({url});</style>",
        "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style>",
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">x</a>',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<p style="background: url({url})">x</p>',
        "<ul style='list-style-image: url({url})'><li>x</ul>",
        f'<svg xmlns="{SVG}" width="9" height="9"><image href="{{url}}" width="9" height="9"/></svg>',
        f'<svg xmlns="{SVG}" width="9" height="9"><use href="{{url}}#a"/></svg>',
        f'<img src=\'data:image/svg+xml,<svg xmlns="{SVG}"><image href="{{url}}"/></svg>\'>',
    ],
)
def test_pdf_ssrf(html, listener, tmp_path):
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_bytes(SECRET)
    for url in (f"{address}/x", secret.as_uri(), "ftp://127.0.0.1/x"):
        made = render.pdf(f'<html lang="vi"><title>x</title><p>Văn bản</p>{html.format(url=url)}</html>')
        reader = read(made)
        streams = b"".join(
            o.get_data() for i in range(1, reader.trailer["/Size"]) if hasattr(o := reader.get_object(i), "get_data")
        )
        assert SECRET not in made + streams
        assert not reader.attachments
    assert asked == []


def test_leading_zeros_of_day_and_month():
    assert document_date(dt.date(2021, 4, 10), "Gia Lai") == "Gia Lai, ngày 10 tháng 4 năm 2021"
    assert document_date(dt.date(2021, 1, 5)) == "ngày 05 tháng 01 năm 2021"


@pytest.mark.usefixtures("demo")
def test_rendering_twice_files_once(rendered):
    first = rendered.pdf_id
    assert render_one(rendered)
    rendered.refresh_from_db()
    assert rendered.pdf_id == first
