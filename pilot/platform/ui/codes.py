"""Codes of rules and questions (R05, A24) in running text: each a link that says what it is, none bare."""

import re
from collections.abc import Mapping

from django.utils.html import escape

from pilot.platform.ui.abbreviations import in_focused, in_text

Codes = Mapping[str, tuple[str, object]]  # code → address, what it is
_CODE = re.compile(r"(?<![\w/.#&-])[RA]\d\d(?![\w/-])")


def linked(html: str, codes: Codes) -> str:
    """`html` with every known code in its running text as a link; inside a link or button it only says what it is."""
    parts, done = [], 0
    for found in _CODE.finditer(html):
        if found[0] in codes and in_text(html, found.start()):
            parts += [html[done : found.start()], _link(found[0], codes, in_focused(html, found.start()))]
            done = found.end()
    return "".join([*parts, html[done:]])


def _link(code: str, codes: Codes, focused: bool) -> str:
    address, meaning = codes[code]
    title = f'title="{escape(meaning)}"'
    return f"<abbr {title}>{code}</abbr>" if focused else f'<a href="{escape(address)}" {title}>{code}</a>'
