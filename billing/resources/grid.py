"""The rows of a timesheet's grid as rows of a list, and back: what one row of a list changes in the grid."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TypeAlias

from billing.calculation.marks import Worth
from billing.calculation.roster import Standing
from billing.selectors.sheets import Cell, Entry, Key, Sheet
from pilot.platform.exchange.resource import Values

LAST_DAY_OF_ANY_MONTH = 31
DAYS = [f"d{day:02}" for day in range(1, LAST_DAY_OF_ANY_MONTH + 1)]  # columns of the list
POSITIONS = 10**9  # a row of the list is no row of a table: contract line and employee make its number
GridRow: TypeAlias = SimpleNamespace  # key, number, standing, days, values, and each column of the list


def sheet_rows(sheet: Sheet, illustrative: bool = False) -> Iterator[GridRow]:
    """A row per counter post and employee signed off there: key, number, what each day says by its column.

    After a change of price a post has two lines in the month; the first gives the row its number.
    """
    empty = dict.fromkeys(DAYS)
    for post in {line.post_id: line.post for line in sheet.lines.values()}.values():
        lines = [line.pk for line in sheet.lines.values() if line.post_id == post.pk]
        for employee in sheet.signed_off.of_post(post.pk):
            days = days_of(sheet, post.pk, employee.pk)
            reasons = dict.fromkeys(reason for line in lines for reason in sheet.reasons(line, employee.pk))
            key = f"{post.code}/{employee.staff_code}"
            values = {
                "row_key": key,
                **{name: cell.worth.code for name, (_key, cell) in days.items()},
                "reason": "; ".join(reasons) or None,
            }
            said = {
                "full_name": employee.person.full_name, "staff_code": employee.staff_code, "post": post.name,
            }  # fmt: skip
            standing = Standing(key, employee.staff_code, employee.person.full_name, post.name)
            number = lines[0] * POSITIONS + employee.pk
            row = {"number": number, "illustrative": illustrative, "standing": standing, "days": days, "values": values}
            row["claims"] = any(cell.half_days for _key, cell in days.values())
            yield GridRow(**row, **(empty | said | values))


def days_of(sheet: Sheet, post: int, employee: int) -> dict[str, tuple[Key, Cell]]:
    """The cells by day column, on the days on which the employee may be entered at the post."""
    return {
        f"d{day.day:02}": ((line.pk, employee, day), sheet.cells.get((line.pk, employee, day), Cell(0)))
        for line in sheet.lines.values()
        if line.post_id == post
        for day in sheet.line_days(line)
        if sheet.signed_off.holds(post, employee, day)
    }


def entries_of(sheet: Sheet, number: int, values: Values) -> Iterator[Entry]:
    """The cells that one row of the list changes."""
    line_id, employee = divmod(number, POSITIONS)
    days = days_of(sheet, sheet.lines[line_id].post_id, employee)
    reason = "; ".join(dict.fromkeys(cell.reason for _key, cell in days.values() if cell.reason))
    new_reason = values.get("reason") or reason
    for name, ((line, _employee, day), cell) in days.items():
        worth = cell.worth if values.get(name) is None else Worth.of(values[name])
        explained_anew = worth.half_days != cell.prefilled and new_reason != reason
        if worth != cell.worth or explained_anew:
            why = new_reason if values.get("reason") or not worth.leave else ""
            yield {
                "line": line, "employee": employee, "day": day,
                "half_days": worth.half_days, "leave": worth.leave, "reason": why,
            }  # fmt: skip
