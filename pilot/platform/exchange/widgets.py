"""How one cell becomes a value: Vietnamese dates, amounts, telephone numbers, lists of words. Text stays text.

A widget raises ValueError with a sentence for the reader that quotes the value. `render` is for an exported cell,
`show` for the screen; `thaw` takes a value from the JSON of a staging row.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from import_export import widgets
from openpyxl.utils.datetime import from_excel

from pilot.platform.exchange.reading import Cell, CellError
from pilot.platform.kernel.types import Words
from pilot.platform.money import bounded_vnd, format_vnd, parse_vnd
from pilot.platform.text import code_key, line, refuse_lookalikes, refuse_no_name
from pilot.platform.vietnamese import (
    YEARS,
    BirthDate,
    format_birth_date,
    format_phone,
    mask_phone,
    parse_birth_date,
    parse_date,
    parse_phone,
    search_key,
    within_years,
    year_of_birth,
)

EXCEL_DAYS = range(61, 109_575)  # serial numbers from 01/03/1900 (before it Excel counts a day too many) to 2199
NOTHING = frozenset({"", "khong", "khong co", "chua co", "ko", "ko co", "khong ro", "chua ro"})  # as search_key has it
WHOLE = re.compile(r"^\s*([0-9]+)\.0\s*$")
CUT = re.compile(r"\s*[0-9](?:[.,][0-9]+)?e\+[0-9]{2,}\s*", re.IGNORECASE)
V = TypeVar("V")


class CellWidget(widgets.Widget, Generic[V]):  # type: ignore[misc]  # import-export says no types
    """Base of all: an empty cell is None, and the value is plain JSON unless a subclass says otherwise.

    `dates`: its cells are days, whose order in texts is asked. `texts`: a number in a cell may have lost its zeros.
    `headed`: headings that mean such a value besides those that its column names, as a pattern. `parts`: headings, as
    they are compared, of columns side by side that together hold one value; where they say it `parts_alone`, without a
    heading above them.
    """

    dates = False
    texts = False
    headed = ""
    parts: tuple[frozenset[str], ...] = ()
    parts_alone = False

    def clean(self, value: Cell, row: object = None, **kwargs: object) -> V | None:
        if value is None or (isinstance(value, str) and self.is_nothing(value)):
            return None
        if isinstance(value, CellError):
            raise ValueError(value.sentence())
        return self.read(value)

    def is_nothing(self, text: str) -> bool:
        """Whether the text says that there is none: a dash, dots, "không có"."""
        return search_key(text) in NOTHING

    def read(self, value: Cell) -> V:
        """A filled cell as a value. Raises ValueError."""
        raise NotImplementedError

    def join(self, cells: Sequence[Cell]) -> Cell:
        """One cell of several that hold a value together, in columns side by side or lines; a fault stays a fault."""
        faults = [cell for cell in cells if isinstance(cell, CellError)]
        filled = [cell for cell in cells if cell is not None]
        return faults[0] if faults else self.together(cells) if filled else None

    def together(self, cells: Sequence[Cell]) -> Cell:
        """The same of cells without fault, one of which is filled at least."""
        filled = [cell for cell in cells if cell is not None]
        return filled[0] if len(filled) == 1 else " ".join(map(_as_part, filled))

    def render(self, value: V | None, obj: object = None, **kwargs: object) -> Cell:
        """What an exported cell holds."""
        return self.show(value)

    def thaw(self, value: Any) -> V | None:
        frozen: V | None = value
        return frozen

    def show(self, value: V | None) -> str:
        return "" if value is None else str(value)

    def identity(self, value: V | None) -> str:
        """Equal for two values that mean one thing, where the column tells rows apart."""
        return str(value or "")

    def mask(self, value: V | None) -> str:
        """For those who may not see personal values."""
        return "***" if value else ""


class ShownWidget(CellWidget[object]):
    """What a page shows, for lists that are only exported: dates and numbers as such, anything else as text."""

    def render(self, value: object, obj: object = None, **kwargs: object) -> Cell:
        return value if isinstance(value, (dt.date, int)) else self.show(value)


class TextWidget(CellWidget[str]):
    """Text as a form takes it (platform/text.py). A number that Excel made of a code comes back without its ".0"."""

    def __init__(self, max_length: int = 200) -> None:
        super().__init__()
        self.max_length = max_length

    def read(self, value: Cell) -> str:
        text = line(plain_text(value))
        refuse_lookalikes(text)
        if len(text) > self.max_length:
            words = _("The text has %(count)d characters; at most %(most)d fit.")
            raise ValueError(words % {"count": len(text), "most": self.max_length})
        return text


class NameWidget(TextWidget):
    """The name of a person. Lists that are sorted by given names hold them in a column of their own."""

    headed = (
        r"ho (?:va )?(?:(?:chu dem|chu lot) va )?ten"
        r"(?: (?:khai sinh|cua|nguoi|nhan vien|nv|can bo|cb|cbnv|cbcnv|cong chuc|lao dong))*"
    )
    parts_alone = True
    parts = (
        frozenset({
            "ho", "ho dem", "ho va dem", "ho ten dem", "ho va ten dem", "ho chu dem", "ho va chu dem", "ho lot",
            "ho va ten lot", "ho va chu lot",
        }),
        frozenset({"ten"}),
    )  # fmt: skip

    def read(self, value: Cell) -> str:
        name = super().read(value)
        refuse_no_name(name)
        return name


class CodeWidget(TextWidget):
    """A code: as text, without blanks around and inside."""

    texts = True

    def read(self, value: Cell) -> str:
        return super().read(value).replace(" ", "")

    def identity(self, value: str | None) -> str:
        return code_key(value or "")


class PhoneWidget(CellWidget[str]):
    """A Vietnamese telephone number, stored as E.164; 912345678.0, which Excel leaves of 0912345678, is understood."""

    headed = (
        r"(?:so )?(?:dt|sdt|tel|dien thoai|di dong|mobile|phone)"
        r"(?: (?:so|dt|dd|di dong|co dinh|co quan|nha rieng|nr|cq|ca nhan|lien he|lien lac|nhan vien|no|number))*"
    )

    def read(self, value: Cell) -> str:
        return parse_phone(plain_text(value))

    def show(self, value: str | None) -> str:
        return format_phone(value or "")

    def mask(self, value: str | None) -> str:
        return mask_phone(value or "")


class VndWidget(CellWidget[int]):
    """An amount in VND from `least` on: a whole number of Excel's, or text as people write it (platform/money.py)."""

    def __init__(self, least: int = 0) -> None:
        super().__init__()
        self.least = least

    def read(self, value: Cell) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return parse_vnd(str(value), self.least)
        if value != value // 1:
            words = _("%(value)s is not a whole number of đồng.")
            raise ValueError(words % {"value": value})
        return bounded_vnd(int(value), self.least)

    def render(self, value: int | None, obj: object = None, **kwargs: object) -> Cell:
        return value

    def show(self, value: int | None) -> str:
        return "" if value is None else f"{format_vnd(value)} đ"


class VietnameseDateWidget(CellWidget[dt.date]):
    """Real Excel dates, ISO, day/month/year with four or two digits of year, and a date whose cell lost its format:
    44561 is 31/12/2021.
    """

    dates = True

    def read(self, value: Cell) -> dt.date:
        if isinstance(value, dt.date):
            return within_years(value)
        if not isinstance(value, (int, float)):
            return parse_date(str(value))
        if isinstance(value, bool) or int(value) not in EXCEL_DAYS:
            words = _("“%(value)s” is not a date. Write day/month/year, for example 05/01/2021.")
            raise ValueError(words % {"value": plain_text(value)})
        day: dt.date = from_excel(int(value)).date()
        return day

    def render(self, value: dt.date | None, obj: object = None, **kwargs: object) -> Cell:
        return value

    def thaw(self, value: str | None) -> dt.date | None:
        return dt.date.fromisoformat(value) if value else None

    def show(self, value: dt.date | None) -> str:
        return f"{value:%d/%m/%Y}" if value else ""

    def mask(self, value: dt.date | None) -> str:
        return f"**/**/{value:%Y}" if value else ""


class BirthDateWidget(CellWidget[BirthDate]):
    """A date as above, or a year alone as text or number: 1988 is a year of birth, never the 1,988th day of Excel."""

    dates = True
    days = VietnameseDateWidget()
    headed = r"(?:(?:ngay|thang|nam) )+sinh(?: nhat)?|sinh (?:ngay|nam)(?: (?:thang|nam))*"
    parts = (frozenset({"ngay"}), frozenset({"thang"}), frozenset({"nam"}))

    def together(self, cells: Sequence[Cell]) -> Cell:
        """Day, month and year of three columns; the year alone is a year."""
        filled = [cell for cell in cells if cell is not None]
        return filled[0] if len(filled) == 1 else "/".join(map(_as_part, filled))

    def read(self, value: Cell) -> BirthDate:
        if isinstance(value, str):
            return parse_birth_date(plain_text(value))
        if isinstance(value, (int, float)) and not isinstance(value, bool) and YEARS[0] <= value <= YEARS[1]:
            return year_of_birth(int(value))
        return self.days.read(value)

    def render(self, value: BirthDate | None, obj: object = None, **kwargs: object) -> Cell:
        return value

    def thaw(self, value: str | int | None) -> BirthDate | None:
        return self.days.thaw(value) if isinstance(value, str) else value

    def show(self, value: BirthDate | None) -> str:
        return format_birth_date(value)

    def mask(self, value: BirthDate | None) -> str:
        return self.days.mask(value) if isinstance(value, dt.date) else super().mask(value)


class ChoiceWidget(CellWidget[str]):
    """One of some values: the cell holds its label (any spelling, with or without marks), an alias or itself."""

    def __init__(self, choices: Sequence[tuple[str, Words]], aliases: Mapping[str, str]) -> None:
        super().__init__()
        self.labels = {value: str(label) for value, label in choices}
        self.known = {search_key(text): value for text, value in aliases.items()}
        for value, label in self.labels.items():
            self.known |= {search_key(value): value, search_key(label): value}

    def is_nothing(self, text: str) -> bool:
        return search_key(text) not in self.known and super().is_nothing(text)

    def read(self, value: Cell) -> str:
        text = plain_text(value)
        if search_key(text) not in self.known:
            words = _("“%(value)s” is none of: %(choices)s.")
            raise ValueError(words % {"value": text, "choices": "; ".join(self.labels.values())})
        return self.known[search_key(text)]

    def show(self, value: str | None) -> str:
        return self.labels.get(value or "", value or "")


def _as_part(cell: Cell) -> str:
    """A cell as one part of a text; what cannot be one there (a day) makes a text that its column refuses."""
    return str(cell) if isinstance(cell, dt.date) else f"{cell:g}" if isinstance(cell, float) else str(cell)


def plain_text(value: Cell) -> str:
    """What stands in the cell, as text; whole numbers without ".0", which other programs also write as text.

    Errors: ValueError for what Excel made of text: a date, a number of which it kept the first digits (1.23E+09).
    """
    if isinstance(value, dt.date):
        words = _("Excel turned this cell into a date (%(value)s). Format the column as text and type it again.")
        raise ValueError(words % {"value": f"{value:%d/%m/%Y}"})
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if CUT.fullmatch(str(value)):
        words = _(
            "Excel kept only the first digits of this number (%(value)s). Format the column as text, type it again."
        )
        raise ValueError(words % {"value": value})
    return WHOLE.sub(r"\1", str(value))


def swapped(text: str) -> str:
    """Month/day/year as day/month/year; anything else stays as it is."""
    for mark in "/.-":
        parts = text.strip().split(mark)
        if len(parts) == 3 and len(parts[0]) <= 2:
            return mark.join((parts[1], parts[0], parts[2]))
    return text
