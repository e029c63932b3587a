"""Timesheets of 06/2021 as offices print them, written with openpyxl alone: nothing here knows how lists are read.

A person is a name, a staff code, a counter post and the marks by day; weekends of June 2021 stay blank unless marked.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter

MONTH, LAST = dt.date(2021, 6, 1), 30
WORKING = [day for day in range(1, LAST + 1) if dt.date(2021, 6, day).weekday() < 5]
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
LEGEND = (
    "Ký hiệu chấm công:", "- Lương sản phẩm: SP", "- Lương thời gian: +", "- Ốm, điều dưỡng: Ô", "- Con ốm: Cô",
    "- Thai sản: TS", "- Tai nạn: T", "- Nghỉ phép: P", "- Hội nghị, học tập: H", "- Nghỉ bù: NB",
    "- Nghỉ không lương: KL", "- Ngừng việc: N", "- Lao động nghĩa vụ: LĐ",
)  # fmt: skip
Write = Callable[[list["Worker"]], bytes]
FORMS: dict[str, Write] = {}


@dataclass
class Worker:
    name: str
    code: str
    post: str
    marks: dict[int, Any] = field(default_factory=dict)

    def days(self, present: Any = "x", last: int = LAST) -> list[Any]:
        """A cell for each day from 1 on: the mark, else present on a working day."""
        usual = dict.fromkeys(WORKING, present)
        return [(usual | self.marks).get(day) for day in range(1, last + 1)]

    @property
    def worked(self) -> float:
        """What an office counts by hand: whole and half days at work."""
        half = ("x/2", "½", "0,5", 0.5, "P/2", "x/2P")
        away = [day for day, mark in self.marks.items() if day in WORKING and mark not in ("x", "+", *half)]
        halves = [day for day, mark in self.marks.items() if day in WORKING and mark in half]
        return len(WORKING) - len(away) - len(halves) / 2


def form(name: str) -> Callable[[Write], Write]:
    def keep(write: Write) -> Write:
        FORMS[name] = write
        return write

    return keep


class Page:
    """A sheet that is filled row by row."""

    def __init__(self, title: str = "Chấm công 06") -> None:
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.sheet.title = title

    def row(self, *cells: Any, at: int = 1, bold: bool = False) -> int:
        number = self.sheet.max_row + 1 if self.sheet.max_row > 1 or self.sheet["A1"].value is not None else 1
        number = max(number, getattr(self, "next", 1))
        for column, value in enumerate(cells, at):
            cell = self.sheet.cell(row=number, column=column, value=value)
            cell.font = Font(bold=bold)
            cell.border = Border(bottom=Side(style="thin"))
        self.next = number + 1
        return number

    def skip(self) -> None:
        self.next = getattr(self, "next", 1) + 1

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def content(self) -> bytes:
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()


THIRD = "Ngạch bậc lương hoặc cấp bậc chức vụ"
SUMS_OF_200 = [
    "Số công hưởng lương sản phẩm", "Số công hưởng lương thời gian", "Số công nghỉ việc, ngừng việc hưởng 100% lương",
    "Số công nghỉ việc, ngừng việc hưởng …% lương", "Số công hưởng BHXH",
]  # fmt: skip


def _of_ministry(
    workers: list[Worker], form_words: str, third: str, sums: list[str], counted: int, last: int = 31,
    numbers: Sequence[Any] = (),
) -> bytes:  # fmt: skip
    """The lay-out that the three circulars share. `counted`: which of the sums holds the days at work.

    `last`: of the days that are printed; `numbers`: of the columns, below the head, where they do not simply go on.
    """
    page = Page()
    page.row("Đơn vị: Bưu điện tỉnh Hà Tĩnh", *[None] * 24, form_words)
    page.row("Bộ phận: Trung tâm Hành chính công huyện Cẩm Xuyên", *[None] * 24, "(Thông tư của Bộ Tài chính)")
    page.skip()
    page.merge(page.row(*[None] * 12, "BẢNG CHẤM CÔNG", bold=True), 13, page.next - 1, 20)
    page.row(*[None] * 12, "Tháng 06 năm 2021")
    page.skip()
    top = page.row("STT", "Họ và tên", third, "Ngày trong tháng", *[None] * (last - 1), "Quy ra công", bold=True)
    page.row(None, None, None, *range(1, last + 1), *sums, bold=True)
    for column in (1, 2, 3):
        page.merge(top, column, top + 1, column)
    page.merge(top, 4, top, last + 3)
    page.merge(top, last + 4, top, last + 3 + len(sums))
    page.row("A", "B", "C", *(numbers or [str(n) for n in range(1, last + 1 + len(sums))]))
    for number, one in enumerate(workers, 1):
        totals: list[Any] = [None] * len(sums)
        totals[counted] = one.worked
        page.row(number, one.name, "NV", *one.days("+", last), *totals)
    page.row(None, "Cộng", *[None] * (last + 1), *[None] * counted, sum(one.worked for one in workers))
    page.skip()
    page.row(*[None] * 26, "Ngày 30 tháng 6 năm 2021")
    page.row(None, "Người chấm công", *[None] * 12, "Phụ trách bộ phận", *[None] * 10, "Người duyệt", bold=True)
    page.row(None, "(Ký, họ tên)", *[None] * 12, "(Ký, họ tên)", *[None] * 10, "(Ký, họ tên)")
    page.skip()
    for words in LEGEND:
        page.row(None, words)
    return page.content()


@form("01a-LĐTL, Thông tư 200/2014/TT-BTC")
def form_of_200(workers: list[Worker]) -> bytes:
    return _of_ministry(workers, "Mẫu số 01a - LĐTL", THIRD, SUMS_OF_200, 1)


@form("01a-LĐTL, Thông tư 200/2014/TT-BTC, legend in two columns")
def form_of_200_with_its_legend(workers: list[Worker]) -> bytes:
    """Words and marks stand in cells of their own, those of leave below the days, as the printed form has them."""
    left = [("- Lương SP:", "SP"), ("- Lương thời gian:", "+"), ("- Ốm, điều dưỡng:", "Ô"), ("- Con ốm:", "Cô")]
    right = [("- Nghỉ phép:", "P"), ("- Hội nghị, học tập:", "H"), ("- Nghỉ bù:", "NB"), ("- Nghỉ không lương:", "KL")]
    book = openpyxl.load_workbook(io.BytesIO(form_of_200(workers)))
    sheet = book.worksheets[0]
    first = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == LEGEND[0])
    sheet.delete_rows(first + 1, len(LEGEND))
    for number, (one, other) in enumerate(zip(left, right, strict=True), first + 1):
        for column, text in zip((2, 3, 14, 20), (*one, *other), strict=True):
            sheet.cell(row=number, column=column, value=text)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@form("01a-LĐTL, Thông tư 133/2016/TT-BTC")
def form_of_133(workers: list[Worker]) -> bytes:
    sums = [
        "Số công hưởng lương sản phẩm", "Số công hưởng lương thời gian",
        "Số công nghỉ việc ngừng việc hưởng 100 % lương", "Số công nghỉ việc ngừng việc hưởng % lương",
        "Số công hưởng BHXH",
    ]  # fmt: skip
    return _of_ministry(workers, "Mẫu số 01a-LĐTL", THIRD, sums, 1)


@form("01a-LĐTL, 30 days, columns numbered on to 31")
def of_thirty_days(workers: list[Worker]) -> bytes:
    return _of_ministry(workers, "Mẫu số 01a - LĐTL", THIRD, SUMS_OF_200, 1, LAST)


@form("01a-LĐTL, 30 days, columns numbered as in the printed form")
def of_thirty_numbered_for_thirty_one(workers: list[Worker]) -> bytes:
    return _of_ministry(workers, "Mẫu số 01a - LĐTL", THIRD, SUMS_OF_200, 1, LAST, [*range(1, 31), *range(32, 37)])


@form("01a-LĐTL, 30 days, columns numbered with gaps")
def of_thirty_with_gaps(workers: list[Worker]) -> bytes:
    numbers = ["1", "2", "…", *[None] * 26, "31", "32", "33", "34", "35", "36"]
    return _of_ministry(workers, "Mẫu số 01a - LĐTL", THIRD, SUMS_OF_200, 1, LAST, numbers)


@form("C01a-HD, Thông tư 107/2017/TT-BTC")
def form_of_107(workers: list[Worker]) -> bytes:
    sums = ["Số công hưởng lương thời gian", "Số công nghỉ không lương", "Số công hưởng BHXH"]
    return _of_ministry(workers, "Mẫu số C01a-HD", THIRD, sums, 0)


@form("days over weekdays, total at the end")
def weekdays(workers: list[Worker]) -> bytes:
    page = Page("T6")
    page.row("BƯU ĐIỆN HUYỆN CẨM XUYÊN")
    page.row("BẢNG CHẤM CÔNG THÁNG 6/2021", bold=True)
    top = page.row("TT", "Họ và tên", *range(1, LAST + 1), "Tổng cộng", "Ghi chú", bold=True)
    page.row(None, None, *[WEEKDAYS[dt.date(2021, 6, day).weekday()] for day in range(1, LAST + 1)])
    for column in (1, 2, LAST + 3, LAST + 4):
        page.merge(top, column, top + 1, column)
    for number, one in enumerate(workers, 1):
        page.row(number, one.name, *one.days("x"), one.worked)
    page.row(None, "Tổng cộng", *[None] * LAST, sum(one.worked for one in workers))
    page.row(None, "Người lập biểu", *[None] * 20, "Giám đốc")
    return page.content()


@form("real dates as heads")
def dates(workers: list[Worker]) -> bytes:
    page = Page()
    page.row("Bảng chấm công nhân viên bưu điện tại Bộ phận Một cửa", bold=True)
    head = page.row(
        "STT", "Mã NV", "Họ tên nhân viên", *[dt.datetime(2021, 6, day) for day in range(1, LAST + 1)], "Cộng"
    )
    for column in range(4, LAST + 4):
        page.sheet.cell(row=head, column=column).number_format = "dd/mm"
    for number, one in enumerate(workers, 1):
        page.row(number, one.code, one.name, *one.days("x"), one.worked)
    return page.content()


@form("days as text, hours as marks")
def hours(workers: list[Worker]) -> bytes:
    page = Page()
    page.row("CÔNG TY: BƯU ĐIỆN TỈNH HÀ TĨNH")
    page.row("BẢNG CHẤM CÔNG THÁNG 06 NĂM 2021")
    page.row("STT", "Mã nhân viên", "Họ và tên", *[f"Ngày {day:02}" for day in range(1, LAST + 1)], "Số công")
    for number, one in enumerate(workers, 1):
        page.row(number, one.code, one.name, *one.days(8), one.worked)
    return page.content()


@form("counter posts in a column, ticks")
def posts(workers: list[Worker]) -> bytes:
    page = Page()
    page.row("Danh sách chấm công theo quầy")
    page.row("Tháng 06/2021")
    page.row("STT", "Quầy", "Họ và tên", *range(1, LAST + 1), "Tổng công", "Ghi chú", bold=True)
    for number, one in enumerate(workers, 1):
        page.row(number, one.post, one.name, *one.days("✓"), one.worked, "Trực đủ")
    page.row("Ký hiệu: ✓ có mặt; P nghỉ phép; Ô nghỉ ốm")
    return page.content()


@form("heads again on a second page")
def two_pages(workers: list[Worker]) -> bytes:
    page = Page()
    page.row("BẢNG CHẤM CÔNG")
    page.row("Tháng 6 năm 2021")
    half = max(1, len(workers) // 2)
    for start, some in ((0, workers[:half]), (half, workers[half:])):
        page.row("Số TT", "Họ và tên", *range(1, LAST + 1), "Tổng số", bold=True)
        for number, one in enumerate(some, start + 1):
            page.row(number, one.name, *one.days("x"), one.worked)
        page.row("Cộng", None, *[None] * LAST, sum(one.worked for one in some))
    return page.content()


@form("three rows of heads, half days")
def three_rows(workers: list[Worker]) -> bytes:
    page = Page()
    page.row("UBND HUYỆN CẨM XUYÊN", *[None] * 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    page.row("TRUNG TÂM HÀNH CHÍNH CÔNG", *[None] * 20, "Độc lập - Tự do - Hạnh phúc")
    page.skip()
    page.row(*[None] * 8, "BẢNG CHẤM CÔNG THÁNG 06 NĂM 2021", bold=True)
    top = page.row("TT", "Họ và tên", "Chức vụ", "Ngày làm việc trong tháng", *[None] * 29, "Tổng ngày công", bold=True)
    page.row(None, None, None, *range(1, LAST + 1))
    page.row(None, None, None, *[WEEKDAYS[dt.date(2021, 6, day).weekday()] for day in range(1, LAST + 1)])
    for column in (1, 2, 3, LAST + 4):
        page.merge(top, column, top + 2, column)
    page.merge(top, 4, top, LAST + 3)
    for number, one in enumerate(workers, 1):
        page.row(number, one.name, "Nhân viên", *one.days("x"), one.worked)
    page.row(None, "NGƯỜI CHẤM CÔNG", *[None] * 18, "GIÁM ĐỐC TRUNG TÂM")
    return page.content()


@form("CSV with semicolons")
def as_csv(workers: list[Worker]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["STT", "Họ và tên", *range(1, LAST + 1), "Tổng"])
    for number, one in enumerate(workers, 1):
        writer.writerow([number, one.name, *(mark or "" for mark in one.days("x")), str(one.worked).replace(".", ",")])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def marked(content: bytes, row: int, column: int, value: Any) -> bytes:
    """The workbook with one cell written anew; "#REF!" and its like become real error values."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0][f"{get_column_letter(column)}{row}"]
    cell.value = value
    if isinstance(value, str) and value.startswith("#"):
        cell.data_type = "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
