"""The words of a document: a plain text in templates/pdf/texts, written as it prints, read into parts of its layout.

A clerk reads and changes it there; only {{ … }} and {% … %} are the program's. A blank line ends a paragraph. How it
begins says what it is: a basis ("Căn cứ …"), "Kính gửi:", an article ("Điều 1. *title* text"), a part ("I. title"), a
clause ("1. "), a point ("a) "), "[bảng]" where the table stands, "Nơi nhận:", "- " an item of such a list. Numbers, and
the marks at the ends, are set by the layout. A value never begins a paragraph, so nobody's words become an article.
"""

import re
from typing import Any

from django.template import Context
from django.template.loader import get_template

from pilot.platform.text import line

Parts = dict[str, Any]
BREAK = re.compile(r"\n\s*\n|\n(?=\s*- )")


def written(template: str, facts: Parts) -> Parts:
    """The parts of a document about these facts, as its text puts them; the layout escapes, nothing here does."""
    plain = Context({name: _lined(value) for name, value in facts.items()}, autoescape=False)
    reading = Reading(facts.get("table"))
    for block in BREAK.split(get_template(template).template.render(plain)):  # type: ignore[attr-defined]
        if words := line(block):
            reading.read(words)
    return reading.parts


def _lined(value: Any) -> Any:
    """What people typed is one line here: a blank line of theirs ends no paragraph."""
    if isinstance(value, dict):
        return {name: _lined(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_lined(one) for one in value]
    return line(value) if isinstance(value, str) else value


class Reading:
    """What was read so far: parts by the names that the layouts print, and the list that the last paragraph is of."""

    def __init__(self, table: Parts | None) -> None:
        self.parts: Parts = {}
        self.table = table
        self.items: list[str] | None = None

    def read(self, words: str) -> None:
        """One paragraph, put where its beginning says."""
        found, put = next((found, put) for begins, put in BEGINS if (found := begins.fullmatch(words)))
        put(self, **found.groupdict())

    def begin_list(self, name: str, text: str) -> None:
        self.items = self.parts[LISTS[name]] = [text] if text else []

    def item(self, text: str) -> None:
        """One of the list that was begun; elsewhere a paragraph with its dash."""
        if self.items is None:
            self.paragraph(f"- {text}")
        else:
            self.items.append(text.rstrip(" ;."))

    def basis(self, text: str) -> None:
        """Only at the beginning; below, somebody may rest on something as well."""
        if self.last is None:
            self.parts.setdefault("bases", []).append(text)
        else:
            self.paragraph(text)

    def article(self, title: str | None, text: str) -> None:
        self.items = None
        self.parts.setdefault("articles", []).append({"title": title or "", "text": text})

    def section(self, text: str) -> None:
        self.items = None
        self.parts.setdefault("sections", []).append({"title": text, "paragraphs": []})

    def clause(self, number: str, text: str) -> None:
        """In a part it is a paragraph with its number."""
        if "articles" in self.parts:
            self.parts["articles"][-1].setdefault("clauses", []).append({"text": text})
        else:
            self.paragraph(f"{number} {text}")

    def point(self, text: str) -> None:
        self.parts["articles"][-1]["clauses"][-1].setdefault("points", []).append(text)

    def put_table(self) -> None:
        (self.parts if self.last is None else self.last)["table"] = self.table

    def paragraph(self, text: str) -> None:
        """In its part; without parts it opens the document, or stands below its table."""
        self.items = None
        name = "opening" if self.last is None and "table" not in self.parts else "paragraphs"
        (self.parts if self.last is None else self.last).setdefault(name, []).append(text)

    @property
    def last(self) -> Parts | None:
        """The article or part in which the text stands."""
        return next((self.parts[name][-1] for name in ("articles", "sections") if name in self.parts), None)


LISTS = {"Kính gửi": "to", "Nơi nhận": "recipients"}
BEGINS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"(?P<name>Kính gửi|Nơi nhận): ?(?P<text>.*)", Reading.begin_list),
        (r"- (?P<text>.+)", Reading.item),
        (r"(?P<text>(?:Căn cứ|Theo đề nghị của|Xét|Vận dụng) .+)", Reading.basis),
        (r"Điều \d+\. (?:\*(?P<title>[^*]+)\*)? ?(?P<text>.*)", Reading.article),
        (r"[IVX]+\. (?P<text>.+)", Reading.section),
        (r"(?P<number>\d+\.) (?P<text>.+)", Reading.clause),
        (r"[a-zđ]\) (?P<text>.+)", Reading.point),
        (r"\[bảng\]", Reading.put_table),
        (r"(?P<text>.+)", Reading.paragraph),
    )
)
