"""Files of a document: the rendered PDF (by the system) and what people upload. Both end in the one file store."""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Call, write

MOST_BYTES = 20 * 1024 * 1024
MAGIC = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}


@dataclass(frozen=True)
class Upload:
    """Bytes on their way into the store; in operation keys and events they stand as their SHA-256."""

    content: bytes

    def __str__(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def kind(self) -> tuple[str, str]:
        """(content type, ending) by the first bytes, whatever the name says.

        Raises TransitionRefused file_kind, file_size.
        """
        if not 0 < len(self.content) <= MOST_BYTES:
            raise TransitionRefused("file_size", _("The file is empty or larger than 20 MB."))
        for magic, kind in MAGIC.items():
            if self.content.startswith(magic):
                return kind
        raise TransitionRefused("file_kind", _("This is no PDF, JPEG or PNG file."))


def file_name(document: OfficialDocument, ending: str) -> str:
    """ "412-QĐ-UBND-2021.pdf"."""
    number = (document.number or document.kind).replace("/", "-")
    return f"{number}-{document.year or ''}.{ending}".replace("-.", ".")


@write("file_pdf", label=_("PDF filed"))
def file_pdf(document: OfficialDocument, call: Call, *, pdf: Upload) -> None:
    """Keep the rendered PDF, once: a second rendering of the same document changes nothing. System only."""
    if document.pdf_id or document.number is None:
        return
    document.pdf = files.store(pdf.content, file_name(document, "pdf"), "application/pdf", call.act.user)
    document.render_error = ""
    call.note(sha256=document.pdf.sha256)
