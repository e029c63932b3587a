"""The gate for text: tables typed by hand, and properties over any text at all."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from pilot.platform.text import account_key, code_key, line, lines, nearly_equal, refuse_lookalikes

TEXTS = st.text() | st.text("ab1-./ ½\u00a0\u200b\u00ad\u202e\ufeff\u0301\uff21\n\r\x00Ωа", max_size=30)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (unicodedata.normalize("NFD", "  Nguyễn\u00a0Văn \n\t Thắng "), "Nguyễn Văn Thắng"),
        ("ZW\u200b001", "ZW001"),
        ("Nguy\u00adễn", "Nguyễn"),
        ("\u202eAn\u202c\ufeff", "An"),
        ("An\x00\x07", "An"),
        ("ＢＤ００２２", "BD0022"),
        ("BD\u3000\u2003\u202f22", "BD 22"),
        ("05/QĐ\u2011BCĐ", "05/QĐ-BCĐ"),
        ("𝐁𝐃22", "BD22"),
        ("e\u200b\u0302", "ê"),  # what stood between comes out before letters are composed
        ("\u200b\u00ad \u3164", ""),
        ("½ công – 5 m², № 3", "½ công – 5 m², № 3"),
        ("台北 👍", "台北 👍"),
    ],
)
def test_line(text, stored):
    assert line(text) == stored


def test_lines_keep_their_breaks():
    assert lines("\r\n Lý\u00a0do:\r\n\r\n\u200b- một \u2028- hai\x00\n\n") == "Lý do:\n\n- một\n- hai"


@given(TEXTS)
def test_the_gate_is_idempotent(text):
    assert line(line(text)) == line(text)
    assert lines(lines(text)) == lines(text)
    assert line(lines(text)) == line(text)


@given(TEXTS)
def test_nothing_unseen_is_left(text):
    stored = line(text)
    assert unicodedata.is_normalized("NFC", stored)
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(char) for char in lines(text).replace("\n", "")}
    assert not any(char.isspace() and char != " " for char in stored)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Nguyễn V\u0430n", "\u0430"),  # Cyrillic а in a Latin word
        ("\u0412D0022", "\u0412"),  # Cyrillic В
        ("m\u00e3 \u0421\u0410", "\u0421"),  # СА, Cyrillic altogether
        ("\u0391\u039d 01", "\u0391"),  # ΑΝ, Greek altogether
        ("V\u03b1n", "\u03b1"),
        ("\u054d2021", "\u054d"),  # Armenian Ս
    ],
)
def test_a_letter_that_only_looks_latin_is_named_with_its_word(text, letter):
    with translation.override(None), pytest.raises(ValueError, match=f"“{letter}” is") as refused:
        refuse_lookalikes(text)
    assert any(f"“{word}”" in str(refused.value) for word in text.split())


@pytest.mark.parametrize("text", ["Đặng Thị Huyền", "hệ số α = 0,5", "trở 5 kΩ, 3 µm", "ông Владимир", "台塑", "ﬁ"])
def test_no_word_is_kept_out_that_nobody_takes_for_another(text):
    refuse_lookalikes(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BD0022", " bd\u00a00022 "), ("BD0022", "BD-0022"), ("BD0022", "b.d\u200b0022"), ("ZX01", "zx01"),
        ("05/QĐ-BCĐ", "05/qđ\u2013bcđ "), ("KB 1506/88", "kb1506/88"), ("ÐD1", "đd1"), ("12\u201323", "12-23"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_code(one, other):
    assert code_key(one) == code_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("12-3", "1-23"), ("1506/88", "150688"), ("QĐ1", "QD1"), ("BD022", "BD0022"), ("---", "...")]
)
def test_two_codes(one, other):
    assert code_key(one) != code_key(other)


@given(TEXTS)
@example("A\r\u0300")  # the blank that stood between a letter and its mark goes
def test_keys_are_idempotent_and_hold_no_blank(text):
    for key in (code_key, account_key):
        assert key(key(text)) == key(text)
        assert " " not in key(text)


def test_a_mark_that_stood_alone_after_a_blank_joins_its_letter():
    assert account_key("A \u0300") == "à"


def test_in_an_account_punctuation_counts():
    assert account_key(" LAI@x.vn") == account_key("lai@x.vn")
    assert account_key("a.b@x.vn") != account_key("ab@x.vn")


@pytest.mark.parametrize(
    ("key", "other", "alike"),
    [
        ("KB1506/88", "KB1506/89", True),
        ("KB1506/88", "KB1560/88", True),
        ("KB1506/88", "KB1506/8", True),
        ("KB1506/88", "KB150688", True),
        ("KB1506/88", "KB1506/88", False),
        ("KB1506/88", "KB1507/89", False),
        ("AB", "BC", False),
        ("", "A", True),
    ],
)
def test_nearly_equal_literal(key, other, alike):
    assert nearly_equal(key, other) is alike
    assert nearly_equal(other, key) is alike
