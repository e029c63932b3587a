"""What every test of a record from paper needs."""

import datetime as dt
import io
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from pilot.platform.documents.evidence import Evidence, opened
from pilot.platform.kernel import files
from pilot.programme.models import Person
from staffing import demo

SCAN = Path(demo.__file__).with_name("demo_scan.pdf").read_bytes()


def scan() -> SimpleUploadedFile:
    """A scan as a form sends it."""
    return SimpleUploadedFile("ban-chup.pdf", SCAN, "application/pdf")


@cache
def evidence() -> Evidence:
    """The same as a verb takes it."""
    return opened(scan())


def photograph() -> Evidence:
    """A page taken with a telephone."""
    page = io.BytesIO()
    drawn = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(drawn).text((60, 80), "BIÊN BẢN", "black", font_size=40)
    drawn.save(page, "PNG")
    return opened(SimpleUploadedFile("trang.png", page.getvalue()))


def on_paper(entered_by: Person, day: dt.date, document: str = "1/QĐ") -> dict[str, Any]:
    """The columns of a row that was recorded from paper."""
    return {
        "paper_source": document,
        "paper_date": day,
        "paper_scan": files.store(b"%PDF-1.7", "ban-chup.pdf", "application/pdf"),
        "paper_signers": "Người ký",
        "paper_entered_by": entered_by,
    }
