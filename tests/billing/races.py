"""Races of the money: rows to prepare, the attempt each racer makes (tests/races/entries.py imports it)."""

import datetime as dt
from decimal import Decimal

from billing.models import AcceptanceRecord, BillingMonth, LabourContract, Timesheet, VatRate, WorkingCalendar
from billing.workflows import acceptance, calendar, contract, timesheet, vat
from facilities.models import Facility, FacilityLease
from facilities.workflows import lease
from pilot.platform.periods import add_months
from pilot.programme.models import CounterPost, Pilot
from tests.races.entries import act, attempt, race

FIRST, LONG_AGO = dt.date(2021, 7, 1), dt.date(1990, 1, 1)


@race("lease")
def drafted_leases(number):
    place = Facility.objects.get(site__code="HT-S-CAMTHANH")
    draft = {"lessee": place.site.agency, "first_day": FIRST}
    return [lease.draft_lease(place, act("buudien"), **draft).pk for _ in range(number)]


@attempt("lease")
def agree_to_lease(pk, number):
    lease.agree_lease(FacilityLease.objects.get(pk=pk), act("ct.camthanh"))


@race("labour_contract")
def priced_contracts(number):
    """Drafts for the provincial centre, each with one line; none is in force, so one post serves them all."""
    model = LabourContract.objects.get(payer__code="HT-VPUBND", status="in_force")
    post = CounterPost.objects.filter(site=model.site).first()
    line = {"post": post, "description": "Nhân công", "first_day": FIRST, "vat_category": "standard"}
    found = []
    for _ in range(number):
        draft = {"payer": model.payer, "site": model.site, "first_day": FIRST}
        row = contract.draft_contract(model.provider, act("buudien"), **draft)
        contract.add_contract_line(row, act("buudien"), unit_price_vnd=1_000_000, **line)
        found.append(row.pk)
    return found


@attempt("labour_contract")
def agree_to_contract(pk, number):
    contract.agree_contract(LabourContract.objects.get(pk=pk), act("chitra"))


def old_months(number, start):
    """Months of Cẩm Xuyên's contract that no demo row uses."""
    model = LabourContract.objects.get(payer__code="HT-CX")
    return [
        BillingMonth.objects.create(pilot=model.pilot, contract=model, month=add_months(start, n))
        for n in range(number)
    ]


@race("billing_month")
def open_months(number):
    return [month.pk for month in old_months(number, LONG_AGO)]


@attempt("billing_month")
def begin_to_close(pk, number):
    timesheet.begin_close(BillingMonth.objects.get(pk=pk), act("taichinh"))


def submitted(months):
    by = act("buudien")
    return [
        Timesheet.objects.create(
            pilot=month.pilot,
            month=month,
            status="submitted",
            submitted_at=by.at,
            submitted_by=by.user.person,
        )
        for month in months
    ]


@race("timesheet")
def submitted_timesheets(number):
    return [row.pk for row in submitted(old_months(number, dt.date(2000, 1, 1)))]


@attempt("timesheet")
def return_or_check(pk, number):
    """Odd racers return the sheet, even ones confirm it."""
    verb = timesheet.return_timesheet if number % 2 else timesheet.check_timesheet
    verb(Timesheet.objects.get(pk=pk), act("gd.tt.camxuyen"))


@race("acceptance")
def half_signed(number):
    """The payer has signed; the centre's signature is the last one."""
    payer = act("chitra.camxuyen")
    return [
        AcceptanceRecord.objects.create(
            pilot=row.pilot,
            timesheet=row,
            created_at=payer.at,
            payer_signed_at=payer.at,
            payer_signed_by=payer.user.person,
        ).pk
        for row in submitted(old_months(number, dt.date(2010, 1, 1)))
    ]


@attempt("acceptance")
def sign_last(pk, number):
    acceptance.sign_acceptance_centre(AcceptanceRecord.objects.get(pk=pk), act("gd.tt.camxuyen"))


@race("vat_rate")
def rates_to_come(number):
    """A rate for a month each, long after any month that is signed."""
    pilot, source = Pilot.objects.get(code="HATINH"), {"category": "standard", "rate": Decimal("0.08"), "source": "NĐ"}
    terms = [(add_months(dt.date(2060, 1, 1), n), add_months(dt.date(2060, 1, 31), n)) for n in range(number)]
    return [
        vat.enter_vat_rate(pilot, act("taichinh"), first_day=first, last_day=last, **source).pk for first, last in terms
    ]


@attempt("vat_rate")
def correct_the_rate_seen(pk, number):
    row = VatRate.objects.get(pk=pk)
    given = {"first_day": row.valid_from, "last_day": row.period.last_day, "source": f"NĐ {number}"}
    vat.correct_vat_rate(row, act("taichinh", row_version=1), rate=Decimal("0.09"), **given)


@race("working_calendar")
def proposed_calendars(number):
    """Years of Hà Tĩnh, each with a day off."""
    pilot = Pilot.objects.get(code="HATINH")
    rows = [WorkingCalendar.objects.create(pilot=pilot, year=2030 + n, source="Đề xuất") for n in range(number)]
    for row in rows:
        row.lines.create(pilot=pilot, day=dt.date(row.year, 4, 30), name="Nghỉ", source="Đề xuất")
    return [row.pk for row in rows]


@attempt("working_calendar")
def confirm(pk, number):
    calendar.confirm_calendar(WorkingCalendar.objects.get(pk=pk), act("taichinh"))
