from django.urls import path

from billing.cases import ACCEPTANCE, CALENDAR, CONTRACT, MONTH, TIMESHEET, VAT_RATE
from billing.forms.contract import ContractDraftForm, PaperContractForm
from billing.views import contracts, marks, months, statements, vat
from billing.workflows import calendar
from billing.workflows import contract as c
from billing.workflows.statement import issue_statement
from billing.workflows.timesheet import open_month
from pilot.platform.cases.views import own_step, step_urls, urls

DRAFT = {"verb": c.draft_contract, "form_class": ContractDraftForm, "message": contracts.DRAFTED}
ENTER = {"verb": c.record_contract_from_paper, "form_class": PaperContractForm, "message": contracts.ENTERED}
ADD_LINE = {"case": CONTRACT, "step": c.add_contract_line}
REMOVE_LINE = {"case": CONTRACT, "step": c.remove_contract_line}
OPEN_MONTH = {"case": CONTRACT, "step": open_month}
REMOVE_DAY = {"case": CALENDAR, "step": calendar.remove_calendar_day}
END_DAY = {"case": CALENDAR, "step": calendar.end_calendar_day}
ISSUE = {"case": ACCEPTANCE, "step": issue_statement}

urlpatterns = [
    path("", months.billing_desk, name="billing"),
    path("ky-hieu/<code>/", marks.mark_list, name="day-marks"),
    path("ky-hieu/<code>/them/", marks.mark_add, name="day-mark-add"),
    path("ky-hieu/<code>/<int:pk>/thoi-dung/", marks.mark_end, name="day-mark-end"),
    path("lich-lam-viec/<int:pk>/ngay/<int:line>/bo/", own_step, REMOVE_DAY, name="calendar-day-remove"),
    path("lich-lam-viec/<int:pk>/ngay/<int:line>/thoi-ap-dung/", own_step, END_DAY, name="calendar-day-end"),
    *urls(CALENDAR),
    path("thue-gtgt/", vat.vat_rates, name="vat-rates"),
    path("thue-gtgt/<code>/moi/", vat.vat_rate_enter, name="vat-rate-enter"),
    *step_urls(VAT_RATE),
    path("hop-dong/moi/", contracts.contract_new, DRAFT, name="contract-draft"),
    path("hop-dong/van-ban-giay/", contracts.contract_new, ENTER, name="contract-from-paper"),
    path("hop-dong/<int:pk>/dong-moi/", own_step, ADD_LINE, name="contract-line-add"),
    path("hop-dong/<int:pk>/dong/<int:line>/bo/", own_step, REMOVE_LINE, name="contract-line-remove"),
    path("hop-dong/<int:pk>/ky-moi/", own_step, OPEN_MONTH, name="billing-month-open"),
    *urls(CONTRACT),
    path("ky/<int:pk>/", months.month_detail, name="billing-month"),
    *step_urls(MONTH),
    path("cham-cong/<int:pk>/", months.timesheet, name="timesheet"),
    *step_urls(TIMESHEET),
    path("nghiem-thu/<int:pk>/de-nghi/", own_step, ISSUE, name="statement-issue"),
    path("nghiem-thu/<int:pk>/dong/<int:line>/<verb>/", months.acceptance_line_step, name="acceptance-line-step"),
    *urls(ACCEPTANCE),
    path("de-nghi/<int:pk>/", statements.statement_detail, name="statement"),
    path("de-nghi/<int:pk>/tra-tien/", statements.payment_record, name="payment-record"),
    path("de-nghi/<int:pk>/tra-tien/<int:entry>/dao/", statements.payment_reverse, name="payment-reverse"),
    path("de-nghi/<int:pk>/tra-tien/<int:entry>/ban-chup/", statements.reversal_scan, name="payment-scan"),
]
