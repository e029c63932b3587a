"""The timesheet of a month as a workbook: as the grid shows it, and as offices print it."""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from django.db.models import F, Q
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.calculation.marks import HALVES, Worth
from billing.models import Timesheet
from billing.resources.depending import refuse_depending
from billing.resources.grid import DAYS, LAST_DAY_OF_ANY_MONTH, POSITIONS, GridRow, entries_of, sheet_rows
from billing.resources.legend import legend_of, read_legend
from billing.resources.printed import (
    ask_blank,
    ask_missing,
    blank_days,
    days_in_words,
    explain,
    leave_out_others,
    months_named,
    read_marks,
    refuse_other_days,
    refuse_other_total,
    settle_blank,
    who,
)
from billing.rules.month import ENTERED, not_entered
from billing.selectors.marks import marks_in, meanings_in, written
from billing.selectors.sheets import read_sheet
from billing.workflows.timesheet import import_entries
from pilot.platform.digits import number_in
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell as ReadCell
from pilot.platform.exchange.resource import Column, Known, Row, TwoStepResource, Values, Verbs
from pilot.platform.exchange.widgets import CellWidget, CodeWidget, NameWidget, TextWidget, plain_text
from pilot.platform.kernel.types import User, Words
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency
from staffing.models import OFF
from staffing.resources.employees import StaffCodeWidget

DATE = re.compile(r"(ngay )?(?P<day>\d{1,2}) (0?[1-9]|1[0-2])( (\d\d){1,2})?")  # "01 06 2021", as headings are compared


class DayWidget(CellWidget[str]):
    """A mark of a timesheet. Its value is what the mark says (Worth.code); the list knows the marks of its pilot."""

    parts = (frozenset({"s", "sang", "buoi sang"}), frozenset({"c", "chieu", "buoi chieu"}))

    def is_nothing(self, text: str) -> bool:
        return not text.strip()

    def together(self, cells: Sequence[ReadCell]) -> str:
        """Morning and afternoon, in two columns or two lines."""
        return HALVES.join("" if cell is None else plain_text(cell) for cell in cells)

    def read(self, value: ReadCell) -> str:
        return plain_text(value).strip()

    def thaw(self, value: str | int | None) -> str | None:
        return None if value is None else str(value)  # a number: half-days, from lists of before marks were read

    def show(self, value: str | None) -> str:
        return "" if value is None else written(Worth.of(value))

    def mask(self, value: str | None) -> str:
        """A day of leave without its kind."""
        if value is None:
            return ""
        worth = Worth.of(value)
        return str(OFF) if worth.leave and not worth.half_days else written(Worth(worth.half_days))


class TotalWidget(CellWidget[float]):
    """Days of work as a number: 21, 21,5."""

    def together(self, cells: Sequence[ReadCell]) -> ReadCell:
        """Of mornings and afternoons each with a total none is that of the days."""
        filled = [cell for cell in cells if cell is not None]
        return filled[0] if len(filled) == 1 else None

    def read(self, value: ReadCell) -> float:
        text = plain_text(value).strip().replace(",", ".")
        try:
            return float(text)
        except ValueError as wrong:
            raise ValueError(_("“%(value)s” is not a number of days.") % {"value": text}) from wrong

    def show(self, value: float | None) -> str:
        return "" if value is None else days_in_words(value)


class TimesheetList(TwoStepResource):
    """Bảng chấm công: a row per counter post and employee; who is not signed off on a day has no cell there.

    The printed forms have no key of ours: their rows are known by name (and staff code, and post) within contract and
    month, and what nobody may guess is asked.
    """

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
    key, named_by = "row_key", "full_name"
    identified_by = (("full_name",), ("staff_code",))
    target = "billing.Timesheet"
    target_key = "pk"
    writes = "billing.TimesheetEntry"
    filters = {"timesheet": gettext_lazy("Timesheet")}
    known_but_not_kept = (
        "Chức vụ", "Ngạch bậc lương hoặc cấp bậc chức vụ", "Bậc lương", "Đơn vị", "Bộ phận",
        "Số công hưởng lương sản phẩm", "Số công nghỉ việc, ngừng việc hưởng 100% lương", "Số công hưởng BHXH",
        "Số công nghỉ việc, ngừng việc hưởng …% lương", "Số công nghỉ việc, ngừng việc hưởng % lương",
        "Số công nghỉ không lương",
    )  # fmt: skip

    row_key = Column(
        "row_key",
        "Mã dòng",
        widget=CodeWidget(80),
        example="HT-CX-Q1/BD0008",
        width=24,
        aliases=("Mã dòng chấm công", "Row"),
        hint=gettext_lazy("Code of the post / staff code, as in the export; a list without it is read by names."),
    )
    full_name = Column(
        "full_name", "Họ và tên", NameWidget(), width=28, example="Đặng Văn Hòa",
        aliases=("Tên nhân viên", "Nhân viên"),
    )  # fmt: skip
    staff_code = Column(
        "staff_code", "Mã nhân viên", widget=StaffCodeWidget(40), width=14, example="BD0008",
        aliases=("Mã số",),
    )  # fmt: skip
    post = Column(
        "post", "Vị trí", width=28, example="Quầy 1", aliases=("Vị trí tại quầy", "Quầy", "Vị trí làm việc", "Quầy số")
    )
    for _day in range(1, LAST_DAY_OF_ANY_MONTH + 1):  # columns are read from the names of the class
        vars()[f"d{_day:02}"] = Column(
            f"d{_day:02}",
            str(_day),
            widget=DayWidget(),
            aliases=(f"{_day:02}", f"Ngày {_day}", f"Ngày {_day:02}"),
            example="1",
            width=5,
            together="Các ngày trong tháng",
        )
    total = Column(
        "", "Số công", kept=False, widget=TotalWidget(), width=9, example="22",
        aliases=(
            "Tổng", "Cộng", "Tổng cộng", "Tổng số", "Tổng công", "Tổng số công", "Tổng ngày công", "Số ngày công",
            "Ngày công", "Công thực tế", "Tổng số ngày công", "Số công hưởng lương thời gian",
        ),
    )  # fmt: skip
    reason = Column(
        "reason",
        "Lý do",
        widget=TextWidget(200),
        example="Họp ở Bưu điện tỉnh",
        width=30,
        aliases=("Lý do khác phân công", "Reason"),
    )

    def column_of(self, heading: str) -> str:
        """Days stand there as numbers, or as dates with or without the year."""
        found = DATE.fullmatch(heading)
        return f"d{int(found['day']):02}" if found and int(found["day"]) in range(1, 32) else super().column_of(heading)

    @cached_property
    def masked(self) -> dict[str, str]:
        """Kinds of leave are masked as reasons are."""
        return super().masked | dict.fromkeys(DAYS, "see_absence")

    def refuses(self, target: Timesheet) -> Words:
        return not_entered(target)

    def agency_of(self, target: Timesheet) -> Agency:
        return target.month.contract.provider

    def existing(self, target: Timesheet, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The rows of the grid by "post/staff code".

        The lock is that of the timesheet, which the import holds.
        """
        return {self.identity(row.row_key): Known(row.number, row.values) for row in sheet_rows(read_sheet(target))}

    def questions(self, target: Timesheet, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Namesakes and posts, blank days and people who are not in the list: what a printed timesheet leaves open."""
        sheet = read_sheet(target)
        standing = {row.row_key: row for row in sheet_rows(sheet)}
        people = [row.standing for row in standing.values()]
        asked = who(rows, people, answers)
        legend = legend_of(self.around)
        marks, more = read_legend(legend, marks_in(target.pilot_id), meanings_in(target.pilot_id), rows, answers)
        asked += more
        read_marks(rows, marks, {f"d{day.day:02}" for day in sheet.days}, legend)
        leave_out_others(rows, people)
        blank = blank_days(rows, standing)
        if blank:
            asked.append(ask_blank(blank, standing))
            settle_blank(blank, standing, asked[-1].answer(answers))
        whole = not any(row.left_over for row in rows)
        missing = standing.keys() - {row.values.get("row_key") for row in rows} if whole else set()
        if claimed := sorted(row.standing.name for key, row in standing.items() if key in missing and row.claims):
            asked.append(ask_missing(claimed))
        return asked

    def check(self, target: Timesheet, rows: list[Row], on: dt.date) -> None:
        """Only rows and days of the grid, and totals that are those of the days."""
        sheet = read_sheet(target)
        standing = {row.row_key: row for row in sheet_rows(sheet)}
        for row in rows:
            known = standing.get(row.values.get("row_key") or "")
            if known is None and row.values.get("row_key"):
                row.refuse("row_key", _("Nobody with this code is signed off at this post in this month."))
            elif known is not None:
                refuse_other_days(sheet, known, row)
                refuse_other_total(row, known)
                explain(row, known)
        refuse_depending(target, sheet, rows, standing)

    def check_titles(self, target: Timesheet, titles: list[str]) -> list[str]:
        """A list that names another month, and this one nowhere, is that month's."""
        month, named = target.month.month, months_named(titles)
        if not named or month in named:
            return []
        words = _(
            "The list says %(named)s; this is the timesheet of %(month)s. Upload it at the timesheet of its month."
        )
        return [words % {"named": ", ".join(f"{one:%m/%Y}" for one in sorted(named)), "month": f"{month:%m/%Y}"}]

    def check_whole(self, target: Timesheet, rows: list[Row], on: dt.date) -> list[str]:
        """Days in their order, and the rules of the grid on the sheet as the rows without errors would leave it."""
        if rows and (wrong := _wrong_days([name for name in rows[0].cells if name in DAYS])):
            return [wrong]
        sheet = read_sheet(target)
        good = [(row.object_id, row.values) for row in rows if row.object_id and not row.faults]
        entries = [entry for number, values in good for entry in entries_of(sheet, number, values)]
        return [str(p.message) for rule in ENTERED for p in rule(target, Act(), {"entries": entries})]

    def change(self, target: Timesheet, changes: dict[int, Values]) -> None:
        """Through the rules of the grid once more, under the lock."""
        sheet = read_sheet(target)
        import_entries(target, [e for number, values in changes.items() for e in entries_of(sheet, number, values)])

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[GridRow]:
        """The rows of the timesheet named in ?timesheet=, if the user may see it."""
        wanted = query.get("timesheet", "")
        found = Timesheet.objects.visible_to(user, on).filter(pk=number_in(wanted) or 0).first()
        if found is None:
            return []
        rows = list(sheet_rows(read_sheet(found), found.illustrative))
        for row in rows:
            row.pilot, row.timesheet = found.pilot, found
        return rows

    def asked(self, row: GridRow) -> Timesheet:
        timesheet: Timesheet = row.timesheet
        return timesheet

    def repeats(self, label: str, ids: list[int]) -> Q:
        """Of an employee, the rows whose number ends with the employee's."""
        if label != "staffing.PostalEmployee":
            return super().repeats(label, ids)
        return Q(In(F("object_id") % POSITIONS, ids))


def _wrong_days(days: list[str]) -> str:
    """What is wrong with the columns of days, in their order on the page: there are none, or they begin twice."""
    if not days:
        return _("The list has no column of a day; totals alone are not read.")
    words = _("The days do not go from the first to the last of one month: after day %(one)d stands day %(other)d.")
    back = [{"one": int(one[1:]), "other": int(other[1:])} for one, other in pairwise(days) if other < one]
    return words % back[0] if back else ""
