"""Accounts: two people for a role, one-time links, step-up, lock-out, session limits."""

import re
import time

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.demo.accounts import PASSWORD
from pilot.platform.access import grants
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent, OutboxMessage
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.cases import DELEGATIONS, ROLES
from pilot.programme.cases.access import RESETS
from pilot.programme.models import Agency, Pilot, RoleGrant, User
from pilot.programme.workflows import accounts as verbs
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


def waiting(who):
    return [line.url for _step, line in lines(who, DEMO_START, [ROLES, DELEGATIONS])]


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


def test_a_closed_account_gets_no_role(proposed, act):
    User.objects.filter(username="gd.noivu").update(is_active=False)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_role(proposed, act("quantri2"))
    assert codes(refused) == ["account_closed"]


@pytest.fixture
def second(pilot):
    """The grant that makes quantri2 the second administrator."""
    return user("quantri2").role_grants.get(role=Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("verb", "row"),
    [
        (verbs.revoke_role, lambda: user("quantri2").role_grants.get()),
        (verbs.close_account, lambda: user("quantri2")),
        (verbs.reset_account, lambda: user("quantri2")),
    ],
)
def test_one_administrator_does_not_get_rid_of_the_other(verb, row, act):
    with pytest.raises(TransitionRefused) as refused:
        verb(row(), act("quantri1", reason="Một mình."))
    assert codes(refused) == ["administrator"]


def test_an_administrator_is_removed_by_two(second, act):
    verbs.propose_removal(second, act("quantri1", reason="Chuyển công tác."))
    second.refresh_from_db()
    assert second.status == RoleGrant.Status.ENDING
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_removal(second, act("quantri1"))
    assert codes(refused) == ["same_person"]

    verbs.confirm_removal(second, act("quantri2"))
    second.refresh_from_db()
    assert (second.status, second.removed_by) == (RoleGrant.Status.REVOKED, user("quantri2").person)
    verbs.reset_account(user("quantri2"), act("quantri1", reason="Mở lại."))
    verbs.close_account(user("quantri2"), act("quantri1", reason="Nghỉ hưu."))


def test_a_proposed_removal_holds_nobody_back(second, pilot, act):
    verbs.propose_removal(second, act("quantri1", reason="Chuyển công tác."))
    grant = verbs.propose_role(pilot, act("quantri1"), user=user("gd.noivu"), role=Role.AUDITOR)
    assert grant.status == RoleGrant.Status.PROPOSED
    verbs.refuse_removal(second, act("quantri2"))
    second.refresh_from_db()
    assert (second.status, second.removal_by) == (RoleGrant.Status.IN_FORCE, None)


def test_the_last_administrator_stays(act):
    only = user("quantri.gialai").role_grants.get()
    with pytest.raises(TransitionRefused) as refused:
        verbs.propose_removal(only, act("quantri.gialai"))
    assert codes(refused) == ["last_administrator"]


def test_two_who_remove_each_other_leave_one(second, act):
    first = user("quantri1").role_grants.get()
    verbs.propose_removal(second, act("quantri1"))
    verbs.propose_removal(first, act("quantri2"))
    verbs.confirm_removal(second, act("quantri2"))
    with pytest.raises(NotAllowed):
        verbs.confirm_removal(first, act("quantri2"))
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_removal(first, act("quantri1"))
    assert codes(refused) == ["last_administrator"]


def test_other_roles_are_taken_away_at_once(act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.propose_removal(user("gd.noivu").role_grants.get(), act("quantri1"))
    assert codes(refused) == ["not_administrator"]


def test_second_administrator_finds_proposals_on_the_worklist(proposed, second, act, as_user):
    verbs.propose_removal(second, act("quantri1"))
    assert set(waiting(user("quantri2"))) == {
        reverse("decide-grant", args=[proposed.pk, "confirm_role"]),
        reverse("decide-grant", args=[second.pk, "confirm_removal"]),
    }
    assert not waiting(user("quantri1"))
    page = as_user("quantri2").get(reverse("worklist")).content.decode()
    assert reverse("decide-grant", args=[proposed.pk, "confirm_role"]) in page


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
    client = as_user("thanhtra")
    body = {"operation_key": "k", "reason": "Quên mật khẩu.", "secret": PASSWORD}
    page = as_user("quantri1").post(reverse("reset-account", args=[user("thanhtra").pk]), body)
    assert "dat-mat-khau" in page.context["link"]
    assert client.get("/").status_code == 302
    assert not user("thanhtra").has_usable_password()


SIGNED = {"reason": "Quên mật khẩu.", "secret": PASSWORD}


def test_who_signs_is_reset_by_two(as_user, client):
    """The whole way: proposed, found on the worklist, confirmed; who made the link stands beside who used it."""
    chairman = user("ct.canloc")
    User.objects.filter(pk=chairman.pk).update(email="ct.canloc@hatinh.vn")
    as_user("quantri1").post(reverse("reset-account", args=[chairman.pk]), SIGNED)
    assert user("ct.canloc").has_usable_password()
    assert OutboxMessage.objects.get(to="ct.canloc@hatinh.vn").subject

    confirm = reverse("decide-reset", args=[chairman.pk, "confirm_reset"])
    assert [line.url for _step, line in lines(user("quantri2"), DEMO_START, [RESETS])] == [confirm]
    as_user("quantri2").post(confirm, SIGNED)
    letter = OutboxMessage.objects.filter(to="ct.canloc@hatinh.vn").latest("id")
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": "mot-hai-ba-bon", "new_password2": "mot-hai-ba-bon"})
    event = AuditEvent.objects.filter(verb="set_password").first()
    assert event.user == chairman
    assert (event.after["link_by_id"], event.after["link_confirmed_by_id"]) == (
        user("quantri1").pk, user("quantri2").pk,
    )  # fmt: skip


def test_the_owner_is_told_at_the_next_sign_in(act, client):
    verbs.reset_account(user("ct.canloc"), act("quantri1", reason="Quên mật khẩu."))
    answer = client.post(reverse("sign-in"), {"username": "ct.canloc", "password": PASSWORD}, follow=True)
    assert user("quantri1").person.full_name in answer.content.decode()


@pytest.mark.parametrize("second", ["quantri1", "ct.canloc"])
def test_nobody_confirms_a_reset_alone(second, pilot, act):
    chairman = user("ct.canloc")
    grants.give(chairman, Role.ADMINISTRATOR, pilot)
    verbs.reset_account(chairman, act("quantri1", reason="Quên."))
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_reset(chairman, act(second, reason="Một mình."))
    assert codes(refused) == ["same_person"]


def test_a_refused_reset_changes_nothing(act):
    verbs.reset_account(user("ct.canloc"), act("quantri1", reason="Quên."))
    verbs.refuse_reset(user("ct.canloc"), act("quantri2"))
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_reset(user("ct.canloc"), act("quantri2"))
    assert codes(refused) == ["not_proposed"]
    assert user("ct.canloc").has_usable_password()


def test_without_a_second_administrator_no_signer_is_reset(act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.reset_account(user("thuky.gialai"), act("quantri.gialai", reason="Quên."))
    assert codes(refused) == ["no_second_administrator"]


@pytest.mark.parametrize("lifted", [False, True])
def test_the_second_factor_survives_unless_two_lift_it(lifted, act):
    auditor = user("thanhtra")
    TOTPDevice.objects.create(user=auditor, confirmed=True)
    verbs.reset_account(auditor, act("quantri1", reason="Quên."), lift_device=lifted)
    assert TOTPDevice.objects.filter(user=auditor).exists()
    assert user("thanhtra").has_usable_password() is lifted
    if lifted:
        verbs.confirm_reset(auditor, act("quantri2", reason="Đúng."))
        assert not TOTPDevice.objects.filter(user=auditor).exists()


def test_a_reset_is_signed(as_user):
    body = {"operation_key": "k", "reason": "Quên mật khẩu.", "secret": "sai"}
    as_user("quantri1").post(reverse("reset-account", args=[user("gd.noivu").pk]), body)
    assert user("gd.noivu").has_usable_password()
