from billing.models.acceptance import AcceptanceLine, AcceptanceRecord
from billing.models.calendar import Holiday, VatRate, WorkingCalendar
from billing.models.contract import LabourContract, LabourContractLine
from billing.models.marks import DayMark
from billing.models.statement import Payment, Statement, StatementLine, StatementVat
from billing.models.timesheet import BillingMonth, Timesheet, TimesheetEntry

__all__ = [
    "AcceptanceLine",
    "AcceptanceRecord",
    "BillingMonth",
    "DayMark",
    "Holiday",
    "LabourContract",
    "LabourContractLine",
    "Payment",
    "Statement",
    "StatementLine",
    "StatementVat",
    "Timesheet",
    "TimesheetEntry",
    "VatRate",
    "WorkingCalendar",
]
