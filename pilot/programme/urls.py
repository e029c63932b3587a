"""Addresses of the programme: accounts, pilots and places, official documents, the hand-over."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from pilot.platform.access import views as access
from pilot.platform.cases.views import opening_urls, step_urls, urls
from pilot.programme.cases import CHANGES, CITATIONS, DOCUMENTS, PLACES, POSTS
from pilot.programme.views import accounts, catalogue, documents, handover, invitations, places, programme, questions

urlpatterns = [
    # signing in, the own account, the administration of accounts
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("dang-nhap/", access.SignIn.as_view(), name="sign-in"),
    path("dang-xuat/", access.SignOut.as_view(), name="sign-out"),
    path("phien-lam-viec/", access.keep_session, name="keep-session"),
    path("dat-mat-khau/<uidb64>/<token>/", access.SetPassword.as_view(), name="set-password"),
    path("du-lieu-ca-nhan/<label>/<int:pk>/<name>/", access.reveal_value, name="reveal"),
    path("tai-khoan-cua-toi/", accounts.my_account, name="my-account"),
    path("tai-khoan-cua-toi/uy-quyen/", accounts.delegate_role, name="delegate-role"),
    path("tai-khoan-cua-toi/mat-khau/", access.ChangePassword.as_view(), name="change-password"),
    path("tai-khoan-cua-toi/ung-dung-xac-thuc/", access.set_up_totp, name="set-up-totp"),
    path("tai-khoan-cua-toi/ung-dung-xac-thuc/ma.svg", access.totp_picture, name="totp-picture"),
    path("tai-khoan-cua-toi/ma-khoi-phuc/", access.recovery_codes, name="recovery-codes"),
    path("tai-khoan/", accounts.account_list, name="accounts"),
    path("tai-khoan/moi/<code>/", accounts.invite_account, name="invite-account"),
    path("tai-khoan/xac-nhan/", accounts.confirm_roles, name="confirm-roles"),
    path("tai-khoan/thu-moi/<int:pk>/", invitations.print_invitations, name="print-invitations"),
    path("tai-khoan/<int:pk>/thu-moi/", invitations.print_invitation, name="print-invitation"),
    path("tai-khoan/<int:pk>/", accounts.account_detail, name="account"),
    path("tai-khoan/<int:pk>/cap-lai/", accounts.reset_account, name="reset-account"),
    path("tai-khoan/<int:pk>/cap-lai/<verb>/", accounts.decide_reset, name="decide-reset"),
    path("tai-khoan/<int:pk>/dong/", accounts.close_account, name="close-account"),
    path("tai-khoan/<int:pk>/vai-tro/", accounts.propose_role, name="propose-role"),
    path("tai-khoan/<int:pk>/uy-quyen/", accounts.propose_delegation, name="propose-delegation"),
    path("vai-tro/<int:pk>/<verb>/", accounts.decide_grant, name="decide-grant"),
    path("uy-quyen/<int:pk>/<verb>/", accounts.decide_delegation, name="decide-delegation"),
    # the programme
    path("thi-diem/", programme.pilot_list, name="pilots"),
    path("thi-diem/moi/<code>/", accounts.open_pilot, name="open-pilot"),
    path("thi-diem/<code>/", programme.pilot_page, name="pilot"),
    path("thi-diem/<code>/giai-doan/<phase>/", programme.phase_page, name="phase"),
    path("thi-diem/<code>/quy-dinh/", programme.rule_list, name="rules"),
    path("thi-diem/<code>/quy-dinh/ap-dung/", programme.adopt_rules_page, name="adopt-rules"),
    *(address for case in PLACES for address in [*opening_urls(case), *step_urls(case)]),
    *urls(CHANGES),
    path("co-quan/<code>/", places.agency_page, name="agency"),
    path("diem/<code>/", places.site_page, name="site"),
    *opening_urls(POSTS),
    path("vi-tri/<code>/", places.post_page, name="counter-post"),
    *step_urls(POSTS),
    path("thu-tuc/", catalogue.procedure_list, name="procedures"),
    path("thu-tuc/<code>/", catalogue.procedure_page, name="procedure"),
    path("van-ban-can-cu/", catalogue.document_list, name="legal-documents"),
    *opening_urls(CITATIONS),
    *step_urls(CITATIONS),
    path("van-ban-can-cu/<code>/", catalogue.document_page, name="legal-document"),
    path("don-vi-hanh-chinh/", catalogue.admin_unit_list, name="admin-units"),
    path("van-de/", questions.question_list, name="questions"),
    path("van-de/<code>/", questions.question_page, name="question"),
    path("van-de/<code>/giai-quyet/", questions.settle_page, name="settle-question"),
    # official documents
    path("van-ban/<int:pk>/ban-in.pdf", documents.document_pdf, name="official-document-pdf"),
    path("van-ban/<int:pk>/ban-ky", documents.document_signed_copy, name="official-document-signed-copy"),
    path("van-ban/<int:pk>/tao-lai-ban-in", documents.document_render, name="official-document-render"),
    *urls(DOCUMENTS),
    path("xac-minh/<code>/", documents.verify_document, name="verify-document"),
    # the hand-over ladder
    path("ban-giao/<agency>/<site>/", handover.ladder, name="handover"),
    path("ban-giao/<agency>/<site>/buoc/", handover.take, name="step-handover"),
    path("ban-giao/thu-tuc/<int:pk>/lich-su/", handover.history, name="handover-history"),
]
