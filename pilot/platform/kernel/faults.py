"""What a check has found wrong: a sentence in English for logs and commands, and in the language of its reader."""

from typing import Any

from django.utils.translation import gettext


class Fault(str):
    """A sentence with the values in it. `words`: the text to translate, with %(name)s for each value."""

    __slots__ = ("values", "words")
    words: str
    values: dict[str, object]

    def __new__(cls, words: str, **values: object) -> "Fault":
        fault = super().__new__(cls, words % values)
        fault.words, fault.values = words, values
        return fault


Kept = str | dict[str, Any]  # a line as JSON; of former runs only the English sentence is kept


def kept(value: object) -> Kept:
    """The line as JSON, with what stands inside it."""
    if not isinstance(value, Fault):
        return str(value)
    return {"words": value.words, "values": {name: kept(one) for name, one in value.values.items()}}


def said(line: Kept) -> str:
    """A kept line in the present language."""
    if isinstance(line, str):
        return line
    return gettext(line["words"]) % {name: said(one) for name, one in line["values"].items()}
