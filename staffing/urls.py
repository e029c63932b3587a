from django.urls import path

from pilot.platform.cases.views import urls
from staffing.cases import CASES
from staffing.views import assignment, competence, employees, paper

urlpatterns = [
    path("", employees.employee_list, name="employees"),
    path("nhan-vien/moi/<code>/", employees.add_employee, name="add-employee"),
    path("nhan-vien/<int:pk>/", employees.employee_detail, name="employee"),
    path("nhan-vien/<int:pk>/<slug:verb>/", employees.employee_act, name="employee-act"),
    path("tai-khoan-mot-cua/<int:pk>/", employees.create_account, name="create-account"),
    path("bao-cao-doi-ngu/", employees.team_report_list, name="team-reports"),
    path("bao-cao-doi-ngu/<int:pk>/", employees.team_report, name="team-report"),
    path("bao-cao-doi-ngu/moi/<code>/", employees.report_team, name="report-team"),
    path("quyet-dinh-cu/<int:pk>/danh-sach/", assignment.add_line, name="assignment-line"),
    path("quyet-dinh-cu/<int:pk>/danh-sach/<int:line>/bo/", assignment.remove_line, name="assignment-line-off"),
    path("phan-cong/<int:pk>/ket-thuc/", employees.end_assignment, name="end-assignment"),
    path("phan-cong/<int:pk>/hoc-viec/", competence.start_learning, name="start-learning"),
    path("phan-cong/<int:pk>/thanh-thao/", competence.attest, name="attest"),
    path("phan-cong/<int:pk>/danh-gia/<capacity>/", competence.assess, name="assess"),
    path("diem/<code>/nang-luc/", competence.competence, name="site-competence"),
    path("cong-nhan/moi/<site>/<agency>/", competence.recognise, name="recognise"),
    path("van-ban-giay/moi/<code>/<kind>/", paper.record, name="record-from-paper"),
    *(address for case in CASES for address in urls(case)),
]
