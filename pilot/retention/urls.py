from django.urls import path

from pilot.retention import views

urlpatterns = [
    path("luu-giu/", views.retention_table, name="retention"),
    path("luu-giu/nguoi/<int:pk>/xoa/", views.erase_person, name="erase-person"),
]
