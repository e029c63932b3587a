"""All addresses. Everything asks for sign-in unless it is marked login_not_required."""

from django.urls import include, path

urlpatterns = [
    path("", include("pilot.overview.urls")),
    path("", include("pilot.views.accounts_urls")),
    path("", include("pilot.views.programme_urls")),
    path("", include("pilot.documents.urls")),
    path("", include("pilot.views.handover_urls")),
    path("nhan-su/", include("staffing.urls")),
    path("co-so/", include("facilities.urls")),
    path("thanh-toan/", include("billing.urls")),
    path("nhap-xuat/", include("pilot.exchange.urls")),
    path("", include("pilot.ui.urls")),
]
