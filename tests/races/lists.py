"""Races of the imports: checked lists that some confirm and some discard. What is written is written once."""

import datetime as dt
from typing import Any

from billing.calculation.marks import Worth
from billing.models import LabourContract, Timesheet
from billing.resources.grid import sheet_rows
from billing.selectors.sheets import read_sheet
from billing.workflows.timesheet import open_month
from pilot.platform.access.policy import pilot_of
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel import files
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Pilot
from staffing.models import PostalEmployee
from tests.races.entries import act, attempt, race

JULY = dt.date(2021, 7, 1)
WHOLE, HALF = Worth(2).code, Worth(1).code


def checked(kind: str, target: Any, who: str, row: dict[str, Any], changes: dict[str, Any] | None = None) -> int:
    """A checked list of one row: a new one, or (`changes`) one that is changed."""
    by, sheet = act(who), resource(kind)
    batch = ImportBatch.objects.create(
        pilot=pilot_of(target),
        agency=sheet.agency_of(target),
        kind=kind,
        object_type=target._meta.label,
        object_id=target.pk,
        file=files.store(b"x", "danh-sach.csv", "text/csv", by.user),
        status=ImportBatch.Status.CHECKED,
        head_row=1,
        row_count=1,
        rows_done=1,
        new_count=int(changes is None),
        changed_count=int(changes is not None),
        uploaded_at=by.at,
        uploaded_by=by.user,
        checked_at=by.at,
    )
    columns = {"after": sheet.freeze(row)} | (changes or {})
    outcome = ImportRow.Outcome.NEW if changes is None else ImportRow.Outcome.CHANGED
    key = row.get(sheet.key) or columns.pop("key")
    ImportRow.objects.create(pilot=batch.pilot, batch=batch, number=2, key=key, outcome=outcome, **columns)
    return batch.pk


def pilot() -> Pilot:
    return Pilot.objects.get(code="HATINH")


def confirm_or_discard(kind: str, who: str, pk: int, number: int) -> None:
    verbs = resource(kind).verbs
    VERBS[verbs.discard if number % 2 else verbs.confirm](ImportBatch.objects.get(pk=pk), act(who, confirmed=True))


@race("import_employees")
def employee_lists(number: int) -> list[int]:
    office = Agency.objects.get(code="HT-BDT")
    rows = ({"staff_code": f"DI{n:03}", "full_name": f"Người Đua {n}"} for n in range(number))
    return [checked("employees", office, "buudien", row) for row in rows]


@attempt("import_employees")
def take_employees(pk: int, number: int) -> None:
    confirm_or_discard("employees", "buudien", pk, number)


@race("import_absences")
def absence_lists(number: int) -> list[int]:
    office = Agency.objects.get(code="HT-BDT")
    code = PostalEmployee.objects.filter(post_office=office).earliest("id").staff_code
    same = {"staff_code": code, "begins": "morning", "ends": "afternoon", "leave": "other", "sudden": "no"}
    days = [dt.date(2021, 7, 1) + dt.timedelta(days=n) for n in range(number)]
    rows = ({"entry": f"{code}/{day}", "first_day": f"{day}", "last_day": f"{day}"} | same for day in days)
    return [checked("absences", office, "buudien", row) for row in rows]


@attempt("import_absences")
def take_absences(pk: int, number: int) -> None:
    confirm_or_discard("absences", "buudien", pk, number)


@race("import_procedures")
def procedure_lists(number: int) -> list[int]:
    agency = Agency.objects.get(code="HT-SCT")
    same = {"name": "Thủ tục đua", "field": "Lĩnh vực đua", "level": "province"}
    return [checked("procedures", agency, "gd.congthuong", {"code": f"9.0009{n:02}"} | same) for n in range(number)]


@attempt("import_procedures")
def take_procedures(pk: int, number: int) -> None:
    confirm_or_discard("procedures", "gd.congthuong", pk, number)


@race("import_timesheet")
def timesheet_lists(number: int) -> list[int]:
    """Each list changes one day of one person in July, which no other race uses."""
    found = []
    for contract in LabourContract.objects.filter(status=LabourContract.Status.IN_FORCE):
        month = open_month(contract, act("buudien", on=JULY), month=JULY)
        sheet = Timesheet.objects.get(month=month)
        for row in sheet_rows(read_sheet(sheet)):
            days = [name for name, value in row.values.items() if name[0] == "d" and value == WHOLE]
            found += [(sheet, row, name) for name in days]
    return [checked_day(*one) for one in found[:number]]


def checked_day(sheet: Timesheet, row: Any, name: str) -> int:
    kind = resource("timesheet")
    changes = {
        "key": row.row_key,
        "object_id": row.number,
        "before": kind.freeze({name: row.values[name]}),
    }
    new = {name: HALF, "reason": "Nghỉ nửa ngày"}
    return checked("timesheet", sheet, "buudien", new, changes)


@attempt("import_timesheet")
def take_timesheet(pk: int, number: int) -> None:
    confirm_or_discard("timesheet", "buudien", pk, number)


@race("import_agencies")
def agency_lists(number: int) -> list[int]:
    return [checked("agencies", pilot(), "thuky", agency_row(n)) for n in range(number)]


def agency_row(number: int) -> dict[str, Any]:
    kind = {"body_kind": Agency.Kind.DEPARTMENT, "level": "province"}
    return {"code": f"DA{number:03}", "name": f"Sở đua {number}", **kind}


@attempt("import_agencies")
def take_agencies(pk: int, number: int) -> None:
    confirm_or_discard("agencies", "truongban", pk, number)


@race("import_sites")
def site_lists(number: int) -> list[int]:
    rows = ({"code": f"DD{n:03}", "name": f"Điểm đua {n}", "level": "province"} for n in range(number))
    return [checked("sites", pilot(), "thuky", row) for row in rows]


@attempt("import_sites")
def take_sites(pk: int, number: int) -> None:
    confirm_or_discard("sites", "truongban", pk, number)


@race("import_posts")
def post_lists(number: int) -> list[int]:
    agency = Agency.objects.get(code="HT-CL")
    at = {"site": "Trung tâm Hành chính công huyện Can Lộc"}
    rows = ({"code": f"DP-{n:03}", "name": f"Quầy đua {n}", **at} for n in range(number))
    return [checked("posts", agency, "ct.canloc", row) for row in rows]


@attempt("import_posts")
def take_posts(pk: int, number: int) -> None:
    confirm_or_discard("posts", "ct.canloc", pk, number)


@race("import_civil-servants")
def civil_servant_lists(number: int) -> list[int]:
    agency = Agency.objects.get(code="HT-CL")
    rows = ({"staff_code": f"DS{n:03}", "full_name": f"Công chức đua {n}"} for n in range(number))
    return [checked("civil-servants", agency, "ct.canloc", row) for row in rows]


@attempt("import_civil-servants")
def take_civil_servants(pk: int, number: int) -> None:
    confirm_or_discard("civil-servants", "ct.canloc", pk, number)


@race("import_accounts")
def account_lists(number: int) -> list[int]:
    pilot = Pilot.objects.get(code="HATINH")
    rows = (
        {"entry": f"dua{n:03}/auditor/", "full_name": f"Tài khoản đua {n}", "username": f"dua{n:03}", "role": "auditor"}
        for n in range(number)
    )
    return [checked("accounts", pilot, "quantri1", row) for row in rows]


@attempt("import_accounts")
def take_accounts(pk: int, number: int) -> None:
    confirm_or_discard("accounts", "quantri1", pk, number)
