"""The child process that opens a scan: `python -m pilot.platform.documents.opening < file > found.json`.

It limits itself before it reads a byte. Writes one JSON object: {"kind", "first_page"} with the first page as
a small WebP picture in base64, of a PDF also "pages", how many; or {"refused": code}. No Django, no database, no
settings.
"""

import base64
import io
import json
import sys
from typing import TypeAlias

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from pilot.platform.kernel import confined
from pilot.platform.kernel.confined import MIB

Found: TypeAlias = dict[str, str]
MEMORY = 512 * MIB  # address space: a picture of MOST_PIXELS, decoded, beside the file and its reader
OUTPUT = 4 * MIB
MOST_PIXELS = 40_000_000  # an A4 page at 600 dots per inch has 35 million
LEAST_SIDES = (400, 600)  # pixels of an A4 page that can just be read, 50 to 70 dots per inch
SMALL = 640  # pixels of the longer side of the first page
MARKED, LEAST_MARKED = 48, 0.0002  # a page is blank where fewer of its pixels differ by so much from the most common
BEFORE = b"\xef\xbb\xbf\0\r\n\t "  # what scanners and mail put before a PDF
TAIL = 4096  # bytes at the end within which a PDF says that it ends; scanners and mail add some after it
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
PDFIUM = {0: "no_pages", 4: "password", 5: "password"}  # why it does not open; 5: in a way that needs another reader


class NotEvidence(Exception):
    """The file does not count; the argument is the code of the reason (evidence.py)."""


def main() -> None:
    confined.limit_self(MEMORY, OUTPUT)
    Image.MAX_IMAGE_PIXELS = None  # counted here, with our own number
    try:
        found = _opened(sys.stdin.buffer.read())
    except NotEvidence as reason:
        found = {"refused": str(reason)}
    except MemoryError:
        found = {"refused": "too_heavy"}
    json.dump(found, sys.stdout)


def _opened(content: bytes) -> Found:
    if content[:1024].lstrip(BEFORE).startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(content)
    raise NotEvidence("other_kind")


def _pdf(content: bytes) -> Found:
    """A PDF that opens without a password, is whole, has pages, and whose first page can be drawn."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise NotEvidence(_why_not_opened(content, error)) from None
    if b"%%EOF" not in content.rstrip(b"\0\r\n\t ")[-TAIL:]:
        raise NotEvidence("damaged")  # PDFium draws what is left of a cut file
    try:
        page = document[0]
        drawn = page.render(scale=SMALL / max(page.get_size())).to_pil()
    except (pypdfium2.PdfiumError, ZeroDivisionError, ValueError):
        raise NotEvidence("damaged") from None
    return {"kind": "application/pdf", "first_page": _small(_not_blank(drawn)), "pages": str(len(document))}


def _why_not_opened(content: bytes, error: pypdfium2.PdfiumError) -> str:
    begins = content[:1024].lower()
    web_page = b"<html" in begins or b"<!doctype" in begins
    return PDFIUM.get(error.err_code, "other_kind" if web_page else "damaged")


def _picture(content: bytes) -> Found:
    """A JPEG or PNG that can be decoded to its last line."""
    try:
        picture = Image.open(io.BytesIO(content), formats=tuple(PICTURES))
        if picture.width * picture.height > MOST_PIXELS:
            raise NotEvidence("too_many_pixels")
        if any(side < least for side, least in zip(sorted(picture.size), LEAST_SIDES, strict=True)):
            raise NotEvidence("too_small")
        kind = PICTURES[str(picture.format)]
        picture.draft("RGB", (SMALL, SMALL))  # a JPEG is decoded at the size that is needed
        return {"kind": kind, "first_page": _small(_not_blank(picture))}
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise NotEvidence("damaged") from None


def _not_blank(page: Image.Image) -> Image.Image:
    """The page, if anything stands on it: a line of writing is enough. Raises NotEvidence blank."""
    looked_at = page.convert("L")
    looked_at.thumbnail((SMALL, SMALL))
    counts = looked_at.histogram()
    paper = counts.index(max(counts))
    marked = sum(count for value, count in enumerate(counts) if abs(value - paper) > MARKED)
    if marked < LEAST_MARKED * looked_at.width * looked_at.height:
        raise NotEvidence("blank")
    return page


def _small(picture: Image.Image) -> str:
    shown = ImageOps.exif_transpose(picture).convert("RGB")  # a photograph says which side is up
    shown.thumbnail((SMALL, SMALL))
    kept = io.BytesIO()
    shown.save(kept, "WEBP", quality=70)
    return base64.b64encode(kept.getvalue()).decode()


if __name__ == "__main__":
    main()
