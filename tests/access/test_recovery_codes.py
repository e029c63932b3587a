"""Recovery codes: ten, shown once, kept as hashes, each for one code of the app."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.demo.accounts import PASSWORD
from pilot.platform.access import devices
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import User
from pilot.programme.workflows import accounts as verbs
from tests.access.test_totp import code

pytestmark = pytest.mark.usefixtures("demo")
ADDRESS, SIGN_IN = reverse("recovery-codes"), reverse("sign-in")
CODE = re.compile(r"<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>")


@pytest.fixture
def owner():
    return User.objects.get(username="thanhtra")


@pytest.fixture
def app(owner):
    return TOTPDevice.objects.create(user=owner, name="app", confirmed=True)


@pytest.fixture
def codes(as_user, app):
    """What the page shows once."""
    page = as_user("thanhtra").post(ADDRESS, {"secret": code(app)})
    return CODE.findall(page.content.decode())


def sign_in(token, client=None):
    return (client or Client()).post(SIGN_IN, {"username": "thanhtra", "password": PASSWORD, "token": token})


def test_ten_are_shown_once_and_kept_as_hashes(codes, as_user, owner):
    assert len(set(codes)) == 10
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {text.replace("-", "") for text in codes}
    assert not CODE.findall(as_user("thanhtra").get(ADDRESS).content.decode())
    event = AuditEvent.objects.get(verb="make_recovery_codes")
    assert (event.user, event.object_id, event.after) == (owner, str(owner.pk), {})


def test_they_ask_for_the_code_of_the_app(app, as_user):
    page = as_user("thanhtra").post(ADDRESS, {"secret": PASSWORD})
    assert "secret" in page.context["form"].errors
    assert not StaticDevice.objects.exists()


def test_without_an_app_there_are_none(as_user):
    client = as_user("thanhtra")
    assert client.get(ADDRESS).url == reverse("set-up-totp")
    assert client.post(ADDRESS, {"secret": PASSWORD}).status_code == 302
    assert not StaticDevice.objects.exists()


@pytest.mark.both_engines
def test_each_signs_in_once_however_it_is_typed(codes):
    client = Client()
    typed = codes[0].lower().replace("-", " ")
    assert sign_in(typed, client).status_code == 302
    assert "còn 9 mã" in client.get(reverse("my-account")).content.decode()
    assert sign_in(codes[0]).status_code == 200
    assert sign_in(codes[1]).status_code == 302
    used = AuditEvent.objects.filter(verb="use_recovery_code")
    assert sorted(event.after["left"] for event in used) == [8, 9]


def test_a_stolen_hash_is_no_code(codes):
    hashed = StaticToken.objects.first().token
    assert sign_in(hashed).status_code == 200
    assert StaticToken.objects.count() == 10


def test_a_code_without_the_password_is_not_used(codes):
    Client().post(SIGN_IN, {"username": "thanhtra", "password": "sai", "token": codes[0]})
    assert StaticToken.objects.count() == 10


def test_a_code_of_another_account_is_none(codes, owner):
    other = User.objects.get(username="ct.canloc")
    TOTPDevice.objects.create(user=other, name="app", confirmed=True)
    assert not devices.accepts(other, codes[0], "")
    assert devices.accepts(owner, codes[0], "")


def test_with_one_the_app_is_set_up_anew_and_the_others_end(codes, as_user, owner, app):
    client = as_user("thanhtra")
    client.post(reverse("set-up-totp"))
    new = TOTPDevice.objects.get(user=owner, confirmed=False)
    body = {"token": code(new), "secret": codes[0], "password": PASSWORD}
    assert client.post(reverse("set-up-totp"), body).status_code == 302
    assert list(TOTPDevice.objects.filter(user=owner)) == [new]
    assert not StaticToken.objects.exists()


def test_new_ones_end_those_before(codes, owner):
    devices.new_recovery_codes(owner)
    assert not devices.accepts(owner, codes[0], "")
    assert devices.codes_left(owner) == 10


def test_a_reset_that_lifts_the_app_ends_them(codes, owner, act):
    verbs.reset_account(owner, act("quantri1", reason="Mất máy."), lift_device=True)
    assert devices.codes_left(owner) == 10
    verbs.confirm_reset(owner, act("quantri2", reason="Đúng."))
    assert not StaticDevice.objects.filter(user=owner).exists()


def test_the_own_page_says_how_many_are_left(codes, as_user, owner):
    devices.accepts(owner, codes[0], "")
    page = as_user("thanhtra").get(reverse("my-account")).content.decode()
    assert "Còn 9 mã khôi phục" in page
