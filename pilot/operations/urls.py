from django.urls import path

from pilot.operations import views

urlpatterns = [
    path("van-hanh/", views.operations, name="operations"),
    path("van-hanh/thu/<int:pk>/", views.message_detail, name="outbox-message"),
    path("van-hanh/thu/<int:pk>/gui-lai/", views.retry_message, name="retry-message"),
    path("van-hanh/cong-viec/<uuid:pk>/<verb>/", views.decide_job, name="decide-job"),
]
