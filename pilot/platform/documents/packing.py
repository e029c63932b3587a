"""Evidence packs: files with the hash of each, in a ZIP of one form, with the program that checks it (verify_pack.py).

The same files give the same bytes. What differs each time (when, by whom, how far the audit log was) stands in one
place of the manifest, `made`.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pilot.platform.documents import verify_pack as form
from pilot.platform.kernel import files
from pilot.platform.kernel.audit import Columns
from pilot.platform.kernel.models import StoredFile

FORMAT = "ho-so-bang-chung/1"
MOST_BYTES = 400 * 1024 * 1024  # of stored files in one pack: 16 scans of the largest size
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A file of a pack: its name, what it is, its content or the stored file that has it."""

    name: str
    what: str
    content: bytes | StoredFile

    def pieces(self) -> Iterator[bytes]:
        """The content, piece by piece."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with files.blob(self.content.sha256).open("rb") as opened:
            while piece := opened.read(PIECE):
                yield piece

    @cached_property
    def measured(self) -> tuple[int, int, str]:
        """CRC-32, size in bytes and SHA-256. A stored file is read through once."""
        crc, size, digest = 0, 0, hashlib.sha256()
        for piece in self.pieces():
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            digest.update(piece)
        return crc, size, digest.hexdigest()

    @property
    def damaged(self) -> bool:
        """Whether a stored file is gone, or is no longer what it was when it was stored."""
        if isinstance(self.content, bytes):
            return False
        try:
            return self.measured[2] != self.content.sha256
        except FileNotFoundError:
            return True


def as_json(value: object) -> bytes:
    """JSON for people to read: a line a value, letters as they are, always in one order."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def verifier() -> Part:
    """The program that checks a pack; every pack brings it along."""
    return Part("verify.py", "chương trình kiểm tra", Path(form.__file__).read_bytes())


def that_fit(parts: Sequence[Part]) -> tuple[list[Part], list[str]]:
    """The parts that go into a pack, and in words each stored file that stays away: damaged, or too much."""
    kept, absent, room = [], [], MOST_BYTES
    for part in parts:
        stored = part.content
        if part.damaged and isinstance(stored, StoredFile):
            absent.append(f"{part.name}: tệp lưu trữ bị hỏng hoặc không còn (SHA-256 khi lưu: {stored.sha256})")
        elif isinstance(stored, StoredFile) and stored.size > room:
            absent.append(f"{part.name}: không đưa vào vì gói đã quá lớn (SHA-256: {stored.sha256})")
        else:
            room -= stored.size if isinstance(stored, StoredFile) else 0
            kept.append(part)
    return kept, absent


@dataclass(frozen=True)
class Pack:
    """A pack as it is sent. `facts`: what the manifest says besides the files; `made`: what differs each time."""

    parts: Sequence[Part]
    facts: Columns
    made: Columns

    @cached_property
    def manifest(self) -> bytes:
        listed = [
            {"name": part.name, "sha256": part.measured[2], "size": part.measured[1], "what": part.what}
            for part in sorted(self.parts, key=lambda part: part.name)
        ]
        told = {"format": FORMAT, "files": listed, "content_sha256": form.content_code(listed)}
        return as_json({**self.facts, **told, "made": self.made})

    @property
    def code(self) -> str:
        """SHA-256 of the manifest, through which every byte is known; the audit log keeps it."""
        return form.sha256(self.manifest)

    @cached_property
    def _all(self) -> list[Part]:
        seal = Part(form.SEAL_OF_MANIFEST, "", f"{self.code}\n".encode())
        return [*sorted(self.parts, key=lambda part: part.name), Part(form.MANIFEST, "", self.manifest), seal]

    @property
    def size(self) -> int:
        """Bytes of the ZIP."""
        names = sum(2 * len(part.name.encode()) for part in self._all)
        heads = len(self._all) * (form.LOCAL_SIZE + form.CENTRAL_SIZE) + form.END_SIZE
        return names + heads + sum(part.measured[1] for part in self._all)

    def __iter__(self) -> Iterator[bytes]:
        """The ZIP, piece by piece: never whole in memory, never on the disk."""
        at, directory = 0, b""
        for part in self._all:
            crc, size, _digest = part.measured
            header = form.local_header(part.name, crc, size)
            yield header
            yield from part.pieces()
            directory += form.directory_record(part.name, crc, size, at)
            at += len(header) + size
        yield directory
        yield form.end_record(len(self._all), len(directory), at)
