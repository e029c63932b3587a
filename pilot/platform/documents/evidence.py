"""Scans and signed copies from outside: what counts as one. Everything that takes such a file takes an `Evidence`."""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel import confined, files
from pilot.platform.kernel.confined import MIB
from pilot.platform.kernel.models import StoredFile
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import User

MEGABYTES = 25  # a contract of 60 pages scanned in colour; nginx lets through one more (docs/operations.md)
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
SENTENCES = {
    "empty": _("The file is empty. Choose the scan again."),
    "too_big": _(
        "The file has %(size)s MB; at most %(most)s MB are taken. Scan it at 200 to 300 dpi and send it again."
    ),
    "password": _(
        "The file asks for a password before it can be read. Save it without the password and send that file."
    ),
    "damaged": _("The file is damaged or was cut off: it cannot be opened. Scan or download it again, then send it."),
    "other_kind": _(
        "The file holds something else than a PDF, JPEG or PNG, whatever its name says. Save the scan as one of them"
        " and send that file."
    ),
    "no_pages": _("The PDF has no pages. Scan the document again."),
    "too_small": _(
        "The picture is too small to be read: at least 400 by 600 pixels are needed. Scan the whole page at 200 to 300"
        " dpi, or photograph it anew."
    ),
    "blank": _("The first page is blank. Scan the document again, with the written side up."),
    "too_many_pixels": _("The picture has more than 40 million pixels. Scan it at 200 to 300 dpi and send it again."),
    "too_heavy": _(
        "The file takes more memory or time to open than a scan needs; it was not taken. Scan it at 200 to 300 dpi and"
        " send it again."
    ),
}


class EvidenceRefused(Refused):
    """The file does not count as a scan; the sentence says why and what to do."""

    status = 409


@dataclass(frozen=True)
class Evidence:
    """A scan that was opened: what it is by its content, and its first page small. `opened` alone makes one.

    In operation keys and events it stands as the SHA-256 of the file.
    """

    file: "File[bytes]"
    sha256: str
    content_type: str
    first_page: bytes  # WebP
    pages: int = 1

    def __str__(self) -> str:
        return self.sha256

    @property
    def ending(self) -> str:
        return ENDINGS[self.content_type]


def opened(upload: "UploadedFile[bytes]") -> Evidence:
    """The upload as evidence: a PDF that opens without a password, is whole and shows its first page, or a picture.

    Opened in a process of its own (opening.py). Raises EvidenceRefused with one of SENTENCES.
    """
    if not upload.size:
        raise _refused("empty")
    if upload.size > MEGABYTES * MIB:
        raise _refused("too_big", size=-(-upload.size // MIB), most=MEGABYTES)
    answer = confined.run("pilot.platform.documents.opening", source=_source(upload))
    found = json.loads(answer) if answer else {"refused": "too_heavy"}
    if "refused" in found:
        raise _refused(found["refused"])
    return Evidence(
        upload, _sha256(upload), found["kind"], base64.b64decode(found["first_page"]), int(found.get("pages", 1))
    )


def _refused(code: str, **facts: int) -> EvidenceRefused:
    return EvidenceRefused(code, SENTENCES[code] % facts)


def _source(upload: "UploadedFile[bytes]") -> bytes | Path:
    """A large upload lies on the disk already: it is never read into the memory of this process."""
    if isinstance(upload, TemporaryUploadedFile):
        return Path(upload.temporary_file_path())
    upload.seek(0)
    return bytes(upload.read())


def _sha256(upload: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep(evidence: Evidence, name: str, user: User | None) -> StoredFile:
    """Store the scan and the picture of its first page. Raises NoRoom."""
    first_page = files.store(evidence.first_page, f"{name}.webp", "image/webp", user)
    return files.store(evidence.file, name, evidence.content_type, user, first_page)
