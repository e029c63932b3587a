"""The programme: pilots, phases, rules, agencies, sites, posts, procedures, documents, questions, reference
plans.
"""

from django.urls import include, path

from pilot.views import catalogue, places, programme, questions

urlpatterns = [
    path("thi-diem/", programme.pilot_list, name="pilots"),
    path("thi-diem/<code>/", programme.pilot_page, name="pilot"),
    path("thi-diem/<code>/giai-doan/<phase>/", programme.phase_page, name="phase"),
    path("thi-diem/<code>/quy-tac/", programme.rule_list, name="rules"),
    path("thi-diem/<code>/quy-tac/ap-dung/", programme.adopt_rules_page, name="adopt-rules"),
    path("co-quan/<code>/", places.agency_page, name="agency"),
    path("diem/<code>/", places.site_page, name="site"),
    path("vi-tri/<code>/", places.post_page, name="counter-post"),
    path("thu-tuc/", catalogue.procedure_list, name="procedures"),
    path("thu-tuc/<code>/", catalogue.procedure_page, name="procedure"),
    path("van-ban-can-cu/", catalogue.document_list, name="legal-documents"),
    path("van-ban-can-cu/<code>/", catalogue.document_page, name="legal-document"),
    path("don-vi-hanh-chinh/", catalogue.admin_unit_list, name="admin-units"),
    path("van-de/", questions.question_list, name="questions"),
    path("van-de/<code>/", questions.question_page, name="question"),
    path("van-de/<code>/giai-quyet/", questions.settle_page, name="settle-question"),
    path("", include("pilot.steering.urls")),
]
