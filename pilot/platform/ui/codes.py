"""Codes of rules and questions (R05, A24) in running text: each a link that says what it is, none bare."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.html import escape, format_html

from pilot.platform.ui.abbreviations import in_focused, in_text


class Meant(NamedTuple):
    """Where a code stands and what it is; `state`: what became of it, where a text that quotes it may be older."""

    address: str
    meaning: object
    state: object = ""


Codes = Mapping[str, Meant]
_CODE = re.compile(r"(?<![\w/.#&-])[RA]\d\d(?![\w/-])")


def linked(html: str, codes: Codes) -> str:
    """`html` with every known code in its running text as a link; inside a link or button it only says what it is.

    The state of a code stands beside it where it is named first.
    """
    parts, done, told = [], 0, set[str]()
    for found in _CODE.finditer(html):
        if found[0] in codes and in_text(html, found.start()):
            focused = in_focused(html, found.start())
            state = "" if focused or found[0] in told else _state(codes[found[0]])
            parts += [html[done : found.start()], _link(found[0], codes, focused), state]
            told |= {found[0]} if state else set()
            done = found.end()
    return "".join([*parts, html[done:]])


def _link(code: str, codes: Codes, focused: bool) -> str:
    address, meaning, state = codes[code]
    title = f'title="{escape(f"{meaning}: {state}" if str(state) else meaning)}"'
    return f"<abbr {title}>{code}</abbr>" if focused else f'<a href="{escape(address)}" {title}>{code}</a>'


def _state(code: Meant) -> str:
    return format_html(' <span class="soft">({})</span>', code.state) if str(code.state) else ""
