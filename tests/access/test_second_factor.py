"""A second factor required of roles from a day on: by two, led to it at sign-in, told of it before."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.roles import HEADS, Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.models import Pilot, SecondFactorRule, User
from pilot.programme.workflows.second_factor import (
    confirm_second_factor,
    refuse_second_factor,
    require_second_factor,
)
from tests.access.test_totp import code
from tests.delegating import delegated

pytestmark = pytest.mark.usefixtures("demo")
TODAY, LATER = DEMO_START, DEMO_START + dt.timedelta(days=10)
SET_UP = reverse("set-up-totp")


@pytest.fixture
def require(act):
    """A rule in force, by both administrators."""

    def decide(*roles, day=TODAY, required=True):
        given = {"roles": list(roles), "required": required, "valid_from": day, "legal_basis": "1/QĐ"}
        rule = require_second_factor(Pilot.objects.get(code="HATINH"), act("quantri1", reason="An toàn."), **given)
        confirm_second_factor(rule, act("quantri2"))
        return rule

    return decide


def signed_in(name):
    """Somebody who has just signed in, and the page to which that led."""
    client = Client()
    page = client.post(reverse("sign-in"), {"username": name, "password": PASSWORD}, follow=True)
    return client, page


def user(name):
    return User.objects.get(username=name)


# --- two administrators


def test_the_form_proposes_deciders_payers_and_administrators(as_user):
    form = as_user("quantri1").get(reverse("require-second-factor", args=["HATINH"])).context["form"]
    assert set(form.fields["roles"].initial) == {*HEADS, Role.PAYER, Role.ADMINISTRATOR}


def test_it_waits_for_the_second_administrator(as_user, act):
    body = {"operation_key": "k1", "roles": ["payer"], "required": "yes", "valid_from": "15/06/2021",
            "reason": "An toàn.", "secret": PASSWORD}  # fmt: skip
    assert as_user("quantri1").post(reverse("require-second-factor", args=["HATINH"]), body).status_code == 302
    rule = SecondFactorRule.objects.get()
    assert (rule.status, rule.roles, rule.reason) == ("proposed", ["payer"], "An toàn.")
    assert signed_in("chitra")[1].redirect_chain[-1][0] == "/"
    with pytest.raises(TransitionRefused, match="quản trị viên khác"):
        confirm_second_factor(rule, act("quantri1"))
    step = f"/tai-khoan/hai-buoc/{rule.pk}/confirm_second_factor/"
    assert step in as_user("quantri2").get("/").content.decode()
    assert (
        as_user("quantri2").post(step, {"operation_key": "k2", "reason": "Đồng ý.", "secret": PASSWORD}).status_code
        == 302
    )
    assert signed_in("chitra")[1].redirect_chain[-1][0] == SET_UP


def test_alone_an_administrator_puts_it_in_force(act):
    given = {"roles": ["payer"], "required": True, "valid_from": TODAY}
    pilot = Pilot.objects.get(code="GIALAI")
    assert require_second_factor(pilot, act("quantri.gialai"), **given).status == "in_force"
    with pytest.raises(NotAllowed):
        require_second_factor(pilot, act("quantri1"), **given)


def test_the_database_knows_two_people(require):
    rule = require("payer")
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondFactorRule.objects.filter(pk=rule.pk).update(confirmed_by=rule.proposed_by_id)


@pytest.mark.parametrize(
    ("roles", "day", "refusal"),
    [([], TODAY, "no_role"), (["king"], TODAY, "no_role"), (["payer"], TODAY - dt.timedelta(1), "begins_in_past")],
)
def test_no_role_no_past(roles, day, refusal, act):
    given = {"roles": roles, "required": True, "valid_from": day}
    with pytest.raises(TransitionRefused) as caught:
        require_second_factor(Pilot.objects.get(code="HATINH"), act("quantri1"), **given)
    assert [problem.code for problem in caught.value.problems] == [refusal]


def test_a_refused_rule_asks_nobody(act):
    given = {"roles": ["payer"], "required": True, "valid_from": TODAY}
    rule = require_second_factor(Pilot.objects.get(code="HATINH"), act("quantri1"), **given)
    refuse_second_factor(rule, act("quantri1"))
    assert signed_in("chitra")[1].redirect_chain[-1][0] == "/"


# --- at sign-in


def test_from_the_day_on_everything_leads_to_the_set_up(require):
    require("payer", "district_chairman")
    client, page = signed_in("chitra")
    assert page.redirect_chain[-1][0] == SET_UP
    assert "cài đặt ngay" in page.content.decode()
    for address in ("/", "/thanh-toan/", "/tai-khoan-cua-toi/", "/van-ban/"):
        assert client.get(address).headers["Location"] == SET_UP
    assert client.post("/tai-khoan-cua-toi/uy-quyen/", {}).headers["Location"] == SET_UP
    part = client.get(reverse("worklist-count"), headers={"hx-request": "true"})
    assert (part.status_code, part.content) == (204, b"")  # else the set-up page would be put into its own menu
    assert client.post(reverse("sign-out")).status_code == 302
    assert signed_in("gd.noivu")[1].redirect_chain[-1][0] == "/"


def test_with_the_device_set_up_the_way_is_open(require):
    require("payer")
    client, _page = signed_in("chitra")
    client.post(SET_UP)
    device = TOTPDevice.objects.get(user=user("chitra"))
    assert client.get(reverse("totp-picture")).status_code == 200
    assert client.post(SET_UP, {"token": code(device), "secret": PASSWORD}).headers["Location"] == "/tai-khoan-cua-toi/"
    assert client.get("/").status_code == 200


def test_before_the_day_a_notice_says_until_when(require, as_user):
    require("payer", day=LATER)
    client, page = signed_in("chitra")
    assert page.redirect_chain[-1][0] == "/"
    assert f"Từ ngày {LATER:%d/%m/%Y}" in page.content.decode()
    assert f"{LATER:%d/%m/%Y}" in client.get("/tai-khoan-cua-toi/").content.decode()


def test_the_day_comes_during_a_session(require, act):
    from pilot.demo.clock import move_demo_clock

    require("payer", day=LATER)
    client, _page = signed_in("chitra")
    move_demo_clock(Pilot.objects.get(code="HATINH"), act("quantri1"), day=LATER)
    assert client.get("/").headers["Location"] == SET_UP


def test_who_has_a_device_is_asked_nothing(require):
    TOTPDevice.objects.create(user=user("chitra"), name="app", confirmed=True)
    require("payer", day=LATER)
    client = Client()
    client.force_login(user("chitra"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 200
    assert f"{LATER:%d/%m/%Y}" not in client.get("/tai-khoan-cua-toi/").content.decode()


def test_a_stand_in_counts_by_the_role_in_which_he_acts(require):
    require("district_chairman")
    assert signed_in("gd.noivu")[1].redirect_chain[-1][0] == "/"
    delegated("ct.canloc", "gd.noivu")
    assert signed_in("gd.noivu")[1].redirect_chain[-1][0] == SET_UP


def test_another_pilot_asks_nothing_here(require):
    require("secretariat")
    assert signed_in("thuky")[1].redirect_chain[-1][0] == SET_UP
    assert signed_in("thuky.gialai")[1].redirect_chain[-1][0] == "/"


def test_the_latest_row_decides(require):
    require("payer")
    require("payer", required=False, day=TODAY)
    assert signed_in("chitra")[1].redirect_chain[-1][0] == "/"
    require("payer", day=LATER)
    assert f"Từ ngày {LATER:%d/%m/%Y}" in signed_in("chitra")[1].content.decode()


# --- the page of accounts


def row_of(page, name):
    return next(account for account in page.context["accounts"] if account.username == name)


def test_the_accounts_page_shows_who_has_none_yet(require, as_user):
    require("district_chairman", day=LATER)
    delegated("ct.canloc", "gd.noivu")
    TOTPDevice.objects.create(user=user("ct.camxuyen"), name="app", confirmed=True)
    page = as_user("quantri1").get(reverse("accounts"))
    days = {name: row_of(page, name).app_needed_from for name in ("ct.canloc", "gd.noivu", "chitra")}
    assert days == {"ct.canloc": LATER, "gd.noivu": LATER, "chitra": None}
    assert [row_of(page, name).has_app for name in ("ct.camxuyen", "ct.canloc")] == [True, False]
    assert f"bắt buộc từ ngày {LATER:%d/%m/%Y}" in page.content.decode()


def test_the_accounts_page_names_deputies_and_stand_ins(as_user):
    delegation = delegated("ct.canloc", "gd.noivu")
    page = as_user("quantri1").get(reverse("accounts"))
    assert row_of(page, "ct.canloc").deputies == [delegation]
    assert row_of(page, "gd.noivu").stands_in == [delegation]
    names = " ".join(page.content.decode().split())
    assert f"→ {delegation.delegate.person.full_name}" in names
    assert f"thay mặt {delegation.principal.person.full_name}" in names
