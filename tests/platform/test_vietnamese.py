"""Vietnamese text: literal tables typed by hand, and properties over random names."""

import unicodedata
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilot.platform import vietnamese as vn

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
SYLLABLES = st.text(ALPHABET + "àảãáạằắặầấậèéẹềếệìíịòóọồốộờớợùúụừứựỳýỵ", min_size=1, max_size=7)
NAMES = st.lists(SYLLABLES, min_size=1, max_size=5).map(" ".join)


@pytest.fixture(autouse=True)
def _msgids():
    """The messages as they stand in the code, whatever the catalogues say."""
    with translation.override(None):
        yield


def nfd(text):
    return unicodedata.normalize("NFD", text)


# --- spelling and keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Văn Á", "nguyen van a"),
        ("ĐẶNG  Thị Đào", "dang thi dao"),
        ("Ðặng", "dang"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("Sở Tài nguyên & Môi trường", "so tai nguyen moi truong"),
        ("1.001193", "1 001193"),
        ("K'Bang, Đăk_Pơ (Gia Lai)", "k bang dak po gia lai"),
        (nfd("Thuỷ Ưỡn"), "thuy uon"),
        ("...", ""),
        ("", ""),
    ],
)
def test_search_key_literal(text, key):
    assert vn.search_key(text) == key


@given(st.text(st.characters(max_codepoint=0x1FFF), max_size=30))
def test_search_key_of_a_key_is_itself(text):
    key = vn.search_key(text)

    assert vn.search_key(key) == key


@given(NAMES)
def test_search_key_is_ascii_and_form_blind(name):
    assert vn.search_key(name).isascii()
    assert vn.search_key(nfd(name.upper())) == vn.search_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "thủy"),
        ("HOÀNG", "hoàng"),
        ("khoẻ", "khỏe"),
        ("Quý", "Qúy"),
        ("của", "cuả"),
        ("già", "gìa"),
        ("Trần  Thị Hòa.", "trần thị hoà"),
        ("Nguyễn", nfd("NGUYỄN")),
        ("Đặng", "Ðặng"),
    ],
)
def test_uniqueness_key_same_name(one, other):
    assert vn.uniqueness_key(one) == vn.uniqueness_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoa", "Hòa"),
        ("Lan", "Lân"),
        ("Thuý", "Thuỷ"),
        ("Tư", "Tu"),
        ("Đa", "Da"),
        ("Lý", "Lí"),
        ("An Na", "Anna"),
        ("résume", "resumé"),
    ],
)
def test_uniqueness_key_other_name(one, other):
    assert vn.uniqueness_key(one) != vn.uniqueness_key(other)


@given(NAMES)
def test_uniqueness_key_of_a_key_is_itself(name):
    key = vn.uniqueness_key(name)

    assert vn.uniqueness_key(key) == key
    assert vn.search_key(key) == vn.search_key(name)


# --- order


@pytest.mark.parametrize(
    "ordered",
    [
        "ma mà mả mã má mạ mai man mang mào mă mâ mâu me mê mi mo mô mơ mu mư my",
        "An Ánh Ăn Ân Ba Bá Bạ Băng Bân Ca Da Dũng Đa Đào E Ê Giang Ha Hà",
        "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z я",
        "hoa hòa hoạ hoan hoàn hoàng",
        "tê tề tế tê2 têm tha",
    ],
)
def test_sort_key_alphabet(ordered):
    words = ordered.split()
    backwards = words[::-1]

    assert sorted(backwards, key=vn.sort_key) == words


def test_sort_key_people_by_given_name():
    people = [
        "An",
        "Lê An",
        "Lê Văn An",
        "Nguyễn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Ánh",
        "Bùi Ân",
        "Đỗ Thị Hoa",
        "Đỗ Văn Hoa",
        "Cao Hoà",
        "Đinh Hòa",
        "Phạm Hồng",
        "Đào Thị Yến",
    ]
    backwards = people[::-1]

    assert sorted(backwards, key=vn.sort_key) == people


@pytest.mark.parametrize(("one", "other"), [("Hoà", "HÒA"), ("Tổ 02", "tổ 2"), ("Müller", "Muller")])
def test_sort_key_blind_to_spelling(one, other):
    assert vn.sort_key(one) == vn.sort_key(other)


def test_sort_key_fits_its_column():
    assert len(vn.sort_key("я" * 120)) == vn.SORT_KEY_LENGTH


def test_sort_key_of_nothing():
    assert vn.sort_key("") == ""


def ranks(word):
    """What the key must follow, written out plainly: letters by the alphabet, then the tone."""
    spread = [char for char in nfd(word) if char not in vn.TONES]
    letters = unicodedata.normalize("NFC", "".join(spread))
    return [ALPHABET.index(char) for char in letters], [vn.TONES.index(char) for char in nfd(word) if char in vn.TONES]


@given(st.lists(NAMES, min_size=2, max_size=2))
def test_sort_key_follows_the_alphabet(names):
    def by_hand(name):
        words = name.split()
        return [ranks(word) for word in [words[-1], *words[:-1]]]

    one, other = names

    assert (vn.sort_key(one) < vn.sort_key(other)) == (by_hand(one) < by_hand(other))
    assert (vn.sort_key(one) == vn.sort_key(other)) == (by_hand(one) == by_hand(other))


@given(st.text(max_size=20))
def test_sort_key_has_only_ascii_letters_and_digits(text):
    assert set(vn.sort_key(text)) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


# --- dates and numbers of documents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/01/2021", date(2021, 1, 5)),
        ("5/1/21", date(2021, 1, 5)),
        ("3/4/2021", date(2021, 4, 3)),
        (" 05 / 01 / 2021 ", date(2021, 1, 5)),
        ("05-01-2021", date(2021, 1, 5)),
        ("5.1.2021", date(2021, 1, 5)),
        ("5.1.21", date(2021, 1, 5)),
        ("2021-01-05", date(2021, 1, 5)),
        ("ngày 05 tháng 01 năm 2021", date(2021, 1, 5)),
        ("Ngày 5 tháng 1 năm 2021", date(2021, 1, 5)),
        (nfd("ngày 05 tháng 01 năm 2021"), date(2021, 1, 5)),
        ("05 tháng 12 năm 2021", date(2021, 12, 5)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/68", date(2068, 1, 1)),
        ("01/01/69", date(1969, 1, 1)),
        ("01/01/00", date(2000, 1, 1)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
        ("2021/01/05", date(2021, 1, 5)),
        ("2021.1.5", date(2021, 1, 5)),
        ("05–01–2021", date(2021, 1, 5)),
        ("5 tháng 1, 2021", date(2021, 1, 5)),
        ("ngày 5/1/2021", date(2021, 1, 5)),
        ("5/1/2021.", date(2021, 1, 5)),
        ("'05/01/2021", date(2021, 1, 5)),
        ("Hà Tĩnh, ngày 05 tháng 01 năm 2021", date(2021, 1, 5)),
        ("Thứ ba, 05/01/2021", date(2021, 1, 5)),
        ("05/01/2021 00:00:00", date(2021, 1, 5)),
        ("5/1/2021 0:00", date(2021, 1, 5)),
        ("2021-01-05T00:00", date(2021, 1, 5)),
        ("2021-01-05 00:00:00.000", date(2021, 1, 5)),
    ],
)
def test_parse_date_literal(text, day):
    assert vn.parse_date(text) == day


@pytest.mark.parametrize(
    "text", ["31/9/2021", "31/09/2021", "29/02/2021", "12/31/2021", "00/01/2021", "01/01/0000", "1/13/21"]
)
def test_parse_date_no_such_day(text):
    with pytest.raises(ValueError, match=f"There is no day “{text}”"):
        vn.parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05/01-2021",
        "2021/01-05",
        "trước ngày 05/01/2021",
        "01/2021",
        "5/1/021",
        "05012021",
        "44201",
        "ngày 5 tháng 1",
        "٠٥/٠١/٢٠٢١",
    ],
)
def test_parse_date_no_date(text):
    with pytest.raises(ValueError, match=f"“{text}” is not a date"):
        vn.parse_date(text)


@pytest.mark.parametrize("text", ["05/01", "5.1", "5 - 1"])
def test_parse_date_without_a_year(text):
    with pytest.raises(ValueError, match=f"“{text}” lacks the year"):
        vn.parse_date(text)


@pytest.mark.parametrize("text", ["21-01-05", "1-6-21"])
def test_parse_date_with_two_digits_of_year_in_either_place(text):
    with pytest.raises(ValueError, match=f"“{text}” can be read in two ways"):
        vn.parse_date(text)


def test_parse_date_quotes_at_most_a_line():
    with pytest.raises(ValueError, match=r"“x{39}…” is not a date"):
        vn.parse_date("x" * 5000)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_parse_date_reads_what_is_written(day):
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", vn.document_date(day)]

    assert {vn.parse_date(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("day", "place", "text"),
    [
        (date(2021, 1, 5), "Hà Tĩnh", "Hà Tĩnh, ngày 05 tháng 01 năm 2021"),
        (date(2021, 2, 22), "Gia Lai", "Gia Lai, ngày 22 tháng 02 năm 2021"),
        (date(2021, 3, 9), "", "ngày 09 tháng 3 năm 2021"),
        (date(2021, 4, 10), "", "ngày 10 tháng 4 năm 2021"),
        (date(2021, 12, 31), "", "ngày 31 tháng 12 năm 2021"),
    ],
)
def test_document_date_literal(day, place, text):
    assert vn.document_date(day, place) == text


@pytest.mark.parametrize(("number", "text"), [(1, "01"), (9, "09"), (10, "10"), (1234, "1234")])
def test_document_number_literal(number, text):
    assert vn.document_number(number) == text


def test_document_number_below_one():
    with pytest.raises(ValueError, match="1 or more"):
        vn.document_number(0)


# --- telephone numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        (" 0912 345 678 ", "+84912345678"),
        ("0912\u00a0345-678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("841234567", "+84841234567"),
        ("84912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("+84 (0) 912 345 678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0345678901", "+84345678901"),
        ("0239 3855 555", "+842393855555"),
        ("(024) 3825 1234", "+842438251234"),
        ("+842693855555", "+842693855555"),
        ("０９１２３４５６７８", "+84912345678"),
        ("0912\u2013345\u2013678", "+84912345678"),
        ("0912\u200b345678;", "+84912345678"),
        ("'0912345678", "+84912345678"),
    ],
)
def test_parse_phone_literal(text, number):
    assert vn.parse_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "091234567",
        "09123456789",
        "0112345678",
        "01678901234",
        "+1 202 555 0100",
        "0239 3855 555 - 102",
        "113",
    ],
)
def test_parse_phone_refused(text):
    with pytest.raises(ValueError, match="is not a Vietnamese telephone number") as refusal:
        vn.parse_phone(text)

    assert f"“{text}”" in str(refusal.value)


@pytest.mark.parametrize("between", ["/", ", ", "; ", " - ", " hoặc "])
def test_parse_phone_of_several_chooses_none(between):
    with pytest.raises(ValueError, match="several telephone numbers"):
        vn.parse_phone(f"0912345678{between}0239.3855.555")


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("+84912345678", "0912.345.678", "0912.***.678"),
        ("+842393855555", "0239.3855.555", "0239.***.555"),
        ("+842438251234", "024.3825.1234", "024.***.234"),
        ("+842838251234", "028.3825.1234", "028.***.234"),
        ("", "", ""),
    ],
)
def test_format_phone_and_mask_phone(number, shown, masked):
    assert vn.format_phone(number) == shown
    assert vn.mask_phone(number) == masked


@given(st.from_regex(r"\+84([35789][0-9]{8}|2[0-9]{9})", fullmatch=True))
def test_format_phone_round_trip(number):
    assert vn.parse_phone(vn.format_phone(number)) == number


# --- old encodings

TCVN3 = [
    ("NguyÔn V¨n Th¾ng", "Nguyễn Văn Thắng"),
    ("TrÇn ThÞ Hång", "Trần Thị Hồng"),
    ("Ph¹m Quang Tïng", "Phạm Quang Tùng"),
    ("§ç ThÞ Ngäc ¸nh", "Đỗ Thị Ngọc ánh"),
    ("Hµ Néi", "Hà Nội"),
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
    ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ("Së Tµi nguyªn vµ M«i tr\xadêng", "Sở Tài nguyên và Môi trường"),
    ("HuyÖn Kú Anh", "Huyện Kỳ Anh"),
    ("G×n", "Gìn"),
    ("H÷u", "Hữu"),
]
VNI = [
    ("Nguyeãn Vaên Thaéng", "Nguyễn Văn Thắng"),
    ("Traàn Thò Hoàng", "Trần Thị Hồng"),
    ("Phaïm Quang Tuøng", "Phạm Quang Tùng"),
    ("Ñoã Thò Ngoïc AÙnh", "Đỗ Thị Ngọc Ánh"),
    ("Haø Noäi", "Hà Nội"),
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ("Sôû Taøi nguyeân vaø Moâi tröôøng", "Sở Tài nguyên và Môi trường"),
    ("UÛY BAN NHAÂN DAÂN TÆNH", "ỦY BAN NHÂN DÂN TỈNH"),
    ("Myõ Duyeân", "Mỹ Duyên"),
]
SOUND = [
    "",
    "Nguyen Van A",
    "Nguyễn Văn Thắng",
    "Hoà Bình, Thuỷ, Lê, Âu, Ý, Võ, Trí, Hà",
    "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Ðông Hà",
    "Krông Pa, Đăk Pơ, Êđê, Kông Chro, Ia Hrú",
    "café naïve façade Zoë résumé Noël maître hôtel déjà vu où laïc Thaï Müller",
    "© 2021 Bộ Tư pháp",
    "Microsoft® Office",
    "khoản §5, §I.2, «Hà Nội»",
    "25 °C, 10 µm, ½m, 30 m², 3 × 4, £5",
]


@pytest.mark.parametrize(("stored", "meant"), TCVN3)
def test_looks_like_legacy_encoding_tcvn3(stored, meant):
    assert vn.looks_like_legacy_encoding(stored) == "TCVN3"
    assert vn.from_legacy_encoding(stored, "TCVN3") == meant


@pytest.mark.parametrize(("stored", "meant"), VNI)
def test_looks_like_legacy_encoding_vni(stored, meant):
    assert vn.looks_like_legacy_encoding(stored) == "VNI"
    assert vn.from_legacy_encoding(stored, "VNI") == meant


@pytest.mark.parametrize("meant", SOUND + [meant for _, meant in TCVN3 + VNI])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_looks_like_legacy_encoding_sound_text(form, meant):
    assert vn.looks_like_legacy_encoding(unicodedata.normalize(form, meant)) is None


@pytest.mark.parametrize("stored", ["Hoà Chí Minh", "Dòng"])
def test_looks_like_legacy_encoding_known_limit(stored):
    """VNI for Hồ Chí Minh and TCVN3 for Dũng are sound Vietnamese as they stand."""
    assert vn.looks_like_legacy_encoding(stored) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("05/01/2021 14:30", "holds a time of day"),
        ("2021-01-05T08:00:00", "holds a time of day"),
        ("31/12/1899", "outside the years 1900 to 2100"),
        ("01/01/2101", "outside the years 1900 to 2100"),
        ("31/12/9999", "means without end"),
        ("9999-12-31 00:00:00", "means without end"),
        ("Không thời hạn", "means without end"),
        ("vô thời hạn", "means without end"),
    ],
)
def test_parse_date_says_what_is_wrong(text, said):
    with pytest.raises(ValueError, match=said):
        vn.parse_date(text)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("1988", 1988),
        (" 1988 ", 1988),
        ("năm 1988", 1988),
        ("Sinh năm 1988", 1988),
        ("00/00/1988", 1988),
        ("xx/xx/1988", 1988),
        ("--/--/1988", 1988),
        ("17/09/1988", date(1988, 9, 17)),
    ],
)
def test_parse_birth_date_keeps_a_year_alone(text, born):
    assert vn.parse_birth_date(text) == born


@pytest.mark.parametrize("text", ["05/1988", "88", "00/05/1988"])
def test_parse_birth_date_says_what_to_write_of_a_part(text):
    with pytest.raises(ValueError, match=f"“{text}”.*write the year alone: 1988"):
        vn.parse_birth_date(text)


def test_parse_birth_date_refuses_a_year_nobody_alive_was_born_in():
    with pytest.raises(ValueError, match="outside the years"):
        vn.parse_birth_date("1899")


@pytest.mark.parametrize(
    ("born", "age"), [(date(1988, 6, 15), 33), (date(1988, 6, 16), 32), (1988, 33), (2006, 15), (1905, 116)]
)
def test_age_on(born, age):
    assert vn.age_on(born, date(2021, 6, 15)) == age
