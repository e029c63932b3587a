"""Accounts and delegations from outside: F33, F40, S3, S5, S11."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.found.browse import forms_of, send, text_of

pytestmark = pytest.mark.usefixtures("demo")
PASSWORD, NEW = "minh-hoa-2021", "mot-hai-ba-bon"
MINE, DELEGATE, AUDIT = "/tai-khoan-cua-toi/", "/tai-khoan-cua-toi/uy-quyen/", "/nhat-ky/"


def account(name):
    return apps.get_model("pilot.User").objects.get(username=name)


def name_of(username):
    return account(username).person.full_name


def delegate(client, to="pct.canloc", first="15/06/2021", last="16/06/2021", **more):
    said = {
        "grant": account("ct.canloc").role_grants.get().pk, "delegate": account(to).pk, "authority": "kt",
        "title": "Phó Chủ tịch", "valid_from": first, "last_day": last, "document_number": "07/UQ-UBND",
        "secret": PASSWORD,
    }  # fmt: skip
    return send(client, DELEGATE, "grant", **said | more)


def delegations():
    return apps.get_model("pilot.Delegation").objects


def move_to(client, day):
    """The administrator of the demo moves its clock."""
    send(client, "/ngay-lam-viec/", day=day)


# --- F33


def test_f33_a_delegation_that_is_over_has_expired(as_user):
    delegate(as_user("ct.canloc"))
    assert "đang thực hiện" in text_of(as_user("ct.canloc").get(MINE))
    move_to(as_user("quantri1"), "17/06/2021")
    page = text_of(as_user("ct.canloc").get(MINE))
    assert "đang thực hiện" not in page
    assert "hết hạn" in page


def test_f33_one_that_is_still_to_come_has_not_begun(as_user):
    delegate(as_user("ct.canloc"), first="20/06/2021", last="25/06/2021")
    page = text_of(as_user("ct.canloc").get(MINE))
    assert "đang thực hiện" not in page
    assert "chưa bắt đầu" in page


def test_f33_none_for_days_that_are_over(as_user):
    answer = delegate(as_user("ct.canloc"), first="10/06/2021", last="12/06/2021")
    assert delegations().count() == 0
    assert "10/06/2021" in text_of(answer)


def test_f33_no_two_on_one_day(as_user):
    delegate(as_user("ct.canloc"), first="15/06/2021", last="20/06/2021")
    answer = delegate(as_user("ct.canloc"), first="20/06/2021", last="30/06/2021")
    assert delegations().count() == 1
    assert name_of("pct.canloc") in text_of(answer)


def test_f33_a_chairmans_role_goes_to_nobody_of_another_agency(as_user):
    delegate(as_user("ct.canloc"), to="gd.taichinh")
    assert delegations().count() == 0


def offered(page, field):
    """What a choice of the form offers besides nothing."""
    (choice,) = re.findall(rf'(?s)<select name="{field}".*?</select>', page.content.decode())
    return re.findall(r'<option value="([^"]+)"', choice)


def test_f33_the_form_of_a_head_offers_who_works_there_and_kt(as_user):
    page = as_user("ct.canloc").get(DELEGATE)
    assert offered(page, "authority") == ["kt"]
    assert str(account("pct.canloc").pk) in offered(page, "delegate")
    assert str(account("gd.taichinh").pk) not in offered(page, "delegate")
    assert "Chức vụ của người được ủy quyền (không bắt buộc)" not in text_of(page)


def test_f33_stays_that_the_form_of_an_officer_offers_everybody(as_user):
    page = as_user("taichinh").get(DELEGATE)
    assert {str(account(name).pk) for name in ("gd.taichinh", "thuky")} <= set(offered(page, "delegate"))
    assert str(account("taichinh").pk) not in offered(page, "delegate")
    assert len(offered(page, "authority")) > 1


def test_f33_an_administrator_is_offered_the_roles_that_are_held(as_user):
    page = as_user("quantri1").get(f"/tai-khoan/{account('ct.canloc').pk}/uy-quyen/")
    assert offered(page, "role") == ["district_chairman"]


def test_f33_what_waits_names_the_delegate(as_user):
    delegate(as_user("ct.canloc"))
    pending = apps.get_model("staffing.WithdrawalRequest").objects.get(post__code="HT-CL-Q1")
    page = text_of(as_user("ct.canloc").get(f"/nhan-su/rut-cong-chuc/{pending.pk}/"))
    assert re.findall(rf"{name_of('pct.canloc')} \([^)]*theo ủy quyền\)", page) != []


# --- F40


@pytest.fixture
def log(as_user):
    """What the administrator reads in the log of what happened before."""
    as_user("quantri1").get(f"/tai-khoan/{account('thanhtra').pk}/")
    delegate(as_user("ct.canloc"), first="10/06/2021")
    send(
        as_user("quantri1"), f"/tai-khoan/{account('ct.canloc').pk}/uy-quyen/", "role", role="district_chairman",
        delegate=account("quantri2").pk, authority="kt", title="Phó", valid_from="15/06/2021", last_day="16/06/2021",
        document_number="1", secret=PASSWORD,
    )  # fmt: skip
    as_user("buudien").get(f"/tai-khoan/{account('ct.canloc').pk}/")
    Client().post("/dang-nhap/", {"username": "ct.canloc", "password": "sai"})
    return lambda: text_of(as_user("quantri1").get(AUDIT))


def test_f40_no_name_of_a_table_and_no_code(log):
    page = log()
    assert not re.search(r"\b(pilot|staffing|billing|facilities|kernel|documents)\.[A-Z]\w+", page)
    assert not re.search(r"\bcode: \w+", page)
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", page)


def test_f40_one_clock(log):
    page = log()
    assert not re.search(r"\d{4}-\d\d-\d\d", page)
    assert "UTC" not in page
    assert f"{timezone.localtime():%H}:" in page


def test_f40_names_stand_for_people(log):
    page = log()
    assert "User 2" not in page
    assert f"Mở trang: {name_of('ct.canloc')}" in page


# --- S3


def reset(client, name):
    return send(client, f"/tai-khoan/{account(name).pk}/cap-lai/", "secret", reason="Quên mật khẩu.", secret=PASSWORD)


def link_in(answer):
    found = re.search(r"/dat-mat-khau/[^\s<]+", answer.content.decode())
    return found[0] if found else ""


def follow(client, link):
    """Who has the link sets a password with it."""
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})


def test_s3_one_administrator_does_not_take_over_a_signer(as_user):
    assert link_in(reset(as_user("quantri1"), "ct.canloc")) == ""
    assert account("ct.canloc").check_password(PASSWORD)


def test_s3_who_used_the_link_and_who_made_it_is_on_record(as_user, client):
    follow(client, link_in(reset(as_user("quantri1"), "thanhtra")))
    event = apps.get_model("kernel.AuditEvent").objects.filter(verb="set_password").first()
    assert event.user == account("thanhtra")
    assert name_of("quantri1") in text_of(as_user("quantri2").get(AUDIT)).rsplit("Đặt mật khẩu", 1)[1]


def test_s3_the_owner_is_told_at_the_next_sign_in(as_user, client):
    follow(client, link_in(reset(as_user("quantri1"), "thanhtra")))
    answer = client.post("/dang-nhap/", {"username": "thanhtra", "password": NEW}, follow=True)
    assert answer.redirect_chain, "the new password does not sign in"
    assert name_of("quantri1") in text_of(answer)


def test_s3_the_owner_is_told_by_mail(as_user):
    apps.get_model("pilot.User").objects.filter(username="ct.canloc").update(email="ct@example.vn")
    reset(as_user("quantri1"), "ct.canloc")
    told = apps.get_model("kernel.OutboxMessage").objects.filter(to="ct@example.vn")
    assert [name_of("quantri1") in message.body for message in told] == [True]


def test_s3_the_app_of_the_owner_survives_a_reset(as_user, client):
    devices = apps.get_model("otp_totp.TOTPDevice").objects
    devices.create(user=account("thanhtra"), name="app", confirmed=True)
    follow(client, link_in(reset(as_user("quantri1"), "thanhtra")))
    assert devices.filter(user=account("thanhtra"), confirmed=True).count() == 1


# --- S11


@pytest.mark.parametrize(
    ("hidden", "absent"),
    [
        ("/van-ban/{document}/", "/van-ban/999999999/"),
        ("/nhan-su/nhan-vien/{employee}/", "/nhan-su/nhan-vien/999999999/"),
        ("/thanh-toan/hop-dong/{contract}/", "/thanh-toan/hop-dong/999999999/"),
        ("/diem/HT-S-CL/", "/diem/KHONG-CO/"),
    ],
)
def test_s11_a_hidden_page_costs_what_an_absent_one_costs(as_user, hidden, absent):
    rows = {
        "document": apps.get_model("documents.OfficialDocument"), "employee": apps.get_model("staffing.PostalEmployee"),
        "contract": apps.get_model("billing.LabourContract"),
    }  # fmt: skip
    client = as_user("thuky.gialai")
    of_ha_tinh = {name: model.objects.filter(pilot__code="HATINH").first().pk for name, model in rows.items()}
    asked = [statements(client, path) for path in (hidden.format(**of_ha_tinh), absent) * 2]
    assert asked[2] == asked[3]


def statements(client, path):
    """How many statements the 404 takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 404
    return len(asked)


# --- S5


def test_s5_thirty_accounts_from_one_address(client):
    names = list(apps.get_model("pilot.User").objects.values_list("username", flat=True))
    tried = [*names, *(f"la{n}" for n in range(30 - len(names)))][:30]
    found = [client.post("/dang-nhap/", {"username": name, "password": "sai"}).status_code for name in tried]
    assert 429 in found


def test_s5_refused_pages_end(as_user):
    client, hidden = as_user("buudien"), f"/tai-khoan/{account('ct.canloc').pk}/"
    found = [client.get(hidden).status_code for _n in range(100)]
    assert found[0] == 404
    assert found[-1] == 429


def test_s5_stays_that_a_reader_within_the_limits_is_not_held_back(as_user):
    client = as_user("buudien")
    assert [client.get("/").status_code for _n in range(80)] == [200] * 80
    assert forms_of(Client().get("/dang-nhap/"))
