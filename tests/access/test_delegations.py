"""Delegations: by the principal himself, or by two people; never to the maker; never of an administrator's role."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from pilot.demo.accounts import PASSWORD
from pilot.platform.access.capacity import read_capacities
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.cases import DELEGATIONS, ROLES
from pilot.programme.models import Delegation, Person, Pilot, User
from pilot.programme.workflows import delegations as verbs
from staffing.cases import WITHDRAWAL
from staffing.models import CivilServant, WithdrawalRequest
from tests.delegating import delegated
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
WRITTEN = {
    "authority": "kt", "title": "Phó Chủ tịch", "document_number": "07/UQ-UBND",
    "valid_from": dt.date(2021, 6, 15), "valid_to": dt.date(2021, 6, 21),
}  # fmt: skip


def user(name):
    return User.objects.get(username=name)


def waiting(who):
    return [line.url for _step, line in lines(who, DEMO_START, [ROLES, DELEGATIONS])]


def propose(act, by="quantri1", principal="ct.canloc", delegate="pct.canloc", role=Role.DISTRICT_CHAIRMAN, **more):
    return verbs.propose_delegation(
        Pilot.objects.get(code="HATINH"), act(by), principal=user(principal), delegate=user(delegate), role=role,
        **WRITTEN | more,
    )  # fmt: skip


def holds(name):
    return any(c.principal_id for c in read_capacities(user(name).pk, DEMO_START))


def codes(refused):
    return [p.code for p in refused.value.problems]


def test_a_proposal_waits_for_the_principal(act):
    delegation = propose(act)
    assert not holds("pct.canloc")
    assert waiting(user("ct.canloc")) == [reverse("decide-delegation", args=[delegation.pk, "confirm_delegation"])]
    verbs.confirm_delegation(delegation, act("ct.canloc"))
    assert holds("pct.canloc")


def test_or_for_the_second_administrator(act):
    delegation = propose(act)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(delegation, act("quantri1"))
    assert codes(refused) == ["same_person"]
    assert not waiting(user("quantri1"))
    verbs.confirm_delegation(delegation, act("quantri2"))
    assert holds("pct.canloc")


def test_the_delegate_does_not_confirm(act):
    with pytest.raises(NotAllowed):
        verbs.confirm_delegation(propose(act), act("pct.canloc"))
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(delegated("ct.camxuyen", "quantri2", status="proposed"), act("quantri2"))
    assert codes(refused)[0] == "same_person"


def test_never_to_the_maker(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, delegate="quantri1")
    assert codes(refused)[0] == "same_person"


def test_never_to_a_second_account_of_the_principal(act):
    User.objects.create_user("ct.canloc.2", user("ct.canloc").person)
    with pytest.raises(TransitionRefused) as refused:
        verbs.delegate_role(
            user("ct.canloc").role_grants.get(), act("ct.canloc"), delegate=user("ct.canloc.2"), **WRITTEN
        )
    assert codes(refused)[0] == "same_person"


def test_only_the_holder_delegates_his_role(act):
    with pytest.raises(NotAllowed):
        verbs.delegate_role(
            user("ct.canloc").role_grants.get(), act("gd.noivu"), delegate=user("pct.canloc"), **WRITTEN
        )


def test_an_administrators_role_is_not_delegated(act):
    with pytest.raises(TransitionRefused) as refused:
        verbs.delegate_role(user("quantri1").role_grants.get(), act("quantri1"), delegate=user("pct.canloc"), **WRITTEN)
    assert codes(refused) == ["administrator"]


def test_nothing_is_confirmed_for_a_closed_account(act):
    delegation = propose(act)
    User.objects.filter(username="pct.canloc").update(is_active=False)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(delegation, act("ct.canloc"))
    assert codes(refused) == ["account_closed"]


def test_a_head_is_replaced_by_a_deputy_of_the_same_agency(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, delegate="gd.noivu")
    assert codes(refused) == ["other_agency"]


def test_a_deputy_of_a_head_signs_kt(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, authority="tuq", title="Trưởng phòng")
    assert codes(refused) == ["not_a_deputy"]


def test_who_is_on_the_staff_of_the_agency_works_there(act):
    servant = CivilServant.objects.filter(agency__code="HT-CL").first()
    User.objects.create_user("pho.canloc", servant.person)
    assert propose(act, delegate="pho.canloc").status == "proposed"


def test_never_for_days_that_are_over(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, valid_from=dt.date(2021, 6, 14))
    assert codes(refused) == ["begins_in_past"]


@pytest.mark.parametrize(("first", "refused"), [(20, True), (21, False)])
def test_one_delegate_a_day(act, first, refused):
    propose(act)
    days = {"valid_from": dt.date(2021, 6, first), "valid_to": dt.date(2021, 6, 30)}
    if not refused:
        assert propose(act, **days).status == "proposed"
        return
    with pytest.raises(TransitionRefused) as caught:
        propose(act, **days)
    assert codes(caught) == ["delegated_already"]


def test_the_database_refuses_two_delegates_a_day():
    delegated("ct.canloc", "pct.canloc")
    with pytest.raises(IntegrityError), transaction.atomic():
        delegated("ct.canloc", "gd.noivu", status="proposed")
    assert delegated("ct.canloc", "gd.noivu", status="refused")


@pytest.mark.parametrize(("day", "standing"), [(14, "not begun"), (15, "running"), (20, "running"), (21, "expired")])
def test_where_it_stands_is_told_by_its_dates(day, standing):
    row = delegated("ct.canloc", "pct.canloc", valid_from=dt.date(2021, 6, 15))
    with translation.override("en"):
        assert str(row.standing(dt.date(2021, 6, day))) == standing


def test_what_has_expired_is_neither_ended_nor_confirmed(act):
    late = {"on": dt.date(2021, 6, 21), "reason": "Muộn."}
    row = propose(act)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_delegation(row, act("ct.canloc", **late))
    assert codes(refused) == ["expired"]


def test_ending_says_why(act):
    row = delegated("ct.canloc", "pct.canloc")
    with pytest.raises(TransitionRefused) as refused:
        verbs.end_delegation(row, act("ct.canloc"))
    assert refused.value.code == "reason_needed"


def test_what_waits_names_the_delegate():
    delegated("ct.canloc", "pct.canloc", authority="kt", title="Phó Chủ tịch")
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    with translation.override("vi"):
        (fact,) = WITHDRAWAL.who_acts(request, WITHDRAWAL.due_now(request, DEMO_START), DEMO_START)
        assert f"{user('pct.canloc').person.full_name} (Chủ tịch UBND cấp huyện, theo ủy quyền)" in str(fact.value)


def test_the_form_shows_the_signing_block(as_user):
    chosen = {"grant": user("ct.canloc").role_grants.get().pk, "delegate": user("pct.canloc").pk,
              "authority": "kt", "title": "Phó Chủ tịch"}  # fmt: skip
    page = as_user("ct.canloc").get(reverse("delegate-role"), chosen, headers={"HX-Request": "true"}).content.decode()
    name = user("pct.canloc").person.full_name
    assert re.findall(r"<li>(.*?)</li>", page) == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", name]


def test_not_to_another_pilot(act):
    with pytest.raises(TransitionRefused) as refused:
        propose(act, delegate="thuky.gialai")
    assert codes(refused)[0] == "other_pilot"


def test_principal_refuses_and_ends(act):
    delegation = propose(act)
    verbs.refuse_delegation(delegation, act("ct.canloc"))
    again = propose(act)
    verbs.confirm_delegation(again, act("ct.canloc"))
    verbs.end_delegation(again, act("ct.canloc", reason="Nhầm."))
    assert set(Delegation.objects.values_list("status", flat=True)) == {"refused", "ended"}
    assert not holds("pct.canloc")


def test_from_my_account_to_the_notice_of_the_delegate(as_user):
    """The whole way through the pages; the delegate reads whose place he takes and until when."""
    grant = user("ct.canloc").role_grants.get()
    body = {
        "grant": grant.pk, "delegate": user("pct.canloc").pk, "authority": "kt", "title": "Phó Chủ tịch",
        "valid_from": "15/06/2021", "last_day": "20/06/2021", "document_number": "07/UQ-UBND", "operation_key": "k",
    }  # fmt: skip
    client = as_user("ct.canloc")
    assert client.post(reverse("delegate-role"), body | {"secret": "sai"}).status_code == 200
    assert not Delegation.objects.exists()
    assert client.post(reverse("delegate-role"), body | {"secret": PASSWORD}).status_code == 302
    assert "07/UQ-UBND" in client.get(reverse("my-account")).content.decode()

    notice = as_user("pct.canloc").get("/").content.decode()
    assert user("ct.canloc").person.full_name in notice
    assert "20/06/2021" in notice


def test_administrator_proposes_on_a_page(as_user):
    body = {
        "role": "district_chairman", "delegate": user("pct.canloc").pk, "authority": "kt", "title": "Giám đốc",
        "valid_from": "15/06/2021", "last_day": "20/06/2021", "document_number": "07/UQ-UBND", "operation_key": "k",
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


@pytest.mark.parametrize(
    ("first", "after", "refused"),
    [
        (dt.date(2021, 6, 15), dt.date(2022, 6, 15), []),
        (dt.date(2021, 6, 15), dt.date(2022, 6, 16), ["too_long"]),
        (dt.date(2021, 6, 15), dt.date(2099, 1, 1), ["too_long"]),
        (dt.date(2022, 6, 15), dt.date(2022, 6, 16), []),
        (dt.date(2098, 1, 1), dt.date(2098, 2, 1), ["too_far"]),
    ],
)
def test_a_delegation_lasts_twelve_months_at_most_and_begins_within_twelve(act, first, after, refused):
    """Today is 15/06/2021; `after` is the first day without it."""
    try:
        propose(act, valid_from=first, valid_to=after)
        found = []
    except TransitionRefused as error:
        found = [p.code for p in error.problems]
    assert found == refused
