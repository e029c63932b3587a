"""Money: literal tables typed by hand, and properties with an independent reader of words."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilot.platform import money

WORDS = [
    (0, "Không đồng"),
    (1, "Một đồng"),
    (4, "Bốn đồng"),
    (5, "Năm đồng"),
    (10, "Mười đồng"),
    (11, "Mười một đồng"),
    (14, "Mười bốn đồng"),
    (15, "Mười lăm đồng"),
    (20, "Hai mươi đồng"),
    (21, "Hai mươi mốt đồng"),
    (24, "Hai mươi bốn đồng"),
    (25, "Hai mươi lăm đồng"),
    (51, "Năm mươi mốt đồng"),
    (55, "Năm mươi lăm đồng"),
    (99, "Chín mươi chín đồng"),
    (100, "Một trăm đồng"),
    (101, "Một trăm linh một đồng"),
    (104, "Một trăm linh bốn đồng"),
    (105, "Một trăm linh năm đồng"),
    (110, "Một trăm mười đồng"),
    (111, "Một trăm mười một đồng"),
    (115, "Một trăm mười lăm đồng"),
    (121, "Một trăm hai mươi mốt đồng"),
    (500, "Năm trăm đồng"),
    (555, "Năm trăm năm mươi lăm đồng"),
    (999, "Chín trăm chín mươi chín đồng"),
    (1_000, "Một nghìn đồng"),
    (1_001, "Một nghìn không trăm linh một đồng"),
    (1_010, "Một nghìn không trăm mười đồng"),
    (1_015, "Một nghìn không trăm mười lăm đồng"),
    (1_021, "Một nghìn không trăm hai mươi mốt đồng"),
    (1_100, "Một nghìn một trăm đồng"),
    (2_005, "Hai nghìn không trăm linh năm đồng"),
    (10_000, "Mười nghìn đồng"),
    (15_000, "Mười lăm nghìn đồng"),
    (21_000, "Hai mươi mốt nghìn đồng"),
    (31_415, "Ba mươi mốt nghìn bốn trăm mười lăm đồng"),
    (100_000, "Một trăm nghìn đồng"),
    (105_105, "Một trăm linh năm nghìn một trăm linh năm đồng"),
    (250_500, "Hai trăm năm mươi nghìn năm trăm đồng"),
    (999_999, "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng"),
    (1_000_000, "Một triệu đồng"),
    (1_000_005, "Một triệu không trăm linh năm đồng"),
    (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
    (1_234_567, "Một triệu hai trăm ba mươi bốn nghìn năm trăm sáu mươi bảy đồng"),
    (2_020_020, "Hai triệu không trăm hai mươi nghìn không trăm hai mươi đồng"),
    (6_818_182, "Sáu triệu tám trăm mười tám nghìn một trăm tám mươi hai đồng"),
    (7_500_000, "Bảy triệu năm trăm nghìn đồng"),
    (15_021_105, "Mười lăm triệu không trăm hai mươi mốt nghìn một trăm linh năm đồng"),
    (100_000_001, "Một trăm triệu không trăm linh một đồng"),
    (101_010_101, "Một trăm linh một triệu không trăm mười nghìn một trăm linh một đồng"),
    (1_000_000_000, "Một tỷ đồng"),
    (1_000_000_005, "Một tỷ không trăm linh năm đồng"),
    (1_000_005_000, "Một tỷ không trăm linh năm nghìn đồng"),
    (1_005_000_000, "Một tỷ không trăm linh năm triệu đồng"),
    (
        2_345_678_901,
        "Hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh một đồng",
    ),
    (15_000_000_000, "Mười lăm tỷ đồng"),
    (121_000_000_000, "Một trăm hai mươi mốt tỷ đồng"),
    (1_000_000_000_000, "Một nghìn tỷ đồng"),
    (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
    (1_000_001_000_000, "Một nghìn tỷ không trăm linh một triệu đồng"),
    (21_015_000_000_004, "Hai mươi mốt nghìn không trăm mười lăm tỷ không trăm linh bốn đồng"),
    (
        999_999_999_999_999,
        (
            "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu "
            "chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng"
        ),
    ),
    (1_000_000_000_000_000, "Một triệu tỷ đồng"),
]

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read_words(text):
    """The amount that the words say: a reader written apart from the writer, word by word from the left."""
    billions = below = group = digit = 0
    for word in text.lower().split():
        if word in UNITS:
            group, digit = group + UNITS[word], UNITS[word]
        elif word in ("trăm", "mươi"):
            group += digit * {"trăm": 99, "mươi": 9}[word]
        elif word == "mười":
            group += 10
        elif word in ("nghìn", "triệu"):
            below, group = below + group * {"nghìn": 10**3, "triệu": 10**6}[word], 0
        elif word == "tỷ":
            billions, below, group = below + group, 0, 0
        else:
            assert word in ("linh", "đồng"), word
    return billions * 10**9 + below + group


@pytest.mark.parametrize(("amount", "words"), WORDS)
def test_amount_in_words_literal(amount, words):
    assert money.amount_in_words(amount) == words


@given(st.integers(0, 10**15) | st.integers(0, 10**6) | st.integers(0, 10**6).map(lambda n: n * 10**9))
def test_amount_in_words_round_trip(amount):
    words = money.amount_in_words(amount)

    assert read_words(words) == amount
    assert "  " not in words
    assert words[0].isupper()


@pytest.mark.parametrize("amount", [-1, 10**15 + 1])
def test_amount_in_words_out_of_bounds(amount):
    with pytest.raises(ValueError, match="not between"):
        money.amount_in_words(amount)


@pytest.mark.parametrize(
    ("amount", "whole"),
    [
        (Decimal("2166.67"), 2167),
        (Decimal("403.065"), 403),
        (Decimal("0.5"), 1),
        (Decimal("0.4999999999999999999999999999999999"), 0),
        (Decimal("2.5"), 3),
        (Decimal("-2.5"), -3),
        (Decimal("-2.4"), -2),
        (Fraction(7_000_000, 22), 318_182),
        (Fraction(1, 2), 1),
        (Fraction(-1, 3), 0),
        (Fraction(10**18 * 2 + 1, 2), 10**18 + 1),
    ],
)
def test_round_half_up_literal(amount, whole):
    assert money.round_half_up(amount) == whole


@given(st.fractions())
def test_round_half_up_is_nearest_and_mirrored(amount):
    whole = money.round_half_up(amount)

    assert abs(whole - amount) <= Fraction(1, 2)
    assert money.round_half_up(-amount) == -whole


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_round_half_up_not_finite(amount):
    with pytest.raises(ValueError, match="finite"):
        money.round_half_up(amount)


@pytest.mark.parametrize(
    "call",
    [
        lambda: money.round_half_up(0.5),
        lambda: money.round_half_up(True),
        lambda: money.round_half_up("1"),
        lambda: money.share(1.0, 2, 1),
        lambda: money.share(1, 2.0, 1),
        lambda: money.share(1, 2, 1.0),
        lambda: money.cumulative_parts(100.0, [1, 2]),
        lambda: money.cumulative_parts(100, [1, 2.0]),
        lambda: money.vat(100.0, Decimal("0.1")),
        lambda: money.vat(100, 0.1),
        lambda: money.vat(100, 0),
        lambda: money.format_vnd(1.0),
        lambda: money.format_vnd(Decimal(1)),
        lambda: money.amount_in_words(1.0),
        lambda: money.amount_in_words(True),
    ],
)
def test_money_refuses_inexact_numbers(call):
    with pytest.raises(TypeError, match=r"needed|Decimal"):
        call()


def test_share_worked_month():
    """7,000,000 in 22 days: 318,181.8 a day; after 1, 2, 11, 22 days rounded once each."""
    earned = [money.share(7_000_000, 22, days) for days in (0, 1, 2, 11, 22)]

    assert earned == [0, 318_182, 636_364, 3_500_000, 7_000_000]


@pytest.mark.parametrize(("parts", "done"), [(22, 23), (22, -1), (0, 0), (-1, 0)])
def test_share_out_of_bounds(parts, done):
    with pytest.raises(ValueError, match="out of bounds"):
        money.share(100, parts, done)


def test_cumulative_parts_by_hand():
    """100 by 1, 1, 1: cumulative 33.3, 66.7, 100 -> 33, 67, 100; the parts are their differences."""
    assert money.cumulative_parts(100, [1, 1, 1]) == [33, 34, 33]


def test_cumulative_parts_of_a_month():
    """22 single days of 7,000,000: rounded one by one they would make 7,000,004."""
    parts = money.cumulative_parts(7_000_000, [1] * 22)

    assert sum(parts) == 7_000_000
    assert set(parts) == {318_181, 318_182}


def test_cumulative_parts_mixed_weights():
    """1,000 by 0.5, 1/4, 0, 1/4: cumulative 500, 750, 750, 1000."""
    weights = [Decimal("0.5"), Fraction(1, 4), 0, Fraction(1, 4)]

    assert money.cumulative_parts(1_000, weights) == [500, 250, 0, 250]


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 62) | st.fractions(0, 31), min_size=1, max_size=40).filter(any),
)
def test_cumulative_parts_sum_to_the_whole(total, weights):
    parts = money.cumulative_parts(total, weights)

    assert sum(parts) == total
    assert len(parts) == len(weights)
    whole = sum(weights, Fraction(0))
    assert all(abs(part - total * weight / whole) <= 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_cumulative_parts_bad_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        money.cumulative_parts(100, weights)


@pytest.mark.parametrize(
    ("amount", "rate", "tax"),
    [
        (4_030_650, "0.10", 403_065),
        (4_030_655, "0.10", 403_066),
        (4_030_654, "0.10", 403_065),
        (6_818_182, "0.08", 545_455),
        (1_000_000, "0.05", 50_000),
        (1_000_000, "0", 0),
        (0, "0.08", 0),
    ],
)
def test_vat_literal(amount, rate, tax):
    assert money.vat(amount, Decimal(rate)) == tax


@pytest.mark.parametrize("rate", ["8", "1", "-0.08", "NaN"])
def test_vat_rate_out_of_bounds(rate):
    with pytest.raises(ValueError, match=r"part of one|finite"):
        money.vat(100, Decimal(rate))


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (999, "999"), (1_000, "1.000"), (1_234_567, "1.234.567"), (-1_234_567, "-1.234.567")],
)
def test_format_vnd_literal(amount, text):
    assert money.format_vnd(amount) == text


MARKS = [".", ",", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", ""]
UNITS_WRITTEN = ["", "đ", " đ", " VND", " vnđ", " đồng", " Đồng", "\N{NO-BREAK SPACE}₫"]


@given(st.integers(0, 10**15), st.sampled_from(MARKS), st.sampled_from(UNITS_WRITTEN))
def test_parse_vnd_reads_what_anybody_writes(amount, mark, unit):
    """Amount → text in any grouping, with any unit → the same amount."""
    written = f"{amount:,}".replace(",", mark) + unit

    assert money.parse_vnd(written) == amount
    assert money.parse_vnd(money.format_vnd(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500.000", 500_000),
        ("7,000", 7_000),
        ("\uff17\uff0c\uff10\uff10\uff10", 7_000),
        ("0", 0),
        (" 15.750.000 đ. ", 15_750_000),
    ],
)
def test_parse_vnd_literal(text, amount):
    assert money.parse_vnd(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "500 000 đồng chẵn", "500.000 đồng chẵn./.", "500.000 đ./.", "500.000.-", "500.000,-đ", "VND 500.000",
        "VNĐ500000", "₫500.000", "'500000",
    ],
)  # fmt: skip
def test_parse_vnd_as_papers_write_it(text):
    assert money.parse_vnd(text) == 500_000


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("7,5", "75 đ", "7,5 đ"),
        ("500.00", "50.000 đ", "500,00 đ"),
        ("1.5", "15 đ", "1,5 đ"),
        ("1.234,5", "12.345 đ", "1.234,5 đ"),
        ("1.000,000", "1.000.000 đ", "1.000,000 đ"),
        ("0.500", "500 đ", "0,500 đ"),
        ("12 3456", "123.456 đ", "12,3456 đ"),
        ("1000.000", "1.000.000 đ", "1.000,000 đ"),
        ("5 , 5", "55 đ", "5,5 đ"),
        ("500. 000", "500.000 đ", "500,000 đ"),
        ("1. 500.000", "1.500.000 đ", "1.500,000 đ"),
    ],
)
def test_parse_vnd_names_both_readings(text, whole, part):
    with pytest.raises(ValueError, match="“") as refused:
        money.parse_vnd(text)

    assert f"“{text}”" in str(refused.value)
    assert whole in str(refused.value)
    assert part in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "x", "7 triệu", "1e6", "5²", "٥٠٠", "7.000.", "0x10", "đ", "Infinity", "1tr5", "./."]
)
def test_parse_vnd_is_no_amount(text):
    with pytest.raises(ValueError, match=r"7\.000\.000") as refused:
        money.parse_vnd(text)

    assert f"“{text}”" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "least", "sentence"),
    [
        ("-5.000", 0, "âm"),
        ("\N{MINUS SIGN}5000", 0, "âm"),
        ("(5.000)", 0, "âm"),
        ("0", 1, "1 đ"),
        ("1.000.000.000.000.001", 0, "1.000.000.000.000.000 đ"),
        ("99999999999999999999", 0, "1.000.000.000.000.000 đ"),
        ("9" * 5000, 0, "1.000.000.000.000.000 đ"),
    ],
)
def test_parse_vnd_names_the_bound(text, least, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        money.parse_vnd(text, least)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("500.000", "500.000 đ: năm trăm nghìn đồng"),
        ("500", "500 đ: năm trăm đồng"),
        (" ", ""),
        ("x", "“x” chưa phải là số tiền. Ghi số tiền bằng chữ số, ví dụ 7.000.000."),
    ],
)
def test_echo_vnd_says_what_is_read(text, words):
    assert money.echo_vnd(text) == words
