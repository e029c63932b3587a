"""Vietnamese text as offices use it: keys, names, dates, telephone numbers, old encodings.

Source: public_facts.md section 6 (habits) and section 1 (NĐ 30/2020/NĐ-CP). Pure functions, no database.
"""

import datetime as dt
import re
import unicodedata
from typing import Literal, TypeAlias

from django.utils.translation import gettext as _

from pilot.platform.text import bare, line

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: their order in the dictionary
SORT_KEY_LENGTH = 400  # characters; longer keys are cut, so that they fit their column

# --- spelling and keys --------------------------------------------------------------------------------------


def search_key(text: str) -> str:
    """What a reader types without marks: "Nguyễn Văn Á" -> "nguyen van a"; "hoà" and "hòa" -> "hoa".

    Lower case, đ as d, no marks, punctuation as a space. Applying it twice changes nothing.
    """
    spread = unicodedata.normalize("NFD", " ".join(_words(text)).replace("đ", "d"))
    return " ".join("".join(char for char in spread if not unicodedata.combining(char)).split())


def uniqueness_key(text: str) -> str:
    """Equal for two spellings of one name: case, punctuation and the place of the tone mark do not count.

    "Hoà" == "hòa", "thuỷ" == "thủy"; but "Hoa" != "Hòa", "Lan" != "Lân", "Lý" != "Lí" (i is not y).
    """
    return " ".join(_with_tone_last(word) for word in _words(text))


def _words(text: str) -> list[str]:
    """Words of letters and digits in lower case; Icelandic ð, which old converters leave, counts as đ."""
    lower = unicodedata.normalize("NFC", line(text).casefold()).replace("ð", "đ")
    return "".join(char if char.isalnum() or unicodedata.combining(char) else " " for char in lower).split()


_MARKS = f"\u0302\u0306\u031b{TONES}"  # circumflex, breve, horn and tones
_VOWELS = re.compile(f"(?:[aeiouy][{_MARKS}]*)+")
_TONE = re.compile(f"[{TONES}]")


def _with_tone_last(word: str) -> str:
    """The word with the tone mark of each group of vowels on its last vowel."""
    spread = unicodedata.normalize("NFD", word)
    moved = _VOWELS.sub(lambda group: _TONE.sub("", group[0]) + "".join(_TONE.findall(group[0])), spread)
    return unicodedata.normalize("NFC", moved)


def _letters_and_tones(word: str) -> tuple[str, str]:
    """The letters of a word without tones (composed, lower case), and its tones in order."""
    spread = unicodedata.normalize("NFD", word.casefold().replace("ð", "đ"))
    return unicodedata.normalize("NFC", _TONE.sub("", spread)), "".join(_TONE.findall(spread))


# --- order --------------------------------------------------------------------------------------------------

_LETTER_CODES = {"ă": "a2", "â": "a3", "đ": "d2", "ê": "e2", "ô": "o2", "ơ": "o3", "ư": "u2"}
_SORTED_PIECE = re.compile(r"[0-9]+|[^\W_]")


def sort_key(full_name: str) -> str:
    """A key that orders people by given name (the last word), then by the rest as written.

    Vietnamese order: a ă â b c d đ e ê … o ô ơ … u ư … y with f, j, w, z at their Latin places; the tones
    none < huyền < hỏi < ngã < sắc < nặng count after all letters of the word: ma mà mả mã má mạ man.
    Case, punctuation and the place of the tone mark do not count; whole numbers go by value, before letters.
    Only a–z and 0–9 occur, each letter followed by a digit, so that SQLite BINARY, PostgreSQL "C" and
    the usual language collations agree on it. At most SORT_KEY_LENGTH characters. Source: CLDR vi.xml.
    """
    words = _words(full_name)
    return "".join(map(_word_code, words[-1:] + words[:-1]))[:SORT_KEY_LENGTH]


def _word_code(word: str) -> str:
    """Letters, 0, tones, 0: an end (0) comes before any tone (1–5), number (1…) or letter (a–z)."""
    letters, tones = _letters_and_tones(word)
    ranks = "".join(str(TONES.index(tone) + 1) for tone in tones)
    return "".join(map(_piece_code, _SORTED_PIECE.findall(letters))) + f"0{ranks}0"


def _piece_code(piece: str) -> str:
    """A number after its length; a letter and its place among those of one base; others after z."""
    if piece.isascii() and piece.isdecimal():
        digits = piece.lstrip("0")
        return f"1{min(len(digits), 99):02}{digits}"
    base = unicodedata.normalize("NFD", piece)[0]
    return _LETTER_CODES.get(piece) or (f"{base}1" if base.isascii() else f"zz{ord(base):05x}")


# --- dates and numbers of documents -------------------------------------------------------------------------

_DATE_FORMS = (
    re.compile(r"(?P<d>[0-9]{1,2})\s*/\s*(?P<m>[0-9]{1,2})\s*/\s*(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})\s*\.\s*(?P<m>[0-9]{1,2})\s*\.\s*(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})\s*-\s*(?P<m>[0-9]{1,2})\s*-\s*(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})"),
)
_WITHOUT_YEAR = re.compile(r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}")
_TWO_WAYS = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}")
_PLACE = re.compile(r"^(?:[^\W\d][^\d,]*,)?\s*(?:ngày\s)?\s*", re.IGNORECASE)  # "Hà Tĩnh, ngày "; "Thứ ba, "
_MIDNIGHT = re.compile(r"(?:\s+|(?<=[0-9])T)0?0:00(?::00(?:\.0+)?)?(?:\s*Z)?$")  # spreadsheets add it to a day
_TIME = re.compile(r"(?:\s+|(?<=[0-9])T)[0-9]{1,2}:[0-9]{2}\S*(?:\s*[AaPp][Mm])?$")
_DATE_IN_WORDS = re.compile(r"(?P<d>[0-9]{1,2}) thang (?P<m>[0-9]{1,2}) (?:nam )?(?P<y>[0-9]{4})")
_WITHOUT_END = {"khong thoi han", "vo thoi han", "khong xac dinh thoi han", "31 12 9999", "9999 12 31"}
YEARS = (1900, 2100)  # both included: a day of a person or a paper lies between them


def means_without_end(text: str) -> bool:
    """Whether a last day is written as offices and other systems write "open": "không thời hạn", 31/12/9999."""
    return search_key(_MIDNIGHT.sub("", text.strip())) in _WITHOUT_END


def parse_date(text: str, years: tuple[int, int] = YEARS) -> dt.date:
    """The date a Vietnamese office wrote; day before month, always.

    Accepts 05/01/2021, 5/1/21, 5.1.2021, 5.1.21, 05-01-2021, 2021-01-05, 2021/01/05, "ngày 05 tháng 01 năm 2021",
    also after a place or a weekday: "Hà Tĩnh, ngày 05/01/2021". Two digits of year: 00–68 -> 20xx, 69–99 -> 19xx (so a
    date of birth needs four); not with "-", where 21-01-05 could be read both ways. 31/9 is refused and never becomes
    1/10. A time of midnight does not count.
    Errors: ValueError with a message for the reader that quotes the value: no date, no year, no such day, another time
    of day, without end, outside `years` (both included).
    """
    if means_without_end(text):
        raise _refused(_("“%(value)s” means without end; here a day is needed. Write day/month/year."), text)
    match = _match_date(_MIDNIGHT.sub("", text.strip()))
    if not match and _TIME.search(text.strip()) and _match_date(_TIME.sub("", text.strip())):
        raise _refused(_("“%(value)s” holds a time of day. Write the day alone, for example 05/01/2021."), text)
    if not match and _TWO_WAYS.fullmatch(bare(text)):
        raise _refused(_("“%(value)s” can be read in two ways. Write the year with four digits: 05/01/2021."), text)
    if not match and _WITHOUT_YEAR.fullmatch(bare(text)):
        raise _refused(_("“%(value)s” lacks the year. Write day/month/year, for example 05/01/2021."), text)
    if not match:
        raise _refused(_("“%(value)s” is not a date. Write day/month/year, for example 05/01/2021."), text)
    try:
        day = dt.date(_year(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        raise _refused(_("There is no day “%(value)s” in the calendar. Write day/month/year."), text) from None
    return within_years(day, years)


def within_years(day: dt.date, years: tuple[int, int] = YEARS) -> dt.date:
    """The day itself. Errors: ValueError with a message for the reader, outside these years (both included)."""
    first, last = years
    if first <= day.year <= last:
        return day
    message = _("%(day)s lies outside the years %(first)d to %(last)d that are possible here. Correct the year.")
    raise ValueError(message % {"day": f"{day.day:02}/{day.month:02}/{day.year:04}", "first": first, "last": last})


BirthDate: TypeAlias = dt.date | int  # the day, or the year where no more is known
_YEAR_ALONE = re.compile(r"(?:(?:sinh )?nam |(?:00?|xx?) (?:00?|xx?) )?(?P<year>[0-9]{4})")


def parse_birth_date(text: str) -> BirthDate:
    """A date of birth, or the year alone: "1988", "00/00/1988" -> 1988, which is no day of that year.

    Errors: as parse_date.
    """
    alone = _YEAR_ALONE.fullmatch(search_key(text))
    if alone:
        return year_of_birth(int(alone["year"]))
    try:
        return parse_date(text)
    except ValueError as error:
        year_alone = _("Where only the year is known, write the year alone: 1988.")
        raise ValueError(f"{error} {year_alone}") from None


def year_of_birth(year: int) -> int:
    """The year itself. Errors: ValueError with a message for the reader, outside YEARS."""
    if YEARS[0] <= year <= YEARS[1]:
        return year
    message = _("The year %(year)d lies outside the years %(first)d to %(last)d. Correct the year.")
    raise ValueError(message % {"year": year, "first": YEARS[0], "last": YEARS[1]})


def format_birth_date(born: BirthDate | None) -> str:
    """As written: "17/09/1988", or "1988" where only the year is known; "" for None."""
    return f"{born:%d/%m/%Y}" if isinstance(born, dt.date) else str(born or "")


def age_on(born: BirthDate, on: dt.date) -> int:
    """Whole years on that day; of a year alone the most there can be."""
    if isinstance(born, int):
        return on.year - born
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _refused(message: str, text: str) -> ValueError:
    return ValueError(message % {"value": _quoted(text)})


def _match_date(text: str) -> re.Match[str] | None:
    day = _PLACE.sub("", bare(text), count=1)
    found = (form.fullmatch(day) for form in _DATE_FORMS)
    return next(filter(None, found), None) or _DATE_IN_WORDS.fullmatch(search_key(day))


def _year(digits: str) -> int:
    """The year meant."""
    year = int(digits)
    return year + (2000 if year <= 68 else 1900) if len(digits) == 2 else year


def _quoted(text: str) -> str:
    """The value for a message, not longer than a line."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def document_date(day: dt.date, place: str = "") -> str:
    """The date line: "Hà Tĩnh, ngày 05 tháng 01 năm 2021"; without a place "ngày 05 tháng 01 năm 2021".

    A leading 0 for days below 10 and for months 1 and 2 only. Vietnamese in every language of the screen.
    Source: NĐ 30/2020/NĐ-CP, Phụ lục I.
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return (f"{place}, " if place else "") + f"ngày {day.day:02} tháng {month} năm {day.year}"


def document_number(number: int) -> str:
    """The number as printed, with a leading 0 below 10: 5 -> "05". Errors: ValueError below 1.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I.
    """
    if number < 1:
        raise ValueError(_("A document number is 1 or more."))
    return f"{number:02}"


# --- telephone numbers --------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?:\+84|0084|84)?0?(?P<national>[35789][0-9]{8}|2[0-9]{9})")
_PHONE_NOISE = re.compile(r"[\s().\-]")
_BETWEEN_PHONES = re.compile(r"[,;/]|\s-\s|\bhoặc\b|\bvà\b")


def parse_phone(text: str) -> str:
    """The number in E.164: "0912 345 678" -> "+84912345678".

    Mobile numbers have 9 digits after the 0 (from 3, 5, 7, 8, 9), landlines 10 (from 2). The 0 may be missing
    (Excel eats it); +84, 0084 or 84 may stand before; blanks, dots, hyphens and brackets do not count.
    Errors: ValueError with a message for the reader that quotes the value, also for the old mobile numbers of
    11 digits (until 2018), and for several numbers, of which nobody may choose one.
    """
    match = _match_phone(bare(text))
    if not match and all(map(_match_phone, _BETWEEN_PHONES.split(bare(text)))):
        words = _("“%(value)s” holds several telephone numbers. Write one of them.")
        raise ValueError(words % {"value": _quoted(text)})
    if not match:
        message = _("“%(value)s” is not a Vietnamese telephone number. Write it like 0912.345.678 or 0239.3855.555.")
        raise ValueError(message % {"value": _quoted(text)})
    return f"+84{match['national']}"


def _match_phone(text: str) -> re.Match[str] | None:
    return _PHONE.fullmatch(_PHONE_NOISE.sub("", text))


def is_mobile(phone: str) -> bool:
    """Whether a number (E.164) is somebody's own: a landline is that of an office or a house."""
    return phone[:3] == "+84" and phone[3:4] in "35789"


def format_phone(phone: str) -> str:
    """For the reader: 0912.345.678, landlines 0239.3855.555, 024.3825.1234; "" for "".

    Errors: as parse_phone.
    """
    return ".".join(_phone_groups(phone)) if phone else ""


def mask_phone(phone: str) -> str:
    """For those who may not see it: 0912.***.678; "" for "". Errors: as parse_phone."""
    if not phone:
        return ""
    first, _middle, last = _phone_groups(phone)
    return f"{first}.***.{last[-3:]}"


def _phone_groups(phone: str) -> tuple[str, str, str]:
    """Area or operator, middle, end. Only Hà Nội (024) and Hồ Chí Minh (028) have three digits of area."""
    number = "0" + parse_phone(phone)[3:]
    area = 3 if number.startswith(("024", "028")) else 4
    middle = 3 if len(number) == 10 else 4
    return number[:area], number[area : area + middle], number[area + middle :]


# --- old encodings ------------------------------------------------------------------------------------------

LegacyEncoding = Literal["TCVN3", "VNI", "Windows-1258"]
LEGACY: tuple[LegacyEncoding, ...] = ("TCVN3", "VNI", "Windows-1258")  # on a tie the first one is believed

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_LETTERS = dict(zip("ñôöæóòîÑÔÖÆÓÒÎ", "đơưỉĩịỵĐƠƯỈĨỊỴ", strict=True))
_VNI_MARKS = {
    **dict(zip("øûõùï", TONES, strict=True)),
    **dict(zip("âàåãáä", (_CIRCUMFLEX + tone for tone in ("", *TONES)), strict=True)),
    **dict(zip("êèúüéë", (_BREVE + tone for tone in ("", *TONES)), strict=True)),
}
_VNI = str.maketrans(_VNI_LETTERS | _VNI_MARKS | {char.upper(): mark for char, mark in _VNI_MARKS.items()})

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung
    uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn
    ương ươp ươt ươu ưt ưu y ych yêm yên yêng yêt yêu ynh yt
"""
_SYLLABLE = re.compile(f"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(_RIMES.split())})")
_STOPS = ("c", "ch", "p", "t")
_BREAKS = re.compile(r"[\s!-@\[-`{-~]+")  # white space and ASCII that is no letter
_INNOCENT = frozenset({"thaï", "haï", "laïc", "dû", "où", "µm", "½m", "¼m", "¾m", "§i"})  # French, units, § I


def looks_like_legacy_encoding(text: str) -> LegacyEncoding | None:
    """Was the text typed for TCVN3 (ABC) or VNI fonts, or in Windows-1258, and read as Latin-1? None when it was not.

    Heuristic, word by word: a word speaks for an encoding when it mixes ASCII letters with others, is not
    spelt like a Vietnamese syllable as it stands, but is one, with a tone that its final allows, once
    decoded: "V¨n" -> "Văn", "Thaéng" -> "Thắng", but "café" -> "cafộ" says nothing. The encoding with more
    words wins, on a tie in the order of LEGACY.
    Limits: a word that is right in both readings is believed as it stands ("Hoà", VNI for Hồ; "Dòng", TCVN3
    for Dũng), so a text of such words alone is missed; rare words of other languages fire ("gång"). Show
    before and after, never convert silently. Unicode Vietnamese, composed or not, never fires: its words are
    syllables already or hold letters outside Latin-1.
    """
    words = [word for word in _BREAKS.split(unicodedata.normalize("NFC", text)) if _is_suspicious(word)]
    spelt = {old: sum(_is_syllable(from_legacy_encoding(word, old)) for word in words) for old in LEGACY}
    best = max(LEGACY, key=spelt.__getitem__)
    return best if spelt[best] else None


def from_legacy_encoding(text: str, encoding: LegacyEncoding) -> str:
    """The text in Unicode (NFC), for the "before -> after" that a reader confirms.

    Capitals that a TCVN3 capital font (.VnTimeH) showed come out in lower case, as they were stored.
    """
    if encoding == "Windows-1258":
        text = text.encode("cp1252", "replace").decode("cp1258", "replace")
    else:
        text = text.translate(_TCVN3 if encoding == "TCVN3" else _VNI)
    return unicodedata.normalize("NFC", text)


def _is_suspicious(word: str) -> bool:
    """Letters from both sides of ASCII, and no Vietnamese syllable as it stands."""
    mixed = not word.isascii() and any(char.isascii() for char in word)
    return mixed and word.lower() not in _INNOCENT and not _is_spelt(*_letters_and_tones(word))


def _is_spelt(letters: str, tones: str) -> bool:
    """Letters in the order of a Vietnamese syllable, with one tone at most, wherever it stands."""
    return len(tones) <= 1 and _SYLLABLE.fullmatch(letters) is not None


def _is_syllable(word: str) -> bool:
    """A syllable that can be said: after c, ch, p, t only sắc and nặng."""
    letters, tones = _letters_and_tones(word)
    return _is_spelt(letters, tones) and (not letters.endswith(_STOPS) or tones in ("\u0301", "\u0323"))
