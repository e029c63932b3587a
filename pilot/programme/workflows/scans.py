"""The scan of a cited document: put beside it by a secretariat, exchanged with a reason; none is ever overwritten.

Purpose: whoever reads a citation can read the place itself. Who acts: the secretariat of a pilot, in whose chain it
stands; everybody who sees the catalogue reads it. Source: product rule.
"""

from django.utils.translation import gettext_lazy as _

from pilot.platform.documents import evidence
from pilot.platform.documents.evidence import Evidence
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import CitedScan, LegalDocument, Pilot, SourceDocument

PDF = "application/pdf"


def rule_scan_is_pdf(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Only a PDF opens at a page."""
    if inputs["upload"].content_type == PDF:
        return []
    return [
        Problem("scan_no_pdf", _("A cited document is kept as a PDF: save the pictures as one file."), field="file")
    ]


def rule_pages_of_the_scan(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """No section stands behind the last page."""
    last = inputs["upload"].pages
    beyond = [f"{section} → {page}" for section, page in inputs["pages"].items() if page > last]
    if not beyond:
        return []
    words = _("The file has %(last)d pages. Correct: %(pages)s.")
    return [Problem("page_beyond", words % {"last": last, "pages": "; ".join(beyond)}, field="pages")]


def rule_scan_of_another_pilot(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """All provinces read one catalogue: whoever put a file there exchanges it."""
    held = latest_scan(inputs["document"])
    if held is None or held.pilot_id == pilot.pk:
        return []
    words = _("The secretariat of %(province)s has put a scan here: it alone exchanges it.")
    return [Problem("scan_of_another_pilot", words % {"province": held.pilot.province})]


def rule_exchange_needs_reason(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """The earlier file stays in the history, with why it was exchanged."""
    if act.reason.strip() or latest_scan(inputs["document"]) is None:
        return []
    return [Problem("exchange_needs_reason", _("A scan is there already: give the reason for another one."))]


def latest_scan(document: LegalDocument | SourceDocument) -> CitedScan | None:
    """The scan that holds."""
    scans = document.scans.select_related("pilot")
    found: CitedScan | None = scans.last()
    return found


@write(
    "attach_scan",
    rules=(rule_scan_is_pdf, rule_pages_of_the_scan, rule_scan_of_another_pilot, rule_exchange_needs_reason),
    label=_("Attach the scan of a cited document"),
)
def attach_scan(
    pilot: Pilot, call: Call, *, document: LegalDocument | SourceDocument, upload: Evidence, pages: dict[str, int]
) -> CitedScan:
    """Keep the file as the scan that holds from now on; `pages`: section → page of the file, from 1.

    Raises TransitionRefused scan_no_pdf, page_beyond, scan_of_another_pilot, exchange_needs_reason, NoRoom; conflict
    where another secretariat was there a moment before.
    """
    before = latest_scan(document)
    stored = evidence.keep(upload, f"{document.code}.{upload.ending}", call.user)
    call.note(sha256=stored.sha256, document=document.code)
    columns = {"document" if isinstance(document, LegalDocument) else "source": document}
    scan = CitedScan.objects.create(
        pilot=pilot, number=before.number + 1 if before else 1, file=stored, pages=pages, added_at=call.act.at,
        added_by=call.user, reason=call.act.reason.strip() if before else "", **columns,
    )  # fmt: skip
    call.wrote(scan)
    return scan
