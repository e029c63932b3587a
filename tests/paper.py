"""What every test of a record from paper needs."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from pilot.platform.kernel import files
from pilot.programme.models import Person


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-chup.pdf", b"%PDF-1.7", "application/pdf")


def on_paper(entered_by: Person, day: dt.date, document: str = "1/QĐ") -> dict[str, Any]:
    """The columns of a row that was recorded from paper."""
    return {
        "paper_source": document,
        "paper_date": day,
        "paper_scan": files.store(b"%PDF-1.7", "ban-chup.pdf", "application/pdf"),
        "paper_signers": "Người ký",
        "paper_entered_by": entered_by,
    }
