"""Workbooks for the tests: honest ones of every shape, and hostile ones made from an honest one."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import xlwt
from openpyxl import Workbook

HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại", "Trình độ"]
AN = [1, "0012", "Nguyễn Văn An", "05/01/1990", "0912345678", "Đại học"]
BINH = [2, "0013", "Trần Thị Bình", "17/9/88", "0239 3855 555", "Cao đẳng"]


def xlsx(*rows: list[Any], merged: tuple[str, ...] = (), change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    change(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def honest() -> bytes:
    return xlsx(HEAD, AN, BINH)


def rezip(content: bytes, change: Callable[[str, bytes], bytes] = lambda _n, data: data, **more: bytes) -> bytes:
    """The workbook with parts changed and others added (names with __ for /)."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """Change the text of the first sheet."""
    return lambda name, data: data.replace(old, new, 1) if name == "xl/worksheets/sheet1.xml" else data


def zip_bomb() -> bytes:
    return rezip(honest(), **{"xl__media__image1.xml": b"\0" * (90 * 1024 * 1024)})


def huge_cell() -> bytes:
    """A cell of 400 MB, written in pieces so that the test itself stays small."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(honest())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != "xl/sharedStrings.xml":
                new.writestr(part.filename, old.read(part))
        with new.open("xl/sharedStrings.xml", "w", force_zip64=True) as stream:
            stream.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>')
            for _ in range(400):
                stream.write(b"A" * 1024 * 1024)
            stream.write(b"</t></si></sst>")
    return buffer.getvalue()


def far_cells() -> bytes:
    return xlsx(HEAD, AN, change=lambda sheet: sheet.cell(1_048_576, 16_384, "x"))


LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(9))
    + b"]>"
)
XXE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def with_dtd(dtd: bytes) -> bytes:
    return rezip(honest(), in_sheet(b"<worksheet", dtd + b"<worksheet"))


LINK = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
LINK += b'<Relationship Id="rId1" Type="http://x/externalLinkPath" Target="http://127.0.0.1:1/x" '
LINK += b'TargetMode="External"/></Relationships>'


def external_link() -> bytes:
    return rezip(honest(), **{"xl__worksheets___rels__sheet1.xml.rels": LINK})


def macro() -> bytes:
    return rezip(honest(), **{"xl__vbaProject.bin": b"\xcc\x61 code"})


def many_sheets() -> bytes:
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    return rezip(honest(), **{f"xl__worksheets__sheet{number}.xml": sheet for number in range(2, 10_001)})


def fake_extension() -> bytes:
    return b"<html><body><table><tr><td>Ma nhan vien</td></tr></table></body></html>"


def ole(*names: str) -> bytes:
    """The smallest compound file: header, one sector of FAT, one of directory with these names."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + struct.pack("<H", 9) + b"\0" * 16
    header += struct.pack("<5I", 1, 0, 4096, 0xFFFFFFFE, 0) + struct.pack("<2I", 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = [name.encode("utf-16-le") for name in ("Root Entry", *names)]
    directory = b"".join(e.ljust(64, b"\0") + struct.pack("<H", len(e) + 2) + b"\0" * 62 for e in entries)
    return header + fat + directory.ljust(512, b"\0")


def encrypted() -> bytes:
    return ole("EncryptionInfo", "EncryptedPackage")


def xls(*rows: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    """A real workbook of Excel 97 (BIFF8). `merged`: first and last row, first and last column, from 0."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            style = (day,) if isinstance(value, dt.date) else ()
            if value is not None:
                sheet.write(number, place, value, *style)
    for area in merged:
        sheet.merge(*area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bad_crc() -> bytes:
    """The stored checksum of the sheet no longer fits; the data can still be unpacked."""
    content = bytearray(honest())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        crc = part.CRC.to_bytes(4, "little")
    start = 0
    while (at := content.find(crc, start)) >= 0:
        content[at] ^= 0xFF
        start = at + 4
    return bytes(content)


def path_upwards() -> bytes:
    return rezip(honest(), **{"..__..__etc__cron.d__x": b"* * * * * root true"})


def one_string_many_cells() -> bytes:
    """A passable size unpacked, but gigabytes once every cell repeats the one long text."""
    cells = b"".join(b'<c r="%s%d" t="s"><v>0</v></c>' % (bytes([65 + n % 26]), 1) for n in range(26))
    rows = b"".join(b'<row r="%d">%s</row>' % (n, cells.replace(b'1" t', b'%d" t' % n)) for n in range(1, 4000))
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    new = {"xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (main, rows)}
    strings = b"<sst %s><si><t>%s</t></si></sst>" % (main, b"A" * 32_000)
    return rezip(honest(), lambda name, data: new.get(name, data), **{"xl__sharedStrings.xml": strings})


HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {  # name → (bytes, suffix, code of the refusal)
    "zip bomb": (zip_bomb, ".xlsx", "bomb"),
    "cell of 400 MB": (huge_cell, ".xlsx", "bomb"),
    "cells far apart": (far_cells, ".xlsx", "extent"),
    "billion laughs": (lambda: with_dtd(LAUGHS), ".xlsx", "dtd"),
    "external entity": (lambda: with_dtd(XXE), ".xlsx", "dtd"),
    "external link": (external_link, ".xlsx", "external"),
    "macro": (macro, ".xlsx", "macro"),
    "10,000 sheets": (many_sheets, ".xlsx", "too_many_sheets"),
    "fake extension": (fake_extension, ".xlsx", "not_what_it_says"),
    "encrypted": (encrypted, ".xlsx", "encrypted"),
    "bad CRC": (bad_crc, ".xlsx", "damaged"),
    "path upwards": (path_upwards, ".xlsx", "path"),
}
