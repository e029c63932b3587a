"""Who sees and may do what: list, detail and permission agree; rights end at once; delegation is dated."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilot.platform.access.capacity import capacities, read_capacities
from pilot.platform.access.roles import ACTS, ANCHOR_OF, SEES, Role
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.waiting import WORK
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Pilot, User
from pilot.programme.workflows import accounts as verbs
from pilot.programme.workflows import delegations
from staffing.models import PostalEmployee, WithdrawalRequest
from tests.delegating import delegated

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


def test_every_role_has_an_anchor_and_sees_something():
    assert set(ANCHOR_OF) == set(SEES) == set(Role)
    assert all(set(roles) <= set(Role) for roles in ACTS.values())


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("thuky", {"HT-SCT-Q1", "HT-CX-Q1", "HT-CL-Q1"}),
        ("ct.canloc", {"HT-CL-Q1"}),
        ("gd.congthuong", {"HT-SCT-Q1"}),
        ("gd.taichinh", set()),
        ("gd.trungtam", {"HT-SCT-Q1"}),
        ("vp.ubnd", {"HT-SCT-Q1"}),
        ("buudien", {"HT-SCT-Q1", "HT-CX-Q1", "HT-CL-Q1"}),
        ("taichinh", set()),
        ("chitra", set()),
        ("quantri1", set()),
        ("thuky.gialai", set()),
    ],
)
def test_withdrawals_seen_by_each_role(name, posts):
    seen = WithdrawalRequest.objects.visible_to(user(name), DEMO_START)
    assert set(seen.values_list("post__code", flat=True)) == posts


def test_detail_answers_200_exactly_for_the_rows_of_the_list(as_user):
    for name in ("thuky", "ct.canloc", "gd.taichinh", "thuky.gialai", "buudien"):
        listed = set(WithdrawalRequest.objects.visible_to(user(name), DEMO_START).values_list("pk", flat=True))
        client = as_user(name)
        answers = {
            pk: client.get(f"/nhan-su/rut-cong-chuc/{pk}/").status_code
            for pk in WithdrawalRequest.objects.values_list("pk", flat=True)
        }
        assert {pk for pk, status in answers.items() if status == 200} == listed
        assert set(answers.values()) <= {200, 404}


def test_one_query_for_all_capacities_and_none_for_a_second_question():
    chairman = user("ct.canloc")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        capacities(chairman, DEMO_START)
        capacities(chairman, DEMO_START)
    assert len(queries) == 1


def test_permission_is_a_question_about_a_row():
    waiting = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    assert user("ct.canloc").has_perm("approve_withdrawal", waiting)
    assert not user("ct.camxuyen").has_perm("approve_withdrawal", waiting)
    assert not user("ct.canloc").has_perm("approve_withdrawal")


def test_a_closed_account_has_no_capacity_and_no_session(as_user, act):
    client = as_user("gd.taichinh")
    assert client.get("/").status_code == 200
    verbs.close_account(user("gd.taichinh"), act("quantri1", reason="Chuyển công tác."))
    assert client.get("/").status_code == 302
    assert read_capacities(user("gd.taichinh").pk, DEMO_START) == []


def test_a_revoked_role_acts_at_the_next_request(as_user, act):
    client = as_user("gd.congthuong")
    request = WithdrawalRequest.objects.get(post__code="HT-SCT-Q1")
    assert client.get(f"/nhan-su/rut-cong-chuc/{request.pk}/").status_code == 200
    grant = user("gd.congthuong").role_grants.get()
    verbs.revoke_role(grant, act("quantri1", reason="Thôi giữ chức."))
    assert client.get(f"/nhan-su/rut-cong-chuc/{request.pk}/").status_code == 404


@pytest.fixture
def delegation():
    """Chairman of Can Lộc delegates to the director of Sở Nội vụ for 14–20 June."""
    return delegated("ct.canloc", "gd.noivu")


@pytest.mark.parametrize(("day", "holds"), [(13, False), (14, True), (20, True), (21, False)])
def test_delegation_holds_on_its_days_only(delegation, day, holds):
    held = read_capacities(user("gd.noivu").pk, dt.date(2021, 6, day))
    assert any(c.principal_id == user("ct.canloc").pk for c in held) is holds


def test_delegate_signs_with_both_names(delegation, act):
    from staffing.workflows.withdrawal import approve_withdrawal

    waiting = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    approve_withdrawal(waiting, act("gd.noivu", reason="Theo ủy quyền."))
    decision = waiting.decision
    assert (decision.decided_by.username, decision.on_behalf_of.username) == ("gd.noivu", "ct.canloc")


def test_a_delegated_role_cannot_be_delegated_again(delegation, act):
    from pilot.platform.kernel.refusals import TransitionRefused

    with pytest.raises(TransitionRefused) as caught:
        delegations.propose_delegation(
            Pilot.objects.get(code="HATINH"), act("quantri1"), principal=user("gd.noivu"), delegate=user("gd.taichinh"),
            role=Role.DISTRICT_CHAIRMAN, authority="tuq", title="Giám đốc Sở Tài chính",
            valid_from=dt.date(2021, 6, 15), valid_to=dt.date(2021, 6, 21),
            document_number="08/UQ-UBND",
        )  # fmt: skip
    assert caught.value.problems[0].code == "role_not_held"


def test_an_ended_delegation_acts_at_once(delegation, act):
    delegations.end_delegation(delegation, act("quantri1", reason="Đã về."))
    assert all(c.principal_id is None for c in read_capacities(user("gd.noivu").pk, DEMO_START))


def test_other_province_sees_nothing_of_this_one():
    stranger = user("thuky.gialai")
    assert set(Agency.objects.visible_to(stranger, DEMO_START).values_list("pilot__code", flat=True)) == {"GIALAI"}
    assert not PostalEmployee.objects.visible_to(stranger, DEMO_START).exists()


def test_whole_and_own_agree_between_python_and_sql():
    """`capacity_for` (Python) and `visible_to` (SQL) read the same parties."""
    for request in WithdrawalRequest.objects.all():
        for account in User.objects.all():
            held = capacities(account, DEMO_START)
            acts = any(capacity_for(held, verb, request) for verb in ("approve_withdrawal", "submit_withdrawal"))
            sees = WithdrawalRequest.objects.visible_to(account, DEMO_START).filter(pk=request.pk).exists()
            assert sees or not acts


def about(work, row):
    """The rows that a verb of the work is about: several pilots, for a question that concerns them all."""
    return list(row.pilots.all()) if hasattr(row, "pilots") else [work.acted_on(row)]


@pytest.mark.parametrize("work", WORK, ids=lambda work: type(work).__name__)
def test_acting_agrees_between_python_and_sql(work):
    """For every kind of work, verb and account the rows that the worklist asks for are those the verb lets through."""
    rows = list(work.model._base_manager.select_related(*work.select_related))
    for account in User.objects.all():
        held = capacities(account, DEMO_START)
        for verb in work.due:
            by_query = set(work.model._base_manager.filter(work.acting(verb, held)).values_list("pk", flat=True))
            assert by_query == {
                row.pk for row in rows if any(capacity_for(held, verb.name, a) for a in about(work, row))
            }
