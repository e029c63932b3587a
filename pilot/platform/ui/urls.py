from django.urls import path

from . import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("so-tien/", views.echo_amount, name="echo-amount"),
]
