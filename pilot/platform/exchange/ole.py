"""The directory of an OLE compound file (.xls, protected .xlsx): which storages and streams it holds.

Only names are read, by sector and chain as the format has it, so that a cell with the same letters is not taken for
them. Source: MS-CFB, 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory). No Django: it runs in the child process.
"""

import struct
from collections.abc import Iterator

FREE = 0xFFFFFFFA  # from here on a sector number is none
ENTRY = 128  # bytes of a directory entry
IN_HEADER = 109  # FAT sectors that the header itself names


def names(content: bytes) -> set[str]:
    """Names of all storages and streams, in lower case. Raises ValueError on a file that is none."""
    try:
        return set(_names(content))
    except struct.error as wrong:
        raise ValueError("not an OLE compound file") from wrong


def _names(content: bytes) -> Iterator[str]:
    shift, first = struct.unpack_from("<H", content, 30)[0], struct.unpack_from("<I", content, 48)[0]
    size = 1 << shift
    if size not in (512, 4096):
        raise ValueError("not an OLE compound file")
    for sector in _chain(content, _fat(content, size), first):
        for start in range((sector + 1) * size, (sector + 2) * size, ENTRY):
            length = struct.unpack_from("<H", content, start + 64)[0]
            if 2 <= length <= 64:
                yield content[start : start + length - 2].decode("utf-16-le", "replace").lower()


def _fat(content: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    return [n for place in _fat_sectors(content, size) for n in _numbers(content, (place + 1) * size, size // 4)]


def _fat_sectors(content: bytes, size: int) -> Iterator[int]:
    """Where the table lies: named in the header, and by a chain of further sectors in a large file."""
    yield from (n for n in _numbers(content, 76, IN_HEADER) if n < FREE)
    following, seen = struct.unpack_from("<I", content, 68)[0], 0
    while following < FREE and (seen := seen + 1) <= len(content) // size:
        *found, following = _numbers(content, (following + 1) * size, size // 4)
        yield from (n for n in found if n < FREE)


def _chain(content: bytes, fat: list[int], sector: int) -> Iterator[int]:
    """The sectors of one stream in order; each at most once, whatever the file says."""
    seen: set[int] = set()
    while sector < len(fat) and sector not in seen:
        seen.add(sector)
        yield sector
        sector = fat[sector]


def _numbers(content: bytes, start: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f"<{count}I", content, start)
