"""Failed sign-ins and wrong passwords before decisions leave an event, without what was typed, and are throttled."""

import datetime as dt
import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.limits import limit
from pilot.platform.kernel.models import AuditEvent, Taken
from pilot.programme.models import User
from staffing.models import WithdrawalRequest

pytestmark = pytest.mark.usefixtures("demo")
CHAIRMAN = "ct.canloc"


@pytest.fixture
def waiting():
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.fixture
def sign(waiting, as_user):
    """Approve the waiting request through its page, with the secret given."""
    client = as_user(CHAIRMAN)
    address = reverse("withdrawal-step", args=[waiting.pk, "approve_withdrawal"])
    body = {"reason": "Đồng ý.", "row_version": waiting.row_version, "operation_key": "k"}
    return lambda secret: client.post(address, body | {"secret": secret})


def refused():
    event = AuditEvent.objects.first()
    assert event.outcome == "refused"
    return event


def written(event):
    """Everything the event holds, as text."""
    return json.dumps({f.attname: str(getattr(event, f.attname)) for f in event._meta.concrete_fields})


def test_a_wrong_password_at_sign_in_is_recorded_on_the_account(client):
    client.post(reverse("sign-in"), {"username": CHAIRMAN, "password": "mật khẩu sai"})
    event, account = refused(), User.objects.get(username=CHAIRMAN)
    assert (event.chain, event.verb, event.after["code"]) == ("platform", "sign_in", "wrong_credentials")
    assert (event.object_id, event.user, event.source) == (str(account.pk), None, "127.0.0.1")
    assert "mật khẩu sai" not in written(event)


def test_an_unknown_name_is_recorded_as_a_hash_only(client):
    client.post(reverse("sign-in"), {"username": "matkhaucuatoi", "password": "x"})
    event = refused()
    assert (event.object_id, event.after["name"][:5]) == ("", "hmac:")
    assert "matkhaucuatoi" not in written(event)


def test_a_lock_out_is_recorded(client):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        client.post(reverse("sign-in"), {"username": CHAIRMAN, "password": "sai"})
    assert refused().after["code"] == "locked_out"
    codes = [e.after["code"] for e in AuditEvent.objects.filter(verb="sign_in", outcome="refused")]
    assert codes == ["locked_out", *["wrong_credentials"] * (settings.AXES_FAILURE_LIMIT - 1)]


def test_a_wrong_code_at_sign_in_counts_like_a_wrong_password(client):
    TOTPDevice.objects.create(user=User.objects.get(username=CHAIRMAN), confirmed=True)
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(reverse("sign-in"), {"username": CHAIRMAN, "password": PASSWORD, "token": "000000"})
    assert (answer.status_code, refused().after["code"]) == (429, "locked_out")


def test_a_wrong_password_before_a_decision_is_recorded(sign):
    assert sign("mật khẩu sai").status_code == 200
    event = refused()
    assert (event.chain, event.verb, event.after["code"]) == ("platform", "step_up", "wrong_secret")
    assert (event.user.username, event.source) == (CHAIRMAN, "127.0.0.1")
    assert event.capacity.startswith("district_chairman@")
    assert "mật khẩu sai" not in written(event)


def test_after_five_wrong_ones_even_the_right_password_does_not_sign(sign, waiting):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign("sai")
    page = sign(PASSWORD).content.decode()
    waiting.refresh_from_db()
    assert (waiting.status, refused().after["code"]) == ("submitted", "locked_out")
    assert "15 phút" in page


def test_wrong_ones_of_an_hour_ago_do_not_count(sign):
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign("sai")
    Taken.objects.update(until=timezone.now() - dt.timedelta(minutes=45))
    assert sign(PASSWORD).status_code == 302


def test_right_ones_do_not_count(sign):
    for _attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        assert sign(PASSWORD).status_code in (200, 302, 409)
    assert not Taken.objects.exists()


def test_an_address_that_tries_many_accounts_is_held_back(client):
    names = User.objects.values_list("username", flat=True)[:21]
    found = [client.post(reverse("sign-in"), {"username": name, "password": "sai"}).status_code for name in names]
    assert found == [200] * 20 + [429]
    assert refused().after["code"] == "locked_out"
    assert client.post(reverse("sign-in"), {"username": CHAIRMAN, "password": PASSWORD}).status_code == 429


def test_refused_pages_end_in_a_page_that_says_wait(as_user, settings):
    settings.LIMITS = settings.LIMITS | {"refused pages": (2, 600)}
    client = as_user("buudien")
    assert [client.get("/tai-khoan/1/").status_code for _n in range(3)] == [404, 404, 429]
    answer = client.get("/tai-khoan/999999/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "10 phút" in answer.content.decode()
    assert client.get("/").status_code == 200


def test_one_file_at_a_time(as_user):
    client, user = as_user("buudien"), User.objects.get(username="buudien")
    held = limit("upload")
    assert held.take(user.pk)
    send = {"file": SimpleUploadedFile("a.xlsx", b"x")}
    busy = client.post(reverse("worklist"), send)
    assert (busy.status_code, busy["Retry-After"]) == (429, "60")
    held.give_back(user.pk)
    assert client.post(reverse("worklist"), {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 405
    assert not Taken.objects.exists()
