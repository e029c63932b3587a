"""The twelve hostile workbooks (reliability.md, 32), and what else should not bring a worker down."""

import json
import re
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pilot.platform.exchange import guard, parse
from pilot.platform.exchange.reading import WorkbookRefused, read_workbook
from pilot.platform.kernel.confined import HOME, MUST_WORK
from tests.platform.exchange import books
from tests.processes import demo_installation, installation  # noqa: F401
from tests.races.killing import Book, Person, web

AGAIN = " Hãy mở tệp bằng Excel, lưu lại dạng Excel Workbook (.xlsx) rồi gửi tệp đó."
DEFINITIONS = "Tệp chứa khai báo mà bảng tính Excel không cần (DTD, entity) nên không được mở." + AGAIN
LINKS = "Tệp có liên kết đến tệp khác hoặc ra mạng (xl/worksheets/_rels/sheet1.xml.rels)."
SENTENCES = {
    "zip bomb": "Một thành phần của tệp phình ra 90 MB khi giải nén (gấp 1028 lần) nên không được mở.",
    "cell of 400 MB": "Một thành phần của tệp phình ra 400 MB khi giải nén (gấp 1028 lần) nên không được mở.",
    "cells far apart": "Có ô nằm rất xa danh sách (1048576); hệ thống chỉ đọc tối đa 50000 dòng và 256 cột. "
    "Hãy xóa các dòng, cột trống quanh danh sách.",
    "billion laughs": DEFINITIONS,
    "external entity": DEFINITIONS,
    "external link": f"{LINKS} Hãy ngắt liên kết (Data, Edit Links) rồi lưu lại.",
    "macro": "Tệp có macro. Hãy lưu lại dạng Excel không có macro (.xlsx).",
    "10,000 sheets": "Tệp có 10000 trang tính; hệ thống chỉ đọc tối đa 40. Hãy chỉ gửi trang có danh sách.",
    "fake extension": "Tệp có đuôi “.xlsx” nhưng nội dung là loại khác (trang web)." + AGAIN,
    "encrypted": "Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
    "bad CRC": "Tệp bị hỏng, không mở được." + AGAIN,
    "path upwards": "Tệp chứa thành phần có tên không hợp lệ (../../etc/cron.d/x) nên không được mở.",
}
# what calamine alone makes of them, behind the limits: two kill the child, three are damaged, the rest is harmless
DEADLY, DAMAGED = {"cell of 400 MB", "cells far apart"}, {"fake extension", "encrypted", "bad CRC"}
SECONDS, GROWTH = 3, 30 * 1024  # KiB
KIB_OF_THE_CHILD = parse.MEMORY // 1024
# in a process of its own, so that the memory of its only child is known
READ = """
import json, resource, sys
import django
django.setup()
from pilot.platform.exchange import reading
try:
    reading.read_workbook(sys.stdin.buffer.read(), sys.argv[1])
except reading.WorkbookRefused as refused:
    told = [refused.code, str(refused)]
print(json.dumps([*told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""
CHILD = (
    "import sys; from pilot.platform.exchange import parse, guard; "
    "guard.check = lambda *_a: None; {}; parse.main('.xlsx')"
)


def run(code, content, *arguments, **environment):
    """A process with this code; its exit code, what it wrote, and how much memory it and its children took."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=HOME, env=MUST_WORK | environment, input=content, capture_output=True, timeout=30, check=False
    )


@pytest.mark.parametrize("name", books.HOSTILE)
def test_hostile_workbook_is_refused_with_its_sentence_in_little_time_and_memory(name):
    make, suffix, code = books.HOSTILE[name]
    content, started = make(), time.process_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(READ, content, f"danh sach{suffix}", DJANGO_SETTINGS_MODULE="pilot.settings.test")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert json.loads(done.stdout)[:2] == [code, SENTENCES[name]]
    assert json.loads(done.stdout)[2] < KIB_OF_THE_CHILD
    assert after.ru_utime - used.ru_utime + time.process_time() - started < SECONDS + parse.SECONDS


@pytest.mark.parametrize("name", books.HOSTILE)
def test_hostile_workbook_without_the_guard_ends_only_the_child(name):
    """The second wall alone: calamine gets the file in a process that limits itself."""
    make, _suffix, _code = books.HOSTILE[name]
    done = run(CHILD.format("pass"), make())
    if name in DEADLY:
        assert (done.returncode, done.stdout) == (-signal.SIGABRT, b"")
    elif name in DAMAGED:
        assert json.loads(done.stdout)["refused"] == "damaged"
    else:
        assert [len(sheet["rows"]) for sheet in json.loads(done.stdout)["sheets"] if sheet["rows"]] == [3]


def test_without_its_limit_the_child_would_have_taken_more():
    """The control: it is the limit that ends it, not the file."""
    more = f"parse.MEMORY = {8 * parse.MEMORY}; parse.SECONDS = 20"
    measured = CHILD.replace("parse.main", "import resource; parse.main") + (
        "; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = run(measured.format(more), books.huge_cell())
    assert int(done.stderr.split()[-1]) > KIB_OF_THE_CHILD


def test_the_served_process_lives(installation):  # noqa: F811
    """All twelve through the form of a real server with one worker: the same process answers each, and stays small."""
    with web(installation("hostile")) as server:
        person = Person(server, "buudien")
        address = "/nhap-xuat/employees/HT-BDT/"
        page = person.again(person.form(address, workbook=Book("danh sach.xlsx", books.honest())))
        assert page.startswith("/nhap-xuat/")
        worker, before = server.worker(), most_memory(server.worker())
        for name, (make, suffix, _code) in books.HOSTILE.items():
            said = person.again(person.form(address, workbook=Book(f"danh sach{suffix}", make())))
            assert SENTENCES[name] in said, said
        assert person.again(person.form(address, workbook=Book("a.xlsx", books.honest()))) > page
        assert server.worker() == worker
        assert most_memory(worker) - before < GROWTH


MERGED = {
    "millions of columns": ["A1:BZZZZ1"],
    "over each other": ["A1:XFD1048576"] * 50,
    "very many": [f"A{row}:B{row}" for row in range(50, 30_000)],
}


def test_merged_ranges_sent_twice_hold_no_worker(installation):  # noqa: F811
    """S1: both workers get the file at once; a page still comes within 3 s, and the same processes live on."""
    with web(installation("merged"), workers=2) as server:
        senders = [(Person(server, "buudien"), "employees/HT-BDT"), (Person(server, "thuky"), "procedures/HT-SNGV")]
        before = server.processes()
        for ranges in MERGED.values():
            book = Book("a.xlsx", merged(*ranges))
            for person, form in [(one, one.form(f"/nhap-xuat/{to}/", workbook=book)) for one, to in senders]:
                person.begin(form)
            began = time.monotonic()
            urllib.request.urlopen(f"{server.address}/dang-nhap/", timeout=SECONDS).close()  # noqa: S310
            assert time.monotonic() - began < SECONDS
            assert all("không được mở" in person.last_answer() for person, _to in senders)
        assert server.processes() == before


def most_memory(process):
    """The most KiB that the process has held so far."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1])


def test_text_repeated_in_every_cell_is_refused():
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(books.one_string_many_cells(), "a.xlsx")
    assert caught.value.code in ("too_heavy", "too_many_cells", "bomb")


def test_dense_far_cell_below_the_guard_is_refused():
    content = books.xlsx(books.HEAD, books.AN, change=lambda sheet: sheet.cell(99_000, 600, "x"))
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, "a.xlsx")
    assert caught.value.code in ("too_many_rows", "too_heavy")


def test_faults_of_cells_are_read_as_such():
    def faults(sheet):
        sheet["D2"].value, sheet["D2"].data_type = "#N/A", "e"
        sheet["E2"].value = True

    (sheet,) = read_workbook(books.xlsx(books.HEAD, [1, "0012", "=A1&B1"], change=faults), "a.xlsx")
    assert [cell.shown for cell in sheet.rows[1][2:]] == ["=", "#N/A", "TRUE"]


def merged(*ranges):
    """A workbook whose first sheet merges these ranges."""
    cells = b"".join(b'<mergeCell ref="%s"/>' % one.encode() for one in ranges)
    end = b"</sheetData><mergeCells>" + cells + b"</mergeCells>"
    return books.rezip(books.honest(), books.in_sheet(b"</sheetData>", end))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (merged("A1:ZZZZZZ1"), "merged"),
        (merged("A1:XFD9999999"), "merged"),
        (merged(*["A1:IV40"] * 50), "merged"),
        (merged(*(f"A{n}:B{n}" for n in range(50, 30_000))), "too_many_marks"),
        (books.rezip(books.honest(), **{"xl__worksheets__Sheet1.XML": b"<worksheet/>"}), "twice"),
        (books.rezip(books.honest(), **{"x" * 300: b""}), "path"),
    ],
    ids=["far columns", "far rows", "overlapping", "many", "two parts of one name", "long name"],
)
def test_what_is_counted_is_refused_before_it_is_expanded(content, code):
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(content, "a.xlsx")
    assert caught.value.code == code


def test_a_title_merged_over_a_whole_row_is_cut_to_the_used_columns():
    (sheet,) = read_workbook(merged("A1:XFD1", "A60:B60"), "a.xlsx")
    assert sheet.merged == [[0, 0, 0, 5]]


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
