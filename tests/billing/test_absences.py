"""Why somebody was away is health data: only the post office's personnel and the director of the centre read it, each
time with a reason and on record. No page, list or event holds it for anybody else.
"""

import io

import openpyxl
import pytest
from django.urls import reverse

from billing.models import Statement, TimesheetEntry
from billing.selectors.sheets import read_sheet
from billing.workflows.timesheet import enter_timesheet
from pilot.platform.exchange.forgetting import forget
from pilot.platform.exchange.models import ImportRow
from pilot.platform.kernel.models import AuditEvent
from staffing.models import PostalEmployee
from tests.billing.test_workbook import cell, first_key, upload

pytestmark = pytest.mark.usefixtures("demo")
ILL = "Nghỉ ốm dài ngày"
HR, DIRECTOR = "buudien", "gd.tt.camxuyen"
OTHERS = ["chitra.camxuyen", "taichinh", "thuky", "thanhtra", "truongban"]
WHY = {"reason": "Đối chiếu bảng chấm công."}


@pytest.fixture
def entry(june, act):
    """A day of June on which somebody was ill."""
    (line, employee, day), _cell = next(iter(read_sheet(june).cells.items()))
    entries = [{"line": line, "employee": employee, "day": day, "half_days": 0, "reason": ILL}]
    enter_timesheet(june, act(HR), entries=entries)
    return TimesheetEntry.objects.get(timesheet=june, reason=ILL)


def address(entry):
    return reverse("reveal", args=["billing.timesheetentry", entry.pk, "reason"])


@pytest.mark.parametrize("name", [HR, DIRECTOR, *OTHERS])
def test_the_timesheet_masks_the_reason_and_offers_it_to_two(name, entry, as_user):
    page = as_user(name).get(reverse("timesheet", args=[entry.timesheet_id])).content.decode()
    assert (ILL in page, "có lý do" in page) == (False, True)
    assert (address(entry) in page) is (name in (HR, DIRECTOR))


@pytest.mark.parametrize("name", [HR, DIRECTOR])
def test_personnel_and_director_read_it_with_a_reason_and_on_record(name, entry, as_user):
    client = as_user(name)
    assert ILL not in client.post(address(entry)).content.decode()
    assert ILL in client.post(address(entry), WHY).content.decode()
    (event,) = AuditEvent.objects.filter(verb="reveal")
    assert (event.object_type, event.object_id) == ("billing.TimesheetEntry", str(entry.pk))
    assert (event.reason, event.after, event.user.username) == (WHY["reason"], {"field": "reason"}, name)


@pytest.mark.parametrize("name", [*OTHERS, "gd.tt.canloc", "thuky.gialai"])
def test_nobody_else_reads_it(name, entry, as_user):
    answer = as_user(name).post(address(entry), WHY)
    assert answer.status_code == (403 if name in OTHERS else 404)
    assert ILL not in answer.content.decode()
    assert AuditEvent.objects.latest("id").outcome == "refused"


@pytest.mark.parametrize("name", [HR, *OTHERS])
def test_the_explanation_of_a_request_masks_it(name, as_user):
    march = Statement.objects.get(contract__payer__code="HT-CX", month="2021-03-01")
    reasons = set(march.acceptance.timesheet.entries.exclude(reason="").values_list("reason", flat=True))
    page = as_user(name).get(reverse("statement", args=[march.pk])).content.decode()
    assert reasons
    assert not [reason for reason in reasons if reason in page]
    assert "có lý do" in page
    assert "nghỉ ốm" not in page.lower()


def test_no_event_holds_it(entry):
    event = AuditEvent.objects.filter(verb="enter_timesheet").latest("id")
    assert event.after["entries"][0]["reason"].startswith("hmac:")
    recorded = str(list(AuditEvent.objects.values_list("before", "after", "reason")))
    assert not any(word in recorded for word in (ILL, "Nghỉ ốm", "nghỉ ốm"))


def test_no_search_finds_it(entry, as_user):
    for name in (HR, DIRECTOR, "thanhtra"):
        assert as_user(name).get("/tim-kiem/", {"q": ILL}).context["found"] == []


def workbook(client, june, **data):
    answer = client.post(f"{reverse('export', args=['timesheet'])}?timesheet={june.pk}", {"form": "xlsx", **data})
    if "attachment" not in answer.headers.get("Content-Disposition", ""):
        return None
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def reasons_in(book):
    return {str(c.value) for row in book.worksheets[0].iter_rows() for c in row} & {ILL, "***"}


def test_the_workbook_holds_it_for_two_who_say_why_and_masks_it_for_others(entry, june, as_user):
    for name in (HR, DIRECTOR):
        assert workbook(as_user(name), june) is None
        assert reasons_in(workbook(as_user(name), june, **WHY)) == {ILL}
    for name in OTHERS:
        assert reasons_in(workbook(as_user(name), june)) == {"***"}


def test_a_workbook_without_reasons_needs_none(june, as_user):
    assert workbook(as_user(HR), june) is not None


@pytest.fixture
def batch(june, as_user):
    """An uploaded list that says why somebody was away."""
    client = as_user(HR)
    book = workbook(client, june)
    key = first_key(book)
    cell(book, key, "7").value, cell(book, key, "Lý do").value = "0", ILL
    return upload(client, book, june)


def test_the_preview_of_a_list_masks_it_for_those_who_may_not_write_it(batch, as_user):
    address = f"{reverse('import', args=[batch.pk])}?rows="
    assert ILL in as_user(HR).get(address).content.decode()
    for name in ("thuky", "thanhtra"):
        assert ILL not in as_user(name).get(address).content.decode()


def test_the_erasure_of_an_employee_reaches_the_rows_of_lists(batch):
    row = ImportRow.objects.get(batch=batch, outcome="changed")
    employee = PostalEmployee.objects.get(staff_code=row.key.split("/")[1])
    assert ILL in str(row.cells)
    assert forget("staffing.PostalEmployee", [employee.pk]) > 0
    assert ILL not in str(list(batch.rows.values()))
    assert ImportRow.objects.filter(batch=batch).exclude(cells={}).exists()  # those of others stay


def test_a_reason_left_empty_keeps_the_one_that_is_recorded(entry, june, as_user):
    """The grid never shows it; another day away needs no second typing."""
    client, url = as_user(HR), reverse("timesheet", args=[june.pk])
    other = june.entries.filter(line=entry.line, employee=entry.employee, half_days=2).first()
    form = client.get(url).context["form"]
    data = {bound.name: bound.value() or "" for bound in form.hidden_fields()}
    name = f"d-{other.line_id}-{other.employee_id}-{other.day:%Y%m%d}"
    assert client.post(url, data | {name: "0", f"why-{other.line_id}-{other.employee_id}": ""}).status_code == 302
    other.refresh_from_db()
    assert (other.half_days, other.reason) == (0, ILL)
