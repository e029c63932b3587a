"""From half-days to amounts: feeds the calculation from the rows and is the only place that does."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from billing.calculation.calendar import standard_half_days
from billing.calculation.post_month import Part, part_amounts
from billing.calculation.totals import VatSum, total, vat_sums
from billing.models import AcceptanceLine, AcceptanceRecord, LabourContractLine
from billing.selectors.calendar import rates_as_at
from billing.selectors.sheets import Sheet


@dataclass(frozen=True)
class Earned:
    """What one employee earned under one contract line in a month. Units: half-days, VND without VAT."""

    line: LabourContractLine
    employee_id: int
    half_days: int
    standard_half_days: int
    amount_vnd: int

    @property
    def line_id(self) -> int:
        return self.line.pk

    @property
    def unit_price_vnd(self) -> int:
        """The price of the line; a line in force always has one."""
        return self.line.unit_price_vnd or 0


@dataclass(frozen=True)
class Reckoning:
    """The accepted lines of an acceptance, their VAT and total in VND. `missing_rates`.

    Categories without a rate.
    """

    lines: list[AcceptanceLine]
    rates: dict[str, Decimal | None]
    sums: list[VatSum]
    amount_vnd: int
    vat_vnd: int
    total_vnd: int
    missing_rates: list[str]


def earned(sheet: Sheet) -> list[Earned]:
    """Amounts of a month: per counter post rounded once, divided among lines and employees in a fixed order.

    The order is the line's first day, then the staff code, so that reckoning again gives the same parts.
    """
    by_post: dict[int, list[tuple[LabourContractLine, int, int]]] = defaultdict(list)
    for (line_id, employee_id), half_days in sheet.half_days().items():
        line = sheet.lines[line_id]
        by_post[line.post_id].append((line, employee_id, half_days))
    return [row for parts in by_post.values() for row in _post_month(sheet, parts)]


def _post_month(sheet: Sheet, parts: list[tuple[LabourContractLine, int, int]]) -> list[Earned]:
    known = sheet.signed_off.employees
    parts = sorted(parts, key=lambda p: (p[0].valid_from, known[p[1]].staff_code if p[1] in known else "", p[1]))
    month = len(sheet.days)
    standards = [standard_half_days(line.fixed_days, month) for line, _who, _half_days in parts]
    amounts = part_amounts(
        [Part(p[0].unit_price_vnd or 0, p[2], standard) for p, standard in zip(parts, standards, strict=True)]
    )
    return [Earned(*part, standard, amount) for part, standard, amount in zip(parts, standards, amounts, strict=True)]


def reckon(record: AcceptanceRecord) -> Reckoning:
    """The accepted lines with the rates of the month and their total: three queries."""
    lines = list(
        record.lines.filter(outcome=AcceptanceLine.Outcome.ACCEPTED).select_related("line__post", "employee__person")
    )
    return reckoned(lines, rates_as_at(record.pilot_id, record.timesheet.month.month))


def reckoned(lines: list[AcceptanceLine], rates: dict[str, Decimal | None]) -> Reckoning:
    """VAT and total of accepted lines at these rates. No query where the lines bring their contract lines along."""
    sums = vat_sums((rates.get(row.line.vat_category), row.amount_vnd) for row in lines)
    missing = sorted({row.line.vat_category for row in lines} - rates.keys())
    return Reckoning(lines, rates, sums, *total(sums), missing)
