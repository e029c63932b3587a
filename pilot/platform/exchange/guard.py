"""Before a workbook is parsed: is it what it says, how large is it unpacked, does it carry anything but cells?

Runs in the child process (parse.py) on bytes that a stranger sent, so it knows neither Django nor the database and only
names codes; the sentences stand in reading.py. Nothing is unpacked as a whole: parts are read in pieces and measured.
Source: OWASP ASVS 5.0, 5.2.1–5.2.3 (size, type, unpacked size before unpacking).
"""

import io
import re
import struct
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator

MIB = 1024 * 1024
MAX_FILE = 10 * MIB
MAX_UNPACKED = 120 * MIB  # all parts together
MAX_RATIO, RATIO_FROM = 150, 4 * MIB  # a part larger than RATIO_FROM may not shrink further than that
MAX_ENTRIES = 1_000
MAX_LISTED = 20 * MAX_ENTRIES  # entries of the table of contents, counted before it is read
MAX_NAME = 200  # characters of the name of a part
MAX_SHEETS = 40
MAX_ROWS, MAX_COLUMNS = 50_000, 256
PIECE = MIB
COUNTED = {  # part → (what is counted in it before anything reads it, how many Excel itself allows)
    "xl/styles.xml": (re.compile(rb"<(?:\w+:)?(?:xf|font|fill|border|dxf|cellStyle|numFmt)\b"), 200_000),
    "xl/workbook.xml": (re.compile(rb"<(?:\w+:)?(?:definedName|sheet)\b"), 20_000),
}
LISTED = b"PK\x01\x02"  # begins each entry of the table of contents

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_HEADER, OLE_ENTRY = 512, 128  # bytes
KINDS = {".xlsx": ZIP, ".xls": OLE}
BEGINNINGS = {
    b"%pdf": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89png": ".png",
    **dict.fromkeys((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta"), "html"),
}  # fmt: skip
UNREADABLE = frozenset({".pdf", ".jpg", ".png", "?"})  # under whatever name
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MACRO_PARTS = ("vbaproject", "macrosheets/", "activex/")
MACRO_STORAGES = frozenset({"vba", "macros", "_vba_project", "_vba_project_cur"})
FOREIGN_PARTS = ("externallinks/", "connections.xml", "querytables/", "embeddings/")
RELATIONSHIP = re.compile(rb"<[^<>]*Relationship\b[^<>]*>", re.IGNORECASE)
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
# a reference beyond column ZZ or row 99,999: calamine allots the whole rectangle up to it
FAR_CELL = re.compile(rb"\br\s*=\s*[\"']\s*(?:[A-Za-z]{3,}[0-9]+|[A-Za-z]{0,2}[0-9]{6,})")
OVERLAP = 4096  # bytes of the piece before, so that nothing hides on the edge of two pieces


class Refusal(Exception):
    """The file is not read. `code` names why, `facts` what was found."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check(content: bytes, suffix: str) -> None:
    """Raise Refusal unless the file may be parsed. `suffix`: of its name, in lower case, with the dot."""
    if not content:
        raise Refusal("empty")
    if len(content) > MAX_FILE:
        raise Refusal("too_big", size=len(content), most=MAX_FILE)
    if suffix not in (*KINDS, ".csv"):
        raise Refusal("unknown_kind", suffix=suffix)
    _check_magic(content, suffix)
    if suffix == ".xlsx":
        check_xlsx(content)
    elif suffix == ".xls" and _ole_names(content) & MACRO_STORAGES:
        raise Refusal("macro")


def _check_magic(content: bytes, suffix: str) -> None:
    found = next((kind for kind, magic in KINDS.items() if content.startswith(magic)), "")
    if suffix in KINDS and found == ".xls" and "encryptedpackage" in _ole_names(content):
        raise Refusal("encrypted")
    seen = found or _looks_like(content)
    if seen in UNREADABLE or (seen != suffix if suffix in KINDS else found):
        raise Refusal("not_what_it_says", suffix=suffix, found=seen)


def _looks_like(content: bytes) -> str:
    """What a file is that is no workbook: by its first bytes, or by what no text holds."""
    head = content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if kind := next((kind for begin, kind in BEGINNINGS.items() if head.startswith(begin)), ""):
        return kind
    return "?" if b"\0" in head and not content.startswith(UTF_16) else "csv"


def _ole_names(content: bytes) -> set[str]:
    """What the directory of an OLE file (.xls, protected .xlsx) names, in lower case. Source: MS-CFB, 2.6.1.

    Its entries of 128 bytes may lie in any sector: a name in UTF-16, and after 64 bytes its length with the closing
    zero. Cells stand in streams of another form, so that one with the same letters is not taken for an entry.
    """
    found = set()
    for start in range(OLE_HEADER, len(content) - OLE_ENTRY + 1, OLE_ENTRY):
        (length,) = struct.unpack_from("<H", content, start + 64)
        if 2 <= length <= 64:
            found.add(content[start : start + length - 2].decode("utf-16-le", "replace").lower())
    return found


def check_xlsx(content: bytes) -> None:
    """A zip of XML parts: names, counts, sizes and contents."""
    if (listed := content.count(LISTED)) > MAX_LISTED:
        raise Refusal("too_many_parts", count=listed, most=MAX_ENTRIES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            check_directory(parts)
            for part in parts:
                check_part(archive, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError) as wrong:
        raise Refusal("damaged", detail=str(wrong)[:80]) from None
    except RuntimeError as wrong:  # what zipfile says of a part with a password
        raise Refusal("encrypted") from wrong


def check_directory(parts: list[zipfile.ZipInfo]) -> None:
    """What the table of contents admits, before anything is unpacked."""
    if (sheets := sum(_is_sheet(part) for part in parts)) > MAX_SHEETS:
        raise Refusal("too_many_sheets", count=sheets, most=MAX_SHEETS)
    if len(parts) > MAX_ENTRIES:
        raise Refusal("too_many_parts", count=len(parts), most=MAX_ENTRIES)
    names = [part_name(part) for part in parts]
    for part in parts:
        check_entry(part)
    if twice := next((name for name, count in Counter(names).items() if count > 1), None):
        raise Refusal("twice", name=twice[:80])
    if (unpacked := sum(part.file_size for part in parts)) > MAX_UNPACKED:
        raise Refusal("too_big_unpacked", size=unpacked, most=MAX_UNPACKED)
    if not any(part.filename.lower().endswith("workbook.xml") for part in parts):
        raise Refusal("not_what_it_says", suffix=".xlsx", found=".zip")


def part_name(part: zipfile.ZipInfo) -> str:
    """The name by which a reader may find the part: readers differ in case, slashes and forms of letters."""
    name = unicodedata.normalize("NFKC", part.filename).casefold().replace("\\", "/")
    return "/".join(piece for piece in name.split("/") if piece not in ("", "."))


def check_entry(part: zipfile.ZipInfo) -> None:
    """Name, lock and size of one part."""
    name, ratio = part.filename.lower(), part.file_size / max(part.compress_size, 1)
    upwards = ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\"))
    if len(name) > MAX_NAME or upwards or ":" in name:
        raise Refusal("path", name=part.filename[:80])
    if part.flag_bits & 1:
        raise Refusal("encrypted")
    if any(mark in name for mark in MACRO_PARTS):
        raise Refusal("macro")
    if any(mark in name for mark in FOREIGN_PARTS):
        raise Refusal("external", name=part.filename[:80])
    if part.file_size > RATIO_FROM and ratio > MAX_RATIO:
        raise Refusal("bomb", size=part.file_size, ratio=int(ratio))


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().startswith("xl/worksheets/") and part.filename.lower().endswith(".xml")


def check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read one part in pieces: its checksum (zipfile compares it at the end), its markup, the extent of a sheet."""
    name, count = part.filename.lower(), 0
    what, most = COUNTED.get(name, (None, 0))
    for piece in pieces(archive, part):
        if name.endswith((".xml", ".rels", ".vml")):
            check_markup(piece)
        if name.endswith(".rels") and any(map(_leads_outside, RELATIONSHIP.findall(piece))):
            raise Refusal("external", name=part.filename[:80])
        count += len(what.findall(piece)) if what else 0
        if count > most:
            raise Refusal("too_many_marks", what=name, most=most)
        if _is_sheet(part):
            check_sheet(piece)


def _leads_outside(link: bytes) -> bool:
    return bool(OUTSIDE.search(link)) and not HYPERLINK.search(link)


def pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that overlap, so that nothing hides on an edge."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            yield tail + piece
            tail = piece[-OVERLAP:]


def check_markup(piece: bytes) -> None:
    """No DTD and no entities: nothing to expand and nothing to fetch. Office writes UTF-8 without either."""
    if b"\x00" in piece:
        raise Refusal("damaged", detail="not UTF-8")
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
        raise Refusal("dtd")


def check_sheet(piece: bytes) -> None:
    """No cell far out."""
    if far := FAR_CELL.search(piece):
        raise Refusal("extent", cell=far[0].split(b"=")[1].strip(b" \"'").decode(), rows=MAX_ROWS, columns=MAX_COLUMNS)
