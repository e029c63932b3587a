"""What the next list costs: a class with columns, here the counter posts of an agency, goes through the whole front.

docs/exchange.md names its lines; what it takes besides are its six verbs in ACTS and the links to it.
"""

import datetime as dt
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet

from pilot.platform.exchange import bulk, workbooks
from pilot.platform.exchange.checking import check_rows
from pilot.platform.exchange.reading import read_workbook
from pilot.platform.exchange.resource import Column, Row, TwoStepResource, Values, Verbs
from pilot.platform.exchange.sheet import find_table
from pilot.platform.exchange.widgets import CodeWidget
from pilot.programme.models import Agency, CounterPost, Site
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("office")
DAY = dt.date(2021, 6, 15)


class PostList(TwoStepResource):
    """Danh sách vị trí tại quầy: one row a counter post of the agency."""

    kind, title, key, writes = "posts", "Counter posts", "code", "pilot.CounterPost"
    verbs = Verbs(*(f"{step}_post_list" for step in ("upload", "check", "confirm", "discard", "undo", "export")))
    code = Column("code", "Mã vị trí", CodeWidget(40), required=True, aliases=("Mã quầy", "Số quầy"))
    name = Column("name", "Tên vị trí", required=True, aliases=("Vị trí", "Quầy"))
    site = Column("site__name", "Địa điểm", required=True, aliases=("Điểm tiếp nhận", "Trung tâm"))

    def present(self, target: Agency, on: dt.date) -> QuerySet[CounterPost]:
        return CounterPost.objects.filter(agency=target)

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        known = set(Site.objects.filter(pilot=target.pilot).values_list("name", flat=True))
        for row in rows:
            if row.values.get("site") not in known:
                row.refuse("site", "Không có địa điểm này.")

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        sites = {site.name: site for site in Site.objects.filter(pilot=target.pilot)}
        new = [(row["code"], row["name"], sites[row["site"]]) for row in rows]
        posts = [
            CounterPost(pilot=target.pilot, agency=target, code=c, name=n, site=s, valid_from=on) for c, n, s in new
        ]
        return {self.writes: bulk.insert(posts)}

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        bulk.update(CounterPost, {pk: {"name": new["name"]} for pk, new in changes.items()}, ["name"])


SITE = "Trung tâm Hành chính công huyện Cẩm Xuyên"
PRINTED = [
    ["UBND HUYỆN CẨM XUYÊN"],
    ["DANH SÁCH VỊ TRÍ TẠI QUẦY"],
    ["STT", "Số quầy", "Vị trí", "Trung tâm", "Điện thoại quầy"],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, "q 91", "Hộ tịch", SITE, "0239"],
    [2, "Q92", "Đất đai", "Nơi khác", None],
    ["Tổng cộng: 2 vị trí"],
    [None, "Người lập biểu"],
]


@pytest.fixture
def owner() -> Agency:
    return Agency.objects.get(code="HT-CX")


@pytest.fixture
def read(owner: Agency) -> Callable[[bytes], list[Row]]:
    """The rows of a file after the whole check."""

    def do(content: bytes) -> list[Row]:
        kind = PostList()
        rows = find_table(read_workbook(content, "a.xlsx"), kind).rows
        for row in rows:
            kind.clean_row(row, {})
        check_rows(kind, owner, rows, {}, DAY)
        return rows

    return do


def test_a_class_with_columns_reads_a_printed_list(read: Any, owner: Agency) -> None:
    good, wrong = read(xlsx(*PRINTED))
    assert (good.outcome, wrong.outcome, wrong.faults[0].column) == ("new", "error", "site")
    assert good.after == {"code": "q91", "name": "Hộ tịch", "site": SITE}
    made = PostList().create(owner, [good.after], DAY)
    assert list(CounterPost.objects.values_list("pk", "code", "site__name")) == [
        (made["pilot.CounterPost"][0], "q91", SITE)
    ]
    assert [row.outcome for row in read(xlsx(*PRINTED))] == ["unchanged", "error"]


def test_it_changes_what_is_there_and_its_export_comes_back(read: Any, owner: Agency) -> None:
    kind = PostList()
    kind.create(owner, [{"code": "Q91", "name": "Hộ tịch", "site": SITE}], DAY)
    (changed,) = read(xlsx(["Mã quầy", "Tên vị trí", "Địa điểm"], ["Q 91", "Hộ tịch, chứng thực", SITE]))
    assert (changed.outcome, changed.after) == ("changed", {"name": "Hộ tịch, chứng thực"})
    kind.change(owner, {changed.object_id: changed.after})
    post = CounterPost.objects.select_related("site").get()
    cells = [[column.export(post) for column in kind.kept.values()]]
    assert [row.outcome for row in read(workbooks.export_book(kind, cells))] == ["unchanged"]


def test_it_costs_as_many_lines_as_the_document_says() -> None:
    """Lines that say something: without blanks and texts for readers."""
    lines = [line for line in inspect.getsource(PostList).splitlines() if line.strip() and '"""' not in line]
    said = re.search(r"costs (\d+) lines", (Path(settings.BASE_DIR) / "docs/exchange.md").read_text())
    assert said
    assert len(lines) == int(said[1])
