"""The money half of the demo, through the real verbs: a lease, two contracts in force, four billed months.

Illustrative.
"""

import datetime as dt
from typing import Protocol

from django.db.models import F

from billing.models import AcceptanceRecord, BillingMonth, LabourContract, Statement, Timesheet
from billing.models.calendar import VatCategory
from billing.selectors.sheets import FULL_DAY, Entry, Sheet, read_sheet
from billing.workflows import acceptance, calendar, contract, statement, timesheet
from facilities.models import Facility
from facilities.workflows import lease as leases
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days, next_month
from pilot.programme.models import Agency, CounterPost, Pilot, Site, User
from staffing.models import Leave

PRICE = 7_000_000  # VND per post and month without VAT, made up: no document gives a price
RENT = 3_000_000  # VND per month, made up: no document gives a rent
HALF = 5_000_000  # VND, a part of May already paid
WORK = "Hướng dẫn, tiếp nhận, chuyển hồ sơ và trả kết quả"  # R35


class World(Protocol):
    """What the demo has made before: its pilot, people and places."""

    pilot: Pilot
    agency: dict[str, Agency]
    site: dict[str, Site]
    user: dict[str, User]

    def act(self, username: str, on: dt.date, reason: str = ...) -> Act: ...


def load(world: World) -> None:
    """Fill the facilities and billing part of an empty demo."""
    confirm_calendar(world.pilot, 2021, world.act("taichinh", dt.date(2021, 1, 4)))
    _lease(world)
    district = _contract(world, "HT-S-CX", "HT-CX", "chitra.camxuyen", dt.date(2021, 3, 1))
    for month in (dt.date(2021, 3, 1), dt.date(2021, 4, 1), dt.date(2021, 5, 1)):
        _billed(world, district, month, "gd.tt.camxuyen", "chitra.camxuyen")
    province = _contract(world, "HT-S-TTPVHCC", "HT-VPUBND", "chitra", dt.date(2021, 5, 1))
    _billed(world, province, dt.date(2021, 5, 1), "gd.trungtam", "chitra", disputed=True)
    for row in (district, province):
        timesheet.open_month(row, world.act("buudien", dt.date(2021, 6, 1)), month=dt.date(2021, 6, 1))
    _draft(world)


def confirm_calendar(pilot: Pilot, year: int, act: Act) -> None:
    """The days off of a year as they are proposed, confirmed by finance."""
    calendar.confirm_calendar(calendar.propose_calendar(pilot, act, year=year), act)


def _lease(world: World) -> None:
    """A commune postal-cultural point, leased from 01/05/2021."""
    facility = Facility.objects.get(site__code="HT-S-CAMTHANH")
    act = world.act
    row = leases.draft_lease(
        facility,
        act("buudien", dt.date(2021, 4, 12)),
        lessee=world.agency["HT-U-CAMTHANH"],
        first_day=dt.date(2021, 5, 1),
        last_day=dt.date(2023, 4, 30),
        rent_vnd=RENT,
        included="Gian giao dịch của Bộ phận Một cửa, bàn, quầy, ghế chờ (minh họa)",
    )
    leases.agree_lease(row, act("ct.camthanh", dt.date(2021, 4, 19)))
    leases.confirm_separation(row, act("ct.camthanh", dt.date(2021, 4, 22)))
    leases.sign_lease(
        row,
        act("ct.camthanh", dt.date(2021, 4, 26)),
        number="03/HĐ-BĐVHX",
        date=dt.date(2021, 4, 26),
    )
    leases.put_lease_in_force(row, act("buudien", dt.date(2021, 4, 28)))


def _contract(world: World, site: str, payer: str, payer_account: str, first_day: dt.date) -> LabourContract:
    """A contract with a line for each post of phase I at the site where somebody is recognised, signed and in force."""
    act = world.act
    row: LabourContract = contract.draft_contract(
        world.agency["HT-BDT"],
        act("buudien", first_day),
        payer=world.agency[payer],
        site=world.site[site],
        first_day=first_day,
        last_day=dt.date(2021, 12, 31),
        legal_basis="Công văn số 436/UBND-PC1 ngày 21/01/2021",
        ceiling_vnd=600_000_000,
    )
    for post in _posts(world, site, phase="HT-P1"):
        contract.add_contract_line(
            row,
            act("buudien", first_day),
            post=post,
            description=WORK,
            first_day=first_day,
            last_day=dt.date(2021, 12, 31),
            unit_price_vnd=PRICE,
            vat_category=VatCategory.STANDARD,
        )
    contract.agree_contract(row, act(payer_account, first_day))
    contract.sign_contract(row, act(payer_account, first_day), number=f"{row.pk:02}/2021/HĐ-BĐT", date=first_day)
    contract.put_contract_in_force(row, act("buudien", first_day))
    return row


def _posts(world: World, site: str, phase: str) -> list[CounterPost]:
    """Posts of agencies that took part in the phase at the site, where somebody is recognised."""
    posts = CounterPost.objects.filter(
        site__code=site, agency__participations__phase__code=phase, agency__participations__site=F("site")
    )
    return [post for post in posts.order_by("code") if post.agency.recognitions.filter(site=post.site).exists()]


def _draft(world: World) -> None:
    """A contract that still waits for its prices."""
    row: LabourContract = contract.draft_contract(
        world.agency["HT-BDT"],
        world.act("buudien", dt.date(2021, 6, 7)),
        payer=world.agency["HT-CL"],
        site=world.site["HT-S-CL"],
        first_day=dt.date(2021, 7, 1),
        last_day=dt.date(2021, 12, 31),
    )
    for post in _posts(world, "HT-S-CL", phase="HT-P2"):
        contract.add_contract_line(
            row,
            world.act("buudien", dt.date(2021, 6, 7)),
            post=post,
            description=WORK,
            first_day=dt.date(2021, 7, 1),
            last_day=dt.date(2021, 12, 31),
            vat_category=VatCategory.STANDARD,
        )


def _billed(
    world: World, row: LabourContract, month: dt.date, director: str, payer: str, disputed: bool = False
) -> None:
    """One month from timesheet to request; everything but the last months is paid."""
    act, after = world.act, next_month(month)
    opened = timesheet.open_month(row, act("buudien", month), month=month)
    sheet = Timesheet.objects.get(month=opened)
    entries = _one_absence(read_sheet(sheet))
    if entries:
        timesheet.enter_timesheet(sheet, act("buudien", after), entries=entries)
    timesheet.submit_timesheet(sheet, act("buudien", after))
    timesheet.check_timesheet(sheet, act(director, add_days(after, 1)))
    record = AcceptanceRecord.objects.get(timesheet=sheet)
    if disputed and record.lines.count() > 1:
        remark = "Đối chiếu lại giờ làm việc (minh họa)"
        last = record.lines.last()
        acceptance.dispute_line(record, act(payer, add_days(after, 2)), line=last, remark=remark)
    acceptance.sign_acceptance_centre(record, act(director, add_days(after, 2)))
    acceptance.sign_acceptance_payer(record, act(payer, add_days(after, 6)))
    request = statement.issue_statement(record, act("gd.buudien", add_days(after, 7)))
    if not disputed:
        _paid(world, request, opened, payer, add_days(after, 13))


def _one_absence(sheet: Sheet) -> list[Entry]:
    """The first post: its employee is ill for a day and a half, a reserve stands in for the whole day."""
    line = next(iter(sheet.lines.values()), None)
    days = sorted(day for (key, _employee, day), _cell in sheet.cells.items() if line and key == line.pk)
    if line is None or len(days) < 4:
        return []
    ill = next(employee for (key, employee, _day) in sheet.cells if key == line.pk)
    whole, half = days[2], days[3]
    entries = [
        Entry(line=line.pk, employee=ill, day=day, half_days=worked, leave=Leave.SICK)
        for day, worked in ((whole, 0), (half, 1))
    ]
    reserve = next((e for e in sheet.signed_off.of_post(line.post_id) if e.pk != ill), None)
    if reserve and sheet.signed_off.holds(line.post_id, reserve.pk, whole):
        why = "Dự phòng thay người nghỉ (minh họa)"
        entries.append(Entry(line=line.pk, employee=reserve.pk, day=whole, half_days=FULL_DAY, reason=why))
    return entries


def _paid(world: World, request: Statement, month: BillingMonth, payer: str, on: dt.date) -> None:
    """March and April in full, with the month closed; of May a part."""
    last = month.month == dt.date(2021, 5, 1)
    statement.record_payment(
        request,
        world.act(payer, on),
        amount_vnd=HALF if last else request.total_vnd,
        paid_on=on,
        treasury_reference=f"KB {on:%d%m}/{request.number[:2]} (minh họa)",
    )
    if not last:
        timesheet.begin_close(month, world.act("taichinh", on))
        timesheet.close_month(month, world.act("taichinh", on))
