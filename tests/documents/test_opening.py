"""What counts as a scan, besides the ordinary cases of tests/found/test_files.py."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pilot.platform.documents.evidence import EvidenceRefused, opened
from tests.found.test_files import pdf


def evidence(content, name="scan"):
    return opened(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n", b"\0" * 100])
def test_what_scanners_put_before_a_pdf_does_not_count(before):
    assert evidence(before + pdf()).content_type == "application/pdf"


@pytest.mark.parametrize("before", [b"<html>", b"\0" * 2000])
def test_something_else_before_a_pdf_makes_it_something_else(before):
    with pytest.raises(EvidenceRefused, match="PDF, JPEG"):
        evidence(before + pdf())


def test_a_photograph_is_shown_the_way_it_was_held():
    content, turned = io.BytesIO(), Image.Exif()
    turned[0x0112] = 6  # orientation: a quarter to the right
    Image.new("RGB", (400, 300)).save(content, "JPEG", exif=turned)
    assert Image.open(io.BytesIO(evidence(content.getvalue()).first_page)).size == (300, 400)
