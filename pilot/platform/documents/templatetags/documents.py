"""Filters of the PDF templates: how NĐ 30/2020/NĐ-CP numbers and ends things."""

from django import template

register = template.Library()

POINTS = "abcdđeghiklmnopqrstuvxy"  # the Vietnamese order, without ă, â, ê, ô, ơ, ư
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@register.filter
def point_letter(position: int) -> str:
    """The letter of the nth point (điểm): 1 → a, 5 → đ, 6 → e. Raises IndexError over 23."""
    return POINTS[position - 1]


@register.filter
def roman(number: int) -> str:
    """I, II, III … for parts and annexes."""
    text = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


@register.filter
def ended(text: str, mark: str) -> str:
    """The text with exactly this mark at its end, whatever stood there: "abc." → "abc;"."""
    return f"{str(text).rstrip(' .;,/')}{mark}"
