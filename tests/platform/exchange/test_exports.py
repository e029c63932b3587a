"""What leaves as a workbook: exactly the rows one sees, masked without the right, and nothing that runs."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from pilot.platform.exchange import exporting, workbooks
from pilot.platform.exchange.reading import read_workbook
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Agency, Person, User
from staffing.models import PostalEmployee
from tests.platform.exchange.books import AN, BINH, HEAD, xlsx

pytestmark = pytest.mark.usefixtures("office")
EVIL = ["=1+1", "+84", "-cmd", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture
def employees(office, staff, step):
    step(staff(xlsx(HEAD, AN, BINH, [3, "0014", "Lê Cường"])), "confirm")


def exported(who, form="xlsx", client=None, **query):
    """The file as `who` gets it from the page."""
    address = "/nhap-xuat/employees/xuat/?" + "&".join(f"{k}={v}" for k, v in query.items())
    return client(who).post(address, {"form": form, "reason": "Đối chiếu danh sách."})


def cells(content):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


@pytest.mark.usefixtures("employees")
def test_export_sent_back_untouched_changes_nothing(as_user, staff):
    for form, name in (("xlsx", "a.xlsx"), ("csv", "a.csv")):
        content = exported("buudien", form, as_user).content
        batch = staff(content, name)
        assert (batch.unchanged_count, batch.new_count, batch.changed_count, batch.error_count) == (
            3,
            0,
            0,
            0,
        )


@pytest.mark.usefixtures("employees")
def test_export_is_what_the_filter_shows_in_its_order(as_user):
    rows = cells(exported("buudien", client=as_user, q="binh").content)
    assert [row[0] for row in rows[-1:]] == ["0013"]
    assert len(rows) == 3  # watermark, head, one employee


@pytest.mark.usefixtures("employees")
def test_phone_and_birthday_are_masked_without_the_right(as_user):
    own = str(cells(exported("buudien", client=as_user).content))
    assert "0912.345.678" in own
    for form in ("xlsx", "csv"):
        content = exported("thuky", form, as_user).content
        text = str(cells(content)) if form == "xlsx" else content.decode("utf-8-sig")
        assert "0912.***.678" in text
        assert "0912.345.678" not in text
        assert "1990-01-05" not in text and "05/01/1990" not in text  # noqa: PT018


@pytest.mark.usefixtures("employees")
def test_another_province_exports_nothing_of_ours(as_user):
    rows = cells(exported("thuky.gialai", client=as_user).content)
    assert rows[-1][0] == "Mã nhân viên"


@pytest.mark.usefixtures("employees")
def test_export_of_personal_data_needs_a_reason_and_leaves_one_event(as_user):
    client = as_user("buudien")
    page = client.post("/nhap-xuat/employees/xuat/?q=binh", {"form": "xlsx"})
    assert "attachment" not in page.headers.get("Content-Disposition", "")
    assert not AuditEvent.objects.filter(verb="export_employees").exists()

    client.post("/nhap-xuat/employees/xuat/?q=binh", {"form": "xlsx", "reason": "Đối chiếu."})
    (event,) = AuditEvent.objects.filter(verb="export_employees")
    assert (event.reason, event.after["rows"], event.after["personal"], event.after["filter"]) == (
        "Đối chiếu.",
        1,
        True,
        {"q": "binh"},
    )


@pytest.mark.usefixtures("employees")
def test_rows_of_the_export_take_one_query(django_assert_num_queries):
    user = User.objects.get(username="buudien")
    kind = resource("employees")
    exporting.collect(kind, user, DEMO_START, {})
    with django_assert_num_queries(1):
        list(exporting.collect(kind, user, DEMO_START, {}).cells())


@pytest.mark.usefixtures("employees")
def test_the_page_counts_and_reads_no_row(as_user):
    client = as_user("buudien")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/nhap-xuat/employees/xuat/")
    assert page.context["preview"] == exporting.Preview(
        count=PostalEmployee.objects.count(), masked=False, personal=True
    )
    asked = [query["sql"] for query in seen if "staffing_postalemployee" in query["sql"]]
    assert len(asked) == len([sql for sql in asked if "COUNT(*)" in sql]) == 2
    masked = as_user("thuky").get("/nhap-xuat/employees/xuat/").context["preview"]
    assert (masked.masked, masked.personal) == (True, False)


def test_no_cell_starts_a_formula():
    office = Agency.objects.get(code="HT-BDT")
    for number, text in enumerate(EVIL):
        person = Person.objects.create(pilot=office.pilot, full_name="An")
        Person.objects.filter(pk=person.pk).update(full_name=text)
        PostalEmployee.objects.create(
            pilot=office.pilot, post_office=office, person=person, staff_code=f"={number}", qualification=text
        )
    kind = resource("employees")
    export = exporting.Export(
        kind, list(PostalEmployee.objects.select_related("person", "post_office")), [True] * len(EVIL)
    )

    book = load_workbook(io.BytesIO(workbooks.export_book(kind, export.cells())))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None} == {"s"}

    text = workbooks.export_csv(kind, export.cells()).decode("utf-8-sig")
    values = [value for row in csv.reader(io.StringIO(text)) for value in row]
    assert not [value for value in values if value.startswith(workbooks.STARTS_FORMULA)]


def test_control_characters_do_not_break_the_workbook():
    assert workbooks.safe("a\x00b\x0bc") == "abc"


@pytest.mark.parametrize("kind", ["employees", "procedures"])
def test_template_has_text_cells_drop_downs_guide_and_an_example(kind):
    content = workbooks.template(resource(kind))
    book = load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 2
    sheet = book.active
    assert sheet["A1"].value == workbooks.WATERMARK == sheet.oddHeader.center.text
    assert sheet["B200"].number_format == "@"
    assert sheet.data_validations.dataValidation
    (first, _guide) = read_workbook(content, "a.xlsx")
    assert first.rows[2][0] == "ví dụ"


def test_filled_template_is_imported(staff, step):
    book = load_workbook(io.BytesIO(workbooks.template(resource("employees"))))
    for place, value in enumerate([1, "0007", "Nguyễn Văn An", "05/01/1990", "0912345678", "Đại học"], 1):
        book.active.cell(4, place, value)
    buffer = io.BytesIO()
    book.save(buffer)
    batch = step(staff(buffer.getvalue()), "confirm")
    assert batch.new_count == 1
    assert PostalEmployee.objects.get().staff_code == "0007"


def test_demo_workbook_says_that_it_is_worth_nothing(settings):
    kind = resource("employees")
    assert cells(workbooks.export_book(kind, []))[0][0] == workbooks.WATERMARK
    settings.DEMO = False
    assert cells(workbooks.export_book(kind, []))[0][0] == "Mã nhân viên"
    assert cells(workbooks.export_book(kind, [], illustrative=True))[0][0] == workbooks.WATERMARK


def test_every_sheet_and_every_form_of_the_demo_bears_the_mark(settings):
    """Across the printed page at head and foot, in the first row, on the tab; the guide too, and the CSV."""
    kind = resource("employees")
    for content in (workbooks.template(kind), workbooks.export_book(kind, []), workbooks.error_book(kind, [], {})):
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            assert sheet["A1"].value == workbooks.WATERMARK
            assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == workbooks.WATERMARK
            assert sheet.sheet_properties.tabColor.rgb.endswith(workbooks.MARK_COLOUR)
    assert workbooks.export_csv(kind, []).decode("utf-8-sig").splitlines()[0] == workbooks.WATERMARK
    settings.DEMO = False
    assert workbooks.WATERMARK not in workbooks.export_csv(kind, []).decode()
    assert workbooks.WATERMARK in workbooks.export_csv(kind, [], illustrative=True).decode()
