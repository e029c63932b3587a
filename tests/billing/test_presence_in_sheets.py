"""What absences and standing in make of a timesheet: nobody is paid for a half-day away."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import LabourContract, Timesheet
from billing.selectors.sheets import Cell, prefill, read_sheet
from billing.workflows import timesheet
from pilot.platform.half_days import half_day
from pilot.programme.models import CounterPost
from staffing.models import Assignment, PostalEmployee, Recognition
from staffing.workflows import presence as w
from tests.billing.conftest import CHECKED, JULY
from tests.billing.refused import codes

pytestmark = pytest.mark.usefixtures("demo")
MONDAY, TUESDAY = dt.date(2021, 6, 21), dt.date(2021, 6, 22)


@pytest.fixture
def line(june):
    """The first line of the sheet with somebody in charge and a reserve."""
    return next(iter(read_sheet(june).lines.values()))


@pytest.fixture
def ill(june, line):
    return PostalEmployee.objects.get(pk=read_sheet(june).signed_off.in_charge(line.post_id, MONDAY)[0])


@pytest.fixture
def reserve(june, line, ill):
    return next(e for e in read_sheet(june).signed_off.of_post(line.post_id) if e.pk != ill.pk)


@pytest.fixture
def away(ill, act):
    """Ill on Monday and on Tuesday morning."""
    span = {"first_half": half_day(MONDAY), "past_half": half_day(TUESDAY) + 1}
    return w.record_absence(ill, act("buudien"), leave="sick", why="Sốt", **span)


@pytest.fixture
def stand_in(away, line, reserve, act):
    """The reserve stands in for all fields of the post."""
    post = CounterPost.objects.get(pk=line.post_id)
    inputs = {"stand_in": reserve, "site": post.site, "agency": post.agency}
    span = {"first_half": away.first_half, "past_half": away.past_half}
    held = Recognition.objects.filter(employee=reserve, site=post.site, agency=post.agency)
    mine = Assignment.objects.filter(employee=away.employee, role="primary").values("field")
    fields = [row.field for row in held.filter(field__in=mine)]
    return w.order_stand_in(away.employee, act("buudien"), fields=fields, **inputs, **span)


def cells(sheet, line, employee):
    return [sheet.cells.get((line.pk, employee.pk, day)) for day in (MONDAY, TUESDAY)]


def test_the_prefill_leaves_out_half_days_away_and_gives_them_to_who_stands_in(june, line, ill, reserve, stand_in):
    sheet = read_sheet(june)
    sheet.cells = prefill(sheet)
    assert cells(sheet, line, ill) == [Cell(0, 2, "", "sick"), Cell(1, 2, "", "sick")]
    assert [cell.half_days for cell in cells(sheet, line, reserve)] == [2, 1]
    assert str(ill.person) in cells(sheet, line, reserve)[0].reason


def test_who_stands_in_without_an_assignment_here_is_named_and_not_paid(june, line, reserve, stand_in, as_user):
    Assignment.objects.filter(employee=reserve).update(valid_to=dt.date(2021, 6, 10))
    sheet = read_sheet(june)
    assert cells(sheet, line, reserve) == [None, None]
    page = as_user("buudien").get(reverse("timesheet", args=[june.pk])).content.decode()
    assert "21/06, 22/06 nhưng không được bố trí tại đây: không tính công" in page


def test_an_absence_recorded_since_changes_the_draft_and_is_written_with_it(june, line, ill, away, act, as_user):
    assert cells(read_sheet(june), line, ill) == [Cell(0, 2, "", "sick"), Cell(1, 2, "", "sick")]
    page = as_user("buudien").get(reverse("timesheet", args=[june.pk])).content.decode()
    assert "Vắng mặt được ghi sau khi lập bảng" in page
    timesheet.submit_timesheet(june, act("buudien", on=JULY))
    rows = june.entries.filter(employee=ill, day__in=[MONDAY, TUESDAY]).order_by("day")
    assert [(row.half_days, row.leave) for row in rows] == [(0, "sick"), (1, "sick")]


def test_the_absence_taken_back_leaves_the_draft_as_it_was(june, line, ill, away, act):
    w.take_back_absence(away, act("buudien", reason="Ghi nhầm."))
    assert cells(read_sheet(june), line, ill) == [Cell(2, 2), Cell(2, 2)]


def test_nobody_claims_a_half_day_away(june, line, ill, away, act):
    claim = {"line": line.pk, "employee": ill.pk, "day": MONDAY, "half_days": 2}
    attempt = lambda: timesheet.enter_timesheet(june, act("buudien", on=JULY), entries=[claim])  # noqa: E731
    assert codes(attempt) == ["away_that_day"]


def test_an_absence_recorded_after_the_handing_in_stops_the_check(june, ill, act):
    timesheet.submit_timesheet(june, act("buudien", on=JULY))
    span = {"first_half": half_day(MONDAY), "past_half": half_day(MONDAY) + 1}
    w.record_absence(ill, act("buudien"), leave="sick", **span)
    check = lambda: timesheet.check_timesheet(june, act("gd.tt.camxuyen", on=CHECKED))  # noqa: E731
    assert codes(check) == ["away_that_day"]


def test_a_month_that_is_opened_later_begins_with_the_absences(district, away, act):
    july = half_day(dt.date(2021, 7, 5))
    w.record_absence(away.employee, act("buudien"), leave="annual", first_half=july, past_half=july + 2)
    contract = LabourContract.objects.get(pk=district.pk)
    month = timesheet.open_month(contract, act("buudien", on=JULY), month=JULY)
    entry = Timesheet.objects.get(month=month).entries.get(employee=away.employee, day=dt.date(2021, 7, 5))
    assert (entry.half_days, entry.prefilled, entry.leave) == (0, 2, "annual")
