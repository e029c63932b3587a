"""Closing an account: what waits is shown first, who else can do it, and what nobody else can."""

import pytest
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.roles import Role
from pilot.programme.models import Agency, Delegation, Pilot, RoleGrant, User
from pilot.programme.workflows import accounts as verbs
from tests.delegating import delegated

pytestmark = pytest.mark.usefixtures("demo")
BODY = {"reason": "Chuyển công tác.", "secret": PASSWORD, "operation_key": "k"}


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def address():
    return reverse("close-account", args=[user("ct.canloc").pk])


def test_shows_what_waits_and_that_nobody_else_can_do_it(as_user, address):
    """The chairman of Can Lộc has a withdrawal to decide; he is the only one who can."""
    page = as_user("quantri1").get(address)
    assert page.context["orphans"] >= 1
    assert "Quầy 1" in page.content.decode()
    assert "knowing" in page.context["form"].fields


def test_goes_on_only_knowingly(as_user, address):
    client = as_user("quantri1")
    assert client.post(address, BODY).status_code == 200
    assert user("ct.canloc").is_active
    assert client.post(address, BODY | {"knowing": "on"}).status_code == 302
    assert not user("ct.canloc").is_active


def test_somebody_else_who_can_is_named(as_user, address, act):
    grant = verbs.propose_role(
        Pilot.objects.get(code="HATINH"), act("quantri1"), user=user("pct.canloc"), role=Role.DISTRICT_CHAIRMAN,
        agency=Agency.objects.get(code="HT-CL"),
    )  # fmt: skip
    verbs.confirm_role(grant, act("quantri2"))
    page = as_user("quantri1").get(address)
    waiting = [item.who for item in page.context["waiting"]]
    assert any(user("pct.canloc").person.full_name in who for who in waiting)


def test_nothing_waits_for_somebody_without_work(as_user):
    page = as_user("quantri1").get(reverse("close-account", args=[user("thanhtra").pk]))
    assert "knowing" not in page.context["form"].fields


def test_proposals_for_the_account_are_withdrawn(act):
    stc = Agency.objects.get(code="HT-STC")
    grant = verbs.propose_role(
        Pilot.objects.get(code="HATINH"), act("quantri1"), user=user("gd.noivu"), role=Role.AGENCY_HEAD, agency=stc
    )
    delegation = delegated("ct.canloc", "gd.noivu", status="proposed")
    verbs.close_account(user("gd.noivu"), act("quantri1", reason="Nghỉ hưu."))
    grant.refresh_from_db()
    delegation.refresh_from_db()
    assert (grant.status, delegation.status) == (RoleGrant.Status.REFUSED, Delegation.Status.REFUSED)
