from django.urls import path

from facilities.cases import FACILITY, LEASE
from facilities.views import premises
from pilot.platform.cases.views import opening_urls, step_urls, urls

urlpatterns = [
    path("", premises.facility_list, name="facilities"),
    path("tru-so/<code>/", premises.facility_detail, name="facility"),
    *opening_urls(FACILITY),
    *urls(LEASE),
    *step_urls(FACILITY),
]
