"""What counts as a scan, besides the ordinary cases of tests/found/test_files.py."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

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
    page((640, 480)).save(content, "JPEG", exif=turned)
    assert Image.open(io.BytesIO(evidence(content.getvalue()).first_page)).size == (480, 640)


def page(size, mark=True):
    """A sheet with a line of writing on it, or a blank one as a scanner sees it, not quite white."""
    sheet = Image.effect_noise(size, 20).point(lambda value: 225 + value // 16).convert("RGB")
    if mark:
        ImageDraw.Draw(sheet).text((40, 60), "Cẩm Xuyên", "black", font_size=24)
    return sheet


def saved(sheet, kind):
    content = io.BytesIO()
    sheet.save(content, kind)
    return content.getvalue()


@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG"])
def test_a_blank_page_is_no_scan_and_one_with_a_line_is(kind):
    assert evidence(saved(page((620, 880)), kind))
    with pytest.raises(EvidenceRefused) as refused:
        evidence(saved(page((620, 880), mark=False), kind))
    assert refused.value.code == "blank"


@pytest.mark.parametrize(("size", "right"), [((40, 40), False), ((399, 900), False), ((600, 400), True)])
def test_a_picture_too_small_to_be_read_is_no_scan(size, right):
    if right:
        assert evidence(saved(page(size), "JPEG"))
        return
    with pytest.raises(EvidenceRefused) as refused:
        evidence(saved(page(size), "JPEG"))
    assert refused.value.code == "too_small"
