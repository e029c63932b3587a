"""After the session's end: back to the page that was open, nothing done, and said so."""

import time

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.middleware import SEEN, STARTED
from pilot.platform.kernel.models import AuditEvent

pytestmark = pytest.mark.usefixtures("demo")

HOST = "http://testserver"
BUTTON = "/van-hanh/thu/1/gui-lai/"  # takes nothing but the press


@pytest.fixture
def expired(as_user):
    """A client that did nothing for longer than a session lasts."""

    def leave(name):
        client = as_user(name)
        session = client.session
        session[SEEN] = time.time() - settings.SESSION_IDLE_SECONDS - 1
        session.save()
        return client

    return leave


def sign_in_page(address):
    path, _, query = address.partition("?")
    assert path == reverse("sign-in")
    return QueryDict(query).dict()


def test_a_page_is_opened_after_signing_in(expired):
    answer = expired("thuky").get("/nhan-su/?name=an&trang=2")
    assert sign_in_page(answer.url) == {"next": "/nhan-su/?name=an&trang=2"}


def test_after_a_press_the_page_of_the_button_comes_back_and_nothing_was_done(expired):
    client = expired("quantri1")
    before = AuditEvent.objects.count()

    answer = client.post(BUTTON, headers={"referer": f"{HOST}/van-hanh/?loi=1"})

    assert sign_in_page(answer.url) == {"next": "/van-hanh/?loi=1", "unsent": "1"}
    assert AuditEvent.objects.count() == before
    assert "chưa được gửi" in client.get(answer.url).content.decode()
    back = client.post(answer.url, {"username": "quantri1", "password": PASSWORD}, follow=True)
    assert (back.status_code, back.request["PATH_INFO"]) == (200, "/van-hanh/")
    assert "Chưa có dữ liệu nào được gửi" in back.content.decode()


@pytest.mark.parametrize(
    "before", ["", "https://elsewhere.example/van-hanh/", f"{HOST}//elsewhere.example/x", f"{HOST}:8000/van-hanh/"]
)
def test_after_a_press_from_nowhere_of_ours_the_worklist_comes(expired, before):
    answer = expired("quantri1").post(BUTTON, headers={"referer": before})
    assert sign_in_page(answer.url) == {"next": "/", "unsent": "1"}


def test_an_ordinary_sign_in_says_nothing_about_a_press(expired):
    client = expired("thuky")
    address = client.get("/van-de/").url
    page = client.post(address, {"username": "thuky", "password": PASSWORD}, follow=True)
    assert "Chưa có dữ liệu nào được gửi" not in page.content.decode()


def test_a_fragment_that_the_page_reads_takes_the_window_from_nobody(expired):
    answer = expired("thuky").get(reverse("worklist-count"), headers={"hx-request": "true"})
    assert (answer.status_code, answer.content, answer.has_header("HX-Redirect")) == (204, b"", False)
    assert answer.headers["X-Signed-Out"]


@pytest.mark.parametrize(
    ("current", "back"),
    [(f"{HOST}/van-de/?q=a", "/van-de/?q=a"), ("", "/"), ("https://elsewhere.example/van-de/", "/")],
)
def test_after_a_press_of_a_fragment_the_window_goes_to_sign_in(expired, current, back):
    headers = {"hx-request": "true", "hx-current-url": current}
    answer = expired("thuky").post(reverse("worklist-count"), headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert sign_in_page(answer.headers["HX-Redirect"]) == {"next": back, "unsent": "1"}


def test_signing_out_after_the_end_leads_to_sign_in(expired):
    answer = expired("thuky").post(reverse("sign-out"), headers={"referer": f"{HOST}/van-de/"})
    assert answer.url == reverse("sign-in")


def test_keeping_prolongs_the_session_and_says_until_when(as_user):
    client = as_user("thuky")
    session = client.session
    session[SEEN] = seen = time.time() - settings.SESSION_IDLE_SECONDS + 60
    session[STARTED] = time.time() - 3600
    session.save()
    ends = session[STARTED] + settings.SESSION_ABSOLUTE_SECONDS

    most = ends - time.time()
    said = client.get(reverse("keep-session")).json()
    least = ends - time.time()

    assert client.session[SEEN] > seen
    assert said["idle"] <= settings.SESSION_IDLE_SECONDS
    assert int(least) <= said["left"] <= int(most)


def test_nothing_prolongs_a_session_beyond_its_longest_time(as_user):
    client = as_user("thuky")
    session = client.session
    session[STARTED] = time.time() - settings.SESSION_ABSOLUTE_SECONDS - 1
    session.save()
    assert client.get(reverse("keep-session")).status_code == 302


def test_every_page_of_a_session_carries_its_limits_and_no_other(as_user):
    assert b"data-session=" in as_user("thuky").get("/").content
    assert b"data-session=" not in Client().get(reverse("sign-in")).content


def test_a_form_from_before_another_sign_in_leads_back_to_its_page(as_user):
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_user("thuky").cookies
    answer = client.post(reverse("change-password"), headers={"referer": f"{HOST}/tai-khoan-cua-toi/mat-khau/"})
    assert answer.status_code == 403
    assert answer.context["url"] == "/tai-khoan-cua-toi/mat-khau/"
