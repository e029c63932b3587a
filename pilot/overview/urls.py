from django.urls import path

from pilot.demo import views as demo_views
from pilot.operations import views as operations_views
from pilot.overview import views
from pilot.retention import views as retention_views

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("so-viec/", views.worklist_count, name="worklist-count"),
    path("tim-kiem/", views.search, name="search"),
    path("tro-giup/<slug:page>/", views.page_help, name="help"),
    path("nhat-ky/", views.audit_log, name="audit-log"),
    path("ngay-lam-viec/", demo_views.demo_clock, name="demo-clock"),
    path("van-hanh/", operations_views.operations, name="operations"),
    path("van-hanh/thu/<int:pk>/", operations_views.message_detail, name="outbox-message"),
    path("van-hanh/thu/<int:pk>/gui-lai/", operations_views.retry_message, name="retry-message"),
    path("van-hanh/cong-viec/<uuid:pk>/<verb>/", operations_views.decide_job, name="decide-job"),
    path("luu-giu/", retention_views.retention_table, name="retention"),
    path("luu-giu/nguoi/<int:pk>/xoa/", retention_views.erase_person, name="erase-person"),
    path("healthz", views.healthz, name="healthz"),
]
