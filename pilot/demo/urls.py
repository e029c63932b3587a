from django.urls import path

from pilot.demo import views

urlpatterns = [
    path("ngay-lam-viec/", views.demo_clock, name="demo-clock"),
]
