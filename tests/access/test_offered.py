"""A page offers what its reader may do now: right, state, and not the check of his own work; else it says who can."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from billing.cases import TIMESHEET
from billing.models import BillingMonth, Timesheet
from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.cases.access import DELEGATIONS, RESETS, ROLES
from pilot.programme.models import Delegation, RoleGrant, User
from pilot.programme.workflows import accounts
from tests.access.test_delegations import propose
from tests.delegating import delegated
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
ASKED = re.compile(r'signers\(\s*(?:call\.)?act, "(\w+)"')
# asked of what is chosen in the form, or only warned of: no row says it before
BY_INPUT = {"recognise", "assess_as_agency_head", "assess_as_centre_director", "reverse_payment", "approve_withdrawal",
            "propose_role", "require_second_factor", "propose_change"}  # fmt: skip


def user(name):
    return User.objects.get(username=name)


def steps_on(client, address):
    """The steps about the account that its page leads to."""
    return set(re.findall(r"/(?:confirm|refuse)_\w+/", client.get(address).content.decode()))


def test_every_step_with_a_rule_about_its_signer_says_whose_work_it_checks():
    get_resolver().check()
    texts = [path.read_text() for app in ("pilot", "staffing", "facilities", "billing")
             for path in Path(settings.BASE_DIR, app).rglob("*.py")]  # fmt: skip
    asked = {verb for text in texts for verb in ASKED.findall(text)} - BY_INPUT
    assert len(asked) > 8
    assert {verb for verb in asked if not VERBS[verb].transition.not_by} == set()


def reset(as_user, by="quantri1", name="ct.canloc"):
    body = {"reason": "Quên mật khẩu.", "secret": PASSWORD}
    as_user(by).post(reverse("reset-account", args=[user(name).pk]), body)
    return reverse("account", args=[user(name).pk])


def test_who_proposed_a_reset_is_not_offered_its_confirmation_and_reads_who_can(as_user):
    page = reset(as_user)
    assert steps_on(as_user("quantri1"), page) == {"/refuse_reset/"}
    assert user("quantri2").person.full_name in as_user("quantri1").get(page).content.decode()
    assert steps_on(as_user("quantri2"), page) == {"/confirm_reset/", "/refuse_reset/"}


def test_who_proposed_a_reset_is_sent_back_from_the_form_that_would_refuse_him(as_user):
    reset(as_user)
    address = reverse("decide-reset", args=[user("ct.canloc").pk, "confirm_reset"])
    answer = as_user("quantri1").get(address, follow=True)
    assert answer.redirect_chain
    assert user("quantri2").person.full_name in " ".join(map(str, answer.context["messages"]))
    assert as_user("quantri2").get(address).status_code == 200


def test_the_history_of_an_account_says_that_a_reset_is_only_proposed(as_user):
    page = reset(as_user)
    proposed = as_user("quantri1").get(page).context["timeline"][0].title
    address = reverse("decide-reset", args=[user("ct.canloc").pk, "confirm_reset"])
    as_user("quantri2").post(address, {"reason": "Đúng người.", "secret": PASSWORD})
    done, before = as_user("quantri1").get(page).context["timeline"][:2]
    assert proposed == before.title == "Đề nghị, chờ người thứ hai xác nhận: Cấp lại mật khẩu"
    assert done.title == "Xác nhận cấp lại mật khẩu"


def test_an_account_that_can_only_be_refused_is_not_offered_to_be_reset(as_user):
    page = as_user("quantri1").get(reverse("account", args=[user("quantri2").pk])).content.decode()
    assert "/cap-lai/" not in page
    assert "tài khoản quản trị viên" in page


def test_who_proposed_a_delegation_is_not_offered_its_confirmation(as_user, act):
    delegation = propose(act)
    page = reverse("account", args=[delegation.principal_id])
    assert steps_on(as_user("quantri1"), page) == {"/refuse_delegation/"}
    assert user("quantri2").person.full_name in as_user("quantri1").get(page).content.decode()
    assert "/confirm_delegation/" in steps_on(as_user("quantri2"), page)
    assert "/confirm_delegation/" in steps_on(as_user("ct.canloc"), reverse("my-account"))


def test_who_gets_a_role_is_not_offered_to_confirm_it(as_user, act):
    pilot = user("quantri1").person.pilot
    grant = accounts.propose_role(pilot, act("quantri1"), user=user("quantri2"), role="auditor")
    assert isinstance(grant, RoleGrant)
    for name in ("quantri1", "quantri2"):
        assert "/confirm_role/" not in steps_on(as_user(name), reverse("accounts"))
        assert lines(user(name), DEMO_START, [ROLES, RESETS, DELEGATIONS]) == []


def test_a_delegate_of_the_maker_is_neither_offered_nor_asked_to_check(as_user, june_handed_in):
    """Who acts for the one that handed the timesheet in would be refused as he would be."""
    timesheet, maker = june_handed_in
    Delegation.objects.all().delete()
    holder = "gd.tt.camxuyen"
    assert VERBS["check_timesheet"].makers(timesheet) == {maker.person_id}
    timesheet.submitted_by = user(holder).person
    timesheet.save()
    delegated(holder, "gd.noivu", role="centre_director")
    page = as_user("gd.noivu").get(reverse("timesheet", args=[timesheet.pk])).content.decode()
    assert "/check_timesheet/" not in page
    check = VERBS["check_timesheet"]
    asked = {name: TIMESHEET.mine(user(name), DEMO_START)(check) for name in ("gd.noivu", holder)}
    assert not Timesheet.objects.filter(asked["gd.noivu"], pk=timesheet.pk).exists()
    Timesheet.objects.filter(pk=timesheet.pk).update(submitted_by=maker.person)
    assert Timesheet.objects.filter(asked["gd.noivu"], pk=timesheet.pk).exists()
    assert Timesheet.objects.filter(asked[holder], pk=timesheet.pk).exists()


def test_a_month_that_is_being_closed_offers_no_entry(as_user):
    sheet = Timesheet.objects.get(month__contract__payer__code="HT-CX", month__month="2021-06-01")
    address = reverse("timesheet", args=[sheet.pk])
    upload = reverse("import-upload", args=["timesheet", sheet.pk])
    assert upload in as_user("buudien").get(address).content.decode()
    BillingMonth.objects.filter(pk=sheet.month_id).update(status="closing")
    page = as_user("buudien").get(address).content.decode()
    assert upload not in page
    assert "không nhập thêm" in page


@pytest.fixture
def june_handed_in(act):
    """The timesheet of Cẩm Xuyên as the post office has handed it in, and who did."""
    row = Timesheet.objects.get(month__contract__payer__code="HT-CX", month__month="2021-06-01")
    row.status, row.submitted_by, row.submitted_at = "submitted", user("buudien").person, act("buudien").at
    row.save()
    return row, user("buudien")


def test_a_timesheet_handed_in_offers_no_list_and_says_why(as_user, june_handed_in):
    timesheet, _maker = june_handed_in
    upload = reverse("import-upload", args=["timesheet", timesheet.pk])
    page = as_user("buudien").get(reverse("timesheet", args=[timesheet.pk])).content.decode()
    assert upload not in page
    assert "Bảng chấm công đã gửi" in page
    answer = as_user("buudien").get(upload, follow=True)
    assert "giám đốc trung tâm trả lại" in " ".join(map(str, answer.context["messages"]))


def test_a_refusal_of_a_state_names_step_and_state(as_user, june_handed_in):
    timesheet, _maker = june_handed_in
    answer = as_user("buudien").get(reverse("timesheet-step", args=[timesheet.pk, "submit_timesheet"]), follow=True)
    said = " ".join(map(str, answer.context["messages"]))
    assert timesheet.get_status_display() in said
    assert str(VERBS["submit_timesheet"].transition.label) in said


def test_an_address_of_a_button_opened_by_itself_says_so(as_user):
    answer = as_user("buudien").get("/du-lieu-ca-nhan/billing.TimesheetEntry/1/reason/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "không mở trực tiếp được" in answer.content.decode()
