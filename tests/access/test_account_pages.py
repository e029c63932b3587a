"""Pages of accounts: who stands in for whom, where there is no mail server, one account for an e-mail address."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.models import OutboxMessage
from pilot.programme.models import User
from tests.found.test_accounts import delegate

pytestmark = pytest.mark.usefixtures("demo")
DAYS = "15/06/2021 – 16/06/2021"


def user(name):
    return User.objects.get(username=name)


def page(client, name):
    return " ".join(client.get(reverse("account", args=[user(name).pk])).content.decode().split())


def line_of(client, name):
    """The line of the list in which the account stands."""
    rows = re.findall(r"<tr>.*?</tr>", client.get(reverse("accounts")).content.decode(), re.DOTALL)
    return next(" ".join(row.split()) for row in rows if f">{name}</td>" in row)


def test_deputies_and_stand_ins_stand_on_both_accounts_and_in_the_list(as_user):
    delegate(as_user("ct.canloc"))
    principal, deputy = (user(name).person.full_name for name in ("ct.canloc", "pct.canloc"))
    client = as_user("quantri1")
    assert "Ủy quyền đã giao" in page(client, "ct.canloc")
    held = page(client, "pct.canloc")
    assert f"{principal}: " in held
    assert "đang thực hiện" in held
    assert f"→ {deputy}, {DAYS}" in line_of(client, "ct.canloc")
    assert f"thay mặt {principal}, {DAYS}" in line_of(client, "pct.canloc")


def test_a_delegation_that_is_over_stays_on_the_page_and_leaves_the_list(as_user, demo_day):
    delegate(as_user("ct.canloc"))
    demo_day("17/06/2021")
    client = as_user("quantri1")
    assert "hết hạn" in page(client, "pct.canloc")
    assert "→" not in line_of(client, "ct.canloc")


@pytest.fixture
def demo_day(as_user):
    """Move the day of the demo."""
    return lambda day: as_user("quantri1").post(reverse("demo-clock"), {"day": day})


@pytest.fixture
def invite(as_user):
    def send(**more):
        body = {"username": "moi.den", "full_name": "Lê Mới Đến", "secret": PASSWORD, "reason": "Vì vậy."}
        return as_user("quantri1").post(reverse("invite-account", args=["HATINH"]), body | more)

    return send


def test_without_a_mail_server_the_page_says_so_and_shows_the_link(invite, as_user, settings):
    settings.EMAIL_ENABLED = False
    form = as_user("quantri1").get(reverse("invite-account", args=["HATINH"])).content.decode()
    assert "Chưa có máy chủ thư" in form
    shown = invite(email="moi@hatinh.gov.vn").content.decode()
    assert "Chưa có máy chủ thư nên đường dẫn không được gửi đi" in shown
    assert "/dat-mat-khau/" in shown
    assert not OutboxMessage.objects.filter(to="moi@hatinh.gov.vn").exists()
    reset = as_user("quantri1").get(reverse("reset-account", args=[user("moi.den").pk])).content.decode()
    assert "đường dẫn mới hiện ra một lần" in reset


def test_without_an_address_the_page_says_why_the_link_is_shown(invite):
    shown = invite().content.decode()
    assert "chưa có địa chỉ thư điện tử" in shown
    assert "/dat-mat-khau/" in shown


def test_with_both_the_link_is_sent_and_not_shown(invite):
    answer = invite(email="moi@hatinh.gov.vn")
    assert (answer.status_code, OutboxMessage.objects.get(to="moi@hatinh.gov.vn").secret) == (302, True)


@pytest.mark.both_engines
def test_an_address_belongs_to_one_open_account_however_it_is_typed(invite):
    User.objects.filter(pk=user("thuky").pk).update(email="")
    first = user("thuky")
    first.email = "An@HaTinh.gov.vn"
    first.save()
    assert "moi.den" not in User.objects.values_list("username", flat=True)
    assert "email" in invite(email=" an@hatinh.GOV.vn ").context["form"].errors
    other = user("gd.noivu")
    other.email = "AN@hatinh.gov.vn"
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    User.objects.filter(pk=first.pk).update(is_active=False)
    other.save()
