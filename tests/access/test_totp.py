"""The authenticator app: set up with the password, replaced only with the password and a code from the old device."""

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.demo.accounts import PASSWORD
from pilot.platform.access import devices
from pilot.programme.models import User

pytestmark = pytest.mark.usefixtures("demo")
ADDRESS = reverse("set-up-totp")


def code(device):
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06}"


@pytest.fixture
def owner():
    return User.objects.get(username="ct.canloc")


@pytest.fixture
def new(as_user, owner):
    """The device being set up, after its picture was asked for."""
    as_user("ct.canloc").post(ADDRESS)
    return TOTPDevice.objects.get(user=owner, confirmed=False)


@pytest.fixture
def old(owner):
    return TOTPDevice.objects.create(user=owner, name="app", confirmed=True)


def test_asks_the_password(as_user, owner, new):
    client = as_user("ct.canloc")
    assert client.post(ADDRESS, {"token": code(new), "secret": "sai"}).status_code == 200
    assert not TOTPDevice.objects.filter(user=owner, confirmed=True).exists()
    assert client.post(ADDRESS, {"token": code(new), "secret": PASSWORD}).status_code == 302
    assert TOTPDevice.objects.filter(user=owner, confirmed=True).exists()


@pytest.mark.parametrize("body", [{"secret": PASSWORD, "password": PASSWORD}, {"secret": "old", "password": "sai"}])
def test_a_device_is_not_replaced_without_both(as_user, new, old, body):
    body |= {"secret": code(old)} if body["secret"] == "old" else {}
    assert as_user("ct.canloc").post(ADDRESS, {"token": code(new), **body}).status_code == 200
    assert TOTPDevice.objects.filter(confirmed=True).get() == old


def test_a_device_is_replaced_with_both(as_user, new, old):
    body = {"token": code(new), "secret": code(old), "password": PASSWORD}
    assert as_user("ct.canloc").post(ADDRESS, body).status_code == 302
    assert TOTPDevice.objects.get() == new


def test_a_wrong_code_shows_the_same_key_again(as_user, new):
    answer = as_user("ct.canloc").post(ADDRESS, {"token": "000000", "secret": PASSWORD})
    assert "token" in answer.context["form"].errors
    assert TOTPDevice.objects.get() == new


def test_a_code_after_its_time_begins_again(as_user, new):
    TOTPDevice.objects.update(created_at=new.created_at - devices.TO_CONFIRM)
    answer = as_user("ct.canloc").post(ADDRESS, {"token": code(new), "secret": PASSWORD}, follow=True)
    assert "key" not in answer.context
    assert not TOTPDevice.objects.exists()
