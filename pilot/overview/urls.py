from django.urls import path

from pilot.overview import views

urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("tim-kiem/", views.search, name="search"),
    path("nhat-ky/", views.audit_log, name="audit-log"),
    path("ngay-lam-viec/", views.demo_clock, name="demo-clock"),
    path("healthz", views.healthz, name="healthz"),
]
