"""How one cell becomes a value: Vietnamese dates, amounts, telephone numbers, lists of words. Text stays text.

A widget raises ValueError with a sentence for the reader that quotes the value. `freeze` and `thaw` carry a value
through JSON (staging rows); `show` is for the screen.
"""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _
from import_export import widgets

from pilot.platform.vietnamese import format_phone, mask_phone, nfc, parse_date, parse_phone, search_key, uniqueness_key

EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_DAYS = range(61, 109_575)  # serial numbers from 01/03/1900 (before it Excel counts a day too many) to 2199
AMOUNT = re.compile(r"-?[0-9]+|-?[0-9]{1,3}(\.[0-9]{3})+|-?[0-9]{1,3}(,[0-9]{3}){2,}")
UNIT = re.compile(r"\s*(đ|₫|đồng|vnđ|vnd)\.?$", re.IGNORECASE)


class CellWidget(widgets.Widget):  # type: ignore[misc]  # import-export says no types
    """Base of all: an empty cell is None, and the value is plain JSON unless a subclass says otherwise."""

    text_cell = True  # templates format the cell as text, so that Excel leaves what is typed alone

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return self.read(value, **kwargs)

    def read(self, value: Any, **kwargs: Any) -> Any:
        """A filled cell as a value. Raises ValueError."""
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value

    def freeze(self, value: Any) -> Any:
        return value

    def thaw(self, value: Any) -> Any:
        return value

    def show(self, value: Any) -> str:
        return "" if value is None else str(value)

    def mask(self, value: Any) -> str:
        """For those who may not see personal values."""
        return "***" if value else ""


class ShownWidget(CellWidget):
    """What a page shows, for lists that are only exported: dates and numbers as such, anything else as text."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value if value is None or isinstance(value, (dt.date, int)) else str(value)


class TextWidget(CellWidget):
    """Text as typed, composed (NFC). A number that Excel made of a code comes back without its ".0"."""

    def __init__(self, max_length: int = 200) -> None:
        super().__init__()
        self.max_length = max_length

    def read(self, value: Any, **kwargs: Any) -> str:
        text = nfc(plain_text(value))
        if len(text) > self.max_length:
            raise ValueError(
                _("The text has %(count)d characters; at most %(most)d fit.")
                % {"count": len(text), "most": self.max_length}
            )
        return text


class CodeWidget(TextWidget):
    """A code: as text, without blanks around and inside."""

    def read(self, value: Any, **kwargs: Any) -> str:
        return super().read(value).replace(" ", "")


class PhoneWidget(CellWidget):
    """A Vietnamese telephone number, stored as E.164; 912345678.0, which Excel leaves of 0912345678, is understood."""

    def read(self, value: Any, **kwargs: Any) -> str:
        return parse_phone(plain_text(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.show(value)

    def show(self, value: Any) -> str:
        return format_phone(value or "")

    def mask(self, value: Any) -> str:
        return mask_phone(value or "")


class VietnameseDateWidget(CellWidget):
    """Real Excel dates, ISO, day/month/year with four or two digits of year; "mdy" only by somebody's choice."""

    def read(self, value: Any, order: str = "dmy", **kwargs: Any) -> dt.date:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, (int, float)):
            return self.from_serial(value)
        return parse_date(swapped(value) if order == "mdy" else value)

    def from_serial(self, value: float) -> dt.date:
        """A date whose cell lost its format: 44561 is 31/12/2021."""
        if isinstance(value, bool) or int(value) not in EXCEL_DAYS:
            raise ValueError(
                _("“%(value)s” is not a date. Write day/month/year, for example 05/01/2021.")
                % {"value": plain_text(value)}
            )
        return EXCEL_EPOCH + dt.timedelta(days=int(value))

    def freeze(self, value: dt.date | None) -> str | None:
        return value.isoformat() if value else None

    def thaw(self, value: str | None) -> dt.date | None:
        return dt.date.fromisoformat(value) if value else None

    def show(self, value: dt.date | None) -> str:
        return f"{value:%d/%m/%Y}" if value else ""

    def mask(self, value: dt.date | None) -> str:
        return f"**/**/{value:%Y}" if value else ""


class MoneyWidget(CellWidget):
    """An amount in whole đồng: 1.234.567 and “1.234.567 đ” are read; “1,5” and “1,234” could be parts.

    Those are refused.
    """

    text_cell = False

    def read(self, value: Any, **kwargs: Any) -> int:
        text = UNIT.sub("", nfc(plain_text(value))).replace(" ", "")
        if not AMOUNT.fullmatch(text):
            raise ValueError(
                _("“%(value)s” is not an amount in whole đồng. Write it like 1.234.567.") % {"value": plain_text(value)}
            )
        return int(text.replace(".", "").replace(",", ""))


class IntegerWidget(CellWidget):
    """A whole number from `least` to `most`, both included."""

    text_cell = False

    def __init__(self, least: int = 0, most: int = 2_147_483_647) -> None:
        super().__init__()
        self.least, self.most = least, most

    def read(self, value: Any, **kwargs: Any) -> int:
        text = plain_text(value)
        if not text.removeprefix("-").isdecimal() or not self.least <= int(text) <= self.most:
            raise ValueError(
                _("“%(value)s” is not a whole number from %(least)d to %(most)d.")
                % {"value": text, "least": self.least, "most": self.most}
            )
        return int(text)


class ChoiceWidget(CellWidget):
    """One of some values: the cell holds its label (any spelling, with or without marks), an alias or itself."""

    def __init__(self, choices: list[tuple[str, Any]], aliases: dict[str, str] | None = None) -> None:
        super().__init__()
        self.labels = dict(choices)
        self.aliases = aliases or {}

    def read(self, value: Any, **kwargs: Any) -> str:
        wanted = search_key(plain_text(value))
        for known, label in self.labels.items():
            if wanted in (search_key(str(label)), search_key(str(known))):
                return known
        for alias, known in self.aliases.items():
            if wanted == search_key(alias):
                return known
        raise ValueError(
            _("“%(value)s” is none of: %(choices)s.")
            % {"value": plain_text(value), "choices": ", ".join(str(label) for label in self.labels.values())}
        )

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.show(value)

    def show(self, value: Any) -> str:
        return str(self.labels.get(value, value or ""))


def plain_text(value: object) -> str:
    """What stands in the cell, as text; whole numbers without ".0".

    Errors: ValueError for a date that Excel made of text.
    """
    if isinstance(value, (dt.date, dt.datetime)):
        raise ValueError(
            _("Excel turned this cell into a date (%(value)s). Format the column as text and type it again.")
            % {"value": f"{value:%d/%m/%Y}"}
        )
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def swapped(text: str) -> str:
    """Month/day/year as day/month/year; anything else stays as it is."""
    for mark in "/.-":
        parts = text.strip().split(mark)
        if len(parts) == 3 and len(parts[0]) <= 2:
            return mark.join((parts[1], parts[0], parts[2]))
    return text


def same_text(one: str, other: str) -> bool:
    """Equal but for case, punctuation and the place of the tone mark."""
    return uniqueness_key(one) == uniqueness_key(other)
