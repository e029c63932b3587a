from django.urls import path

from pilot.platform.cases.views import list_page, opening_page, opening_urls, own_step, step_page, step_urls, urls
from staffing.cases import CASES, INCUMBENCIES
from staffing.cases.competence import ASSIGNED
from staffing.cases.people import ACCOUNT, ADD_EMPLOYEE, EMPLOYEES
from staffing.cases.register import REGISTER
from staffing.views import assignment, competence, employees, packs, paper, presence
from staffing.workflows.competence import attest_proficiency, start_learning
from staffing.workflows.employees import close_system_account, create_account, end_assignment

CLOSE_ACCOUNT = {"case": ACCOUNT, "step": close_system_account}

urlpatterns = [
    path("", list_page, {"case": EMPLOYEES}, name="employees"),
    path("nhan-vien/moi/<code>/", opening_page, {"case": EMPLOYEES, "opening": ADD_EMPLOYEE}, name="add-employee"),
    path("nhan-vien/<int:pk>/", employees.employee_detail, name="employee"),
    path("nhan-vien/<int:pk>/<slug:verb>/", step_page, {"case": EMPLOYEES}, name="employee-act"),
    path("tai-khoan-mot-cua/<int:pk>/", own_step, {"case": ACCOUNT, "step": create_account}, name="create-account"),
    path("tai-khoan-mot-cua/<int:pk>/dong/", own_step, CLOSE_ACCOUNT, name="close-system-account"),
    path("bao-cao-doi-ngu/", employees.team_report_list, name="team-reports"),
    path("bao-cao-doi-ngu/<int:pk>/", employees.team_report, name="team-report"),
    path("bao-cao-doi-ngu/moi/<code>/", employees.report_team, name="report-team"),
    path("quyet-dinh-cu/<int:pk>/danh-sach/", assignment.add_line, name="assignment-line"),
    path("quyet-dinh-cu/<int:pk>/danh-sach/<int:line>/bo/", assignment.remove_line, name="assignment-line-off"),
    path("phan-cong/<int:pk>/ket-thuc/", own_step, {"case": ASSIGNED, "step": end_assignment}, name="end-assignment"),
    path("phan-cong/<int:pk>/hoc-viec/", own_step, {"case": ASSIGNED, "step": start_learning}, name="start-learning"),
    path("phan-cong/<int:pk>/thanh-thao/", own_step, {"case": ASSIGNED, "step": attest_proficiency}, name="attest"),
    path("phan-cong/<int:pk>/danh-gia/<capacity>/", competence.assess, name="assess"),
    path("diem/<code>/nang-luc/", competence.competence, name="site-competence"),
    path("diem/<code>/lich-truc/", presence.site_week, name="site-week"),
    path("lich-truc/", presence.week_board, name="week-board"),
    path("lich-truc/tom-tat/", presence.presence_note, name="presence-note"),
    path("vang-mat/<int:pk>/cu-truc-thay/", presence.order, name="order-stand-in"),
    path("cong-nhan/moi/<site>/<agency>/", competence.recognise, name="recognise"),
    path("van-ban-giay/moi/<code>/<kind>/", paper.record, name="record-from-paper"),
    path("rut-cong-chuc/<int:pk>/ho-so-bang-chung/", packs.withdrawal_pack, name="withdrawal-pack"),
    path("rut-cong-chuc/tong-hop/", list_page, {"case": REGISTER}, name="withdrawal-register"),
    path("ho-so-bang-chung/<slug:source>/<int:pk>/", packs.packs_of, name="evidence-packs"),
    *opening_urls(INCUMBENCIES),
    *step_urls(INCUMBENCIES),
    *(address for case in CASES for address in urls(case)),
]
