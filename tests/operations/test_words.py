"""Words that no page, letter or document of ours may use: one form of address (none), and one word a thing."""

import re
from collections.abc import Iterator

import polib
import pytest
from django.conf import settings

from tests.architecture.project import ROOT

# what may not occur → what stands there instead
FORBIDDEN = {
    r"bạn(?! hành)": "said without an address",
    r"ông\s*/\s*bà": "said without an address",
    r"quy tắc": "quy định",
    r"bản quét|bản scan": "bản chụp, or bản đã ký",
    r"thang bàn giao": "tiến độ bàn giao thủ tục",
    r"rút người": "rút công chức",
    r"việc hỏng": "tác vụ lỗi",
    r"cách phần mềm xử lý": "cách xử lý tạm thời",
    r"chưa (ghi|gửi|ký|lưu) gì": "chưa có dữ liệu nào được lưu (gửi, ký)",
    r"xét đề nghị của": "theo đề nghị của",
    r"^(ai|ai ở đâu|ai xử lý|ai, khi nào|vì sao .*)$": "the noun: người thực hiện, lý do",
}
OWN = re.compile(r"^ +(?:what|treatment|note|effect|deadline): .*$", re.MULTILINE)  # of the facts; the rest is quoted
QUOTED = re.compile(r'"[^"]*"')


def said() -> Iterator[tuple[str, str]]:
    """Every Vietnamese text of ours with its place: catalogue, templates, documents, notes on the facts."""
    for entry in polib.pofile(str(settings.BASE_DIR / "pilot/locale/vi/LC_MESSAGES/django.po")):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            yield f"catalogue: {entry.msgid[:60]}", text
    paths = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]
    for path in [*paths, *ROOT.glob("*/documents*.py"), *ROOT.glob("*/*/documents/*.py")]:
        yield str(path.relative_to(ROOT)), path.read_text()
    for path in ROOT.glob("pilot/facts/*.yaml"):
        for line in OWN.findall(path.read_text()):
            yield str(path.relative_to(ROOT)), QUOTED.sub("", line)


@pytest.mark.parametrize("word", FORBIDDEN)
def test_a_word_that_has_a_better_one_does_not_occur(word: str) -> None:
    pattern = re.compile(rf"(?<!\w)(?:{word})(?!\w)" if word[0] != "^" else word, re.IGNORECASE)
    found = [place for place, text in said() if pattern.search(text)]
    assert found == [], FORBIDDEN[word]
