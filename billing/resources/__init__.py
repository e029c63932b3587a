"""The lists of the money as workbooks."""

from billing.resources.contracts import ContractList
from billing.resources.timesheet import TimesheetList

__all__ = ["ContractList", "TimesheetList"]
