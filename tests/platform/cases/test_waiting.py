"""What waits for whom: on the worklist of one person, in the queue of a pilot, left by somebody who leaves."""

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from pilot.demo.accounts import ACCOUNTS
from pilot.platform.access.roles import Role
from pilot.platform.cases import waiting
from pilot.platform.cases.work import Task
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import CounterPost, Pilot, User
from staffing.cases import WITHDRAWAL
from staffing.models import WithdrawalRequest
from staffing.workflows.paper import check_paper_record
from staffing.workflows.withdrawal import draft_withdrawal
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")

OTHERS = ("billing.", "facilities.", "pilot.operations.")  # these test what waits of theirs themselves
COPIES = {"attach_signed_copy": 8}
PAPERS = {"check_paper_record": 1, "cosign_recognition": 1, "settle_inconsistency": 9}
STEPS = {  # of the demo on its first day, by hand: who has which steps to take, and how many
    "thuky": PAPERS,
    "truongban": {"recognise": 1, "settle_inconsistency": 9},
    "buudien": {"add_assignment_line": 1, "report_team": 1, **COPIES},
    "vt.buudien": COPIES,
    "gd.buudien": {"approve_assignment_decision": 1, "check_paper_record": 1, "report_team": 1, **COPIES},
    "gd.taichinh": {"assess_as_agency_head": 1},
    "pct.camxuyen": {"attach_signed_copy": 2},
    "gd.trungtam": {"assess_as_centre_director": 1, "number_document": 1, "start_learning": 1},
    "gd.tt.camxuyen": {"number_document": 3},
    "ct.canloc": {"approve_withdrawal": 1},
    "ct.camxuyen": {"attach_signed_copy": 2},
    "ubnd.tinh": {"attach_signed_copy": 1},
    "vp.ubnd": {"create_account": 1},
    "thuky.gialai": {"settle_inconsistency": 2},
}
TWO_MONTHS_BEFORE = {  # the learning times have not begun, nobody is assessed
    **STEPS,
    "truongban": {"settle_inconsistency": 9},
    "gd.taichinh": {},
    "gd.congthuong": {"start_learning": 1},
    "pct.canloc": {"start_learning": 1},
    "gd.trungtam": {"number_document": 1, "start_learning": 3},
    "gd.tt.canloc": {"start_learning": 1},
}


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def hatinh():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def canloc():
    """The request of Can Lộc that waits for its chairman."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


def test_the_demo_has_an_account_of_each_role():
    assert {account.role for account in ACCOUNTS} == set(Role)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_what_waits_for_each_account(account):
    work = [kind for kind in waiting.WORK if not type(kind).__module__.startswith(OTHERS)]
    for on, steps in ((DEMO_START, STEPS), (DEMO_START - dt.timedelta(days=60), TWO_MONTHS_BEFORE)):
        found = Counter(step for step, _line in lines(user(account.username), on, work))
        assert found == steps.get(account.username, {}), on


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_each_line_says_what_and_where_and_leads_to_where_the_step_is_taken(account, as_user):
    client = as_user(account.username)
    for step, line in lines(user(account.username), DEMO_START):
        assert line.task, step
        assert line.thing, step
        assert line.unit or "van-hanh" in line.url, step
        assert client.get(line.url).status_code == 200, line


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


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda a: a.username)
def test_the_number_in_the_menu_is_what_the_worklist_holds(account):
    who = user(account.username)
    groups = waiting.worklist(who, DEMO_START)
    assert waiting.count(who, DEMO_START) == waiting.without_reminders(groups)
    assert sum(group.count for group in groups) == len(lines(who, DEMO_START))


def test_signed_copies_and_questions_are_folded_and_told_apart():
    groups = {group.task: group for group in waiting.worklist(user("thuky"), DEMO_START)}
    assert groups[Task.CLARIFY].count > 0
    assert groups[Task.CLARIFY].lines == []
    asked = [line.thing for step, line in lines(user("buudien"), DEMO_START) if step == "attach_signed_copy"]
    assert len(set(asked)) == len(asked) == 8


# --- the queue of a pilot -------------------------------------------------------------------------


def queue(pilot, name, view=""):
    """All lines of a queue, page after page."""
    page = waiting.queue(pilot, user(name), DEMO_START, view)
    found = page.lines
    while page.following:
        page = waiting.queue(pilot, user(name), DEMO_START, view, page.following)
        found += page.lines
    return found


@pytest.mark.parametrize("name", ["thuky", "truongban", "buudien", "gd.congthuong", "thanhtra"])
def test_the_queue_names_who_acts_and_leads_to_pages_that_may_be_read(name, hatinh, as_user):
    client = as_user(name)
    found = queue(hatinh, name)
    assert len(found) > len(queue(hatinh, name, "cho-toi"))
    for line in found:
        assert line.who, line
        assert client.get(line.url).status_code == 200, line


def test_the_queue_names_the_chairman_and_the_day_by_which_he_decides(hatinh, canloc):
    (line,) = (found for found in queue(hatinh, "thuky") if found.url == WITHDRAWAL.url(canloc))
    assert user("ct.canloc").person.full_name in line.who
    assert (line.task, line.due) == ("Duyệt rút", canloc.due_on)


def test_the_queue_of_a_pilot_holds_nothing_of_another():
    shared = queue(Pilot.objects.get(code="GIALAI"), "thuky")
    assert {line.unit for line in shared} == {"Hà Tĩnh, Gia Lai"}  # questions on the documents of both


@pytest.mark.parametrize("name", ["thuky", "truongban", "gd.buudien", "ct.canloc", "chitra"])
def test_the_worklist_is_what_the_queue_gives_to_me(name, hatinh):
    mine = [(line.thing, line.task) for line in queue(hatinh, name, "cho-toi")]
    assert Counter(mine) == Counter((line.thing, line.task) for _step, line in lines(user(name), DEMO_START))


def test_the_pages_of_what_waits_name_who_can_act(hatinh, as_user):
    """The records of billing, leases, decisions and papers, each by its first name of the queue."""
    client, pages = as_user("thuky"), {}
    for line in queue(hatinh, "thuky"):
        page = client.get(line.url)
        if page.context.get("waits"):
            pages[page.templates[0].name] = page.content.decode()
            assert line.who.split(" (")[0] in pages[page.templates[0].name], line
    assert len(pages) > 2, pages.keys()


# --- the steps of one row -------------------------------------------------------------------------


def test_a_request_of_the_province_waits_for_both_agreements_then_for_its_proposer(act):
    post = CounterPost.objects.get(code="HT-SCT-Q2")
    row = draft_withdrawal(post, act("gd.congthuong"), effective_on=dt.date(2021, 9, 1), proposal_document="9/SCT-VP")
    assert [v.name for v in WITHDRAWAL.due_now(row, DEMO_START)] == ["agree_provincial_office", "agree_centre"]
    agreed = {"agreed_office_at": row.drafted_at, "agreed_office_by": row.drafted_by}
    agreed |= {"agreed_centre_at": row.drafted_at, "agreed_centre_by": row.drafted_by}
    WithdrawalRequest.objects.filter(pk=row.pk).update(**agreed)
    assert [v.name for v in WITHDRAWAL.due_now(row, DEMO_START)] == ["submit_withdrawal"]


def test_the_page_of_a_thing_says_who_can_take_each_step(canloc):
    (fact,) = WITHDRAWAL.who_acts(canloc, WITHDRAWAL.due_now(canloc, DEMO_START), DEMO_START)
    assert fact.label == "Duyệt rút"
    assert user("ct.canloc").person.full_name in fact.value


def test_where_nobody_can_act_it_says_so(canloc):
    User.objects.update(is_active=False)
    (fact,) = WITHDRAWAL.who_acts(canloc, WITHDRAWAL.due_now(canloc, DEMO_START), DEMO_START)
    assert fact.value == "chưa ai có quyền này"


def test_who_entered_a_record_is_not_named_to_check_it(hatinh):
    """The clerk of the post office entered it, the director did not: both hold the right."""
    task = str(check_paper_record.transition.label)
    (line,) = (found for found in queue(hatinh, "thuky") if found.task == task)
    assert user("buudien").person.full_name not in line.who
    assert "check_paper_record" not in [step for step, _line in lines(user("buudien"), DEMO_START)]
    assert "check_paper_record" in [step for step, _line in lines(user("gd.buudien"), DEMO_START)]
