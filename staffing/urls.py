from django.urls import path

from staffing.views import employees, withdrawal

urlpatterns = [
    path("", employees.employee_list, name="employees"),
    path("nhan-vien/<int:pk>/", employees.employee_detail, name="employee"),
    path("rut-cong-chuc/", withdrawal.withdrawal_list, name="withdrawals"),
    path("rut-cong-chuc/<int:pk>/", withdrawal.withdrawal_detail, name="withdrawal"),
    path("rut-cong-chuc/<int:pk>/<verb>/", withdrawal.withdrawal_step, name="withdrawal-step"),
    path("rut-cong-chuc/moi/<code>/", withdrawal.withdrawal_draft, name="withdrawal-draft"),
]
