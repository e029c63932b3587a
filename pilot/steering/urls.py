"""Reference plans and what a pilot takes over from them."""

from django.urls import path

from pilot.steering import views

urlpatterns = [
    path("ke-hoach-tham-chieu/", views.plan_list, name="reference-plans"),
    path("ke-hoach-tham-chieu/<code>/", views.plan_page, name="reference-plan"),
    path("thi-diem/<code>/ke-hoach/", views.pilot_plan, name="pilot-plan"),
    path("thi-diem/<code>/ke-hoach/<kind>/<item>/", views.adopt_page, name="adopt-item"),
]
