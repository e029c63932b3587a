"""The files of a document: how they are called, and the rendered PDF. What people upload: evidence.py."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel import files
from pilot.platform.kernel.workflow import Call, write


def file_name(document: OfficialDocument, ending: str) -> str:
    """ "412-QĐ-UBND-2021.pdf"."""
    number = (document.number or document.kind).replace("/", "-")
    return f"{number}-{document.year or ''}.{ending}".replace("-.", ".")


@write("file_pdf", label=_("PDF filed"))
def file_pdf(document: OfficialDocument, call: Call, *, pdf: bytes) -> None:
    """Keep the rendered PDF, once: a second rendering of the same document changes nothing. System only."""
    if document.pdf_id or document.number is None:
        return
    document.pdf = files.store(pdf, file_name(document, "pdf"), "application/pdf", call.act.user)
    document.render_error = ""
    call.note(sha256=document.pdf.sha256)
