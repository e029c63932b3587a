"""Pages of the platform show a province its own: audit events about accounts, e-mails to people."""

import re
from typing import Any, get_type_hints

import pytest
from django.urls import reverse

from pilot.demo.accounts import PASSWORD
from pilot.platform.cases.naming import kind_of
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START, business_moment
from pilot.platform.kernel.models import AuditEvent, OutboxMessage
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.vietnamese import search_key
from pilot.programme.models import User
from pilot.programme.selectors.events import events_of
from pilot.programme.workflows.accounts import invite_account
from staffing.models import WithdrawalRequest
from staffing.workflows.withdrawal import approve_withdrawal

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def invited(act):
    """An account of each pilot, invited by its own administrator."""
    return {
        name: invite_account(user(name).person.pilot, act(name), full_name="Người Mới", username=f"moi.{i}")
        for i, name in enumerate(("quantri1", "quantri.gialai"))
    }


def test_events_about_accounts_of_other_provinces_are_not_shown(invited, client):
    client.post(reverse("sign-in"), {"username": "thuky.gialai", "password": PASSWORD})
    for name, other in (("quantri1", "quantri.gialai"), ("quantri.gialai", "quantri1")):
        events = events_of({user(name).person.pilot_id}).filter(chain="platform")
        about = set(events.filter(verb="invite_account").values_list("object_id", flat=True))
        assert str(invited[name].pk) in about
        assert str(invited[other].pk) not in about
        assert events.filter(verb="sign_in").exists() is (name == "quantri.gialai")
        assert not events.exclude(user=None).exclude(user__person__pilot=user(name).person.pilot).exists()


def test_events_of_the_platform_itself_are_shown_to_all():
    event = AuditEvent.objects.filter(chain="platform", user=None).exclude(object_type__startswith="pilot.RoleGrant")
    shown = events_of({user("quantri1").person.pilot_id})
    catalogue = event.exclude(object_type__in=["pilot.User", "pilot.Person", "pilot.Delegation"])
    assert shown.filter(pk__in=catalogue.values("pk")).count() == catalogue.count()


def test_page_of_the_log(invited, as_user):
    page = as_user("quantri1").get(reverse("audit-log")).content.decode()
    assert user("quantri1").person.full_name in page
    assert user("quantri.gialai").person.full_name not in page


def test_the_log_names_people_and_places_in_words_and_moments_in_local_time(act, as_user):
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    approve_withdrawal(request, act("ct.canloc", reason="Đồng ý."))
    rows = {row["event"].verb: row for row in as_user("thanhtra").get(reverse("audit-log")).context["rows"]}
    assert rows["approve_withdrawal"]["thing"] == str(request.post)
    assert ("Trạng thái", "đã trình", "đã duyệt, chờ vào số và ngày") in rows["approve_withdrawal"]["changes"]
    shown = [words for row in rows.values() for change in row["changes"] for words in change]
    assert not [words for words in shown if "+00:00" in words or words.startswith("pilot.")]


def test_one_text_of_the_filter_means_all_acts_that_bear_it(as_user):
    same = ("check_paper_record", "check_paper_withdrawal", "check_paper_lease", "check_paper_contract")
    client = as_user("thanhtra")
    for verb in same:
        audit.append_alone("HATINH", outcome="done", verb=verb, at=business_moment(), business_day=DEMO_START)
    rows = client.get(reverse("audit-log"), {"verb": same[0]}).context["rows"]
    assert {row["event"].verb for row in rows} == set(same)


def test_the_log_says_the_kind_of_each_thing_in_words(as_user):
    models = {next(iter(get_type_hints(verb.body).values())) for verb in VERBS.values()} - {Any}
    told = AuditEvent.objects.exclude(object_type="").order_by().values_list("object_type", flat=True).distinct()
    assert {label for label in {*told, *(model._meta.label for model in models)} if not kind_of(label)} == set()
    as_user("buudien").get(reverse("audit-log"))
    page = as_user("thanhtra").get(reverse("audit-log")).content.decode()
    assert "kernel.AuditEvent" not in page
    assert not re.search(r"\b(pilot|kernel|staffing|documents|billing|facilities)\.[A-Z]", page)
    assert "HATINH," in page


def test_letters_to_people_of_other_provinces_are_not_shown(as_user):
    User.objects.filter(username="thuky.gialai").update(email="thuky@gialai.vn")
    User.objects.filter(username="thuky").update(email="thuky@hatinh.vn")
    for to in ("thuky@gialai.vn", "thuky@hatinh.vn"):
        OutboxMessage.objects.create(to=to, subject="Thư", tries=OutboxMessage.MOST_TRIES)
    client = as_user("quantri1")
    page = client.get(reverse("operations")).content.decode()
    assert "thuky@hatinh.vn" in page
    assert "thuky@gialai.vn" not in page
    foreign = OutboxMessage.objects.get(to="thuky@gialai.vn")
    assert client.post(reverse("retry-message", args=[foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.given_up


def test_the_log_is_filtered_by_person_act_result_and_day(as_user, act):
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    approve_withdrawal(request, act("ct.canloc", reason="Đồng ý."))
    client = as_user("thanhtra")

    def found(**query):
        rows = client.get(reverse("audit-log"), query).context["rows"]
        return {(row["event"].verb, row["event"].object_id) for row in rows}

    wanted = ("approve_withdrawal", str(request.pk))
    chairman = search_key(user("ct.canloc").person.full_name)
    assert wanted in found(q=chairman, verb="approve_withdrawal", since="15/06/2021", until="15/06/2021")
    assert wanted not in found(q="khong ai")
    labels = [str(label) for _verb, label in client.get(reverse("audit-log")).context["form"].fields["verb"].choices]
    assert len(labels) == len(set(labels))
    assert wanted not in found(outcome="refused")
    assert wanted not in found(since="16/06/2021")
    assert wanted in found(since="31/9/2021")  # what does not fit is left out, as in every list
