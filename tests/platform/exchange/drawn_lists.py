"""Lists of each kind, drawn at random (drawn.py): what an office may print, and what of it is a row."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.platform.exchange.drawn import Column, Columns, Dice, Drawn, Head, a_list

# --- employees ----------------------------------------------------------------------------------------------------

NAMES = (
    "Nguyễn Văn An", "Trần Thị Bình", "Lê Thị Cộng", "Tống Văn Ánh", "Võ Đức Yên", "Phan Thị Hồng Nhung", "Hồ Nam",
    "Công Tôn Nữ Thị Huyền Trang", "Đặng Thị Năm", "Kha Thị Lập", "Tổng Thị Số", "Lý Hai", "Ngô Thị Nữ", "H'Mông Y Đôn",
)  # fmt: skip
UNITS = ("Bưu điện huyện Cẩm Xuyên", "Bưu điện huyện Can Lộc", "Phòng Kỹ thuật nghiệp vụ")
BIRTHS: tuple[Callable[[dt.date], Any], ...] = (
    lambda day: f"{day:%d/%m/%Y}", lambda day: day, lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d.%m.%Y}", lambda day: f"{day:%d-%m-%Y}", lambda day: f"{day:%Y-%m-%d}",
    lambda day: day.year, lambda day: str(day.year), lambda day: dt.datetime(day.year, day.month, day.day),
)  # fmt: skip
PHONES: tuple[Callable[[str], Any], ...] = (
    str, lambda text: f"{text[:4]}.{text[4:7]}.{text[7:]}", int, lambda text: f"{text[:4]} {text[4:]}",
    lambda text: f"+84{text[1:]}", lambda text: f"'{text}",
)  # fmt: skip
CODES: tuple[Callable[[int], Any], ...] = (
    lambda n: f"ZX{n:03}", lambda n: f"ZX.{n:04}", lambda n: 70_000 + n, lambda n: f"00{n:03}", lambda n: f"{n}/ZX",
)  # fmt: skip


@dataclass
class Person:
    number: int
    name: str
    born: dt.date
    phone: str

    @property
    def given(self) -> str:
        return self.name.rpartition(" ")[2]

    @property
    def family(self) -> str:
        return self.name.rpartition(" ")[0]

    @property
    def is_man(self) -> bool:
        return self.number % 2 > 0

    @property
    def unit(self) -> str:
        return UNITS[self.number % len(UNITS)]


BIRTH_HEADS = ("Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh ngày", "Năm sinh")
IN_PARTS: list[Head] = [
    Columns(
        BIRTH_HEADS,
        [
            Column(("Ngày",), lambda p: p.born.day),
            Column(("Tháng",), lambda p: f"{p.born.month:02}"),
            Column(("Năm",), lambda p: p.born.year),
        ],
    )
]
PHONE_HEADS = ("Điện thoại", "SĐT", "Số điện thoại", "Di động", "ĐTDĐ", "ĐT liên hệ", "Mobile")
GIVEN = Column(("Tên",), lambda p: p.given)
WHOLE_NAME: list[Head] = [Column(("Họ và tên", "Họ tên", "Họ và tên nhân viên", "Họ tên CBCNV"), lambda p: p.name)]
TWO_NAMES: list[Head] = [Column(("Họ đệm", "Họ và chữ đệm", "Họ và tên đệm", "Họ"), lambda p: p.family), GIVEN]
ONE_OVER_TWO: list[Head] = [
    Columns(("Họ và tên", "Họ tên nhân viên"), [Column(("Họ đệm", "Họ và chữ đệm"), lambda p: p.family), GIVEN])
]
CODE_HEADS = ("Mã nhân viên", "Mã NV", "Mã số nhân viên", "Số hiệu", "MNV", "Mã số CBNV", "Số hiệu NV", "MSNV")
DEGREES = (("Chuyên môn", "Đại học"), ("Ngoại ngữ", "B"), ("Tin học", "A"))
PAY = (("Ngạch", "01.004"), ("Bậc", 3), ("Hệ số", 2.34))
MORE: list[Head] = [
    Column(("Ghi chú", "Chú thích"), lambda p: None if p.number % 3 else "nghỉ thai sản"),
    Column(("Đơn vị", "Đơn vị công tác", "Bưu cục"), lambda p: p.unit),
    Column(("Giới tính", "Phái", "Nam/Nữ"), lambda p: "Nam" if p.is_man else "Nữ"),
    Column(("Chức danh", "Chức vụ", "Vị trí việc làm"), lambda p: "Giao dịch viên" if p.is_man else "Trưởng bưu cục"),
    Column(("Cỡ áo", "Số con", "Thâm niên"), lambda p: p.number + 1),
    Column(("Ngày vào ngành", "Ngày ký HĐLĐ"), lambda p: dt.date(2010, 1 + p.number, 5)),
    Columns(("Lương hiện hưởng", "Lương"), [Column((head,), lambda p, pay=pay: pay) for head, pay in PAY]),
    Columns(("Trình độ",), [Column((head,), lambda p, degree=degree: degree) for head, degree in DEGREES]),
    Column(("Ký nhận", "Chữ ký"), lambda p: None),
]


@st.composite
def employees(draw: Any) -> tuple[Drawn, list[tuple[Any, ...]]]:
    """A list of people, and what of each should be recorded: name, birth, phone, code."""
    dice = Dice(draw)
    people = [a_person(dice, *one) for one in enumerate(dice.shuffled(list(NAMES))[: dice.count(1, 8)])]
    born, phone, code = dice.one(BIRTHS), dice.one(PHONES), dice.one(CODES)
    with_phone, with_code = dice.maybe(), dice.maybe()
    in_parts = dice.maybe()
    born = BIRTHS[0] if in_parts else born
    columns = [dice.one((WHOLE_NAME, TWO_NAMES, ONE_OVER_TWO)), IN_PARTS if in_parts else births(dice, born)]
    columns += [[one] for one in dice.some(MORE)]
    if with_phone:
        columns.append(phones(dice, phone))
    if with_code:
        columns.append([Column(CODE_HEADS, lambda p: code(p.number))])
    groups = by_unit(people) if dice.maybe() else [(None, people)]
    nodes = [node for together in dice.shuffled(columns) for node in together]
    return a_list(dice, nodes, groups, "người"), [
        (
            p.name,
            p.born.year if str(born(p.born)) == str(p.born.year) else p.born,
            f"+84{p.phone[1:]}" if with_phone else "",
            str(code(p.number)) if with_code else "",
        )
        for _words, some in groups
        for p in some
    ]


def a_person(dice: Dice, number: int, name: str) -> Person:
    born = dt.date(1960 + dice.count(0, 40), dice.count(1, 12), dice.count(1, 28))
    return Person(number, name, born, f"09{number:02}{dice.count(0, 999_999):06}")


def births(dice: Dice, born: Callable[[dt.date], Any]) -> list[Head]:
    """The dates of birth in a column, or in one for men and one for women."""
    men = Column(("Nam",), lambda p: born(p.born) if p.is_man else None)
    women = Column(("Nữ",), lambda p: None if p.is_man else born(p.born))
    return [Columns(BIRTH_HEADS, [men, women]) if dice.maybe() else Column(BIRTH_HEADS, lambda p: born(p.born))]


def phones(dice: Dice, phone: Callable[[str], Any]) -> list[Head]:
    one = Column(PHONE_HEADS, lambda p: phone(p.phone))
    mail = Column(("Email", "Thư điện tử"), lambda p: f"nv{p.number}@vnpost.vn")
    return [Columns(("Liên hệ", "Thông tin liên hệ"), [one, mail]) if dice.maybe() else one]


def by_unit(people: list[Person]) -> list[tuple[str | None, list[Any]]]:
    found = [(unit, [p for p in people if p.unit == unit]) for unit in UNITS]
    return [(unit, some) for unit, some in found if some]


# --- procedures ---------------------------------------------------------------------------------------------------

FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai")
WORKS = (
    "Đăng ký khai sinh mẫu", "Cấp giấy phép mẫu loại một", "Xác nhận tình trạng mẫu", "Tổng hợp hồ sơ mẫu",
    "Công bố thông tin mẫu", "Tổ chức lễ hội mẫu cấp xã", "Phòng, chống mẫu", "Xã hội hóa mẫu", "Điểm danh mẫu",
    "Ghi vào Sổ hộ tịch việc mẫu (theo Điều 5)", "Đơn phương chấm dứt mẫu", "Thi nâng ngạch", "Thành lập nhóm trẻ mẫu",
    "Khối lượng mẫu: thẩm định", "Cộng nhận văn bằng mẫu", "Trong nước: chuyển trường mẫu",
)  # fmt: skip
NOTES: list[Head] = [
    Column(("Ghi chú",), lambda p: None if p[3] % 2 else "Toàn trình"),
    Column(("Thời hạn giải quyết", "Thời gian giải quyết"), lambda p: "05 ngày làm việc"),
    Columns(("Mức thu",), [Column(("Phí",), lambda p: "Không"), Column(("Lệ phí",), lambda p: 8000)]),
    Column(("Căn cứ pháp lý", "Cơ sở pháp lý"), lambda p: "- Luật mẫu năm 2014;\n- Nghị định mẫu."),
    Column(("Cơ quan thực hiện", "Địa điểm thực hiện"), lambda p: "Bộ phận Một cửa"),
    Column(("Số trang", "Số bộ hồ sơ"), lambda p: p[3] + 1),
]


@st.composite
def procedures(draw: Any, always_coded: bool = False) -> tuple[Drawn, list[tuple[Any, ...]]]:
    """A list of procedures, and what of each should be read: code, name, field, suffix."""
    dice = Dice(draw)
    names = dice.shuffled(list(WORKS))[: dice.count(1, 8)]
    suffix = dice.one(("", ".000.00.00.H27"))
    things = [(f"9.81{number:04}", name, FIELDS[number % 3], number) for number, name in enumerate(names)]
    columns: list[Head] = [
        Column(("Tên TTHC", "Tên thủ tục hành chính", "Tên thủ tục", "Thủ tục hành chính"), lambda p: p[1])
    ]
    coded, grouped = always_coded or dice.maybe(), dice.maybe()
    if coded:
        columns.append(Column(("Mã TTHC", "Mã thủ tục", "Mã số TTHC", "Mã số hồ sơ TTHC"), lambda p: p[0] + suffix))
    if not grouped:
        columns.append(Column(("Lĩnh vực", "Thuộc lĩnh vực", "Tên lĩnh vực"), lambda p: p[2]))
    columns += dice.some(NOTES) if coded else [NOTES[1], *dice.some(NOTES[2:])]
    of = [(field, [p for p in things if p[2] == field]) for field in FIELDS]
    line = dice.one(("Lĩnh vực {}", "LĨNH VỰC {}", "{}", "Lĩnh vực: {}"))
    groups = [(line.format(field), some) for field, some in of if some] if grouped else [(None, things)]
    drawn = a_list(dice, dice.shuffled(columns), groups, "thủ tục")
    return drawn, [
        (code if coded else "", name, field, suffix[1:] if coded else "")
        for code, name, field, _number in (one for _words, some in groups for one in some)
    ]


# --- timesheets ---------------------------------------------------------------------------------------------------

CAMS = [("Nguyễn Thị Lan", "BD0001", "Quầy 1"), ("Trần Văn Nam", "BD0002", "Quầy 2"), ("Lê Cường", "BD0003", "Quầy 3")]
MARKS = {  # what stands in a cell → half-days at work
    "P": 0, "Ô": 0, "KL": 0, "x/2": 1, "½": 1, "0,5": 1, "P/2": 1, "Cô": 0, "x": 2, "0": 0, "H": 0,
}  # fmt: skip
PRESENT: tuple[Any, ...] = ("x", "X", "+", "✓", 8, 1, "1")
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
DAY_HEADS: tuple[Callable[[int], Any], ...] = (
    int, lambda day: f"{day:02}", lambda day: f"Ngày {day}", lambda day: dt.datetime(2021, 6, day), str,
    lambda day: f"{day:02}/6", lambda day: f"{day:02}/06/2021",
)  # fmt: skip
OTHERS: list[Head] = [
    Column(("Chức vụ", "Ngạch bậc lương hoặc cấp bậc chức vụ"), lambda w: "NV"),
    Column(("Mã NV", "Mã nhân viên"), lambda w: w.code),
    Column(("Quầy", "Vị trí làm việc"), lambda w: w.post),
]
SUMS: list[Head] = [
    Column(("Tổng cộng", "Tổng số công", "Số ngày công"), lambda w: w.worked),
    Column(("Số công hưởng BHXH", "Nghỉ không lương"), lambda w: None),
    Column(("Ghi chú", "Ký xác nhận"), lambda w: None),
]


@dataclass
class Worker:
    name: str
    code: str
    post: str
    cells: dict[int, Any] = field(default_factory=dict)

    @property
    def half_days(self) -> dict[int, int]:
        return {day: MARKS.get(str(mark), 2) for day, mark in self.cells.items() if working(day)}

    @property
    def worked(self) -> float:
        return sum(self.half_days.values()) / 2


def working(day: int) -> bool:
    return dt.date(2021, 6, day).weekday() < 5


def timesheets(people: list[tuple[str, str, str]]) -> Any:
    """A timesheet of June 2021 for them (name, staff code, counter post), and what was worked on which day."""

    @st.composite
    def sheet(draw: Any) -> tuple[Drawn, list[Worker]]:
        dice = Dice(draw)
        workers = [Worker(*one) for one in dice.shuffled(people)]
        present, weekend = dice.one(PRESENT), dice.one((None, None, "CN", "-"))
        for worker in workers:
            worker.cells = {day: present if working(day) else weekend for day in range(1, 31)}
            worker.cells |= {day: dice.one(list(MARKS)) for day in (7, 8, 9, 21) if dice.maybe()}
        nodes = [Column(("Họ và tên", "Họ tên", "Họ và tên nhân viên"), lambda w: w.name), *dice.some(OTHERS)]
        nodes += [*days(dice), *dice.some(SUMS)]
        title = dice.one(("Tháng 06 năm 2021", "BẢNG CHẤM CÔNG THÁNG 6/2021", "Tháng 6 năm 2021", "THÁNG 06/2021"))
        return a_list(dice, nodes, [(None, workers)], "người", title), workers

    return sheet()


def days(dice: Dice) -> list[Head]:
    """The columns of the days: alone, or with the days of the week above or below, or under one heading."""
    words, last = dice.one(DAY_HEADS), dice.one((30, 31))
    with_weekday = dice.one(("", "", "above", "below"))
    found = [day_column(words, day, with_weekday) for day in range(1, last + 1)]
    return [Columns(("Ngày trong tháng", "Các ngày trong tháng"), found)] if dice.maybe() else found


def day_column(words: Callable[[int], Any], day: int, with_weekday: str) -> Head:
    day_name = words(day) if day < 31 else 31
    leaf = Column((day_name,), lambda w: w.cells.get(day), plain=True)
    if not with_weekday or day > 30:
        return leaf
    weekday = WEEKDAYS[dt.date(2021, 6, day).weekday()]
    if with_weekday == "above":
        return Columns((weekday,), [leaf], plain=True)
    return Columns((day_name,), [Column((weekday,), leaf.cell, plain=True)], plain=True)
