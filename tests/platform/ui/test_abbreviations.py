"""An abbreviation of the documents says what it means where it stands on a page for the first time, and only there."""

import re
from pathlib import Path

import polib
import pytest
from django.template import engines
from django.urls import reverse
from django.utils import translation

from pilot.platform.ui.abbreviations import ABBREVIATIONS, spelt_out

ROOT = Path(__file__).resolve().parents[3]
CATALOGUE = ROOT / "pilot/locale/vi/LC_MESSAGES/django.po"
SHORT = "|".join(re.escape(short.replace("&", "&amp;")) for short in ABBREVIATIONS)
MARK = re.compile(rf'<abbr title="[^"]*"(?: tabindex="0")?>({SHORT})</abbr>')
CAPITALS = re.compile(r"(?<![\w/.&-])[A-ZĐ]{2,}(?:[-&][A-ZĐ]+)*(?![\w/&-])")
NOT_OF_THE_DOCUMENTS = {  # formats and techniques; marks of ours that stand beside their legend
    *("CSV", "DTD", "JPEG", "MB", "PDF", "PNG", "QR", "SHA-256", "UTF-8"),
    *("CN", "HV", "ĐG", "ĐL", "KL", "NB", "NK", "TS", "CĐ"),
}


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def mark(short, meaning, focus=' tabindex="0"'):
    return f'<abbr title="{meaning}"{focus}>{short}</abbr>'


TTHC = mark("TTHC", "thủ tục hành chính")


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>36 TTHC</p>", f"<p>36 {TTHC}</p>"),
        ("TTHC", TTHC),
        ("<p>TTHC và TTHC</p>", f"<p>{TTHC} và TTHC</p>"),
        ("<p>“TTHC”, (TTHC)</p>", f"<p>“{TTHC}”, (TTHC)</p>"),
        ("<p>&quot;TTHC&quot;</p>", f"<p>&quot;{TTHC}&quot;</p>"),
        ("<p>Sở KH&amp;CN</p>", f"<p>Sở {mark('KH&amp;CN', 'khoa học và công nghệ')}</p>"),
        ("<p>điểm BĐ-VHX</p>", f"<p>điểm {mark('BĐ-VHX', 'Điểm Bưu điện - Văn hóa xã')}</p>"),
        ("<p>KT. GIÁM ĐỐC</p>", f"<p>{mark('KT.', 'ký thay cấp trưởng')} GIÁM ĐỐC</p>"),
        ('<a href="/">Bộ TTHC</a>', f'<a href="/">Bộ {mark("TTHC", "thủ tục hành chính", "")}</a>'),
        ("<button>TTHC</button>", f"<button>{mark('TTHC', 'thủ tục hành chính', '')}</button>"),
        ("<summary>TTHC</summary>", f"<summary>{mark('TTHC', 'thủ tục hành chính', '')}</summary>"),
        ("<a href='/'>x</a> TTHC", f"<a href='/'>x</a> {TTHC}"),
    ],
)
def test_the_first_use_is_marked(html, shown):
    assert spelt_out(html) == shown


@pytest.mark.parametrize(
    "html",
    [
        "<p>70/QĐ-UBND, 436/UBND-PC1, KSTTHCX</p>",
        '<p title="Bộ TTHC" data-x="UBND">x</p>',
        '<input value="UBND tỉnh">',
        "<select><option>UBND tỉnh</option></select>",
        "<textarea>UBND tỉnh</textarea>",
        "<svg><title>UBND</title><text>UBND</text></svg>",
        '<abbr title="x">UBND</abbr>',
        "<code>UBND</code>",
        '<caption class="visually-hidden">UBND</caption>',
        "<p>Trung tâm TT&amp;UD, KH&amp;ĐT</p>",
        "",
    ],
)
def test_what_is_no_running_text_stays_as_it_is(html):
    assert spelt_out(html) == html


def test_what_was_passed_over_does_not_count_as_the_first_use():
    assert spelt_out('<option>TTHC</option><p title="TTHC">TTHC</p>').endswith(f'<p title="TTHC">{TTHC}</p>')


def test_the_english_page_explains_in_english():
    with translation.override("en"):
        assert spelt_out("UBND tỉnh") == mark("UBND", "People&#x27;s Committee") + " tỉnh"


def test_the_tag_marks_across_what_stands_inside():
    template = engines["django"].from_string("{% spell_out %}<p>{{ x }}</p><p>{{ x }}</p>{% endspell_out %}")
    assert template.render({"x": "TTHC <b>"}) == f"<p>{TTHC} &lt;b&gt;</p><p>TTHC &lt;b&gt;</p>"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("name", "args"), [("rules", ["HATINH"]), ("legal-documents", []), ("site", ["HT-S-CL"]), ("withdrawals", [])]
)
def test_a_page_spells_each_out_once_and_keeps_its_words(name, args, as_user):
    page = as_user("thuky").get(reverse(name, args=args)).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    found = MARK.findall(main)
    assert found
    assert len(found) == len(set(found))
    assert spelt_out(MARK.sub(r"\1", main)) == main


def test_each_abbreviation_occurs_in_what_people_read():
    read = CATALOGUE.read_text() + "".join(path.read_text() for path in (ROOT / "pilot/facts").glob("*.yaml"))
    assert [short for short in ABBREVIATIONS if short not in read] == []


def test_each_abbreviation_of_our_own_texts_is_explained():
    texts = [text for entry in polib.pofile(str(CATALOGUE)) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    used = {word for text in texts for word in CAPITALS.findall(text)}
    known = {short.rstrip(".") for short in ABBREVIATIONS}
    assert used - known - NOT_OF_THE_DOCUMENTS == set()
