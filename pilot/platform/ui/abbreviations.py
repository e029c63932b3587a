"""What the abbreviations of the documents stand for, and how a page says it where one stands for the first time.

Left out, because the documents use them for more than one thing: TT (thông tư, thông tin), GĐ (giám đốc, giai đoạn),
VP (văn phòng, Vĩnh Phúc).
"""

import re

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

ABBREVIATIONS = {
    "ATLĐ": _("occupational safety"),
    "BCCI": _("public postal service"),
    "BCĐ": _("steering committee"),
    "BHXH": _("social insurance"),
    "BĐ-VHX": _("commune postal-cultural point"),
    "CBCCVC": _("cadres, civil servants and public employees"),
    "CCCD": _("citizen identity card"),
    "CCHC": _("administrative reform"),
    "CMND": _("former identity card"),
    "CNTT": _("information technology"),
    "CSDL": _("database"),
    "DVC": _("public service"),
    "GCN": _("certificate"),
    "GTGT": _("value added tax"),
    "GTVT": _("transport"),
    "HCC": _("public administration"),
    "HTX": _("cooperative"),
    "HĐND": _("People's Council"),
    "KH": _("plan"),
    "KH&CN": _("science and technology"),
    "KHCN": _("science and technology"),
    "KSTTHC": _("control of administrative procedures"),
    "KT.": _("signed for the head by a deputy"),
    "LPG": _("liquefied petroleum gas"),
    "NQ": _("resolution"),
    "NĐ": _("decree"),
    "PCT": _("vice chairman"),
    "PGĐ": _("deputy director"),
    "PVHCC": _("public administration service"),
    "PVP": _("deputy chief of office"),
    "QĐ": _("decision"),
    "STT": _("running number"),
    "TL.": _("signed by order of the head"),
    "TM.": _("signed on behalf of the body"),
    "TN&MT": _("natural resources and environment"),
    "TN&TKQ": _("intake of dossiers and return of results"),
    "TTHC": _("administrative procedure"),
    "TTHCC": _("public administration centre"),
    "TTPVHCC": _("public administration service centre"),
    "TTĐT": _("electronic information"),
    "TUQ.": _("signed under delegated authority"),
    "TX": _("town at district level"),
    "UBND": _("People's Committee"),
    "VAT": _("value added tax"),
    "VT": _("records office"),
}

_MEANINGS = {short.replace("&", "&amp;"): meaning for short, meaning in ABBREVIATIONS.items()}  # as it stands in HTML
# What may stand before a word is asked afterwards (_is_whole_word): that is ten times as fast.
_LONGEST_FIRST = "|".join(map(re.escape, sorted(_MEANINGS, key=len, reverse=True)))
_WORD = re.compile(rf"(?:{_LONGEST_FIRST})(?![\w/-]|&amp;)")
_BEFORE = re.compile(r"[\w/.-]")
_TEXT_ONLY = re.compile(r"<(?:abbr|code|dfn|option|script|text|textarea|title|tspan)\b|[^>]*visually-hidden")
_FOCUSED = (("<a ", "</a>"), ("<button", "</button>"), ("<summary", "</summary>"))
_NEAR = 2000  # characters between the start of a link and a word in it


def spelt_out(html: str) -> str:
    """`html` with the first use of each abbreviation in its running text as <abbr>.

    This shows the meaning under the pointer and on focus. Attributes, form values and drawings stay as they are. In a
    link or button the abbreviation takes no focus of its own: it shows the meaning with that of the link.
    """
    seen: set[str] = set()
    parts, done = [], 0
    for found in _WORD.finditer(html):
        word, start = found[0], found.start()
        if word in seen or not _is_whole_word(html, start) or not in_text(html, start):
            continue
        seen.add(word)
        focus = "" if in_focused(html, start) else ' tabindex="0"'
        parts += [html[done:start], _abbreviation(word, focus)]
        done = found.end()
    return "".join([*parts, html[done:]])


def _abbreviation(word: str, focus: str) -> str:
    return f'<abbr title="{escape(_MEANINGS[word])}"{focus}>{word}</abbr>'


def _is_whole_word(html: str, at: int) -> bool:
    """Not the end of a longer word or of a number such as 70/QĐ-UBND."""
    return not (_BEFORE.match(html[at - 1 : at]) or html.endswith("&amp;", 0, at))


def in_text(html: str, at: int) -> bool:
    """Whether this place is text that a reader sees and that may hold a mark."""
    opened = html.rfind("<", 0, at)
    if opened < 0:
        return True
    return html.rfind(">", 0, at) > opened and not _TEXT_ONLY.match(html, opened)


def in_focused(html: str, at: int) -> bool:
    """Whether this place stands in a link or button."""
    near = max(0, at - _NEAR)
    return any(html.rfind(begin, near, at) > html.rfind(end, near, at) for begin, end in _FOCUSED)
