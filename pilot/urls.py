"""All addresses. Everything asks for sign-in unless it is marked login_not_required."""

from django.urls import include, path

urlpatterns = [
    path("", include("pilot.overview.urls")),
    path("", include("pilot.views.accounts_urls")),
    path("", include("pilot.views.programme_urls")),
    path("nhan-su/", include("staffing.urls")),
    path("", include("pilot.ui.urls")),
]

