"""The timesheet of a month as a workbook.

One row per counter post and employee, one column per day of the month.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.cases import CONTRACT
from billing.forms.contract import ContractFilter
from billing.models import LabourContract, LabourContractLine, Timesheet
from billing.rules.month import ENTERED
from billing.selectors.sheets import Cell, Entry, Sheet, read_sheet
from billing.workflows.timesheet import import_entries
from pilot.platform.digits import number_in
from pilot.platform.exchange.reading import Cell as ReadCell
from pilot.platform.exchange.resource import Column, Known, ListResource, Row, TwoStepResource, Values, Verbs, shown
from pilot.platform.exchange.widgets import CellWidget, CodeWidget, TextWidget, plain_text
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency

HALF_DAYS = {"0": 0, "-": 0, "0.5": 1, "0,5": 1, "½": 1, "/": 1, "1": 2, "x": 2, "+": 2}
LAST_DAY_OF_ANY_MONTH = 31
POSITIONS = 10**9  # a row of the list is no row of a table: contract line and employee make its number


class DayWidget(CellWidget[int]):
    """A day of work: 1, x or + a whole day, 0,5 or / half a day, 0 or - none.

    An empty cell changes nothing.
    """

    def read(self, value: ReadCell) -> int:
        text = plain_text(value).strip().lower()
        if text not in HALF_DAYS:
            raise ValueError(_("Write 1, 0,5 or 0."))
        return HALF_DAYS[text]

    def show(self, value: int | None) -> str:
        return "" if value is None else {0: "0", 1: "0,5", 2: "1"}[value]


class TimesheetList(TwoStepResource):
    """Bảng chấm công: rows and days as on the grid; who is not signed off on a day has no cell there."""

    kind = "timesheet"
    title = gettext_lazy("Timesheet of a month")
    verbs = Verbs(
        upload="upload_timesheet_list",
        check="check_timesheet_list",
        confirm="confirm_timesheet_list",
        discard="discard_timesheet_list",
        undo="undo_timesheet_list",
        export="export_timesheet",
    )
    key = "row_key"
    target = "billing.Timesheet"
    target_key = "pk"
    writes = "billing.TimesheetEntry"
    filters = {"timesheet": gettext_lazy("Timesheet")}
    known_but_not_kept = ("Vị trí", "Vị trí tại quầy", "Họ và tên", "Tổng", "Cộng", "Ghi chú")

    row_key = Column(
        "row_key",
        "Mã dòng",
        widget=CodeWidget(80),
        required=True,
        example="HT-CX-Q1/BD0008",
        width=24,
        aliases=("Mã dòng chấm công", "Row"),
        hint=gettext_lazy("Code of the post / staff code, as in the export."),
    )
    for _day in range(1, LAST_DAY_OF_ANY_MONTH + 1):  # columns are read from the names of the class
        vars()[f"d{_day:02}"] = Column(
            f"d{_day:02}",
            str(_day),
            widget=DayWidget(),
            aliases=(f"{_day:02}", f"Ngày {_day}"),
            example="1",
            width=5,
        )
    reason = Column(
        "reason",
        "Lý do",
        widget=TextWidget(200),
        example="Nghỉ ốm",
        width=30,
        aliases=("Lý do khác phân công", "Reason"),
    )

    def accepts(self, target: Timesheet) -> bool:
        return target.status == Timesheet.Status.DRAFT

    def agency_of(self, target: Timesheet) -> Agency:
        return target.month.contract.provider

    def existing(self, target: Timesheet, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The rows of the grid by "post/staff code".

        The lock is that of the timesheet, which the import holds.
        """
        return {row.row_key: Known(row.number, row.values) for row in sheet_rows(read_sheet(target))}

    def check(self, target: Timesheet, rows: list[Row], on: dt.date) -> None:
        """Only rows of the grid; then the rules of the grid on the sheet as the list would leave it."""
        sheet = read_sheet(target)
        entries: list[Entry] = []
        for row in rows:
            if row.object_id is None and row.values.get("row_key"):
                row.refuse("row_key", _("Nobody with this code is signed off at this post in this month."))
            elif row.object_id is not None and not row.faults:
                _refuse_other_days(sheet, row.object_id, row)
                entries += _entries(sheet, row.object_id, row.values)
        problems = [p for rule in ENTERED for p in rule(target, Act(), {"entries": entries})]
        for row in rows:
            for problem in problems:
                row.refuse("", str(problem.message))

    def change(self, target: Timesheet, changes: dict[int, Values]) -> None:
        """Through the rules of the grid once more, under the lock."""
        sheet = read_sheet(target)
        import_entries(target, [e for number, values in changes.items() for e in _entries(sheet, number, values)])

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[SimpleNamespace]:
        """The rows of the timesheet named in ?timesheet=, if the user may see it."""
        wanted = query.get("timesheet", "")
        found = Timesheet.objects.visible_to(user, on).filter(pk=number_in(wanted) or 0).first()
        if found is None:
            return []
        rows = list(sheet_rows(read_sheet(found), found.illustrative))
        for row in rows:
            row.pilot, row.timesheet = found.pilot, found
        return rows

    def asked(self, row: SimpleNamespace) -> Timesheet:
        timesheet: Timesheet = row.timesheet
        return timesheet

    def repeats(self, label: str, ids: list[int]) -> Q:
        """Of an employee, the rows whose number ends with the employee's."""
        if label != "staffing.PostalEmployee":
            return super().repeats(label, ids)
        return Q(In(F("object_id") % POSITIONS, ids))


def sheet_rows(sheet: Sheet, illustrative: bool = False) -> Iterator[SimpleNamespace]:
    """A row per line of the contract and employee signed off there: key, number, half-days by day column."""
    posts = Counter(line.post_id for line in sheet.lines.values())
    empty = {f"d{day:02}": None for day in range(1, LAST_DAY_OF_ANY_MONTH + 1)}
    for line in sheet.lines.values():
        # after a price revision a post has two lines in the month: their first days tell the rows apart
        ending = f"/{line.valid_from:%d%m}" if posts[line.post_id] > 1 else ""
        for employee in sheet.signed_off.of_post(line.post_id):
            key = f"{line.post.code}/{employee.staff_code}{ending}"
            values = {
                "row_key": key,
                **_days(sheet, line, employee.pk),
                "reason": "; ".join(sheet.reasons(line.pk, employee.pk)) or None,
            }
            number = line.pk * POSITIONS + employee.pk
            yield SimpleNamespace(values=values, number=number, illustrative=illustrative, **(empty | values))


def _days(sheet: Sheet, line: LabourContractLine, employee: int) -> dict[str, int]:
    """Half-days by day column, on the days on which the employee may be entered there."""
    return {
        f"d{day.day:02}": sheet.cells.get((line.pk, employee, day), Cell(0)).half_days
        for day in sheet.line_days(line)
        if sheet.signed_off.holds(line.post_id, employee, day)
    }


def _entries(sheet: Sheet, number: int, values: Values) -> Iterator[Entry]:
    """The cells that one row of the list changes."""
    line_id, employee = divmod(number, POSITIONS)
    line = sheet.lines[line_id]
    kept, reason = _days(sheet, line, employee), "; ".join(sheet.reasons(line_id, employee))
    new_reason = values.get("reason") or reason
    for day in sheet.line_days(line):
        name = f"d{day.day:02}"
        cell = sheet.cells.get((line_id, employee, day), Cell(0))
        typed = values.get(name)
        half_days = cell.half_days if typed is None else typed
        differs = half_days != cell.prefilled and new_reason != reason
        if name in kept and (half_days != cell.half_days or differs):
            yield {"line": line_id, "employee": employee, "day": day, "half_days": half_days, "reason": new_reason}


def _refuse_other_days(sheet: Sheet, number: int, row: Row) -> None:
    """A filled day on which nothing can be entered is a fault of its cell."""
    line_id, employee = divmod(number, POSITIONS)
    kept = _days(sheet, sheet.lines[line_id], employee)
    for name in sorted(row.values.keys() - kept.keys() - {"row_key", "reason"}):
        if row.values[name]:
            row.refuse(name, _("On this day the employee is not signed off here, or it is no working day."))


class ContractList(ListResource):
    """Labour contracts as their page shows them; ceiling in VND, VAT included."""

    kind, title, event = "contracts", gettext_lazy("Labour contracts"), "export_contracts"
    lists = "billing.LabourContract"
    filters = {"status": gettext_lazy("State"), "payer__code": gettext_lazy("Payer")}
    site = shown("site__name", "Điểm", 36)
    payer = shown("payer__name", "Bên chi trả", 36)
    provider = shown("provider__name", "Bên cung cấp", 36)
    number = shown("number", "Số hợp đồng", 20)
    date = shown("date", "Ngày hợp đồng", 14)
    first_day = shown("valid_from", "Từ ngày", 12)
    last_day = shown("period__last_day", "Đến hết ngày", 12)
    ceiling = shown("ceiling_vnd", "Giá trị tối đa, gồm thuế (đồng)", 20)
    state = shown("get_status_display", "Trạng thái", 30)
    paper = shown("paper_mark", "Văn bản giấy", 50)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[LabourContract]:
        rows = CONTRACT.rows(user, on)
        return rows.filter(**ContractFilter(query, rows).chosen())
