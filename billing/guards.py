"""What the database itself refuses of the money, as the verbs say in words; see pilot/platform/kernel/guards.py."""

from dataclasses import dataclass

from django.db import models

from billing import models as m
from pilot.platform.kernel.guards import PREFIX, AppendOnly, Frozen, Guard, NoOverlap, replaces

MONTH_OF_SHEET = "billing_billingmonth m JOIN billing_timesheet t ON t.month_id = m.id WHERE t.id = {row}.timesheet_id"
MONTH_NOT_OPEN = "(SELECT m.status FROM " + MONTH_OF_SHEET + ") <> 'open'"  # noqa: S608 - our own table names
PAID = "(SELECT COALESCE(SUM(p.amount_vnd), 0) FROM billing_payment p WHERE p.statement_id = {row}.statement_id)"
TOTAL = "(SELECT s.total_vnd FROM billing_statement s WHERE s.id = {row}.statement_id)"
PAYER = (
    "(SELECT c.payer_id FROM billing_statement s JOIN billing_labourcontract c ON c.id = s.contract_id"
    " WHERE s.id = {row}.statement_id)"
)
VOUCHER_USED = (  # by a payment of the same payer that nobody has reversed; names of our own tables, as below
    "{row}.reverses_id IS NULL AND EXISTS (SELECT 1 FROM billing_payment p"  # noqa: S608
    " WHERE p.voucher_key = {row}.voucher_key AND p.reverses_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM billing_payment r WHERE r.reverses_id = p.id)"
    " AND " + PAYER.format(row="p") + " = " + PAYER + ")"
)
NO_MIRROR = (  # what a reversal is not: its payment's amount below zero, on the same statement, by another person
    "{row}.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_payment p"
    " WHERE p.id = {row}.reverses_id AND p.reverses_id IS NULL AND p.statement_id = {row}.statement_id"
    " AND p.amount_vnd = -{row}.amount_vnd AND COALESCE(p.recorded_by_id, 0) <> COALESCE({row}.recorded_by_id, 0))"
)
RECORD_SIGNED = "(SELECT r.status FROM billing_acceptancerecord r WHERE r.id = {row}.record_id) = 'signed'"
NOT_EMPLOYED = (
    "NOT EXISTS (SELECT 1 FROM staffing_employment p WHERE p.employee_id = {employee}"
    " AND (p.valid_from IS NULL OR p.valid_from <= {day}) AND (p.valid_to IS NULL OR p.valid_to > {day}))"
)
AFTER_LEAVING = "{row}.half_days > 0 AND " + NOT_EMPLOYED.format(employee="{row}.employee_id", day="{row}.day")
ACCEPTED_AFTER_LEAVING = (
    "EXISTS (SELECT 1 FROM billing_acceptancerecord r JOIN billing_timesheetentry e ON e.timesheet_id = r.timesheet_id"  # noqa: S608
    " WHERE r.id = {row}.record_id AND e.line_id = {row}.line_id AND e.employee_id = {row}.employee_id"
    " AND e.half_days > 0 AND " + NOT_EMPLOYED.format(employee="e.employee_id", day="e.day") + ")"
)
EMPLOYED = "1 FROM staffing_employment p WHERE p.employee_id = {row}.employee_id FOR SHARE"  # a leaving takes turns
CALENDAR_CONFIRMED = "(SELECT c.status FROM billing_workingcalendar c WHERE c.id = {row}.calendar_id) = 'confirmed'"
CONTRACT_SETTLED = (
    "(SELECT c.status FROM billing_labourcontract c WHERE c.id = OLD.contract_id) NOT IN ('draft', 'entered')"
)


@dataclass(frozen=True)
class RefuseWhile:
    """A row is not written while `condition` holds. SQL valid on both engines, with {row} for the row being written.

    `lock`: a SELECT … FOR SHARE or FOR UPDATE that PostgreSQL runs first, so that the answer cannot change before the
    commit; SQLite has one writer at a time and needs none.
    """

    model: type[models.Model]
    name: str
    condition: str
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    lock: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} {self.name}'); END"
        triggers = {
            self._trigger(event): f"BEFORE {event} ON {self.table} WHEN {self._of(self.condition, event)} {refuse}"
            for event in self.events
        }
        if "DELETE" in self.events:  # INSERT OR REPLACE deletes
            taken = replaces(self.model, self._of(self.condition, "DELETE"))
            triggers[self._trigger("REPLACE")] = f"BEFORE INSERT ON {self.table} WHEN {taken} {refuse}"
        return triggers

    def postgres(self) -> dict[str, tuple[str, str]]:
        triggers = {
            self._trigger(event): (f"BEFORE {event} ON {self.table} FOR EACH ROW", self._body(event))
            for event in self.events
        }
        if "DELETE" in self.events:
            never = f"BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT", f"BEGIN {self._refuse} END"
            triggers[self._trigger("TRUNCATE")] = never
        return triggers

    @property
    def _refuse(self) -> str:
        return f"RAISE EXCEPTION 'guard: {self.table} {self.name}' USING ERRCODE = '23514';"

    def _body(self, event: str) -> str:
        lock = f"PERFORM {self._of(self.lock, event)};" if self.lock else ""
        refuse = f"IF {self._of(self.condition, event)} THEN {self._refuse} END IF;"
        return f"BEGIN {lock} {refuse} RETURN {self._row(event)}; END"

    def _trigger(self, event: str) -> str:
        return f"{PREFIX}{self.table}_{self.name}_{event.lower()}"

    def _of(self, sql: str, event: str) -> str:
        return sql.format(row=self._row(event))

    @staticmethod
    def _row(event: str) -> str:
        return "OLD" if event == "DELETE" else "NEW"


GUARDS: tuple[Guard | RefuseWhile, ...] = (
    NoOverlap(m.VatRate, keys=("pilot_id", "category")),
    # a confirmed calendar is changed by notices only: a day is added as such, or taken out, and never deleted
    Frozen(m.WorkingCalendar, "OLD.status = 'confirmed'", free=("row_version",)),
    Frozen(m.Holiday, CALENDAR_CONFIRMED.format(row="OLD"), free=("ended_on", "ended_by_notice")),
    RefuseWhile(
        m.Holiday,
        "calendar_confirmed",
        "{row}.added_on IS NULL AND " + CALENDAR_CONFIRMED,
        events=("INSERT",),
        lock="1 FROM billing_workingcalendar c WHERE c.id = {row}.calendar_id FOR SHARE",
    ),
    # no counter post is paid twice: one live line per post and day, whatever the contract
    NoOverlap(m.LabourContractLine, keys=("post_id",), only="{row}.live"),
    Frozen(m.LabourContractLine, CONTRACT_SETTLED, free=("live", "valid_to")),
    Frozen(
        m.LabourContract,
        "OLD.status IN ('signed', 'in_force', 'liquidated', 'rejected')",
        free=("status", "payer_id", "valid_to", "row_version"),  # who pays after a change of the organisation
    ),
    Frozen(m.Timesheet, "OLD.status = 'checked'"),
    # writers hold the month FOR SHARE, the closer FOR UPDATE: nothing slips in after the close
    RefuseWhile(
        m.TimesheetEntry,
        "month_closed",
        MONTH_NOT_OPEN,
        lock=f"1 FROM {MONTH_OF_SHEET} FOR SHARE OF m",
    ),
    RefuseWhile(
        m.TimesheetEntry,
        "sheet_checked",
        "(SELECT t.status FROM billing_timesheet t WHERE t.id = {row}.timesheet_id) = 'checked'",
    ),
    # nobody is paid for a day on which he was not employed
    RefuseWhile(m.TimesheetEntry, "not_employed", AFTER_LEAVING, events=("INSERT", "UPDATE"), lock=EMPLOYED),
    RefuseWhile(m.AcceptanceLine, "not_employed", ACCEPTED_AFTER_LEAVING, events=("INSERT",), lock=EMPLOYED),
    Frozen(m.AcceptanceRecord, "OLD.status = 'signed'"),
    RefuseWhile(m.AcceptanceLine, "record_signed", RECORD_SIGNED),
    AppendOnly(m.Statement),
    AppendOnly(m.StatementLine),
    AppendOnly(m.StatementVat),
    AppendOnly(m.Payment),
    RefuseWhile(
        m.Payment,
        "more_than_owed",
        PAID + " + {row}.amount_vnd > " + TOTAL,
        events=("INSERT",),
        lock="1 FROM billing_statement s WHERE s.id = {row}.statement_id FOR UPDATE",
    ),
    RefuseWhile(m.Payment, "no_mirror", NO_MIRROR, events=("INSERT",)),
    # the payer's row is held, so that of two who record one voucher the second sees the first
    RefuseWhile(
        m.Payment,
        "voucher_used",
        VOUCHER_USED,
        events=("INSERT",),
        lock="1 FROM pilot_agency a WHERE a.id = " + PAYER + " FOR NO KEY UPDATE",
    ),
)
