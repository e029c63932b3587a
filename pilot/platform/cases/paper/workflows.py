"""What every verb does that records from paper: the scan is kept, the enterer named, and later who checked it."""

import datetime as dt

from pilot.platform.cases.paper.models import OnPaper
from pilot.platform.documents.evidence import Evidence, keep
from pilot.platform.kernel.workflow import Call


def entered(call: Call, *, document: str, document_date: dt.date, scan: Evidence, signers: str) -> dict[str, object]:
    """The columns of a row on paper that somebody enters now."""
    return {
        "paper_source": document,
        "paper_date": document_date,
        "paper_scan": keep(scan, scan.file.name or "", call.act.user),
        "paper_signers": signers,
        "paper_entered_by": call.user.person,
    }


def check(row: OnPaper, call: Call) -> None:
    """A second person has compared the row with its document."""
    row.paper_checked_at, row.paper_checked_by = call.act.at, call.user.person
