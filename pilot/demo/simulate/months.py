"""Twelve billed months of every contract, from the timesheet to the payment; of the last ones not all is done."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from billing.demo import confirm_calendar
from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    LabourContract,
    LabourContractLine,
    Payment,
    Statement,
    Timesheet,
)
from billing.selectors.calendar import calendar_of, holidays_in, rates_as_at, working_days_of
from billing.selectors.person_days import PersonDays
from billing.selectors.reckoning import Reckoning, reckoned
from billing.selectors.sheets import FULL_DAY, Cell, Key, Sheet
from billing.workflows.statement import lines_of, statement_of, sums_of
from billing.workflows.timesheet import acceptance_lines, entry_of
from pilot.demo.simulate.contracts import add_contracts
from pilot.demo.simulate.events import moment, save
from pilot.demo.simulate.papers import Papers
from pilot.demo.simulate.timing import months
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Crew, Place, Stage, World
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days, next_month
from staffing.models import AssignmentRole, Leave, PostalEmployee

SUBMITTED, CHECKED, HALF_SIGNED, SIGNED, REQUESTED, HALF_PAID, PAID, CLOSED = range(8)
LAST_MONTHS = {  # how far the months before the present one are, in turn by place
    1: (-1, SUBMITTED, CHECKED, HALF_SIGNED, SIGNED, REQUESTED, REQUESTED, REQUESTED, HALF_PAID, PAID),
    2: (REQUESTED, REQUESTED, REQUESTED, HALF_PAID, PAID, PAID, CLOSED, CLOSED, CLOSED, CLOSED),
    3: (REQUESTED, *[CLOSED] * 19),
}
STANDS_IN = f"Dự phòng thay người nghỉ {MARK}"


Signed = tuple[Place, LabourContract, list[LabourContractLine]]


@dataclass
class Bill:
    """One month of one contract on its way."""

    place: Place
    contract: LabourContract
    lines: list[LabourContractLine]
    done: int
    row: BillingMonth
    sheet: Sheet
    timesheet: Timesheet = field(init=False)  # each made in its turn, as far as the month is done
    record: AcceptanceRecord = field(init=False)
    accepted: list[AcceptanceLine] = field(default_factory=list)
    statement: Statement = field(init=False)

    def day(self, number: int) -> dt.date:
        """So many days after the month is over."""
        return add_days(next_month(self.row.month), number)


def add_months(world: World, papers: Papers) -> None:
    contracts = add_contracts(world, papers)
    wanted = months(world.size.months)
    for year in sorted({month.year for month in wanted}):
        if calendar_of(world.pilot.pk, year) is None:
            day = dt.date(year, 1, 6)
            act = Act(world.finance.user, day, moment(day), "simulate", confirmed=True, reason=f"Minh họa {MARK}")
            confirm_calendar(world.pilot, year, act)
    for ago, month in zip(range(len(wanted), 0, -1), wanted, strict=True):
        add_month(world, papers, contracts, month, ago)


def add_month(world: World, papers: Papers, contracts: list[Signed], month: dt.date, ago: int) -> None:
    """The rows in the order in which the guards let them in."""
    crew = {(one.post.row.pk, one.role): one for one in world.of(Stage.BILLED)}
    days = working_days_of(month, holidays_in(world.pilot.pk, month))
    bills = [bill(world, crew, days, *found, month=month, ago=ago) for found in contracts]
    save(one.row for one in bills)
    timesheets(world, bills)
    acceptances(world, papers, [one for one in bills if one.done >= CHECKED])
    statements(world, papers, [one for one in bills if one.done >= REQUESTED], rates_as_at(world.pilot.pk, month))
    payments(world, [one for one in bills if one.done >= HALF_PAID])
    closed(world, [one for one in bills if one.done >= CLOSED])


def bill(
    world: World, crew: dict[tuple[int, AssignmentRole], Crew], days: list[dt.date], place: Place,
    contract: LabourContract, lines: list[LabourContractLine], *, month: dt.date, ago: int,
) -> Bill:  # fmt: skip
    ways = LAST_MONTHS.get(ago, (CLOSED,))
    row = BillingMonth(pilot=world.pilot, contract=contract, month=month, illustrative=True)
    sheet = sheet_of(world, crew, lines, days, month)
    return Bill(place, contract, lines, ways[place.number % len(ways)], row, sheet)


def sheet_of(
    world: World,
    crew: dict[tuple[int, AssignmentRole], Crew],
    lines: list[LabourContractLine],
    days: list[dt.date],
    month: dt.date,
) -> Sheet:
    """Everybody in charge on all working days; of one post in four somebody is away for a day and stood in for."""
    cells: dict[Key, Cell] = {}
    employees: dict[int, PostalEmployee] = {}
    for line in lines:
        first, reserve = (
            crew[line.post_id, role].employee for role in (AssignmentRole.PRIMARY, AssignmentRole.RESERVE)
        )
        employees |= {first.pk: first, reserve.pk: reserve}
        cells |= {(line.pk, first.pk, day): Cell(FULL_DAY, FULL_DAY) for day in days}
        if world.chance.random() < 0.25:
            away = world.chance.choice(days)
            cells[line.pk, first.pk, away] = Cell(0, FULL_DAY, leave=Leave.ANNUAL)
            cells[line.pk, reserve.pk, away] = Cell(FULL_DAY, 0, STANDS_IN)
    return Sheet(month, {line.pk: line for line in lines}, days, PersonDays(employees=employees), cells)


def timesheets(world: World, bills: list[Bill]) -> None:
    """Opened and entered; then handed in, and checked by the director."""
    for one in bills:
        one.timesheet = timesheet(world, one)
    save(one.timesheet for one in bills)
    save(entry_of(one.timesheet, key, cell) for one in bills for key, cell in one.sheet.cells.items())
    for done, status in ((SUBMITTED, Timesheet.Status.SUBMITTED), (CHECKED, Timesheet.Status.CHECKED)):
        found = [one.timesheet.pk for one in bills if one.done >= done]
        Timesheet.objects.filter(pk__in=found).update(status=status)
    log = world.log
    for one in bills:
        log.made("open_month", one.row, one.row.month, world.hr, prefilled=len(one.sheet.cells))
        if one.done >= SUBMITTED:
            log.moved("submit_timesheet", one.timesheet, one.day(1), world.hr, way="draft submitted")
        if one.done >= CHECKED:
            log.moved("check_timesheet", one.timesheet, one.day(2), one.place.director, way="submitted checked")


def timesheet(world: World, one: Bill) -> Timesheet:
    made: dict[str, object] = {}
    if one.done >= SUBMITTED:
        made |= {"submitted_at": moment(one.day(1)), "submitted_by": world.hr.user.person}
    if one.done >= CHECKED:
        made |= {"checked_at": moment(one.day(2)), "checked_by": one.place.director.user.person}
        made["working_days"] = [day.day for day in one.sheet.days]
    return Timesheet(pilot=world.pilot, month=one.row, illustrative=True, **made)


def acceptances(world: World, papers: Papers, bills: list[Bill]) -> None:
    """What the sheets earned, signed by the centre and by the payer."""
    if not bills:
        return
    for one in bills:
        one.record = acceptance(world, one)
    save(one.record for one in bills)
    for one in bills:
        one.accepted = acceptance_lines(one.record, one.sheet)
        for line in one.accepted:
            line.employee = one.sheet.signed_off.employees[line.employee_id]
    save(line for one in bills for line in one.accepted)
    signed = [one for one in bills if one.done >= SIGNED]
    keys, day = [one.record.pk for one in signed], bills[0].day(5)
    AcceptanceRecord.objects.filter(pk__in=keys).update(status=AcceptanceRecord.Status.SIGNED, signed_on=day)
    for one in bills:
        if one.done >= HALF_SIGNED:
            world.log.did("sign_acceptance_centre", one.record, one.day(4), one.place.director)
    for one in signed:
        one.record.status, one.record.signed_on = AcceptanceRecord.Status.SIGNED, day
        world.log.moved("sign_acceptance_payer", one.record, day, one.place.payer, way="draft signed")
        papers.issue("acceptance_minutes", one.record, day, one.place.payer)


def acceptance(world: World, one: Bill) -> AcceptanceRecord:
    made: dict[str, object] = {}
    if one.done >= HALF_SIGNED:
        made |= {"centre_signed_at": moment(one.day(4)), "centre_signed_by": one.place.director.user.person}
    if one.done >= SIGNED:
        made |= {"payer_signed_at": moment(one.day(5)), "payer_signed_by": one.place.payer.user.person}
    created_at = moment(one.day(2))
    return AcceptanceRecord(
        pilot=world.pilot, timesheet=one.timesheet, created_at=created_at, illustrative=True, **made
    )


def statements(world: World, papers: Papers, bills: list[Bill], rates: dict[str, Decimal | None]) -> None:
    """The requests, reckoned and copied as the verb does."""
    who, found = world.post_director, []
    for one in bills:
        reckoning: Reckoning = reckoned(one.accepted, rates)
        one.statement = statement_of(one.record, reckoning, who.call(one.day(7)))
        found.append((one, reckoning))
    save(one.statement for one in bills)
    lines = [lines_of(one.statement, reckoning) for one, reckoning in found]
    sums = [sums_of(one.statement, reckoning) for one, reckoning in found]
    save(row for some in lines for row in some)
    save(row for some in sums for row in some)
    for one, own_lines, own_sums in zip(bills, lines, sums, strict=True):
        world.log.made("issue_statement", one.statement, one.day(7), who, one.statement, *own_lines, *own_sums)
        papers.issue("payment_request", one.statement, one.day(7), who)


def payments(world: World, bills: Iterable[Bill]) -> None:
    bills = list(bills)
    rows = save(
        Payment(
            pilot=world.pilot, statement=one.statement, paid_on=one.day(11), recorded_at=moment(one.day(11)),
            amount_vnd=one.statement.total_vnd // (2 if one.done == HALF_PAID else 1), illustrative=True,
            treasury_reference=f"KB {one.day(11):%m%y}/{one.place.number + 1:04} {MARK}",
            recorded_by=one.place.payer.user.person,
        )
        for one in bills
    )  # fmt: skip
    for one, row in zip(bills, rows, strict=True):
        world.log.made("record_payment", row, one.day(11), one.place.payer, row)


def closed(world: World, bills: list[Bill]) -> None:
    if not bills:
        return
    day, person = bills[0].day(13), world.finance.user.person
    rows = BillingMonth.objects.filter(pk__in=[one.row.pk for one in bills])
    rows.update(status=BillingMonth.Status.CLOSED, closed_at=moment(day), closed_by=person)
    for one in bills:
        world.log.moved("begin_close", one.row, day, world.finance, way="open closing")
        world.log.moved("close_month", one.row, day, world.finance, way="closing closed")
