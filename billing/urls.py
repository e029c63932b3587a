from django.urls import path

from billing.views import contracts, months, statements

urlpatterns = [
    path("", months.billing_desk, name="billing"),
    path("hop-dong/", contracts.contract_list, name="contracts"),
    path("hop-dong/moi/", contracts.contract_draft, name="contract-draft"),
    path("hop-dong/van-ban-giay/", contracts.contract_from_paper, name="contract-from-paper"),
    path("hop-dong/<int:pk>/", contracts.contract_detail, name="contract"),
    path("hop-dong/<int:pk>/dong-moi/", contracts.line_add, name="contract-line-add"),
    path("hop-dong/<int:pk>/dong/<int:line>/bo/", contracts.line_remove, name="contract-line-remove"),
    path("hop-dong/<int:pk>/ky-moi/", contracts.month_open, name="billing-month-open"),
    path("hop-dong/<int:pk>/ban-chup/", contracts.contract_scan, name="contract-scan"),
    path("hop-dong/<int:pk>/<verb>/", contracts.contract_step, name="contract-step"),
    path("ky/<int:pk>/", months.month_detail, name="billing-month"),
    path("ky/<int:pk>/<verb>/", months.month_step, name="billing-month-step"),
    path("cham-cong/<int:pk>/", months.timesheet, name="timesheet"),
    path("cham-cong/<int:pk>/<verb>/", months.timesheet_step, name="timesheet-step"),
    path("nghiem-thu/<int:pk>/", months.acceptance, name="acceptance"),
    path("nghiem-thu/<int:pk>/de-nghi/", months.statement_issue, name="statement-issue"),
    path(
        "nghiem-thu/<int:pk>/dong/<int:line>/<verb>/",
        months.acceptance_line_step,
        name="acceptance-line-step",
    ),
    path("nghiem-thu/<int:pk>/<verb>/", months.acceptance_step, name="acceptance-step"),
    path("de-nghi/<int:pk>/", statements.statement_detail, name="statement"),
    path("de-nghi/<int:pk>/tra-tien/", statements.payment_record, name="payment-record"),
]
