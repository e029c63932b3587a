"""Money: the only module that rounds. Unit everywhere: đồng (VND), whole numbers; a float is a TypeError.

Source of the rules: docs/algorithms/billing.md and house style ("Money, dates, words").
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

Exact = int | Decimal | Fraction

LARGEST_IN_WORDS = 10**15  # VND, inclusive
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9
MOST_VND = LARGEST_IN_WORDS  # VND, inclusive; below 2^63, and every amount that gets in can be spelt on its paper

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # not NFKC, which makes 5² a 52
_BEFORE = re.compile(r"^(?:vnđ|vnd|đ|₫) ?(?=[0-9])")
_AFTER = re.compile(r"(?:[.,]-)?(?: ?(?:đồng|dong|vnđ|vnd|đ|₫)\.?(?: chẵn)?)? ?(?:\./\.)?$")  # "đồng chẵn./."
_WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:(?P<mark>[., ])[0-9]{3})(?:(?P=mark)[0-9]{3})*")
_UNCLEAR = re.compile(r"(?P<before>[0-9]+(?:[., ][0-9]+)*)[., ](?P<after>[0-9]+)")
MOST_CHARACTERS = 60  # of an amount as typed; no number of more digits is looked at


def round_half_up(amount: Decimal | Fraction) -> int:
    """The nearest whole đồng; exactly half a đồng goes away from zero, so that a credit mirrors its debit.

    Unit: VND. 2166.5 -> 2167, -2166.5 -> -2167.
    Errors: TypeError for a float or a bool, ValueError for NaN and infinity.
    """
    exact = _exact(amount)
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact >= 0 else -rounded


def share(total_vnd: int, parts: int, done: int) -> int:
    """What is earned of `total_vnd` after `done` of `parts` equal parts, rounded once.

    Unit: VND; parts and done: any same unit, such as half-days; 0 <= done <= parts, both inclusive.
    One part is the difference of two shares: 7,000,000 in 22 parts: share(…, 1) = 318,182, share(…, 2) =
    636,364.
    Errors: TypeError unless all are int, ValueError out of bounds.
    """
    if not 0 <= _whole(done) <= _whole(parts) or not parts:
        raise ValueError(f"{done} of {parts} parts is out of bounds")
    return round_half_up(Fraction(_whole(total_vnd) * done, parts))


def cumulative_parts(total_vnd: int, weights: Sequence[Exact]) -> list[int]:
    """`total_vnd` divided in proportion to `weights`, as differences of cumulative roundings.

    Unit: VND; weights: any same unit, each >= 0, one at least > 0. The parts always sum to the whole and each
    is less than 1 đồng from its exact value: 100 by 1, 1, 1: cumulative 33.3, 66.7, 100 -> 33, 67, 100 -> 33,
    34, 33.
    Errors: TypeError for a float, ValueError for negative weights or weights that sum to 0.
    """
    exact = [_exact(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole == 0 or min(exact) < 0:
        raise ValueError("weights must not be negative, and one must be more than 0")
    sums = [round_half_up(_whole(total_vnd) * done / whole) for done in accumulate(exact, initial=Fraction(0))]
    return [after - before for before, after in pairwise(sums)]


def vat(sum_vnd: int, rate: Decimal) -> int:
    """Value added tax on the sum of a document, rounded once, half up.

    Unit: VND; rate: part of one, Decimal("0.08") for 8 %, 0 <= rate < 1: a rate of 8 is refused, not read as
    8 %.
    Once for each rate of a document, never for each line. 4,030,650 at 10 % -> 403,065.
    Errors: TypeError unless the sum is an int and the rate a Decimal, ValueError for a rate out of bounds.
    """
    if not isinstance(rate, Decimal):
        raise TypeError(f"a VAT rate is a Decimal, not {type(rate).__name__}")
    if not 0 <= _exact(rate) < 1:
        raise ValueError(f"a VAT rate is a part of one, such as 0.08, not {rate}")
    return round_half_up(_whole(sum_vnd) * Fraction(rate))


def format_vnd(amount_vnd: int) -> str:
    """1234567 -> "1.234.567" in every language, without the unit.

    Unit: VND. Errors: TypeError unless an int.
    """
    return f"{_whole(amount_vnd):,}".replace(",", ".")


def parse_vnd(text: str, least: int = 0) -> int:
    """The amount that somebody wrote: "7.000.000", "7,000,000 đ", "VND 7 000 000", "7000000đồng" -> 7000000.

    Unit: VND, from `least` to MOST_VND, both inclusive. One kind of mark between groups of exactly three digits means
    thousands ("500.000", "7,000"); any other mark could be a decimal comma as well and is never guessed at. What papers
    put after an amount does not count: "500.000 đồng chẵn./.", "500.000.-".
    Errors: ValueError with a sentence for the reader; it names both readings where there are two.
    """
    words = unicodedata.normalize("NFC", text.translate(_FULL_WIDTH)).casefold().split()
    if sum(map(len, words)) > MOST_CHARACTERS:
        raise ValueError(_too_much())
    written = _AFTER.sub("", _BEFORE.sub("", " ".join(words).lstrip("'\u2019")))
    if _WHOLE.fullmatch(written):
        return bounded_vnd(int(re.sub(r"[., ]", "", written)), least)
    raise ValueError(_why_not(re.sub(" ?([.,]) ?", r"\1", written), text.strip()))


def bounded_vnd(amount_vnd: int, least: int = 0) -> int:
    """The amount itself, where it lies from `least` to MOST_VND, both inclusive. Unit: VND.

    Errors: ValueError with a sentence for the reader that names the bound.
    """
    if amount_vnd < 0:
        raise ValueError(_("An amount is not negative."))
    if amount_vnd < least:
        raise ValueError(_("The amount is at least %(least)s đ.") % {"least": format_vnd(least)})
    if amount_vnd > MOST_VND:
        raise ValueError(_too_much())
    return amount_vnd


def _too_much() -> str:
    return _("The amount is at most %(most)s đ.") % {"most": format_vnd(MOST_VND)}


def _why_not(written: str, quoted: str) -> str:
    """What is wrong with a text that is no amount: both readings, the sign, or how an amount is written."""
    if re.fullmatch(r"[-\u2010-\u2015\u2212]\s?[0-9., ]+|\([0-9., ]+\)", written):
        return _("An amount is not negative.")
    unclear = _UNCLEAR.fullmatch(written)
    if not unclear:
        words = _("“%(value)s” is no amount in digits. Write the amount in digits, for example 7.000.000.")
        return words % {"value": quoted}
    before, after = re.sub(r"[., ]", "", unclear["before"]), unclear["after"]
    readings = {"value": quoted, "whole": format_vnd(int(before + after)), "part": f"{format_vnd(int(before))},{after}"}
    message = _("“%(value)s” can be read as %(whole)s đ or as %(part)s đ. Write it in digits, for example 7.000.000.")
    return message % readings


def echo_vnd(text: str) -> str:
    """What the reader is told of an amount while it is typed: in figures and words, or why it is none.

    "500.000" -> "500.000 đ: năm trăm nghìn đồng"; nothing for an empty text.
    """
    if not text.strip():
        return ""
    try:
        amount = parse_vnd(text)
    except ValueError as error:
        return str(error)
    words = amount_in_words(amount)
    return f"{format_vnd(amount)} đ: {words[:1].lower()}{words[1:]}"


def amount_in_words(amount_vnd: int) -> str:
    """The amount as official papers spell it: 1005000 -> "Một triệu không trăm linh năm nghìn đồng".

    Unit: VND, 0 to 10^15 inclusive. Groups of zeros are silent, a group after a higher one says its hundreds
    ("không trăm"), a lone last digit takes "linh". ASSUMPTION: of the accepted pairs we write linh (not lẻ),
    nghìn (not ngàn), bảy (not bẩy), tỷ (not tỉ), and bốn everywhere, also after mươi (not tư).
    Source: accounting usage, public_facts.md section 4. Errors: TypeError unless an int, ValueError out of
    bounds.
    """
    if not 0 <= _whole(amount_vnd) <= LARGEST_IN_WORDS:
        raise ValueError(f"{amount_vnd} is not between 0 and {LARGEST_IN_WORDS}")
    words = _spell(amount_vnd, follows=False) or [DIGITS[0]]
    return " ".join([*words, "đồng"]).capitalize()


def _spell(number: int, follows: bool) -> list[str]:
    """The words of a number; `follows` when a higher group was said before it. Nothing for 0."""
    words: list[str] = []
    for size, name in ((BILLION, "tỷ"), (10**6, "triệu"), (1000, "nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            said = _spell(group, follows) if group >= 1000 else _spell_group(group, follows)
            words += [*said, name] if name else said
            follows = True
    return words


def _spell_group(group: int, follows: bool) -> list[str]:
    """The words of 1 to 999."""
    hundreds, rest = divmod(group, 100)
    spoken = bool(hundreds) or follows
    return ([DIGITS[hundreds], "trăm"] if spoken else []) + _spell_below_hundred(rest, spoken)


def _spell_below_hundred(number: int, after_hundreds: bool) -> list[str]:
    """The words of 0 to 99; nothing for 0."""
    tens, unit = divmod(number, 10)
    if tens == 0:
        lone = [DIGITS[unit]] if unit else []
        return ["linh", *lone] if lone and after_hundreds else lone
    last = {0: [], 1: ["mốt" if tens > 1 else "một"], 5: ["lăm"]}.get(unit, [DIGITS[unit]])
    return ["mười", *last] if tens == 1 else [DIGITS[tens], "mươi", *last]


def _whole(number: int) -> int:
    """The number itself. Errors: TypeError unless it is an int; a bool is none."""
    if type(number) is not int:
        raise TypeError(f"a whole number is needed, not {type(number).__name__}")
    return number


def _exact(number: Exact) -> Fraction:
    """The number as a fraction. Errors: TypeError for a float or a bool, ValueError for NaN, infinity."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal | Fraction):
        raise TypeError(f"an exact number is needed, not {type(number).__name__}")
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"{number} is not a finite number")
    return Fraction(number)
