"""The cases of billing, from the contract to the closed month, and the payments that wait."""

from billing.cases.acceptance import ACCEPTANCE
from billing.cases.calendar import CALENDAR
from billing.cases.contract import CONTRACT
from billing.cases.month import MONTH
from billing.cases.statement import STATEMENT
from billing.cases.timesheet import TIMESHEET
from billing.cases.vat import VAT_RATE

WORK = CONTRACT, TIMESHEET, ACCEPTANCE, STATEMENT, MONTH, CALENDAR, VAT_RATE
