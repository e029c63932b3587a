"""HTML to PDF: the only place that knows WeasyPrint.

No network and no file is opened while rendering: only data: addresses are read. Without a font known to
fontconfig WeasyPrint ends the whole process, so `unavailable` asks first and PDFs are refused with a message
instead.
"""

import ctypes
import ctypes.util
import logging
import re
import threading
from functools import cache

from django.utils.translation import gettext as _

PANGO = ("libpango-1.0", "libpangoft2-1.0")
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # seven lines for each document otherwise
EDGES = re.compile(r"(<(?:p|td|th)\b[^>]*>)\s+|\s+(?=</(?:p|td|th)>)")
_LOCK = threading.Lock()  # one rendering per process: fontconfig is not safe for threads


class PdfOff(Exception):
    """This machine cannot make PDFs; the message says what is missing."""


@cache
def unavailable() -> str:
    """Why no PDF can be made here, or "". Asked once per process; cheap, WeasyPrint itself is not loaded for it."""
    if not fonts_known():
        return _("PDFs are switched off: no font is installed. Install fonts-liberation2 and fontconfig.")
    if not all(_library(name) for name in PANGO):
        return _("PDFs are switched off: Pango is missing. Install libpango-1.0-0 and libpangoft2-1.0-0.")
    return ""


def _library(name: str) -> ctypes.CDLL | None:
    """A system library, or None where it is missing."""
    try:
        return ctypes.CDLL(ctypes.util.find_library(name.removeprefix("lib")) or f"{name}.so.0")
    except OSError:
        return None


def fonts_known() -> int:
    """Number of fonts that fontconfig knows; 0 without the library."""
    library = _library("libfontconfig")
    if library is None:
        return 0
    library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    library.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)  # FcFontSet: its first member is the count
    library.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fonts = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), 0)
    return int(fonts[0]) if fonts else 0


def pdf(html: str) -> bytes:
    """The document as tagged PDF (pdf/ua-1). The same HTML gives the same bytes. Raises PdfOff."""
    if reason := unavailable():
        raise PdfOff(reason)
    from weasyprint import HTML

    with _LOCK:
        return bytes(HTML(string=tight(html), url_fetcher=_closed_fetcher()).write_pdf(pdf_variant="pdf/ua-1") or b"")


def tight(html: str) -> str:
    """Without space at the edges of paragraphs and cells: WeasyPrint breaks a justified line wrongly before it."""
    return EDGES.sub(r"\1", html)


def _closed_fetcher() -> object:
    """Reads data: addresses and nothing else."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
