"""Documents, premises, contracts with their months, and lists from workbooks."""

import datetime as dt

from django.utils import timezone

from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    DayMark,
    Holiday,
    LabourContract,
    LabourContractLine,
    Payment,
    Statement,
    StatementLine,
    Timesheet,
    TimesheetEntry,
    VatRate,
    WorkingCalendar,
)
from facilities.models import Facility, FacilityLease
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.kernel import files
from pilot.platform.periods import add_days
from pilot.programme.models import Site, User
from staffing.models import WithdrawalDecision
from tests.lists.here import DAY, END, PAST, Here
from tests.lists.people import employees, post, recognised, withdrawals

MAY = dt.date(2021, 5, 1)


def official_documents(here: Here, numbers: range) -> None:
    """Each about a decision of its own, and each by another signer."""
    for i, request in zip(numbers, withdrawals(here, numbers), strict=True):
        decision = WithdrawalDecision.objects.create(
            pilot=here.pilot,
            request=request,
            outcome="approved",
            decided_at=timezone.now(),
            decided_on=DAY,
            decided_by=here.user,
            effective_on=DAY,
        )
        OfficialDocument.objects.create(
            pilot=here.pilot,
            kind="withdrawal_decision",
            issuer=here.agency,
            object_type="staffing.WithdrawalDecision",
            object_id=decision.pk,
            summary="Văn bản",
            status="numbered",
            approved_at=timezone.now(),
            approved_by=here.user,
            symbol="QĐ",
            number=f"{i}/QĐ-nhiều",
            year=2021,
            issued_on=DAY,
            numbered_at=timezone.now(),
            numbered_by=here.user,
            signer=User.objects.create_user(f"ky{i}", here.person()),
            pdf=files.store(b"%PDF-1.7", f"{i}.pdf", "application/pdf"),
        )


def facilities(here: Here, numbers: range) -> None:
    """Premises with a lease, the first with many."""
    for i in numbers:
        site = Site.objects.create(
            pilot=here.pilot, code=f"GL-S-{i}", name=f"Điểm {i}", level="commune", parent_agency=here.agency
        )
        row = Facility.objects.create(
            pilot=here.pilot, code=f"GL-T{i}", name=f"Trụ sở {i}", kind="existing_centre", site=site, owner=here.office
        )
        for leased in {row, Facility.objects.get(code="GL-T1")}:
            FacilityLease.objects.create(
                pilot=here.pilot,
                facility=leased,
                lessor=here.office,
                lessee=here.agency,
                drafted_at=timezone.now(),
                valid_from=DAY,
            )


def contract(here: Here) -> LabourContract:
    return LabourContract.objects.create(
        pilot=here.pilot,
        payer=here.agency,
        provider=here.office,
        site=here.site,
        drafted_at=timezone.now(),
        valid_from=PAST,
        valid_to=END,
    )


def line(here: Here, of: LabourContract, i: int) -> LabourContractLine:
    return LabourContractLine.objects.create(
        pilot=here.pilot,
        contract=of,
        post=post(here, i),
        description="Việc",
        unit_price_vnd=1_000_000,
        vat_category="standard",
        valid_from=PAST,
        valid_to=END,
    )


def month(here: Here, of: LabourContract, day: dt.date = MAY) -> AcceptanceRecord:
    """A month with its timesheet and acceptance."""
    row = BillingMonth.objects.create(pilot=here.pilot, contract=of, month=day)
    sheet = Timesheet.objects.create(pilot=here.pilot, month=row)
    return AcceptanceRecord.objects.create(pilot=here.pilot, timesheet=sheet, created_at=timezone.now())


def contracts(here: Here, numbers: range) -> None:
    """Contracts with a line, and of each a month with its timesheet and acceptance."""
    for i in numbers:
        row = contract(here)
        line(here, row, i)
        month(here, row)


def one_contract(here: Here, numbers: range) -> None:
    """A contract of many counter posts, with many months."""
    row = LabourContract.objects.first() or contract(here)
    for i in numbers:
        line(here, row, i)
        month(here, row, dt.date(2021 + i // 12, i % 12 + 1, 1))


def one_month(here: Here, numbers: range) -> None:
    """A month at many counter posts: days worked, accepted, requested and paid in parts."""
    of = LabourContract.objects.first() or contract(here)
    record = AcceptanceRecord.objects.first() or month(here, of)
    request = Statement.objects.first() or statement(here, record)
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        recognised(here, row)
        columns = {"pilot": here.pilot, "line": line(here, of, i), "employee": row.employee}
        worked = {"day": dt.date(2021, 5, 4), "half_days": 2, "reason": "Trực"}
        TimesheetEntry.objects.create(**columns, **worked, timesheet=record.timesheet)
        accepted = AcceptanceLine.objects.create(
            **columns, record=record, half_days=2, standard_half_days=40, unit_price_vnd=1_000_000, amount_vnd=50_000
        )
        StatementLine.objects.create(
            pilot=here.pilot, statement=request, acceptance_line=accepted, post_name="Quầy", employee_name="Đỗ",
            staff_code=f"{i}", unit_price_vnd=1_000_000, half_days=2, standard_half_days=40, amount_vnd=50_000,
            vat_category="standard",
        )  # fmt: skip
        Payment.objects.create(
            pilot=here.pilot, statement=request, amount_vnd=1, paid_on=DAY, treasury_reference=f"KB{i}",
            recorded_at=timezone.now(), recorded_by=here.person(),
        )  # fmt: skip


def statement(here: Here, record: AcceptanceRecord) -> Statement:
    of = record.timesheet.month.contract
    names = {"payer_name": "UBND", "provider_name": "Bưu điện", "site_name": "Điểm", "contract_number": "1/HĐ"}
    return Statement.objects.create(
        pilot=here.pilot, contract=of, month=MAY, kind="main", acceptance=record, provider=here.office,
        issued_on=DAY, issued_at=timezone.now(), issued_by=here.person(), contract_date=PAST,
        amount_vnd=1_500_000, vat_vnd=0, total_vnd=1_500_000, amount_in_words="Một triệu rưỡi", **names,
    )  # fmt: skip


def day_marks(here: Here, numbers: range) -> None:
    """Marks that the pilot added to those of the forms."""
    for i in numbers:
        said = {"meaning": "Chế độ", "half_days": 0, "leave": "other", "source": "Quy chế"}
        DayMark.objects.create(pilot=here.pilot, mark=f"CĐ{i}", key=f"cđ{i}", **said)


def calendars(here: Here, numbers: range) -> None:
    """Years in which a contract runs, proposed."""
    runs = {"status": "in_force", "number": "1/HĐ", "date": PAST, "valid_from": dt.date(2000, 1, 1), "valid_to": None}
    signed = {"signed_at": timezone.now(), "signed_by": here.person()}
    LabourContract.objects.filter(pk=contract(here).pk).update(**runs, **signed)
    for i in numbers:
        WorkingCalendar.objects.create(pilot=here.pilot, year=2000 + i, source="Đề xuất")


def one_calendar(here: Here, numbers: range) -> None:
    """A year of many days off."""
    row = WorkingCalendar.objects.first() or WorkingCalendar.objects.create(pilot=here.pilot, year=2021, source="?")
    for i in numbers:
        Holiday.objects.create(pilot=here.pilot, calendar=row, day=add_days(PAST, i), name="Nghỉ", source="?")


def vat_rates(here: Here, numbers: range) -> None:
    """A rate of a day each, before all others."""
    VatRate.objects.filter(pilot=here.pilot, category="zero").delete()
    for i in numbers:
        first, last = add_days(PAST, i), add_days(PAST, i + 1)
        said = {"category": "zero", "rate": 0, "source": "?"}
        VatRate.objects.create(pilot=here.pilot, valid_from=first, valid_to=last, **said)


def imports(here: Here, numbers: range) -> None:
    """Lists, the first with rows of its own."""
    for i in numbers:
        file = files.store(b"PK", f"{i}.xlsx", "application/octet-stream", here.user)
        ImportBatch.objects.create(
            pilot=here.pilot,
            agency=here.agency,
            kind="procedures",
            object_type="pilot.Agency",
            object_id=here.agency.pk,
            file=file,
            status="checked",
            sheet="Sheet1",
            head_row=1,
            uploaded_at=timezone.now(),
            uploaded_by=User.objects.create_user(f"gui{i}", here.person()),
        )
        ImportRow.objects.create(
            pilot=here.pilot,
            batch=ImportBatch.objects.earliest("id"),
            number=i + 2,
            outcome="new",
            cells={"code": f"9.{i:06}"},
        )
