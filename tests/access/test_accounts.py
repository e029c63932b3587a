"""Accounts: two people for a role, one-time links, step-up, lock-out, session limits."""

import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from pilot.access.roles import Role
from pilot.kernel.models import AuditEvent
from pilot.kernel.refusals import NotAllowed, TransitionRefused
from pilot.models import Agency, Pilot, RoleGrant, User
from pilot.overview.demo import PASSWORD
from pilot.workflows import accounts as verbs

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def proposed(pilot, act):
    place = Agency.objects.get(code="HT-STC")
    return verbs.propose_role(pilot, act("quantri1"), user=user("gd.noivu"), role=Role.AGENCY_HEAD, agency=place)


def codes(refused):
    return [p.code for p in refused.value.problems]


def test_a_role_waits_for_the_second_administrator(proposed, act):
    assert proposed.status == RoleGrant.Status.PROPOSED
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_role(proposed, act("quantri1"))
    assert codes(refused) == ["same_person"]

    verbs.confirm_role(proposed, act("quantri2"))
    proposed.refresh_from_db()
    assert proposed.status == RoleGrant.Status.IN_FORCE


def test_nobody_confirms_a_role_for_himself(pilot, act):
    grant = verbs.propose_role(pilot, act("quantri1"), user=user("quantri2"), role=Role.AUDITOR)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_role(grant, act("quantri2"))
    assert codes(refused) == ["same_person"]


def test_a_single_administrator_grants_alone(act):
    gialai = Pilot.objects.get(code="GIALAI")
    grant = verbs.propose_role(gialai, act("quantri.gialai"), user=user("thuky.gialai"), role=Role.AUDITOR)
    assert grant.status == RoleGrant.Status.IN_FORCE


def test_a_role_is_granted_on_its_own_kind_of_place(pilot, act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.propose_role(pilot, act("quantri1"), user=user("gd.noivu"), role=Role.AGENCY_HEAD)
    assert codes(refused) == ["wrong_anchor"]


def test_an_account_of_another_pilot_gets_no_role_here(pilot, act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.propose_role(pilot, act("quantri1"), user=user("thuky.gialai"), role=Role.AUDITOR)
    assert codes(refused) == ["other_pilot"]


def test_only_administrators_propose(pilot, act):
    with pytest.raises(NotAllowed):
        verbs.propose_role(pilot, act("thuky"), user=user("gd.noivu"), role=Role.AUDITOR)


def test_invitation_link_sets_the_password_once(as_user, client):
    page = as_user("quantri1").post(
        reverse("invite-account", args=["HATINH"]),
        {"full_name": "Lê Thị Bảy", "username": "le.bay", "operation_key": "k"},
    )
    link = page.context["link"].removeprefix("http://testserver")
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": "mot-hai-ba-bon", "new_password2": "mot-hai-ba-bon"})
    assert user("le.bay").check_password("mot-hai-ba-bon")
    assert b"new_password1" not in Client().get(link, follow=True).content


def test_sign_in_and_sign_out_are_events(client):
    client.post(reverse("sign-in"), {"username": "ct.canloc", "password": PASSWORD})
    client.post(reverse("sign-out"))
    verbs_done = list(AuditEvent.objects.filter(chain="platform").values_list("verb", flat=True)[:2])
    assert verbs_done == ["sign_out", "sign_in"]


def test_lock_out_after_five_wrong_passwords(client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(reverse("sign-in"), {"username": "ct.canloc", "password": "sai"})
    assert answer.status_code == 429
    assert client.post(reverse("sign-in"), {"username": "ct.canloc", "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    ("key", "seconds"), [("seen", settings.SESSION_IDLE_SECONDS), ("started", settings.SESSION_ABSOLUTE_SECONDS)]
)
def test_a_session_ends(as_user, key, seconds):
    client = as_user("thuky")
    assert client.get("/").status_code == 200
    session = client.session
    session[key] = time.time() - seconds - 1
    session.save()
    assert client.get("/").status_code == 302


def test_a_decision_asks_for_the_password_again(as_user):
    from staffing.models import WithdrawalRequest

    waiting = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    address = reverse("withdrawal-step", args=[waiting.pk, "approve_withdrawal"])
    body = {"reason": "Đồng ý.", "row_version": waiting.row_version, "operation_key": "k"}
    client = as_user("ct.canloc")

    assert client.post(address, body | {"secret": "sai"}).status_code == 200
    waiting.refresh_from_db()
    assert waiting.status == "submitted"

    assert client.post(address, body | {"secret": PASSWORD}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == "approved"


def test_reset_ends_sessions_and_makes_the_password_unusable(as_user):
    client = as_user("gd.noivu")
    as_user("quantri1").post(reverse("reset-account", args=[user("gd.noivu").pk]), {"operation_key": "k"})
    assert client.get("/").status_code == 302
    assert not user("gd.noivu").has_usable_password()
