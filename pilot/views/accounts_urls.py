"""Signing in, the own account, and the administration of accounts."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from pilot.access import views as access
from pilot.views import accounts

urlpatterns = [
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("dang-nhap/", access.SignIn.as_view(), name="sign-in"),
    path("dang-xuat/", access.SignOut.as_view(), name="sign-out"),
    path("phien-lam-viec/", access.keep_session, name="keep-session"),
    path("dat-mat-khau/<uidb64>/<token>/", access.SetPassword.as_view(), name="set-password"),
    path("tai-khoan-cua-toi/", accounts.my_account, name="my-account"),
    path("tai-khoan-cua-toi/uy-quyen/", accounts.delegate_role, name="delegate-role"),
    path("tai-khoan-cua-toi/mat-khau/", access.ChangePassword.as_view(), name="change-password"),
    path("tai-khoan-cua-toi/ung-dung-xac-thuc/", access.set_up_totp, name="set-up-totp"),
    path("tai-khoan-cua-toi/ung-dung-xac-thuc/ma.svg", access.totp_picture, name="totp-picture"),
    path("tai-khoan/", accounts.account_list, name="accounts"),
    path("tai-khoan/moi/<code>/", accounts.invite_account, name="invite-account"),
    path("tai-khoan/<int:pk>/", accounts.account_detail, name="account"),
    path("tai-khoan/<int:pk>/cap-lai/", accounts.reset_account, name="reset-account"),
    path("tai-khoan/<int:pk>/dong/", accounts.close_account, name="close-account"),
    path("tai-khoan/<int:pk>/vai-tro/", accounts.propose_role, name="propose-role"),
    path("tai-khoan/<int:pk>/uy-quyen/", accounts.propose_delegation, name="propose-delegation"),
    path("vai-tro/<int:pk>/<verb>/", accounts.decide_grant, name="decide-grant"),
    path("uy-quyen/<int:pk>/<verb>/", accounts.decide_delegation, name="decide-delegation"),
]
