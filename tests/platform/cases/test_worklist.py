"""What waits for whom: on the worklist of one person and in the queue of a pilot."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.demo.accounts import ACCOUNTS
from pilot.platform.access.actors import Everybody, Me
from pilot.platform.access.roles import Role
from pilot.platform.cases.worklist import queue, who_acts, worklist
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Pilot, User
from staffing.models import WithdrawalRequest
from staffing.selectors.withdrawals import after, due_now
from staffing.workflows.withdrawal import draft_withdrawal

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def hatinh():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def waiting():
    """The request of Can Lộc that waits for its chairman."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_each_item_says_why_for_whom_and_what_is_next_and_leads_somewhere(account, as_user):
    client = as_user(account.username)
    for item in worklist(user(account.username), DEMO_START):
        assert item.who == "tôi", item
        assert item.why, item
        assert item.next, item
        assert client.get(item.url).status_code == 200, item


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_work_takes_few_queries_in_each_role(account, as_user, django_assert_max_num_queries):
    """At most 25 for the worklist and its count, 40 for the page of the pilot with everybody's work."""
    client, code = as_user(account.username), user(account.username).person.pilot.code
    for address, most in (
        (reverse("worklist"), 25),
        (reverse("worklist-count"), 25),
        (reverse("pilot", args=[code]), 40),
    ):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_demo_has_an_account_of_each_role():
    assert {account.role for account in ACCOUNTS} == set(Role)


@pytest.mark.parametrize("name", ["thuky", "truongban", "buudien", "gd.congthuong", "thanhtra"])
def test_what_waits_for_others_names_them_and_leads_to_a_page_that_may_be_read(name, hatinh, as_user):
    client = as_user(name)
    items = queue(hatinh, user(name), DEMO_START)
    assert any(item.who != "tôi" for item in items)
    for item in items:
        assert item.who, item
        assert client.get(item.url).status_code == 200, item


def test_the_queue_names_the_chairman_and_the_day_before_which_he_decides(hatinh, waiting):
    (item,) = (i for i in queue(hatinh, user("thuky"), DEMO_START) if i.url.endswith(f"/rut-cong-chuc/{waiting.pk}/"))
    assert user("ct.canloc").person.full_name in item.who
    assert item.due == waiting.effective_on
    assert item.next == "Vào số và ngày"


def test_the_queue_of_a_pilot_holds_nothing_of_another(hatinh):
    shared = queue(Pilot.objects.get(code="GIALAI"), user("thuky"), DEMO_START)
    assert {item.unit for item in shared} == {"Hà Tĩnh, Gia Lai"}  # questions on the documents of both


@pytest.mark.parametrize("name", ["thuky", "truongban", "gd.buudien", "ct.canloc", "chitra"])
def test_the_worklist_is_what_the_queue_gives_to_me(name, hatinh):
    mine = [item for item in queue(hatinh, user(name), DEMO_START) if item.who == "tôi"]
    assert worklist(user(name), DEMO_START) == mine


def test_who_made_it_does_not_check_it(hatinh):
    office, maker = Agency.objects.get(code="HT-BDT"), user("buudien").person_id
    assert Me(user("buudien"), DEMO_START)("report_team", office) == "tôi"
    assert Me(user("buudien"), DEMO_START)("report_team", office, maker) == ""
    names = Everybody(hatinh.pk, user("thuky"), DEMO_START)("report_team", office, maker)
    assert names == f"{user('gd.buudien').person.full_name} (Bưu điện, nhân sự)"


def test_where_nobody_can_act_it_says_so(hatinh, waiting):
    everybody = Everybody(hatinh.pk, user("thuky"), DEMO_START)
    assert everybody("file_pdf", waiting) == "chưa ai có quyền này"


def test_a_request_of_the_province_waits_for_both_agreements_then_for_its_proposer(act):
    post = WithdrawalRequest.objects.get(post__code="HT-SCT-Q1").post
    row = draft_withdrawal(post, act("gd.congthuong"), effective_on=dt.date(2021, 9, 1), proposal_document="9/SCT-VP")
    assert [t.verb for t in due_now(row)] == ["agree_provincial_office", "agree_centre"]
    row.agreed_office_at = row.agreed_centre_at = row.drafted_at
    assert [t.verb for t in due_now(row)] == ["submit_withdrawal"]
    assert after(row, "submit_withdrawal") == "advise_withdrawal"


def test_the_page_of_a_thing_says_who_can_take_each_step(waiting):
    (fact,) = who_acts(due_now(waiting), waiting)
    assert fact.label == "Duyệt rút"
    assert user("ct.canloc").person.full_name in fact.value


def test_the_pages_of_what_waits_name_who_can_act(hatinh, as_user):
    """The records of billing, leases, decisions and papers, each by its first name of the queue."""
    client, pages = as_user("thuky"), {}
    for item in queue(hatinh, user("thuky"), DEMO_START):
        page = client.get(item.url)
        if page.context.get("waits"):
            pages[page.templates[0].name] = page.content.decode()
            assert item.who.split(" (")[0] in pages[page.templates[0].name], item
    assert len(pages) > 2, pages.keys()


def test_signed_copies_are_asked_for_after_the_work_and_told_apart():
    items = worklist(user("buudien"), DEMO_START)
    asked = [item for item in items if item.why == "Chưa có bản đã ký."]
    assert 0 < len(asked) < len(items)
    assert items[-len(asked) :] == asked
    assert len({item.title for item in asked}) == len(asked)
    assert {item.next for item in asked} == {"đính kèm xong là văn bản đủ hồ sơ"}
