"""Lists from and to workbooks."""

from django.urls import path

from pilot.platform.exchange import views

urlpatterns = [
    path("", views.import_list, name="imports"),
    path("<int:pk>/", views.import_page, name="import"),
    path("<int:pk>/ghi/", views.step_page, {"step": "confirm"}, name="import-confirm"),
    path("<int:pk>/kiem-tra/", views.check_page, name="import-check"),
    path("<int:pk>/bo/", views.step_page, {"step": "discard"}, name="import-discard"),
    path("<int:pk>/hoan-tac/", views.undo_page, name="import-undo"),
    path("<int:pk>/tep/", views.kept_file, {"name": "file"}, name="import-file"),
    path("<int:pk>/loi/", views.kept_file, {"name": "error_book"}, name="import-errors"),
    path("<slug:kind>/", views.choose_target, name="import-start"),
    path("<slug:kind>/mau.xlsx", views.template_file, name="import-template"),
    path("<slug:kind>/vi-du.xlsx", views.example_file, name="import-example"),
    path("<slug:kind>/xuat/", views.export_page, name="export"),
    path("<slug:kind>/<key>/", views.upload_page, name="import-upload"),
]
