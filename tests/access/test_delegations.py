"""Delegations: by the principal himself, or by two people; never to the maker; never of an administrator's role."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.capacity import read_capacities
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.cases import DELEGATIONS, ROLES
from pilot.programme.models import Delegation, Person, Pilot, User
from pilot.programme.workflows import delegations as verbs
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
WRITTEN = {
    "authority": "tuq", "title": "Giám đốc Sở Nội vụ", "document_number": "07/UQ-UBND",
    "valid_from": dt.date(2021, 6, 14), "valid_to": dt.date(2021, 6, 21),
}  # fmt: skip


def user(name):
    return User.objects.get(username=name)


def waiting(who):
    return [line.url for _step, line in lines(who, DEMO_START, [ROLES, DELEGATIONS])]


def propose(act, by="quantri1", principal="ct.canloc", delegate="gd.noivu", role=Role.DISTRICT_CHAIRMAN):
    return verbs.propose_delegation(
        Pilot.objects.get(code="HATINH"), act(by), principal=user(principal), delegate=user(delegate), role=role,
        **WRITTEN,
    )  # fmt: skip


def holds(name):
    return any(c.principal_id for c in read_capacities(user(name).pk, DEMO_START))


def codes(refused):
    return [p.code for p in refused.value.problems]


def test_a_proposal_waits_for_the_principal(act):
    delegation = propose(act)
    assert not holds("gd.noivu")
    assert waiting(user("ct.canloc")) == [reverse("decide-delegation", args=[delegation.pk, "confirm_delegation"])]
    verbs.confirm_delegation(delegation, act("ct.canloc"))
    assert holds("gd.noivu")


def test_or_for_the_second_administrator(act):
    delegation = propose(act)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(delegation, act("quantri1"))
    assert codes(refused) == ["same_person"]
    assert not waiting(user("quantri1"))
    verbs.confirm_delegation(delegation, act("quantri2"))
    assert holds("gd.noivu")


def test_the_delegate_does_not_confirm(act):
    with pytest.raises(NotAllowed):
        verbs.confirm_delegation(propose(act), act("gd.noivu"))
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(propose(act, delegate="quantri2"), act("quantri2"))
    assert codes(refused) == ["same_person"]


def test_never_to_the_maker(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, delegate="quantri1")
    assert codes(refused) == ["same_person"]


def test_never_to_a_second_account_of_the_principal(act):
    User.objects.create_user("ct.canloc.2", user("ct.canloc").person)
    with pytest.raises(TransitionRefused) as refused:
        verbs.delegate_role(
            user("ct.canloc").role_grants.get(), act("ct.canloc"), delegate=user("ct.canloc.2"), **WRITTEN
        )
    assert codes(refused) == ["same_person"]


def test_only_the_holder_delegates_his_role(act):
    with pytest.raises(NotAllowed):
        verbs.delegate_role(
            user("ct.canloc").role_grants.get(), act("pct.canloc"), delegate=user("gd.noivu"), **WRITTEN
        )


def test_an_administrators_role_is_not_delegated(act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.delegate_role(user("quantri1").role_grants.get(), act("quantri1"), delegate=user("gd.noivu"), **WRITTEN)
    assert codes(refused) == ["administrator"]


def test_nothing_is_confirmed_for_a_closed_account(act):
    delegation = propose(act)
    User.objects.filter(username="gd.noivu").update(is_active=False)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(delegation, act("ct.canloc"))
    assert codes(refused) == ["account_closed"]


def test_not_to_another_pilot(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, delegate="thuky.gialai")
    assert codes(refused) == ["other_pilot"]


def test_principal_refuses_and_ends(act):
    delegation = propose(act)
    verbs.refuse_delegation(delegation, act("ct.canloc"))
    again = propose(act)
    verbs.confirm_delegation(again, act("ct.canloc"))
    verbs.end_delegation(again, act("ct.canloc"))
    assert set(Delegation.objects.values_list("status", flat=True)) == {"refused", "ended"}
    assert not holds("gd.noivu")


def test_from_my_account_to_the_notice_of_the_delegate(as_user):
    """The whole way through the pages; the delegate reads whose place he takes and until when."""
    grant = user("ct.canloc").role_grants.get()
    body = {
        "grant": grant.pk, "delegate": user("gd.noivu").pk, "authority": "tuq", "title": "Giám đốc Sở Nội vụ",
        "valid_from": "14/06/2021", "last_day": "20/06/2021", "document_number": "07/UQ-UBND", "operation_key": "k",
    }  # fmt: skip
    client = as_user("ct.canloc")
    assert client.post(reverse("delegate-role"), body | {"secret": "sai"}).status_code == 200
    assert not Delegation.objects.exists()
    assert client.post(reverse("delegate-role"), body | {"secret": PASSWORD}).status_code == 302
    assert "07/UQ-UBND" in client.get(reverse("my-account")).content.decode()

    notice = as_user("gd.noivu").get("/").content.decode()
    assert user("ct.canloc").person.full_name in notice
    assert "20/06/2021" in notice


def test_administrator_proposes_on_a_page(as_user):
    body = {
        "role": "district_chairman", "delegate": user("gd.noivu").pk, "authority": "kt", "title": "Giám đốc",
        "valid_from": "14/06/2021", "last_day": "20/06/2021", "document_number": "07/UQ-UBND", "operation_key": "k",
        "secret": PASSWORD,
    }  # fmt: skip
    address = reverse("propose-delegation", args=[user("ct.canloc").pk])
    client = as_user("quantri1")
    assert client.post(address, body).context["form"].non_field_errors()
    assert client.post(address, body | {"title": "Phó Chủ tịch", "operation_key": "l"}).status_code == 302
    delegation = Delegation.objects.get()
    step = reverse("decide-delegation", args=[delegation.pk, "confirm_delegation"])
    assert as_user("ct.canloc").post(step, {"reason": "Đồng ý.", "secret": PASSWORD}).status_code == 302
    delegation.refresh_from_db()
    assert delegation.status == "in_force"
    assert Person.objects.filter(accounts__username="ct.canloc", accounts=delegation.confirmed_by).exists()
