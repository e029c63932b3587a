"""The working calendar: proposed, looked through, confirmed; and months of 2019 to 2026 that are opened with it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from billing.calculation.proposal import SWAPPED, WORKED_FOR, proposed_days
from billing.cases import CALENDAR
from billing.models import BillingMonth, Holiday, LabourContract, WorkingCalendar
from billing.presenters.calendar import months_shown
from billing.selectors.calendar import working_days_in, years_needed
from billing.selectors.sheets import read_sheet
from billing.workflows import calendar as w
from billing.workflows import timesheet
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.models import Pilot
from tests.billing.conftest import JULY
from tests.billing.days_off import DAYS_OFF, WORKED
from tests.billing.refused import codes
from tests.worklist import by_account

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2026, 11, 30)
SWAP = {  # 02/01/2026 for 10/01/2026, which was ordered when the package was out
    "day": dt.date(2026, 1, 2), "worked": dt.date(2026, 1, 10), "name": "", "notice_number": "12729/VPCP-KGVX",
    "notice_date": dt.date(2025, 12, 25), "notice_issuer": "Văn phòng Chính phủ",
}  # fmt: skip


def notice(day, **more):
    said = {"notice_number": "1/TB", "notice_date": dt.date(2021, 6, 1), "notice_issuer": "Sở Nội vụ (minh họa)"}
    return {"day": day, "worked": None, "name": "Nghỉ bù", **said, **more}


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def calendar(pilot):
    """That of 2021, which the demo has confirmed."""
    return WorkingCalendar.objects.get(pilot=pilot, year=2021)


@pytest.fixture
def proposed(pilot, act):
    """That of 2022, proposed."""
    return w.propose_calendar(pilot, act("taichinh"), year=2022)


# --- the years ------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", DAYS_OFF)
def test_what_is_proposed_is_what_was_published(year):
    """But for the swap of 02/01/2026, and 24/11/2026, of which the typed table says nothing."""
    days = proposed_days(year)[1]
    off = {row.day for row in days if not row.worked and row.day.weekday() < 5}
    worked = {row.day for row in days if row.worked}
    swap = {SWAP["day"]} if year == 2026 else set(), {SWAP["worked"]} if year == 2026 else set()
    assert off - {dt.date(2026, 11, 24)} | swap[0] == DAYS_OFF[year]
    assert worked | swap[1] == WORKED[year]


@pytest.mark.parametrize(
    ("month", "days"),
    [
        (dt.date(2019, 1, 1), 23), (dt.date(2019, 5, 1), 23), (dt.date(2020, 1, 1), 17), (dt.date(2021, 2, 1), 15),
        (dt.date(2022, 9, 1), 20), (dt.date(2023, 5, 1), 20), (dt.date(2024, 4, 1), 19), (dt.date(2024, 5, 1), 23),
        (dt.date(2025, 5, 1), 20), (dt.date(2026, 1, 1), 21), (dt.date(2026, 8, 1), 21),
    ],
)  # fmt: skip
def test_a_month_of_each_year_is_opened(pilot, district, act, month, days):
    """Weekdays without the days off of the typed table, and its Saturdays worked; counted by hand beside it."""
    contract = LabourContract.objects.create(
        pilot=pilot, payer=district.payer, provider=district.provider, site=district.site, status="in_force",
        number="9/HĐ", date=month, drafted_at=act("buudien").at, signed_at=act("buudien").at,
        signed_by=act("chitra.camxuyen").user.person, valid_from=dt.date(2019, 1, 1),
    )  # fmt: skip
    finance = act("taichinh", on=TODAY)
    if month.year != 2021:
        row = w.propose_calendar(pilot, finance, year=month.year)
        if month.year == 2026:
            w.add_calendar_day(row, finance, **SWAP)
        w.confirm_calendar(row, finance)
    opened = timesheet.open_month(contract, act("buudien", on=TODAY), month=month)
    of_month = [dt.date.fromordinal(month.toordinal() + n) for n in range(31)]
    typed = [
        day for day in of_month
        if day.month == month.month
        and (day in WORKED[month.year] or (day.weekday() < 5 and day not in DAYS_OFF[month.year]))
    ]  # fmt: skip
    assert read_sheet(opened.timesheet).days == typed
    assert len(typed) == days


def test_the_half_of_a_swap_in_another_year_is_left_to_that_year(pilot, act):
    """31/12/2018 was off and 05/01/2019 worked for it: the calendar of 2019 has the Saturday alone."""
    row = w.propose_calendar(pilot, act("taichinh"), year=2019)
    found = row.lines.get(day=dt.date(2019, 1, 5))
    assert (found.kind, found.name, found.exchange) == ("worked", WORKED_FOR, dt.date(2018, 12, 31))
    over = notice(dt.date(2019, 12, 31), worked=dt.date(2020, 1, 4), name="")
    w.add_calendar_day(row, act("taichinh"), **over)
    last = row.lines.latest("day")
    assert (last.day, last.name, last.exchange) == (dt.date(2019, 12, 31), SWAPPED, dt.date(2020, 1, 4))


# --- proposed -------------------------------------------------------------------------------------


def test_a_calendar_is_proposed_looked_through_and_confirmed(pilot, proposed, act):
    finance = act("taichinh")
    assert {row.source for row in proposed.lines.all()} == {proposed.source}
    assert proposed.source.startswith("Bộ luật Lao động 2019, Điều 112 và thông báo nghỉ lễ hằng năm")
    assert proposed.source.endswith("(đề xuất bằng gói holidays 0.109)")
    w.remove_calendar_day(proposed, finance, line=proposed.lines.get(day=dt.date(2022, 9, 1)))
    w.add_calendar_day(proposed, finance, **notice(dt.date(2022, 9, 5)))
    w.confirm_calendar(proposed, finance)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.confirmed_by) == ("confirmed", finance.user.person)
    days = working_days_in(dt.date(2022, 9, 1), [pilot.pk])[pilot.pk]
    assert dt.date(2022, 9, 1) in days
    assert dt.date(2022, 9, 5) not in days


def test_a_calendar_that_was_proposed_by_the_package_alone_names_the_law_as_well(pilot, proposed):
    ground = proposed.ground
    before = "Danh mục ngày lễ, gói holidays 0.109"
    WorkingCalendar.objects.filter(pk=proposed.pk).update(source=before)
    proposed.lines.update(source=before)
    assert {WorkingCalendar.objects.get(pk=proposed.pk).ground, *(row.ground for row in proposed.lines.all())} == {
        ground
    }
    assert WorkingCalendar(source="Bảng của tỉnh").ground == "Bảng của tỉnh"


def test_a_swap_is_taken_out_with_both_halves(proposed, act):
    swap = notice(dt.date(2022, 9, 5), worked=dt.date(2022, 9, 10), name="Nghỉ hoán đổi")
    w.add_calendar_day(proposed, act("taichinh"), **swap)
    both = proposed.lines.filter(notice_number="1/TB")
    assert [(row.kind, row.exchange.day) for row in both] == [("off", 10), ("worked", 5)]
    w.remove_calendar_day(proposed, act("taichinh"), line=both[1])
    assert not both.all().exists()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (notice(dt.date(2023, 9, 5)), ["calendar_other_year"]),
        (notice(dt.date(2022, 9, 3), worked=dt.date(2022, 9, 10)), ["swap_weekday"]),
        (notice(dt.date(2022, 9, 5), worked=dt.date(2022, 9, 6)), ["swap_weekend"]),
        (notice(dt.date(2022, 9, 2)), ["calendar_day_known"]),
        (notice(dt.date(2022, 9, 5), notice_date=dt.date(2021, 6, 16)), ["notice_in_future"]),
    ],
)
def test_days_that_are_refused(proposed, act, given, found):
    assert codes(lambda: w.add_calendar_day(proposed, act("taichinh"), **given)) == found


@pytest.mark.parametrize(
    ("year", "found"), [(2018, "calendar_year"), (2023, "calendar_year"), (2021, "calendar_known")]
)
def test_years_that_are_refused(pilot, act, year, found):
    assert codes(lambda: w.propose_calendar(pilot, act("taichinh"), year=year)) == [found]


def test_a_calendar_without_a_day_off_is_not_confirmed(proposed, act):
    proposed.lines.all().delete()
    assert codes(lambda: w.confirm_calendar(proposed, act("taichinh"))) == ["calendar_empty"]


def test_only_finance_of_the_pilot_confirms(proposed, act):
    for name in ("thuky", "buudien", "chitra"):
        with pytest.raises(NotAllowed):
            w.confirm_calendar(proposed, act(name))


# --- confirmed ------------------------------------------------------------------------------------


def test_a_day_entered_later_is_followed_by_what_is_not_signed(calendar, june, act):
    w.add_calendar_day(calendar, act("taichinh"), **notice(dt.date(2021, 6, 21)))
    row = calendar.lines.get(day=dt.date(2021, 6, 21))
    assert (row.added_on, row.ground) == (act("taichinh").on, "1/TB ngày 01/06/2021, Sở Nội vụ (minh họa)")
    assert len(read_sheet(june).days) == 21
    told = AuditEvent.objects.filter(verb="add_calendar_day").latest("id")
    assert (told.after["notice_number"], told.after["days"]) == ("1/TB", "21/06/2021 Nghỉ bù")


def test_what_was_signed_keeps_its_days(calendar, steps, act):
    record = steps.check()
    w.add_calendar_day(calendar, act("taichinh", on=JULY), **notice(dt.date(2021, 6, 21)))
    record.timesheet.refresh_from_db()
    assert len(read_sheet(record.timesheet).days) == 22


def test_a_day_is_taken_out_by_a_notice_and_stays_to_be_read(calendar, june, act):
    finance, given = act("taichinh"), notice(dt.date(2021, 6, 21), worked=dt.date(2021, 6, 26))
    w.add_calendar_day(calendar, finance, **given)
    line = calendar.lines.get(day=dt.date(2021, 6, 21))
    again = {name: given[name] for name in given if name.startswith("notice")} | {"notice_number": "2/TB"}
    w.end_calendar_day(calendar, finance, line=line, **again)
    assert len(read_sheet(june).days) == 22
    assert {row.ended_by_notice.split()[0] for row in calendar.lines.filter(added_on=finance.on)} == {"2/TB"}
    line.refresh_from_db()
    assert codes(lambda: w.end_calendar_day(calendar, finance, line=line, **again)) == ["calendar_day_out"]
    w.add_calendar_day(calendar, finance, **given)  # ordered again


def test_a_confirmed_calendar_is_neither_confirmed_again_nor_emptied(calendar, act):
    assert codes(lambda: w.confirm_calendar(calendar, act("taichinh"))) == ["wrong_status"]
    remove = lambda: w.remove_calendar_day(calendar, act("taichinh"), line=calendar.lines.first())  # noqa: E731
    assert codes(remove) == ["wrong_status"]


@pytest.mark.both_engines
def test_the_database_keeps_a_confirmed_calendar(calendar):
    row = calendar.lines.first()
    for change in (
        lambda: WorkingCalendar.objects.update(status="proposed", confirmed_at=None, confirmed_by=None),
        lambda: calendar.lines.update(day=dt.date(2021, 12, 24)),
        lambda: calendar.lines.all().delete(),
        lambda: calendar.lines.create(pilot=calendar.pilot, day=dt.date(2021, 12, 24), name="Nghỉ", source="?"),
        lambda: calendar.lines.create(pilot=calendar.pilot, day=dt.date(2021, 12, 24), name="Nghỉ", added_on=JULY),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert calendar.lines.first() == row


# --- who is asked ---------------------------------------------------------------------------------


def test_a_month_without_a_confirmed_calendar_is_refused_with_the_way_to_it(district, act):
    LabourContract.objects.filter(pk=district.pk).update(valid_to=None)
    opens = lambda: timesheet.open_month(district, act("buudien", on=JULY), month=dt.date(2022, 1, 1))  # noqa: E731
    assert codes(opens) == ["month_in_future"]
    opens = lambda: timesheet.open_month(  # noqa: E731
        district, act("buudien", on=dt.date(2022, 1, 3)), month=dt.date(2022, 1, 1)
    )
    with pytest.raises(TransitionRefused) as refused:
        opens()
    (problem,) = refused.value.problems
    assert (problem.code, problem.page) == ("calendar_unknown", ("calendars",))
    assert act("taichinh").user.person.full_name in str(problem.message)
    row = w.propose_calendar(district.pilot, act("taichinh"), year=2022)
    with pytest.raises(TransitionRefused) as refused:
        opens()
    assert refused.value.problems[0].page == ("calendar", row.pk)
    w.confirm_calendar(row, act("taichinh"))
    assert isinstance(opens(), BillingMonth)


@pytest.mark.both_engines
def test_what_contracts_need_is_proposed_by_itself_and_waits_for_finance(pilot, district):
    LabourContract.objects.filter(pk=district.pk).update(valid_to=dt.date(2024, 1, 1))
    assert years_needed(pilot.pk, dt.date(2021, 11, 30)) == []
    december = dt.date(2021, 12, 1)
    assert years_needed(pilot.pk, december) == [2022]
    assert years_needed(pilot.pk, TODAY) == [2022, 2023]
    assert (w.propose_needed(december), w.propose_needed(december)) == (1, 0)
    assert by_account((CALENDAR,), december) == {"taichinh": ["confirm_calendar"]}
    assert by_account((CALENDAR,), dt.date(2021, 11, 30)) == {}


def test_a_contract_from_before_2019_asks_for_no_older_calendar(pilot, act):
    old = LabourContract.objects.get(payer__code="HT-CL")
    signed = {"signed_at": act("chitra").at, "signed_by": act("chitra").user.person}
    LabourContract.objects.filter(pk=old.pk).update(
        status="in_force", number="1/HĐ", date=JULY, valid_from=dt.date(2015, 1, 1), valid_to=None, **signed
    )
    assert years_needed(pilot.pk, JULY) == [2019, 2020]
    assert w.propose_needed(JULY) == 2


@pytest.mark.both_engines
def test_a_year_without_a_contract_waits_for_nobody(pilot, act):
    """The demo's contracts end on 31/12/2021, which is written as the first day of 2022."""
    w.propose_calendar(pilot, act("taichinh"), year=2022)
    assert by_account((CALENDAR,), dt.date(2022, 2, 1)) == {}


def test_the_months_are_drawn_in_weeks():
    swap = (dt.date(2021, 5, 3), "off"), (dt.date(2021, 5, 8), "worked")
    rows = [Holiday(day=day, kind=kind, name="Hoán đổi") for day, kind in swap]
    may = months_shown(2021, rows)[4]
    assert may.working == 21
    assert [square and square.kind for square in may.weeks[0]] == [None] * 5 + ["rest", "rest"]
    assert [square.kind for square in may.weeks[1]] == ["off", "", "", "", "", "worked", "rest"]
