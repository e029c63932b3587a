"""Which lines below the head are rows of the list, and in words those that are none.

Examples, the head again on later pages, numbers of the columns, totals, lines that name the group below them,
signatures and footnotes. A line is passed over only for a reason of its own; the preview names each.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.platform.exchange.columns import LEFT_OVER, Columns
from pilot.platform.exchange.heads import SERIAL, Head, folded, text_of
from pilot.platform.exchange.identity import STARS, is_identity, without_numbers
from pilot.platform.exchange.numbering import BRACKETS, numbers_columns
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell, CellError, Sheet, first_of
from pilot.platform.exchange.resource import Row, TwoStepResource

EXAMPLE = frozenset({"vi du", "vd", "example"})
# with their marks: "Cộng" is a total, "Công bố" the name of a procedure
TOTAL = re.compile(r"(tổng cộng|tổng số|total|trong đó)\b|(cộng|tổng)\s*([:(\d].*)?$")
PAGE = re.compile(  # ends a page, not the list
    r"(cộng trang|lũy kế|luỹ kế)\s*([:(\d].*)?$|(cộng )?(mang|chuyển) (sang )?trang (sau|trước)|trang \d+( ?/ ?\d+)?$"
)
FOOT = re.compile(
    r"nguoi lap|nguoi cham cong|lap bieu|lap bang|thu truong|^giam doc|^pho giam doc|^chu tich|^ke toan|^truong phong"
    r"|^ky ten|ghi ro ho|^noi nhan|^ghi chu\b|^luu y\b|^xac nhan( cua .*| don vi.*)?$|ngay( \d+)? thang( \d+)? nam"
    r"|^danh sach (nay )?(gom|co)\b|^kt |^tl |^tm "
)
LEGEND = re.compile(r"ky hieu\b")  # begins what explains the marks of a list, to its end
SPLIT = re.compile(r"(?P<mark>[IVXLC]+|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):/–-]\s*(?P<text>\D.*)", re.DOTALL)
MARK = re.compile(r"[IVXLC]+|[A-ZĐ]")  # in a cell of its own, before the name of the group
GROUP = re.compile(
    r"(lĩnh vực|nhóm|khối|tổ(?! chức)|phòng(?!,| chống| cháy| ngừa)|đơn vị|xã(?! hội)|phường|thị trấn|huyện|bưu cục"
    r"|bưu điện|điểm|cấp (trung ương|tỉnh|huyện|xã))\b.*"
    r"|.*\(\d+ (tthc|thủ tục)\)"
    r"|(danh mục )?(các )?(tthc|thủ tục hành chính)\b.*\b(ban hành|sửa đổi|thay thế|bãi bỏ)\b.*"
)
COUNTED = re.compile(r"\s*[(:–-]?\s*\d+\s*\w*\s*(tthc|thủ tục|người|nhân viên)?\)?\s*$", re.IGNORECASE)
WORDS_OF_A_KEY = 2  # "BD 0022"
SURELY = 3  # columns that are read: a line that fills so many is a row wherever it stands


Filled: TypeAlias = Sequence[tuple[int, Cell]]  # place and cell of what a line holds


@dataclass
class SecondLine:
    """A line that may go on with the row `above` it; `spanned`: by a merged cell that tells whose row it is."""

    number: int
    cells: list[Cell]
    above: Row
    spanned: bool


@dataclass
class Lines:
    """What the lines below a head are."""

    rows: list[Row] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)  # lines that say something of the rows below them
    passed_over: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)  # each text of the lines that are no rows
    questions: list[Question] = field(default_factory=list)


def read_lines(sheet: Sheet, head: Head, chosen: Columns, kind: TwoStepResource, answers: Answers) -> Lines:
    """Every filled line below the head, as a row or named as passed over."""
    reader, found = _Reader(sheet, head, chosen, kind), Lines()
    left_over = {folded(heading) for heading in head.headings} >= LEFT_OVER
    for number, cells in enumerate(sheet.rows[head.row + 1 :], head.row + 2):
        if all(cell is None for cell in cells):
            reader.above = None
        elif row := reader.read(number, cells):
            row.left_over = left_over
            found.rows.append(row)
        elif not reader.goes_on:
            (found.groups if reader.at_group else found.passed_over).append(in_words(number, cells))
            found.around += [text for cell in cells if isinstance(cell, str) and (text := cell.strip())]
    _settle_second_lines(reader, found, answers)
    for name, words, numbers in _doubtful(sheet, head, found.rows):
        question = Question(name, words, (("take", _("take them")), ("leave", _("leave them out"))))
        found.questions.append(question)
        if question.answer(answers) == "leave":
            left = set(numbers)
            found.passed_over += [in_words(number, sheet.rows[number - 1]) for number in numbers]
            found.rows = [row for row in found.rows if row.number not in left]
    return found


def _settle_second_lines(reader: "_Reader", found: Lines, answers: Answers) -> None:
    """Lines that may go on with the row above are part of it if the reader says so, or one merged cell spans both."""
    if not (lines := reader.second_lines):
        return
    words = _(
        "Lines without a number and a name of their own stand below a row: %(rows)s. Do they go on with it (the rest of"
        " a text, the afternoon below the morning)?"
    )
    choices = (("join", _("yes, part of the row above")), ("apart", _("no, read by themselves")))
    spanned = "join" if all(line.spanned for line in lines) else ""
    question = Question("second_lines", words % {"rows": _numbers([line.number for line in lines])}, choices, spanned)
    found.questions.append(question)
    for line in lines:
        if question.answer(answers) == "join":
            reader.join(line)
        elif alone := reader.alone(line):
            found.rows.append(alone)
        else:
            found.passed_over.append(in_words(line.number, line.cells))
    found.rows.sort(key=lambda row: row.number)


def _doubtful(sheet: Sheet, head: Head, rows: list[Row]) -> Iterable[tuple[str, str, list[int]]]:
    """Rows that nobody sees, or whose cells may have moved: name of the question, its words, numbers of the rows."""
    numbers = [row.number for row in rows]
    hidden = set(sheet.hidden_rows)
    if unseen := [number for number in numbers if number - 1 in hidden]:
        words = ngettext("%(count)d row of the list is hidden in the file (%(rows)s).",
                         "%(count)d rows of the list are hidden in the file (%(rows)s).", len(unseen))  # fmt: skip
        filtered = " " + _("A filter is set there.") if sheet.filtered else ""
        yield "hidden_rows", words % {"count": len(unseen), "rows": _numbers(unseen)} + filtered, unseen
    if sheet.lengths:
        usual = sheet.lengths[head.row]
        if odd := [number for number in numbers if sheet.lengths[number - 1] != usual]:
            words = _(
                "The head has %(usual)d fields; these rows have more or fewer, so that cells may have moved: %(rows)s."
            )
            yield "records", words % {"usual": usual, "rows": _numbers(odd)}, odd


def _numbers(rows: list[int]) -> str:
    return first_of([_("row %(number)d") % {"number": number} for number in rows])


class _Reader:
    """Reads line by line; what it has seen above decides about lines below: a group, a total, the end of a page."""

    def __init__(self, sheet: Sheet, head: Head, chosen: Columns, kind: TwoStepResource) -> None:
        self.head, self.chosen, self.kind = head, chosen, kind
        self.serial = {place for place, heading in enumerate(head.headings) if folded(heading) in SERIAL}
        self.telling = {place for place, name in chosen.read.items() if name in kind.telling}
        self.words = head.words - {""}
        self.after_head = True
        self.summed = self.signed = self.explained = False  # by the lines above
        self.group: dict[str, str] = {}
        self.at_group = False  # whether the line read last named one
        self.usual: set[int] | None = None  # columns that every row so far has filled
        self.places = {name: chosen.places(name) for name in chosen.read.values()}
        self.spans = _spans(sheet)
        self.above: Row | None = None  # the row that stands directly above
        self.goes_on = False  # whether the line read last may be its second line
        self.second_lines: list[SecondLine] = []

    def read(self, number: int, cells: list[Cell]) -> Row | None:
        """The row of the list that the line is; None if it is none, or may be the second line of the row above."""
        above, self.above, self.at_group, self.goes_on = self.above, None, False, False
        filled = [(place, cell) for place, cell in enumerate(cells) if cell is not None and cell != STARS]
        if not filled:
            return None
        texts = [cell for _place, cell in filled]
        again = [folded(cell) for cell in texts]
        if any(again) and set(again) <= self.words | {""} and not any(isinstance(cell, CellError) for cell in texts):
            self.after_head, self.summed, self.signed = True, False, False
            return None
        numbered = numbers_columns([text_of(cell) for cell in cells if cell is not None])
        if numbered and (self.after_head or text_of(texts[0]).startswith(BRACKETS)):
            return None
        if folded(texts[0]) in EXAMPLE or self._is_other(filled):
            return None
        if above and self._continues(filled, above):
            self.above, self.goes_on = above, True
            self.second_lines.append(SecondLine(number, cells, above, self._is_spanned(number)))
            return None
        if not self._tells(filled):
            return None
        if self.explained and not (self._has_key(filled) or self.is_numbered(filled)):
            return None
        if (self.summed or self.signed) and not self._stands_alone(filled):
            return None
        self.after_head = self.summed = self.signed = self.explained = False
        places = {place for place, _cell in filled}
        self.usual = places if self.usual is None else self.usual & places
        self.above = self._row(number, dict(filled))
        return self.above

    def _is_other(self, filled: Filled) -> bool:
        """Whether the words of a line say that it is none of the list's rows."""
        first = filled[0][1]
        if isinstance(first, str) and LEGEND.match(folded(first)) and not self._has_key(filled):
            self.explained = True
            return True
        if self._is_total(filled, PAGE):
            return True
        if self._is_total(filled, TOTAL):
            self.summed = True
            return True
        if group := self._group_in(filled):
            self.summed = False
            said = self.kind.grouped(named_group(group, self.kind))
            self.group, self.at_group = self.group | said, bool(said)
            return True
        if isinstance(first, str) and self._is_foot(filled):
            self.signed = True
            return True
        return False

    def _tells(self, filled: Filled) -> bool:
        """Whether a line says whose row it is, or is one that forgot to: a number of its own, and values beside it."""
        if len(filled) == 1 and not self._can_read(*filled[0]):
            return False
        if not self.telling:  # no column is known yet: its reader will say which is which
            return len(filled) >= SURELY - 1
        values = [place for place, _cell in filled if place in self.chosen.read]
        return not self.telling.isdisjoint(values) or (len(values) >= SURELY - 1 and self.is_numbered(filled))

    def _continues(self, filled: Filled, above: Row) -> bool:
        """Whether a line may go on with the row above: more cells and no name, or below a number more of one text."""
        if self.is_numbered(filled) or self._has_key(filled):
            return False
        names = [self.chosen.read[place] for place, _cell in filled if place in self.chosen.read]
        if self.kind.telling.isdisjoint(names):
            return len(names) >= SURELY - 1
        texts = [cell for cell in (filled[0][1], above.cells[names[0]]) if isinstance(cell, str)]
        return above.numbered and len(filled) == 1 and len(texts) == 2

    def _is_spanned(self, number: int) -> bool:
        return any((number - 1, place) in self.spans for place in self.telling)

    def join(self, line: SecondLine) -> None:
        """What a second line says becomes part of its row, column by column."""
        for name in self.places:
            row, more = line.above, self._value(name, dict(enumerate(line.cells)))
            row.cells[name] = self.kind.columns[name].widget.join([row.cells[name], more])

    def alone(self, line: SecondLine) -> Row | None:
        """The row that such a line is by itself, if any."""
        filled = [(place, cell) for place, cell in enumerate(line.cells) if cell is not None and cell != STARS]
        return self._row(line.number, dict(filled)) if self._tells(filled) else None

    def _can_read(self, place: int, cell: Cell) -> bool:
        """Whether a cell is a value of its column; one at fault, or of no column that is read, says nothing of that."""
        if isinstance(cell, CellError) or place not in self.chosen.read:
            return True
        try:
            self.kind.columns[self.chosen.read[place]].widget.clean(cell)
        except ValueError:
            return False
        return True

    def _is_total(self, filled: Filled, words: re.Pattern[str]) -> bool:
        """By the first cell of the line, which is its key or stands in a line whose key is none or only a count."""
        first = filled[0][1]
        keys = [cell for place, cell in filled if self.chosen.read.get(place) == self.kind.key]
        text = unicodedata.normalize("NFC", first).casefold().strip() if isinstance(first, str) else ""
        return bool(words.match(text)) and (keys == [first] or all(map(_is_count, keys)))

    def _group_in(self, filled: Filled) -> str:
        """The group that a line of one text names, or of its mark and a text: "I. Lĩnh vực Hộ tịch"."""
        texts = [cell.strip() for _place, cell in filled if isinstance(cell, str)]
        if len(texts) != len(filled):
            return ""
        if len(set(texts)) > 1:
            return texts[1] if len(texts) == 2 and MARK.fullmatch(texts[0].rstrip(".):/ ")) else ""
        if found := SPLIT.fullmatch(texts[0]):
            return found["text"].strip()
        return texts[0] if GROUP.fullmatch(unicodedata.normalize("NFC", texts[0]).casefold()) else ""

    def _is_foot(self, filled: Filled) -> bool:
        """A signature, the line of place and day, a footnote: few texts, no number, no key."""
        texts = [cell for _place, cell in filled if isinstance(cell, str)]
        if len(texts) != len(filled) or len(texts) > 4 or self._has_key(filled) or self.is_numbered(filled):
            return False
        if self._is_like_others(filled, SURELY):
            return False
        return any(FOOT.search(folded(text)) or FOOT.search(folded(text.strip("() "))) for text in texts) or (
            len(texts) == 1 and texts[0].lstrip().startswith(("*", "(*", "("))
        )

    def _has_key(self, filled: Filled) -> bool:
        """A key has a digit and few words: signatures and footnotes stand under the heading of codes, too."""
        keys = [text_of(cell) for place, cell in filled if self.chosen.read.get(place) == self.kind.key]
        return any(char.isdecimal() for key in keys if len(key.split()) <= WORDS_OF_A_KEY for char in key)

    def _stands_alone(self, filled: Filled) -> bool:
        """Below a total or a signature: a row shows that it is one, by its key, its serial number or its cells.

        Two cells are as many as a signature fills: they are enough below a total only.
        """
        read = [(place, cell) for place, cell in filled if place in self.chosen.read]
        least = SURELY if self.signed else SURELY - 1
        fits = len(read) >= least and all(self._can_read(*one) for one in read)
        shown = self._has_key(filled) or self.is_numbered(filled) or self._is_like_others(filled, least)
        return shown or len(read) >= SURELY or fits

    def _is_like_others(self, filled: Filled, least: int) -> bool:
        """It fills each of the columns that all rows above have filled, if those are several."""
        usual = self.usual or set()
        return len(usual) >= least and usual <= {place for place, _cell in filled}

    def is_numbered(self, filled: Filled) -> bool:
        return any(place in self.serial and text_of(cell).rstrip(".").isdecimal() for place, cell in filled)

    def _row(self, number: int, filled: dict[int, Cell]) -> Row:
        row = Row(number, dict.fromkeys(self.places), numbered=self.is_numbered(list(filled.items())))
        for name, places in self.places.items():
            if self.head.parts.intersection(places):
                row.cells[name] = self._value(name, filled)
                continue
            for place in filter(filled.__contains__, places):
                self._take(row, place, name, filled[place])
        for name, text in {**self.group, **self._spanned(number)}.items():
            if row.cells.get(name) is None:
                row.cells[name] = text
        return row

    def _spanned(self, number: int) -> dict[str, Cell]:
        """The group that a merged cell beside several rows says."""
        group = self.kind.group_column
        found = [self.spans.get((number - 1, place)) for place in self.places.get(group, ())]
        return {group: found[0]} if found and found[0] is not None else {}

    def _value(self, name: str, filled: Mapping[int, Cell]) -> Cell:
        """What the parts of a value say together."""
        return self.kind.columns[name].widget.join([filled.get(place) for place in self.places[name]])

    def _take(self, row: Row, place: int, name: str, cell: Cell) -> None:
        """A cell, and the sex that the heading of a divided column says; of those one is filled, or it is a fault."""
        first = row.cells[name]
        sex = self.head.sex_of(place)
        if sex and first is not None:
            row.refuse(
                name, _("Both columns of “%(heading)s” are filled.") % {"heading": self.kind.columns[name].heading}
            )
            return
        row.cells[name] = cell
        if sex and self.kind.sex_column and folded(cell) not in ("x", ""):
            row.cells[self.kind.sex_column] = sex


def _spans(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Row and column, from 0, of what a merged cell of one column covers below its first row → what stands there."""
    return {
        (row, left): sheet.rows[top][left] if left < len(sheet.rows[top]) else None
        for top, left, bottom, right in sheet.merged
        if left == right
        for row in range(top + 1, bottom + 1)
    }


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, float) or text_of(cell).isdecimal()


def named_group(text: str, kind: TwoStepResource) -> str:
    """The value that a line above its rows gives them: without its number, the name of the column and a count."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    heading = kind.columns[kind.group_column].heading if kind.group_column else ""
    if heading and words.casefold().startswith(heading.casefold()):
        words = words[len(heading) :].lstrip(" :–-")
    return COUNTED.sub("", words) or words


def in_words(number: int, cells: Sequence[Cell]) -> str:
    """A line that is passed over, without identity numbers."""
    filled = [cell for cell in cells if cell is not None]
    text = without_numbers(" · ".join(STARS if is_identity(cell) else text_of(cell) or str(cell) for cell in filled))
    return _("row %(number)d: %(text)s") % {"number": number, "text": text[:60]}
