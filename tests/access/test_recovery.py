"""The operator's way back: lost password, nobody left, an administrator who left; each run is an event."""

import io

import pytest
from django.core.management import CommandError, call_command

from pilot.platform.access.capacity import read_capacities
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import RoleGrant, User
from pilot.programme.workflows import accounts as verbs

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


def run(command, *args):
    said = io.StringIO()
    call_command(command, *args, stdout=said)
    return said.getvalue()


def recover(*args):
    return run("recover_administrator", "--reason", "Quên mật khẩu.", *args)


def administers(name):
    return any(c.role is Role.ADMINISTRATOR for c in read_capacities(user(name).pk, DEMO_START))


def test_lost_password_of_the_only_one(as_user, client):
    session = as_user("quantri.gialai")
    link = recover("--pilot", "GIALAI").splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    assert not user("quantri.gialai").has_usable_password()
    assert session.get("/").status_code == 302
    assert b"new_password1" in client.get(link, follow=True).content
    event = AuditEvent.objects.filter(chain="platform", verb="recover_administrator").first()
    assert (event.reason, event.user) == ("Quên mật khẩu.", None)
    assert event.source.startswith("recover_administrator by ")


def test_closed_and_without_role_comes_back():
    grant = user("quantri.gialai").role_grants.get()
    verbs.revoke_role(grant, Act(source="test"))
    User.objects.filter(username="quantri.gialai").update(is_active=False)
    assert "recover_administrator --pilot GIALAI" in run("first_administrator", "--pilot", "GIALAI")
    recover("--pilot", "GIALAI")
    assert administers("quantri.gialai")


def test_says_whose_account_when_there_are_two():
    with pytest.raises(CommandError, match=r"quantri\d, quantri\d"):
        recover()


def test_makes_nobody_else_administrator():
    with pytest.raises(CommandError, match="whose account"):
        recover("--username", "thuky")


def test_removes_who_left_even_with_a_removal_proposed(act):
    verbs.propose_removal(user("quantri2").role_grants.get(), act("quantri1"))
    assert "no administrator any more" in recover("--username", "quantri2", "--remove")
    assert not administers("quantri2")
    assert user("quantri2").role_grants.get().status == RoleGrant.Status.REVOKED


def test_never_removes_the_last():
    with pytest.raises(CommandError):
        recover("--pilot", "GIALAI", "--remove")
    assert administers("quantri.gialai")


def test_first_administrator_finds_a_free_name():
    RoleGrant.objects.filter(role=Role.ADMINISTRATOR, pilot__code="GIALAI").delete()
    said = run("first_administrator", "--pilot", "GIALAI")
    assert "quantri.gialai2" in said
    assert administers("quantri.gialai2")
