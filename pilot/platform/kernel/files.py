"""The one file store: PDFs, scans, imports, error books. A blob is named by its SHA-256 and never overwritten.

A file has no address of its own: the row that owns it serves it, so that whoever may not see the row gets no file.
"""

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import DatabaseError, models
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.models import ErasedFile, StoredFile
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import User

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # disk, quota, the size a process may write
FIRST_PAGE = "trang-dau"


class DamagedFile(Exception):
    """The blob is missing or no longer has its hash."""


class NoRoom(TransitionRefused):
    """The disk of the store is full; nothing of the file was left on it."""

    def __init__(self) -> None:
        super().__init__(
            "no_room", _("The server has no room left for files: nothing was kept. Tell the administrator.")
        )


def blob(sha256: str, root: Path | None = None) -> Path:
    """Where the content with this hash lies, in the store or in a copy of it."""
    return (root or Path(settings.FILE_ROOT)) / sha256[:2] / sha256[2:4] / sha256


def store(
    content: "bytes | File[bytes]",
    name: str,
    content_type: str,
    user: User | None = None,
    first_page: StoredFile | None = None,
) -> StoredFile:
    """Keep `content` and return its row. The blob is on disk before the row commits; a rollback leaves only a blob.

    `first_page`: a picture of it. Raises NoRoom.
    """
    sha256, size = keep(ContentFile(content) if isinstance(content, bytes) else content)
    return StoredFile.objects.create(
        sha256=sha256, size=size, name=name[:200], content_type=content_type, created_by=user, first_page=first_page
    )


def keep(content: "File[bytes]") -> tuple[str, int]:
    """Put the content into the store, piece by piece; its SHA-256 and its size in bytes. Raises NoRoom.

    Written aside and renamed: a killed process leaves no half file under the hash, and a full disk leaves nothing.
    """
    root = Path(settings.FILE_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=root)
    try:
        sha256, size = _copy(content, handle)
        blob(sha256).parent.mkdir(parents=True, exist_ok=True)
        Path(name).replace(blob(sha256))
    except OSError as error:
        if not is_full(error):
            raise
        raise NoRoom from error
    finally:
        Path(name).unlink(missing_ok=True)
    return sha256, size


def _copy(content: "File[bytes]", handle: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as aside:
        for piece in content.chunks():
            size += aside.write(piece)
            digest.update(piece)
        aside.flush()
        os.fsync(aside.fileno())
    return digest.hexdigest(), size


class UploadedToDisk(TemporaryFileUploadHandler):
    """Django's own, for what is too large for memory, but a full disk keeps no part of it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError:
            with suppress(OSError):  # closing tries to write the rest; the file goes all the same
                self.file.close()
            raise


def is_full(error: BaseException | None) -> bool:
    """Whether a disk has no room left: as the file system says it, or SQLite, or PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in FULL
    said_by_postgresql = getattr(getattr(error, "__cause__", None), "sqlstate", "") == "53100"
    return isinstance(error, DatabaseError) and (said_by_postgresql or "disk is full" in str(error))


def read(stored: StoredFile) -> bytes:
    """The content, checked against its hash. Raises DamagedFile."""
    path = blob(stored.sha256)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise DamagedFile(f"{stored.name} ({stored.sha256[:12]})")
    return content


def erase(stored: StoredFile) -> None:
    """Say that the content of a file, and the picture of it, goes for good; `purge` takes it away."""
    for file in filter(None, (stored, stored.first_page)):
        ErasedFile.objects.get_or_create(file=file)


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


def asked(request: HttpRequest, stored: StoredFile) -> StoredFile:
    """The file, or the picture of its first page where the address ends in ?trang-dau; both stand behind one gate.

    Raises Http404 where there is no picture: a file of our own, or one taken before there were any.
    """
    if FIRST_PAGE not in request.GET:
        return stored
    if stored.first_page is None:
        raise Http404
    return stored.first_page


def response(stored: StoredFile, inline: bool = False) -> FileResponse:
    """Send the file; the caller has asked `visible_to` of the owning row."""
    answer = FileResponse(blob(stored.sha256).open("rb"), as_attachment=not inline, filename=stored.name)
    answer.headers["Content-Type"] = stored.content_type
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
