"""Levels of the administration as lists write them."""

import re

from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.widgets import ChoiceWidget
from pilot.platform.vietnamese import search_key
from pilot.programme.models import AdminLevel

LEVELS = [
    (AdminLevel.PROVINCE, "Cấp tỉnh"),
    (AdminLevel.DISTRICT, "Cấp huyện"),
    (AdminLevel.COMMUNE, "Cấp xã"),
]
LEVEL_ALIASES = {"thành phố trực thuộc trung ương": AdminLevel.PROVINCE}
NAMED_LEVELS = (  # in the order in which they are looked for: a thị xã is no xã
    (re.compile(r"\b(?:thi xa|huyen|quan)\b"), AdminLevel.DISTRICT),
    (re.compile(r"\b(?:thi tran|phuong|xa)\b"), AdminLevel.COMMUNE),
    (re.compile(r"\btinh\b"), AdminLevel.PROVINCE),
)


class LevelWidget(ChoiceWidget):
    """A level, also where a text names one and no other: "UBND cấp huyện", "xã, phường, thị trấn"."""

    def read(self, value: Cell) -> str:
        key = search_key(str(value))
        found: list[AdminLevel] = []
        for pattern, level in () if key in self.known else NAMED_LEVELS:
            if pattern.search(key):
                key, found = pattern.sub("", key), [*found, level]
        return found[0].value if len(found) == 1 else super().read(value)
