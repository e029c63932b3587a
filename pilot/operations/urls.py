from django.urls import path

from pilot.operations import views

urlpatterns = [
    path("van-hanh/", views.operations, name="operations"),
    path("van-hanh/kiem-tra/", views.verify_runs, name="verify-runs"),
    path("van-hanh/kiem-tra/bat-dau/", views.start_verify, name="start-verify"),
    path("van-hanh/kiem-tra/<int:pk>/", views.verify_runs, name="verify-run"),
    path("van-hanh/thu/<int:pk>/", views.message_detail, name="outbox-message"),
    path("van-hanh/thu/<int:pk>/gui-lai/", views.retry_message, name="retry-message"),
    path("van-hanh/cong-viec/<uuid:pk>/<verb>/", views.decide_job, name="decide-job"),
]
