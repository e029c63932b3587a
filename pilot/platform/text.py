"""The gate for text: what is typed, pasted or stands in a cell becomes the text that is stored, or is refused.

`line` and `lines` never fail and change nothing that a reader sees; `refuse_lookalikes` is what a form field and a cell
ask besides. `code_key` and `account_key` say when two codes are one. Pure functions, no database.
"""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

BREAKS = "\n\r\v\f\x85\u2028\u2029"
BLANKS = "\t\u2800"  # besides the spaces of Unicode (Zs): tabulator, empty braille pattern
HYPHENS = "\u2010\u2011"  # Word writes these for "-"; dashes, which a reader sees to be longer, stay
_UNSEEN = re.compile(  # Unicode's Default_Ignorable_Code_Point and noncharacters, as far as they are no format (Cf)
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_VARIANTS = ("<wide>", "<narrow>", "<font>")  # full-width, half-width, mathematical letters; not ½, ², №


def line(text: str) -> str:
    """One line of text as it is stored: composed (NFC), nothing invisible, single blanks inside, none at the ends.

    Control, zero-width, bidi and soft-hyphen characters go; full-width letters become normal; no-break and other odd
    spaces and line breaks become blanks. Applying it twice changes nothing.
    """
    return " ".join(_visible(text).split())


def lines(text: str) -> str:
    """The same for a text of several lines: its line breaks stay, as "\\n"; empty lines at the ends go."""
    return "\n".join(line(part) for part in _visible(text).split("\n")).strip("\n")


def bare(text: str) -> str:
    """A day or a number without what stands around it by habit: an apostrophe before it, which makes text of a cell in
    Excel, a comma, semicolon or full stop after it. Dashes are hyphens.
    """
    return DASHES.sub("-", line(text)).lstrip("'\u2018\u2019").rstrip(" .,;")


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", "".join(map(_stored, text.replace("\r\n", "\n"))))


@lru_cache(maxsize=4096)
def _stored(char: str) -> str:
    """What is stored of one character."""
    category = unicodedata.category(char)
    if char in BREAKS:
        return "\n"
    if char in BLANKS or category == "Zs":
        return " "
    if char in HYPHENS:
        return "-"
    if category in ("Cc", "Cf", "Cs") or _UNSEEN.match(char) or ord(char) & 0xFFFE == 0xFFFE:
        return ""
    return unicodedata.normalize("NFKC", char) if unicodedata.decomposition(char).startswith(_VARIANTS) else char


# --- letters that only look Latin ---------------------------------------------------------------------------

_SCRIPTS = {  # the first word of a letter's name in Unicode
    "CYRILLIC": gettext_noop("Cyrillic"),
    "GREEK": gettext_noop("Greek"),
    "COPTIC": gettext_noop("Coptic"),
    "ARMENIAN": gettext_noop("Armenian"),
    "CHEROKEE": gettext_noop("Cherokee"),
}
_SAME_SHAPE = frozenset(  # letters that are drawn like a Latin one: Cyrillic, Greek, Armenian
    "АВЕЅІЈКМНОРСТУХҮԌԚԜӀаеорсухіјѕһԁԛԝүӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳՍՕոսօ"
)
_UNITS = frozenset("Ωμ")  # kΩ, μm
_WORD = re.compile(r"\w+")


def refuse_lookalikes(text: str) -> None:
    """Refuse a word that passes for Latin and is not: "Nguyễn Vаn" with a Cyrillic а, or "СА" in Cyrillic altogether.

    A word of another script that nobody takes for Latin ("Владимир", "α") is text like any other.
    Errors: ValueError with a message for the reader that names the letter, its script and its word.
    """
    for word in _WORD.findall("" if text.isascii() else text):
        foreign = [char for char in word if _script(char)]
        latin = any(unicodedata.name(char, "").startswith("LATIN") for char in word)
        if foreign and ((latin and not _UNITS.issuperset(foreign)) or _SAME_SHAPE.issuperset(foreign)):
            words = _("“%(word)s”: the letter “%(letter)s” is %(script)s, not Latin. Type the word again.")
            raise ValueError(words % {"word": word[:40], "letter": foreign[0], "script": _(_script(foreign[0]))})


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The script of a letter that is none of ours; "" for every other character."""
    return _SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0], "") if char.isalpha() else ""


# --- names and codes ----------------------------------------------------------------------------------------

_NAME = re.compile(r"(?=.*[^\W\d_])(?:[^\W\d_]|[\u0300-\u036f .,'\u2019()-])+")


def refuse_no_name(text: str) -> None:
    """Refuse what is no name of a person: without a letter, or with a digit or a sign that stands in no name.

    Errors: ValueError with a message for the reader that quotes the text.
    """
    if not _NAME.fullmatch(text):
        words = _("“%(text)s” is no name of a person. Write the full name in letters, without digits and signs.")
        raise ValueError(words % {"text": text[:40]})


def refuse_no_code(text: str) -> None:
    """Refuse a code, number or voucher without a letter and a digit: "-", "…". Errors: as refuse_no_name."""
    if not any(char.isalnum() for char in text):
        words = _("“%(text)s” has neither letters nor digits. Write it as it stands on the paper.")
        raise ValueError(words % {"text": text[:40]})


# --- keys of codes ------------------------------------------------------------------------------------------

_LOOSE = re.compile(r"(?<![0-9])[\W_]+|[\W_]++(?![0-9])")  # punctuation, except between two digits
DASHES = re.compile("[\u2012-\u2015\u2212]")


def code_key(text: str) -> str:
    """Equal for two spellings of one code: a staff code, the number and symbol of a document, a voucher.

    Case and blanks do not count, nor does punctuation, except between two digits, where it tells numbers apart:
    "BD 0022" == "bd-0022" == "BD0022" and "05/QĐ-BCĐ" == "05/qđbcđ", but "1-23" != "12-3" and "1506/88" != "150688".
    Accents count: "QĐ" is not "QD". A key holds no blank. Applying it twice changes nothing.
    """
    solid = DASHES.sub("-", account_key(text).replace("ð", "đ"))
    return _LOOSE.sub("", solid) or solid


def account_key(text: str) -> str:
    """Equal for two spellings of one user name or e-mail address: case and blanks do not count, punctuation does."""
    return unicodedata.normalize("NFC", line(line(text).casefold()).replace(" ", ""))


def numbers_in(key: str) -> list[int]:
    """The numbers in a code, without leading zeros: "UNC 0107/12", "107-12" -> [107, 12]."""
    return [int(number) for number in re.findall(r"[0-9]+", key)]


def nearly_equal(key: str, other: str) -> bool:
    """Whether two keys differ by one slip of the hand: one character more, less or other, or two changed about."""
    start = next((i for i, (a, b) in enumerate(zip(key, other, strict=False)) if a != b), min(len(key), len(other)))
    ends = zip(reversed(key[start:]), reversed(other[start:]), strict=False)
    same = next((i for i, (a, b) in enumerate(ends) if a != b), min(len(key), len(other)) - start)
    one, two = key[start : len(key) - same], other[start : len(other) - same]
    return key != other and (max(len(one), len(two)) == 1 or (len(one) == 2 and one == two[::-1]))
