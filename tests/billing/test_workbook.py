"""The timesheet as a workbook: untouched it changes nothing; a change goes the grid's way; undo restores."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from billing.models import TimesheetEntry
from pilot.platform.exchange.models import ImportBatch

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def office(as_user):
    return as_user("buudien")


@pytest.fixture
def book(office, june):
    """The exported workbook of June and its sheet."""
    url = f"{reverse('export', args=['timesheet'])}?timesheet={june.pk}"
    form = office.get(url).context["form"]
    data = {bound.name: bound.value() for bound in form} | {"form": "xlsx"}
    return openpyxl.load_workbook(io.BytesIO(office.post(url, data).content))


def cell(book, key, heading):
    """The cell of a row and a column, by what stands in them."""
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(c.value == "Mã dòng" for c in row))
    column = next(c.column for c in head if str(c.value) == heading)
    row = next(r[0].row for r in rows if any(c.value == key for c in r))
    return sheet.cell(row=row, column=column)


def first_key(book):
    return next(c.value for row in book.worksheets[0].iter_rows() for c in row if "/BD" in str(c.value or ""))


def upload(client, book, june):
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("bang-cham-cong.xlsx", content.getvalue())
    client.post(reverse("import-upload", args=["timesheet", june.pk]), {"workbook": file})
    return ImportBatch.objects.latest("pk")


def send(client, url, **data):
    form = client.get(url).context["form"]
    return client.post(url, {bound.name: bound.value() or "" for bound in form.hidden_fields()} | data)


def test_untouched_list_changes_nothing(office, book, june):
    batch = upload(office, book, june)
    assert (batch.new_count, batch.changed_count, batch.error_count, batch.unchanged_count) == (0, 0, 0, 6)


def test_absence_from_the_workbook_and_its_undo(office, book, june):
    before = set(june.entries.values_list("line", "employee", "day", "half_days", "reason"))
    key = first_key(book)
    cell(book, key, "7").value = "0,5"
    cell(book, key, "8").value = 0
    cell(book, key, "Lý do").value = "Nghỉ ốm"
    batch = upload(office, book, june)
    assert (batch.changed_count, batch.error_count) == (1, 0)
    office.post(reverse("import-confirm", args=[batch.pk]))
    changed = TimesheetEntry.objects.filter(timesheet=june, reason="Nghỉ ốm").order_by("day")
    assert [(e.day.day, e.half_days) for e in changed] == [(7, 1), (8, 0)]
    send(office, reverse("import-undo", args=[batch.pk]), reason="Nhầm tháng.")
    assert set(june.entries.values_list("line", "employee", "day", "half_days", "reason")) == before


def test_deviation_without_reason_and_weekend_are_refused(office, book, june):
    cell(book, first_key(book), "7").value = "0"
    (fault,) = upload(office, book, june).faults  # the sheet as a whole does not hold, said once
    assert "lý do" in fault
    cell(book, first_key(book), "7").value = "1"
    cell(book, first_key(book), "6").value = "1"
    assert upload(office, book, june).error_count == 1


def test_stranger_and_wrong_mark_are_refused(office, book, june):
    cell(book, first_key(book), "9").value = "nghỉ"
    cell(book, first_key(book), "Mã dòng").value = "HT-CX-Q1/BD9999"
    batch = upload(office, book, june)
    assert batch.error_count == 1


def test_sheet_handed_in_takes_no_list(office, book, june, steps):
    key = first_key(book)
    cell(book, key, "7").value = "0"
    cell(book, key, "Lý do").value = "Nghỉ ốm"
    batch = upload(office, book, june)
    steps.submit()
    office.post(reverse("import-confirm", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "checked"
    assert not TimesheetEntry.objects.filter(timesheet=june, half_days=0).exists()
