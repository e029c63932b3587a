"""The hand-over ladder."""

from django.urls import path

from pilot.views import handover

urlpatterns = [
    path("ban-giao/<agency>/<site>/", handover.ladder, name="handover"),
    path("ban-giao/<agency>/<site>/buoc/", handover.take, name="step-handover"),
    path("ban-giao/thu-tuc/<int:pk>/lich-su/", handover.history, name="handover-history"),
]
