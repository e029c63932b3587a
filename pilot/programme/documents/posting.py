"""The public posting of a site: procedures done by postal employees, by public postal service and not.

Source: QĐ 45/2016/QĐ-TTg, Điều 13 (both lists are posted); KH giai đoạn II, III-a.3.2. It is no document with a number:
it shows what held on a day, and is printed again when that changes.
"""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from pilot.platform.documents.unbroken import unbroken
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.letterhead import letterhead, place_of
from pilot.programme.models import Site
from pilot.programme.selectors.posting import Posted

COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Mã thủ tục", "align": "center"},
    {"label": "Tên thủ tục hành chính", "align": ""},
    {"label": "Lĩnh vực", "align": ""},
    {"label": "Cơ quan giải quyết", "align": ""},
]
LISTS = {
    True: "Danh mục thủ tục tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích",
    False: "Danh mục thủ tục không tiếp nhận hồ sơ, trả kết quả qua dịch vụ bưu chính công ích",
    None: "Danh mục thủ tục chưa có dữ liệu công bố về dịch vụ bưu chính công ích",
}


def posting_html(site: Site, found: list[Posted], day: dt.date) -> str:
    """The posting as it prints, marked MINH HỌA where anything on it is."""
    lists = {words: [one for one in found if one.by_post is by_post] for by_post, words in LISTS.items()}
    context = {
        **letterhead(site),
        "summary": f"do nhân viên Bưu điện hướng dẫn, tiếp nhận hồ sơ và trả kết quả tại {site.name}",
        "date_line": document_date(day, place_of(site)),
        "illustrative": settings.DEMO or any(one.illustrative for one in found),
        "sections": [{"title": words, "table": _table(rows)} for words, rows in lists.items() if rows],
        "published": ", ".join(sorted({one.published for one in found if one.published})),
    }
    with translation.override("vi"):
        return unbroken(render_to_string("pdf/posting.html", context))


def _table(found: Iterable[Posted]) -> dict[str, object]:
    rows = [one.row for one in found]
    cells = [
        [str(i), row.procedure.code, row.procedure.name, row.procedure.field.name, row.agency.name]
        for i, row in enumerate(rows, 1)
    ]
    return {"columns": COLUMNS, "rows": cells}
