"""The one file store: PDFs, scans, imports, error books. A blob is named by its SHA-256 and never overwritten.

A file has no address of its own: the row that owns it serves it, so that whoever may not see the row gets no file.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import models
from django.http import FileResponse

from pilot.platform.kernel.models import ErasedFile, StoredFile
from pilot.platform.kernel.types import User


class DamagedFile(Exception):
    """The blob is missing or no longer has its hash."""


def blob(sha256: str, root: Path | None = None) -> Path:
    """Where the content with this hash lies, in the store or in a copy of it."""
    return (root or Path(settings.FILE_ROOT)) / sha256[:2] / sha256[2:4] / sha256


def store(content: bytes, name: str, content_type: str, user: User | None = None) -> StoredFile:
    """Keep `content` and return its row. The blob is on disk before the row commits; a rollback leaves only a blob."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = blob(sha256)
    if not path.exists():
        write(path, content)
    return StoredFile.objects.create(
        sha256=sha256, size=len(content), name=name[:200], content_type=content_type, created_by=user
    )


def write(path: Path, content: bytes) -> None:
    """Write beside and rename: a killed process leaves no half file under the hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)


def read(stored: StoredFile) -> bytes:
    """The content, checked against its hash. Raises DamagedFile."""
    path = blob(stored.sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise DamagedFile(f"{stored.name} ({stored.sha256[:12]})")
    return content


def erase(stored: StoredFile) -> None:
    """Say that the content of a file goes for good; `purge` takes it away."""
    ErasedFile.objects.get_or_create(file=stored)


def purge() -> int:
    """Delete the contents of erased files, unless another file has the same; how many. After a crash it goes on."""
    erased = StoredFile.objects.exclude(erased=None).exclude(sha256__in=kept().values("sha256"))
    gone = [path for sha256 in erased.values_list("sha256", flat=True).distinct() if (path := blob(sha256)).exists()]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def kept() -> models.QuerySet[StoredFile]:
    """Files whose content is to be there."""
    return StoredFile.objects.filter(erased=None)


def response(stored: StoredFile, inline: bool = False) -> FileResponse:
    """Send the file; the caller has asked `visible_to` of the owning row."""
    answer = FileResponse(blob(stored.sha256).open("rb"), as_attachment=not inline, filename=stored.name)
    answer.headers["Content-Type"] = stored.content_type
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
