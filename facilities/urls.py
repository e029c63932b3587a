from django.urls import path

from facilities.cases import LEASE
from facilities.views import premises
from pilot.platform.cases.views import urls

urlpatterns = [
    path("", premises.facility_list, name="facilities"),
    path("tru-so/<code>/", premises.facility_detail, name="facility"),
    *urls(LEASE),
]
