"""All addresses. Everything asks for sign-in unless it is marked login_not_required."""

from django.urls import include, path

handler500 = "pilot.operations.views.went_wrong"
urlpatterns = [
    path("", include("pilot.overview.urls")),
    path("", include("pilot.operations.urls")),
    path("", include("pilot.retention.urls")),
    path("", include("pilot.demo.urls")),
    path("", include("pilot.programme.urls")),
    path("", include("pilot.steering.urls")),
    path("nhan-su/", include("staffing.urls")),
    path("co-so/", include("facilities.urls")),
    path("thanh-toan/", include("billing.urls")),
    path("nhap-xuat/", include("pilot.platform.exchange.urls")),
    path("", include("pilot.platform.ui.urls")),
]
