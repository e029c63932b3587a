from django.urls import path

from facilities.views import premises

urlpatterns = [
    path("", premises.facility_list, name="facilities"),
    path("tru-so/<code>/", premises.facility_detail, name="facility"),
    path("tru-so/<code>/thue/", premises.lease_draft, name="lease-draft"),
    path("tru-so/<code>/thue-van-ban-giay/", premises.lease_from_paper, name="lease-from-paper"),
    path("hop-dong-thue/<int:pk>/", premises.lease_detail, name="lease"),
    path("hop-dong-thue/<int:pk>/ban-chup/", premises.lease_scan, name="lease-scan"),
    path("hop-dong-thue/<int:pk>/<verb>/", premises.lease_step, name="lease-step"),
]
