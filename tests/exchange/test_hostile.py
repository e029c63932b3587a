"""The twelve hostile workbooks (reliability.md, 32), and what else should not bring a worker down."""

import resource
import subprocess
import sys
import time

import pytest
from django.utils import translation

from pilot.exchange import guard, parse
from pilot.exchange.reading import HOME, MUST_WORK, WorkbookRefused, read_workbook
from tests.exchange import books

MIB = 1024 * 1024


@pytest.mark.parametrize("name", books.HOSTILE)
def test_hostile_workbook_is_refused_quickly_and_the_worker_lives(name):
    make, suffix, code = books.HOSTILE[name]
    content = make()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    with translation.override("vi"), pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, f"danh sach{suffix}")

    assert time.monotonic() - started < 3
    assert caught.value.code == code
    assert len(str(caught.value)) > 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024  # KiB
    assert [len(sheet.rows) for sheet in read_workbook(books.honest(), "a.xlsx")] == [3]


@pytest.mark.parametrize("name", books.HOSTILE)
def test_hostile_workbook_without_the_guard_ends_only_the_child(name):
    """The second wall alone: calamine gets the file in a process that limits itself."""
    make, _suffix, _code = books.HOSTILE[name]
    code = (
        "import sys; from pilot.exchange import parse, guard; guard.check = lambda *_a: None; parse.main(sys.argv[1])"
    )
    content = make()
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, ".xlsx"],
        cwd=HOME,
        env=MUST_WORK,
        input=content,
        capture_output=True,
        timeout=10,
        check=False,
    )
    assert time.monotonic() - started < 6
    assert len(done.stdout) < parse.OUTPUT


def test_text_repeated_in_every_cell_is_refused():
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(books.one_string_many_cells(), "a.xlsx")
    assert caught.value.code in ("too_heavy", "too_many_cells", "bomb")


def test_dense_far_cell_below_the_guard_is_refused():
    content = books.xlsx(books.HEAD, books.AN, change=lambda sheet: sheet.cell(99_000, 600, "x"))
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, "a.xlsx")
    assert caught.value.code in ("too_many_rows", "too_heavy")


def test_formula_without_value_is_refused_with_its_cell():
    with pytest.raises(WorkbookRefused, match="C2") as caught:
        read_workbook(books.xlsx(books.HEAD, [1, "0012", "=A1&B1"]), "a.xlsx")
    assert caught.value.code == "not_computed"


def test_hyperlink_in_a_cell_is_no_external_link():
    def link(sheet):
        sheet["C2"].hyperlink = "mailto:an@example.vn"

    assert read_workbook(books.xlsx(books.HEAD, books.AN, change=link), "a.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"x" * (guard.MAX_FILE + 1), "a.xlsx", "too_big"),
        (b"%PDF-1.4", "a.pdf", "unknown_kind"),
        (b"%PDF-1.4", "a.csv", "not_what_it_says"),
        (books.honest(), "a.csv", "not_what_it_says"),
        (books.honest(), "a.xls", "not_what_it_says"),
        ("Mã;Họ tên\n".encode("cp1258", "replace") + b"Nguy\xea\xd2n", "a.csv", "encoding"),
        (b"PK\x03\x04 nothing", "a.xlsx", "damaged"),
        (b'a,b\n"open', "a.csv", "damaged"),
    ],
)
def test_other_files_are_refused(content, name, code):
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, name)
    assert caught.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_unicode_is_read(encoding, separator):
    text = "\r\n".join(separator.join(map(str, row)) for row in (books.HEAD, books.AN))
    (sheet,) = read_workbook(text.encode(encoding), "a.csv")
    assert sheet.rows[1][1:3] == ["0012", "Nguyễn Văn An"]
