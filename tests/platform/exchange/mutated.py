"""Honest workbooks and CSV files, spoilt at random: the same seed and number give the same file.

What is spoilt is chosen so that files get past the first wall: bytes and values inside the parts of a package before it
is zipped, whole parts, records of an .xls, separators and encodings of text. A share is spoilt as transport spoils.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeAlias

from tests.found import timesheet_books
from tests.platform.exchange import books

PROCEDURES = [
    ["I. Lĩnh vực Hộ tịch"],
    ["STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Mức độ", "Cấp"],
    [1, "1.000001", "Thủ tục mẫu thứ nhất", "Hộ tịch", "Mức độ 4", "tỉnh"],
    [2, "1.000002", "Thủ tục mẫu thứ hai", None, "Một phần", "xã"],
]
PEOPLE = [
    ["BƯU ĐIỆN TỈNH HÀ TĨNH"],
    ["STT", "Mã NV", "Họ và tên", "Ngày sinh", None, "Điện thoại", "CCCD"],
    [None, None, None, "Nam", "Nữ", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    [1, "ZZ01", "Nguyễn Văn Án", "05/01/1990", None, "0912345601", "042090001234"],
    [2, "ZZ02", "Trần Thị Bính", None, 33275, 912345602, "042190001235"],
    ["Cộng: 2 người"],
    [None, None, None, "Người lập biểu"],
]
PEOPLE_MERGED = ("D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "G2:G3", "A1:G1")
WORKERS = [
    timesheet_books.Worker("Nguyễn Văn Án", "ZZ01", "Quầy 1", {1: "x", 2: "P", 3: "0,5"}),
    timesheet_books.Worker("Trần Thị Bính", "ZZ02", "Quầy 2", {1: "8", 2: "Ô", 3: "½"}),
]
NASTY = (
    *("", "0", "-1", "1e308", "-1e308", "1e400", "NaN", "inf", "2958466", "4294967296", "99999999999999999999"),
    *("A1", "XFD1048576", "A0", "ZZZ1", "A1:XFD1048576", "A1:A1048576", "B2:A1", "$A$1", "R1C1", "AAAAAAAAAAAA1"),
    *(
        "b",
        "s",
        "e",
        "str",
        "d",
        "inlineStr",
        "true",
        "#N/A",
        "_x0000_",
        "_x000D_",
        "&#xFFFF;",
        "&#55296;",
        "&#x1F600;",
    ),
    *("x" * 6_000, "ộ" * 300, "\u202e\u200b\ufeff", "=HYPERLINK(1)", "05/01/1990", "31/02/1990", "1990-13-45T25:61"),
    *("1900-01-00", "042090001234", "NguyÔn V¨n An", "%(x)s", "%s%n", "{0}", "(1)", "Cộng:", "I.", "../../x", "\x00"),
)
MARKUP = (
    *('<c r="IV40" t="s"><v>7</v></c>', "<row/>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "<f>A1</f>"),
    *('<c t="d"><v>2021-02-30</v></c>', '<c t="inlineStr"><is><t>x</t></is></c>', '<c t="e"><v>#N/A</v></c>', "<v/>"),
    *(
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<cols><col min="1" max="99999" hidden="1"/></cols>',
    ),
    *(
        '<dimension ref="A1:XFD1048576"/>',
        '<autoFilter ref="A1:Z9"/>',
        "<!---->",
        "<![CDATA[x]]>",
        "<?x y?>",
        "<x:y>",
    ),
    *(
        '<xf numFmtId="14" applyNumberFormat="1"/>' * 5_000,
        '<numFmt numFmtId="200" formatCode="yyyy"/>',
        "</sheetData>",
    ),
    *('<definedName name="x">Sheet!$A$1</definedName>', '<sheet name="\u0000" sheetId="9" r:id="rId1"/>', "<t>x</t>"),
    *('<row r="5" hidden="1"/>', '<row r="99999999999999999999"/>', '<c r="B5" s="99999"><v>44000</v></c>', "<DOCTYPE"),
)
SIGNS = ('"', ",", ";", "\t", "\n", "\r", "\r\n", '"\n"', '""', "," * 320, "\n" * 1_000)  # of text with separators
TOKEN = re.compile(rb'"[^"<>]{0,200}"|>[^<>]{1,200}<')
SHEET = "xl/worksheets/sheet1.xml"

Parts: TypeAlias = list[tuple[str, bytes]]


class Mutated(NamedTuple):
    """A spoilt file: the kind of list it was, the end of its name, its bytes."""

    kind: str
    suffix: str
    content: bytes


def mutated(seed: int, number: int) -> Mutated:
    chance = random.Random(f"{seed}-{number}")
    kind, suffix, content = chance.choice(honest())
    spoil = {".xlsx": _package, ".xls": _records, ".csv": _text}[suffix]
    content = spoil(content, chance)
    if chance.random() < 0.1:
        content = _bytes(content, chance)
    return Mutated(kind, suffix, content)


@cache
def honest() -> list[Mutated]:
    """What is spoilt: lists of each kind in each form of file."""
    people = books.xlsx(*PEOPLE, merged=PEOPLE_MERGED, change=_hide)
    found = [Mutated("employees", ".xlsx", people), Mutated("procedures", ".xlsx", books.xlsx(*PROCEDURES))]
    for write in timesheet_books.FORMS.values():
        content = write(WORKERS)
        found.append(Mutated("timesheet", ".xlsx" if content.startswith(b"PK") else ".csv", content))
    for kind, rows in (("employees", PEOPLE), ("procedures", PROCEDURES)):
        found += [Mutated(kind, ".xls", books.xls(*rows, merged=((0, 0, 0, 5), (1, 2, 0, 0))))]
        found += [Mutated(kind, ".csv", _as_text(rows, mark).encode()) for mark in ",;\t"]
    return found


def _hide(sheet: object) -> None:
    sheet.row_dimensions[6].hidden = True  # type: ignore[attr-defined]
    sheet.column_dimensions["F"].hidden = True  # type: ignore[attr-defined]


def _as_text(rows: list[list[object]], mark: str) -> str:
    return "\r\n".join(mark.join("" if cell is None else str(cell) for cell in row) for row in rows)


# --- a package ----------------------------------------------------------------------------------------------------


def _package(content: bytes, chance: random.Random) -> bytes:
    parts = _unpacked(content)
    for _time in range(chance.choice((1, 1, 2, 3))):
        chance.choices(CHANGES, WEIGHTS)[0](parts, chance)
    return _packed(parts, chance)


@cache
def _parts(content: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return tuple((part.filename, archive.read(part)) for part in archive.infolist())


def _unpacked(content: bytes) -> Parts:
    return list(_parts(content))


def _packed(parts: Parts, chance: random.Random) -> bytes:
    buffer = io.BytesIO()
    packing = chance.choices((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED), (9, 1))[0]
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return buffer.getvalue()


def _some(parts: Parts, chance: random.Random) -> int:
    """Mostly the sheet, then any part."""
    sheets = [place for place, (name, _data) in enumerate(parts) if name == SHEET]
    return sheets[0] if sheets and chance.random() < 0.6 else chance.randrange(len(parts))


def _replaced(parts: Parts, chance: random.Random, change: Callable[[bytes, random.Random], bytes]) -> None:
    place = _some(parts, chance)
    parts[place] = (parts[place][0], change(parts[place][1], chance))


def _change_bytes(parts: Parts, chance: random.Random) -> None:
    _replaced(parts, chance, _bytes)


def _change_value(parts: Parts, chance: random.Random) -> None:
    """An attribute or a text becomes one that nobody expects."""
    _replaced(parts, chance, _with_value)


def _with_value(data: bytes, chance: random.Random) -> bytes:
    found = list(TOKEN.finditer(data))
    if not found:
        return data
    token = chance.choice(found)
    return data[: token.start() + 1] + chance.choice(NASTY).encode() + data[token.end() - 1 :]


def _add_markup(parts: Parts, chance: random.Random) -> None:
    _replaced(parts, chance, _with_markup)


def _with_markup(data: bytes, chance: random.Random) -> bytes:
    ends = [place.end() for place in re.finditer(rb">", data)] or [0]
    place = chance.choice(ends)
    return data[:place] + chance.choice(MARKUP).encode() * chance.choice((1, 1, 1, 50)) + data[place:]


def _repeat(parts: Parts, chance: random.Random) -> None:
    """A piece of markup once more, or many times."""
    place = _some(parts, chance)
    name, data = parts[place]
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((10, 100, 1_000))]
    parts[place] = (name, data[:start] + piece * chance.choice((2, 20, 2_000)) + data[start:])


def _swap_parts(parts: Parts, chance: random.Random) -> None:
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    (first, data), (second, more) = parts[one], parts[other]
    parts[one], parts[other] = (first, more), (second, data)


def _double_part(parts: Parts, chance: random.Random) -> None:
    name, data = chance.choice(parts)
    name = chance.choice(
        (name, name.upper(), name.replace("/", "\\"), f"./{name}", name.replace("1", "2"), f"{name}/x")
    )
    parts.insert(chance.randrange(len(parts) + 1), (name, data))


def _drop_part(parts: Parts, chance: random.Random) -> None:
    if len(parts) > 1:
        del parts[chance.randrange(len(parts))]


def _many_merged(parts: Parts, chance: random.Random) -> None:
    """Ranges of any size and number, where Excel writes them."""
    count = chance.choice((1, 1, 5, 500, 25_000))
    ranges = (f"{_cell(chance)}:{_cell(chance)}" for _one in range(count))
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    place = next((place for place, (name, _data) in enumerate(parts) if name == SHEET), 0)
    name, data = parts[place]
    parts[place] = (name, data.replace(b"</sheetData>", b"</sheetData><mergeCells>%s</mergeCells>" % cells.encode(), 1))


def _cell(chance: random.Random) -> str:
    letters = "".join(chance.choices("ABXYZ", k=chance.choice((1, 1, 1, 2, 3, 4))))
    return f"{letters}{chance.choice((0, 1, 2, 5, 40, 41, 1_048_576, 1_048_577, 10**12))}"


CHANGES = [
    *(_change_bytes, _change_value, _add_markup, _repeat, _swap_parts, _double_part, _drop_part, _many_merged),
]
WEIGHTS = [6, 50, 22, 6, 3, 3, 3, 7]


# --- bytes, records, text -----------------------------------------------------------------------------------------


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Flipped, taken away, put in, cut off, or a piece once more."""
    data = bytearray(content)
    for _time in range(chance.choice((1, 1, 2, 8, 60))):
        place, length = chance.randrange(len(data) + 1), chance.choice((1, 1, 4, 40))
        match chance.randrange(5):
            case 0 if data:
                data[place % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = chance.randbytes(length)
            case 3:
                data[place:place] = data[place : place + length * 10]
            case 4 if chance.random() < 0.1:
                del data[place:]
    return bytes(data)


def _records(content: bytes, chance: random.Random) -> bytes:
    """An .xls: bytes in place, mostly where its records stand, since a shift by one spoils them all."""
    data = bytearray(content)
    for _time in range(chance.choice((1, 2, 4, 16))):
        place = chance.randrange(512, len(data) - 4) if chance.random() < 0.9 else chance.randrange(len(data) - 4)
        if not any(data[place : place + 4]) and chance.random() < 0.9:
            place = chance.choice([at for at in range(0, len(data) - 4, 7) if data[at]])
        new = chance.choice((b"\xff\xff", b"\0\0", b"\xff\xff\xff\xff", b"\0\x80", bytes([data[place] ^ 1]), b"\x01\0"))
        data[place : place + len(new)] = new
    return bytes(data)


def _text(content: bytes, chance: random.Random) -> bytes:
    """Text with fields that nobody expects, in one of the encodings that it may have."""
    text = content.decode()
    for _time in range(chance.randint(1, 5)):
        place = chance.randrange(len(text) + 1)
        new = chance.choice(
            (*NASTY, '"', ",", ";", "\t", "\n", "\r", "\r\n", '"\n"', ",,,,,,,," * 40, "\n" * 1_000, '""')
        )
        text = text[:place] + new + text[place + chance.choice((0, 0, 1, 20)) :]
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1", "utf-16-be", "utf-32"))
    return text.encode(encoding, "ignore")
