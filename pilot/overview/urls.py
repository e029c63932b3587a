from django.urls import path

from pilot.overview import views

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("so-viec/", views.worklist_count, name="worklist-count"),
    path("thiet-lap/", views.setup_note, name="setup-note"),
    path("thiet-lap/<code>/", views.setup_page, name="setup"),
    path("tim-kiem/", views.search, name="search"),
    path("tro-giup/<slug:page>/", views.page_help, name="help"),
    path("nhat-ky/", views.audit_log, name="audit-log"),
    path("healthz", views.healthz, name="healthz"),
]
