"""Lists of employees and of procedures as offices print them, written with openpyxl, xlwt and csv alone.

Nothing here knows how lists are read. The heads of the forms marked (form) follow published ones: officer lists of
Thông tư 11/2012/TT-BNV and of the yearly rise of pay, the short list after form 2C; catalogues of provincial decisions
(công bố danh mục TTHC; trả kết quả tại chỗ; qua bưu chính công ích). People and procedures are made up.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import xlwt

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OFFICE = ("TỔNG CÔNG TY BƯU ĐIỆN VIỆT NAM", "BƯU ĐIỆN TỈNH HÀ TĨNH")
TCVN3 = dict(zip(
    "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
    "\xa8\xa9\xae\xaa\xab\xac\xad\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1"
    "\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2"
    "\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xa1\xa2\xa3\xa4\xa5\xa6\xa7",
    strict=True,
))  # fmt: skip


@dataclass
class Person:
    """As the office knows them; `born`: a day or a year."""

    name: str
    born: dt.date | int
    sex: str
    code: str
    phone: str
    unit: str = "Bưu điện huyện Cẩm Xuyên"
    fields: str = "Hộ tịch"
    role: str = "Giao dịch viên"

    @property
    def day(self) -> str:
        return f"{self.born:%d/%m/%Y}" if isinstance(self.born, dt.date) else str(self.born)

    @property
    def halves(self) -> list[str | None]:
        """The birth date under "Nam" or "Nữ"."""
        return [self.day, None] if self.sex == "Nam" else [None, self.day]


PEOPLE = [
    Person("Trần Quốc Thịnh", dt.date(1987, 4, 9), "Nam", "HTX01", "0912000001"),
    Person("Phan Thị Hồng Nhung", dt.date(1990, 11, 23), "Nữ", "HTX02", "0912000002", fields="Chứng thực"),
    Person("Võ Đức Yên", dt.date(1985, 2, 1), "Nam", "HTX03", "0912000003", "Bưu điện huyện Can Lộc"),
    Person(
        "Lê Thị Cộng",
        dt.date(1993, 7, 30),
        "Nữ",
        "HTX04",
        "0912000004",
        "Bưu điện huyện Can Lộc",
        role="Trưởng bưu cục",
    ),
]


@dataclass
class Form:
    """A list, its file name, what arrives, the answers its reader gives, and how often a form is sent for it."""

    content: bytes
    name: str = "danh sách.xlsx"
    holds: frozenset[str] = frozenset()  # of people: code, birth, phone; of procedures: code, level, field
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def clicks(self) -> int:
        return 3 if self.answers else 2


class Page:
    """A sheet that is filled row by row."""

    def __init__(self, title: str = "DS") -> None:
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.sheet.title = title
        self.at = 1

    def row(self, *cells: Any) -> int:
        for column, value in enumerate(cells, 1):
            self.sheet.cell(self.at, column, value)
        self.at += 1
        return self.at - 1

    def head(self, *rows: list[Any]) -> None:
        """Rows of a head: text over blanks to the right spans them, text over blanks below stands across the rows."""
        top = self.at
        for row in rows:
            self.row(*row)
        width = max(map(len, rows))
        grid = [[*row, *[None] * (width - len(row))] for row in rows]
        for y, row in enumerate(grid):
            for x, text in enumerate(row):
                if text is None:
                    continue
                right, below = x, y
                while y + 1 < len(grid) and right + 1 < width and row[right + 1] is None and grid[y + 1][right + 1]:
                    right += 1
                while right == x and below + 1 < len(grid) and grid[below + 1][x] is None:
                    below += 1
                if (right, below) != (x, y):
                    self.sheet.merge_cells(None, top + y, x + 1, top + below, right + 1)

    def titles(self, *words: str, left: tuple[str, ...] = OFFICE) -> None:
        for office, state in zip(left, STATE, strict=True):
            self.row(office, None, None, None, state)
        self.row()
        for text in words:
            self.row(None, None, text)
        self.row()

    def signed(self, count: str = "") -> None:
        self.row(None, None, None, None, "Hà Tĩnh, ngày 15 tháng 6 năm 2021")
        self.row(None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC")
        self.row(None, "(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)")
        self.row()
        self.row(None, "Nguyễn Thị Lập", None, None, "Trần Văn Giám")
        if count:
            self.row(count)

    def content(self) -> bytes:
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()


def semicolons(*rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["" if cell is None else cell for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def old_workbook(*rows: list[Any]) -> bytes:
    """An .xls whose texts were typed for the fonts of TCVN3."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell is not None:
                sheet.write(y, x, "".join(TCVN3.get(char, char) for char in cell) if isinstance(cell, str) else cell)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


# --- ten lists of employees -----------------------------------------------------------------------

CODE, BIRTH, YEAR, PHONE = "code", "birth", "year", "phone"


def pay_list() -> Form:
    page = Page()
    page.titles("BÁO CÁO DANH SÁCH VÀ TIỀN LƯƠNG", "(Tính đến ngày 31/5/2021)")
    page.head(
        ["Số TT", "Họ và tên", "Ngày, tháng, năm sinh", None, "Chức vụ hoặc chức danh công tác",
         "Cơ quan, đơn vị đang làm việc", "Thời gian giữ ngạch", "Mức lương hiện hưởng", None, "Phụ cấp", None,
         "Ghi chú"],
        [None, None, "Nam", "Nữ", None, None, None, "Hệ số lương", "Mã số ngạch", "Chức vụ", "Khu vực", None],
    )  # fmt: skip
    page.row(*[str(number) for number in range(1, 13)])
    for number, p in enumerate(PEOPLE, 1):
        page.row(number, p.name, *p.halves, p.role, p.unit, "2018", 2.67, "01.003", None, 0.1)
    page.row("Tổng cộng: 04 người")
    page.signed()
    return Form(page.content(), holds=frozenset({BIRTH}))


def rise_of_pay() -> Form:
    page = Page()
    page.row("Tên đơn vị: Bưu điện tỉnh Hà Tĩnh", None, None, None, None, "Mẫu số 4")
    page.row(None, None, "DANH SÁCH NÂNG BẬC LƯƠNG NĂM 2021")
    page.head(
        ["TT", "Họ và tên", "Ngày tháng năm sinh", None, "Chức danh / chức vụ",
         "Trình độ chuyên môn nghiệp vụ được đào tạo", "Ngạch, bậc, hệ số trước khi được nâng bậc", None, None,
         "Ghi chú"],
        [None, None, "Nam", "Nữ", None, None, "Ngạch", "Bậc", "Hệ số", None],
    )  # fmt: skip
    page.row(*range(1, 11))
    page.row("I", "Nâng bậc lương thường xuyên")
    for number, p in enumerate(PEOPLE[:2], 1):
        page.row(number, p.name, *p.halves, p.role, "Cao đẳng", "01.004", 3, 2.06)
    page.row("II", "Nâng bậc lương trước thời hạn")
    for number, p in enumerate(PEOPLE[2:], 1):
        page.row(number, p.name, *p.halves, p.role, "Đại học", "01.003", 2, 2.67)
    page.signed()
    return Form(page.content(), holds=frozenset({BIRTH}))


def short_list() -> Form:
    page = Page("Trich ngang")
    page.titles("DANH SÁCH TRÍCH NGANG NHÂN VIÊN BƯU ĐIỆN", "(theo sơ yếu lý lịch mẫu 2C)")
    page.head(
        ["TT", "Họ và tên", "Giới tính", "Năm sinh", "Quê quán", "Dân tộc", "Trình độ", None, None, None, "Chức vụ"],
        [None, None, None, None, None, None, "Chuyên môn", "Lý luận chính trị", "Ngoại ngữ", "Tin học", None],
    )
    for number, p in enumerate(PEOPLE, 1):
        year = p.born.year if isinstance(p.born, dt.date) else p.born
        page.row(number, p.name, p.sex, year, "Thạch Hà, Hà Tĩnh", "Kinh", "Đại học", "Sơ cấp", "B", "A", p.role)
    page.row(None, "(Danh sách này gồm 04 người)")
    page.signed()
    return Form(page.content(), holds=frozenset({YEAR}))


def quality_list() -> Form:
    """Below "Trình độ" stand five kinds of training, of which one is kept; of party membership two days."""
    page = Page("Chat luong")
    page.titles("DANH SÁCH, CHẤT LƯỢNG ĐỘI NGŨ NHÂN VIÊN", "(Kèm theo báo cáo số 15/BC-BĐT ngày 31/5/2021)")
    page.head(
        ["STT", "Họ và tên", "Ngày tháng năm sinh", None, "Dân tộc", "Chức vụ, chức danh", "Ngày vào Đảng", None,
         "Trình độ", None, None, None, None, "Đơn vị công tác"],
        [None, None, "Nam", "Nữ", None, None, "Dự bị", "Chính thức", "Chuyên môn", "LLCT", "QLNN", "Ngoại ngữ",
         "Tin học", None],
    )  # fmt: skip
    page.row("A", "B", *range(1, 13))
    for number, p in enumerate(PEOPLE, 1):
        training = ("Đại học", "Sơ cấp", "Chuyên viên", "B", "A")
        page.row(number, p.name, *p.halves, "Kinh", p.role, "03/02/2010", "03/02/2011", *training, p.unit)
    page.row("Cộng", "04 người")
    page.signed()
    return Form(page.content(), holds=frozenset({BIRTH}))


def staffing() -> Form:
    page = Page()
    page.titles("DANH SÁCH NHÂN VIÊN BƯU ĐIỆN THỰC HIỆN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "TẠI BỘ PHẬN MỘT CỬA")
    page.row(
        "STT",
        "Mã NV",
        "Họ tên",
        "NTNS",
        "Phái",
        "SĐT",
        "Bưu cục",
        "Lĩnh vực phụ trách/nghiệp vụ",
        "Chức danh",
        "Ghi chú",
    )
    page.row(*[f"({number})" for number in range(1, 11)])
    for number, p in enumerate(PEOPLE, 1):
        page.row(
            f"{number}.",
            p.code,
            p.name,
            p.day,
            p.sex,
            p.phone,
            p.unit,
            p.fields,
            p.role,
            "HĐLĐ không xác định thời hạn",
        )
    page.row("Cộng", None, "4 nhân viên")
    page.signed("Ghi chú: danh sách có thể thay đổi theo điều động của Bưu điện tỉnh.")
    return Form(page.content(), holds=frozenset({CODE, BIRTH, PHONE}))


def mixed_order() -> Form:
    page = Page()
    page.titles("DANH SÁCH ĐỀ NGHỊ CẤP THẺ")
    page.row(
        "TT",
        "Điện thoại liên hệ",
        "Đơn vị công tác",
        "Họ, chữ đệm và tên",
        "Ghi chú",
        "Ngày, tháng, năm sinh",
        "Nghiệp vụ",
    )
    page.row(*[f"({number})" for number in range(1, 8)])
    for number, p in enumerate(PEOPLE, 1):
        phone = f"{p.phone[:4]}.{p.phone[4:7]}.{p.phone[7:]}"
        page.row(number, phone, p.unit, p.name, None, p.born, p.fields)
    page.signed()
    return Form(page.content(), holds=frozenset({BIRTH, PHONE}))


def by_post_office() -> Form:
    page = Page()
    page.titles("DANH SÁCH LAO ĐỘNG THEO ĐƠN VỊ")
    page.row("STT", "Mã số NV", "Họ và tên", "Ngày sinh", "Di động", "Vị trí việc làm")
    for mark, unit in (("I", "Bưu điện huyện Cẩm Xuyên"), ("II", "Bưu điện huyện Can Lộc")):
        page.row(f"{mark}. {unit}")
        own = [p for p in PEOPLE if p.unit == unit]
        for number, p in enumerate(own, 1):
            page.row(number, p.code, p.name, p.day, int(p.phone), p.role)
        page.row(None, None, f"Cộng: {len(own)} người")
    page.row(None, None, "Tổng cộng: 4 người")
    page.signed()
    return Form(page.content(), holds=frozenset({CODE, BIRTH, PHONE}))


def typed_for_old_fonts() -> Form:
    rows = [
        ["Bưu điện tỉnh Hà Tĩnh"], [None, None, "Danh sách nhân viên bưu điện"], [],
        ["Số TT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Số điện thoại", "Chức vụ"],
        *[[number, p.code, p.name, p.day, p.phone, p.role] for number, p in enumerate(PEOPLE, 1)],
        [None, None, "Người lập biểu"],
    ]  # fmt: skip
    answers = {"encoding": "TCVN3"}
    return Form(old_workbook(*rows), "nhanvien.xls", frozenset({CODE, BIRTH, PHONE}), answers)


def exported_text() -> Form:
    head = ["STT", "Số hiệu nhân viên", "Họ và tên nhân viên", "Sinh ngày", "ĐTDĐ", "Tên đơn vị", "Trình độ chuyên môn"]
    people = [[number, p.code, p.name, p.day, p.phone, p.unit, "Đại học"] for number, p in enumerate(PEOPLE, 1)]
    return Form(semicolons(head, *people), "nhan_vien.csv", frozenset({CODE, BIRTH, PHONE}))


def hidden_column() -> Form:
    page = Page("Nhân sự")
    page.row("Danh sách nhân sự tháng 6/2021")
    page.row("STT", "Mã CBNV", "Họ và tên CBNV", "Ngày sinh", "Số di động", "Bộ phận", "Ngày vào làm", "Loại hợp đồng")
    for number, p in enumerate(PEOPLE, 1):
        page.row(number, p.code, p.name, p.born, p.phone, p.unit, dt.date(2015, 1, 5), "Không thời hạn")
    page.sheet.column_dimensions["E"].hidden = True
    page.sheet.freeze_panes = "D3"
    page.sheet.auto_filter.ref = "A2:H6"
    return Form(page.content(), holds=frozenset({CODE, BIRTH}), answers={"hidden_columns": "leave"})


def two_pages() -> Form:
    page = Page()
    page.titles("DANH SÁCH CBCNV ĐĂNG KÝ TẬP HUẤN")
    head = ["Số TT", "Họ tên CBCNV", "Ngày sinh", "Số CMND/CCCD", "Số ĐT", "Nơi công tác", "Ký nhận"]
    for start, people in ((1, PEOPLE[:2]), (3, PEOPLE[2:])):
        page.row(*head)
        for number, p in enumerate(people, start):
            page.row(number, p.name, p.day, f"04208700{number:04}", p.phone, p.unit)
        page.row(None, f"Cộng trang: {len(people)}")
    page.signed()
    return Form(page.content(), holds=frozenset({BIRTH, PHONE}))


EMPLOYEES: dict[str, Callable[[], Form]] = {
    "list and pay, Thông tư 11/2012/TT-BNV (form)": pay_list,
    "rise of pay (form)": rise_of_pay,
    "short list after 2C (form)": short_list,
    "quality of the staff (form)": quality_list,
    "staffing of the counters": staffing,
    "cards, columns in another order, no codes": mixed_order,
    "by post office, sums": by_post_office,
    ".xls in TCVN3": typed_for_old_fonts,
    "CSV with semicolons": exported_text,
    "hidden column, frozen panes, filter": hidden_column,
    "two pages, identity numbers": two_pages,
}


# --- ten lists of procedures ----------------------------------------------------------------------

CODES = ["9.810001", "9.810002", "9.810003", "9.810004"]
NAMES = [
    "Công bố thông tin mẫu", "Cấp giấy phép mẫu loại một", "Tổng hợp hồ sơ mẫu", "Đăng ký mẫu theo quy định tại Điều 5",
]  # fmt: skip
FIELDS = ["Quản lý mẫu", "Quản lý mẫu", "An toàn mẫu", "An toàn mẫu"]
PROCEDURES = list(zip(CODES, NAMES, FIELDS, strict=True))
LEVEL, SUFFIX = "level", "suffix"
COMMITTEE = ("ỦY BAN NHÂN DÂN", "HUYỆN CẨM XUYÊN")


def published() -> Form:
    page = Page("Danh muc")
    page.titles(
        "DANH MỤC THỦ TỤC HÀNH CHÍNH", "(Ban hành kèm theo Quyết định số 01/QĐ-UBND ngày 05/01/2021)", left=COMMITTEE
    )
    page.row("STT", "Mã TTHC", "Tên TTHC", "Thời hạn giải quyết", "Địa điểm thực hiện", "Phí, lệ phí", "Căn cứ pháp lý")
    page.row("A. THỦ TỤC HÀNH CHÍNH CẤP HUYỆN")
    for mark, name in (("I", "Quản lý mẫu"), ("II", "An toàn mẫu")):
        page.row(f"{mark}. Lĩnh vực {name}")
        for number, (code, title, of) in enumerate(PROCEDURES, 1):
            if of == name:
                page.row(number, code, title, "05 ngày làm việc", "Bộ phận Một cửa", "Không", "Luật mẫu năm 2014")
    page.row("Cộng: 4 thủ tục")
    page.signed()
    return Form(page.content())


def on_the_spot() -> Form:
    page = Page()
    page.titles("DANH MỤC THỦ TỤC HÀNH CHÍNH", "ĐƯA VÀO TIẾP NHẬN VÀ TRẢ KẾT QUẢ TẠI TRUNG TÂM", left=COMMITTEE)
    page.row("STT", "Tên TTHC", "Mã số TTHC", "4 tại chỗ", "Cơ quan giải quyết")
    page.row("I", "Lĩnh vực Quản lý mẫu")
    for number in (0, 1):
        page.row(f"{number + 1}.", f"{NAMES[number]}.", CODES[number], "x", "- Cơ quan thực hiện: UBND cấp huyện")
    page.row("II", "Lĩnh vực Lao động mẫu")
    page.row("A", "Lĩnh vực An toàn mẫu")
    for number in (2, 3):
        page.row(f"{number - 1}.", f"{NAMES[number]}.", CODES[number], None, "- Cơ quan thực hiện: UBND cấp huyện")
    return Form(page.content())


def by_post(known: list[tuple[str, str]]) -> Form:
    """`known`: code and name of procedures of the catalogue; the list has no codes."""
    page = Page()
    page.row(None, "DANH MỤC TTHC TIẾP NHẬN, TRẢ KẾT QUẢ QUA DỊCH VỤ BƯU CHÍNH CÔNG ÍCH")
    page.head(
        ["STT", "Tên TTHC", "Cơ quan thực hiện", "Dịch vụ bưu chính công ích", None, "Ghi chú"],
        [None, None, None, "Tiếp nhận hồ sơ qua bưu chính", "Trả kết quả qua bưu chính", None],
    )
    page.row("1. Lĩnh vực theo danh mục")
    for number, (_code, name) in enumerate(known, 1):
        page.row(f"{number}.", f"Thủ tục {name[0].lower()}{name[1:]}", "UBND cấp huyện", "x", "x", None)
    return Form(page.content())


def counted_groups() -> Form:
    page = Page()
    page.row(None, "DANH MỤC THỦ TỤC HÀNH CHÍNH CẤP HUYỆN")
    page.row("STT", "Tên thủ tục", "Mã thủ tục")
    page.row(None, "LĨNH VỰC QUẢN LÝ MẪU (2 TTHC)")
    page.row(1, f"1. {NAMES[0]}", CODES[0])
    page.row(2, f"2. {NAMES[1]}", CODES[1])
    page.row(None, "AN TOÀN MẪU (02 TTHC)")
    page.row(3, f"1. {NAMES[2]}", CODES[2])
    page.row(4, f"2. {NAMES[3]}", CODES[3])
    return Form(page.content())


def with_suffix() -> Form:
    page = Page()
    page.titles("DANH MỤC DỊCH VỤ CÔNG TRỰC TUYẾN MỨC ĐỘ 3, 4", left=COMMITTEE)
    page.row("TT", "Mã số hồ sơ TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Mức độ DVC", "Qua BCCI")
    page.row("(1)", "(2)", "(3)", "(4)", "(5)", "(6)")
    for number, (code, name, of) in enumerate(PROCEDURES, 1):
        page.row(number, f"{code}.000.00.00.H27", name, of, f"Mức độ {3 + number % 2}", "x")
    page.row(None, "Tổng số: 04 TTHC")
    page.signed()
    return Form(page.content(), holds=frozenset({SUFFIX}))


def procedures_as_text() -> Form:
    head = ["Mã thủ tục", "Tên thủ tục", "Thuộc lĩnh vực", "Cấp thực hiện", "Lệ phí"]
    rows = [[f"{code}.000.00.00.H27", name, of, "Cấp xã", "8.000 đồng"] for code, name, of in PROCEDURES]
    return Form(semicolons(head, *rows), "tthc.csv", frozenset({LEVEL, SUFFIX}))


def procedures_for_old_fonts() -> Form:
    rows = [
        ["Danh mục thủ tục hành chính huyện Cẩm Xuyên"], [],
        ["STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Thời hạn"],
        *[[number, *one, "10 ngày"] for number, one in enumerate(PROCEDURES, 1)],
        ["Cộng", None, "4 thủ tục"],
    ]  # fmt: skip
    return Form(old_workbook(*rows), "tthc.xls", answers={"encoding": "TCVN3"})


def two_rows() -> Form:
    page = Page()
    page.titles("BIỂU TỔNG HỢP THỦ TỤC HÀNH CHÍNH", left=COMMITTEE)
    page.head(
        ["Số TT", "Thủ tục hành chính", None, "Lĩnh vực", "Thời hạn giải quyết", "Mức thu", None, "Ghi chú"],
        [None, "Mã số", "Tên thủ tục", None, None, "Phí", "Lệ phí", None],
    )
    for number, (code, name, of) in enumerate(PROCEDURES, 1):
        page.row(number, code, name, of, "15 ngày", "Không", "Không")
    page.row("Tổng cộng", 4)
    page.signed()
    return Form(page.content())


def head_again() -> Form:
    page = Page()
    page.titles("PHỤ LỤC I", "DANH MỤC TTHC TIẾP NHẬN TẠI TRUNG TÂM HÀNH CHÍNH CÔNG", left=COMMITTEE)
    for start in (0, 2):
        page.row("STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cách thức thực hiện", "Kết quả")
        page.row(*[f"({number})" for number in range(1, 7)])
        for number, (code, name, of) in enumerate(PROCEDURES[start : start + 2], start + 1):
            page.row(number, code, name, of, "Trực tiếp hoặc qua BCCI", "Giấy chứng nhận")
    page.sheet.column_dimensions["F"].hidden = True
    page.sheet.freeze_panes = "A7"
    page.signed()
    return Form(page.content())


def other_order() -> Form:
    page = Page()
    page.row("Danh sách TTHC thuộc thẩm quyền giải quyết của UBND huyện")
    page.row(
        "Lĩnh vực TTHC", "Tên thủ tục", "Thời gian giải quyết", "Cấp giải quyết", "Mã số TTHC", "Quyết định công bố"
    )
    for code, name, of in PROCEDURES:
        page.row(of, f"Thủ tục {name}", "Trong ngày", "Xã", code, "01/QĐ-UBND")
    return Form(page.content(), holds=frozenset({LEVEL}))


PROCEDURE_LISTS: dict[str, Callable[[], Form]] = {
    "catalogue of a decision (form)": published,
    "four on the spot (form)": on_the_spot,
    "groups with counts (form)": counted_groups,
    "suffixes, levels of service": with_suffix,
    "CSV with semicolons": procedures_as_text,
    ".xls in TCVN3": procedures_for_old_fonts,
    "two rows of heads, fees": two_rows,
    "heads again, hidden column": head_again,
    "columns in another order": other_order,
}
