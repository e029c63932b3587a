"""Lists of the people's half that come from workbooks or leave as such."""

from staffing.resources.absences import AbsenceSheet
from staffing.resources.civil_servants import CivilServantSheet
from staffing.resources.employees import EmployeeSheet, RecognitionList, WithdrawalList
from staffing.resources.register import RegisterList

LISTS = (EmployeeSheet, CivilServantSheet, AbsenceSheet, WithdrawalList, RegisterList, RecognitionList)
