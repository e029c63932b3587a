"""The secretariat's decisions on facts: taking over rules, targets and tasks; settling an open question."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import KeyReused, NotAllowed, StaleRow, TransitionRefused
from pilot.programme.models import Inconsistency, Parameter, Pilot, User
from pilot.programme.presenters.rules import rule_row
from pilot.programme.selectors.rules import UNSTATED, names_of_codes
from pilot.programme.workflows import rules
from pilot.programme.workflows.programme import LOCAL, adopt_rules, adoptable_rules, settle_inconsistency
from pilot.steering.models import Adoption, PlanTask, Target
from pilot.steering.workflows import adopt_target, adopt_task

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def ha_tinh():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def gia_lai():
    return Pilot.objects.get(code="GIALAI")


@pytest.fixture
def question():
    return Inconsistency.objects.get(code="A01")


class Events:
    """What was written to the record since."""

    def __init__(self):
        self.before = set(AuditEvent.objects.values_list("pk", flat=True))

    def new(self):
        return list(AuditEvent.objects.exclude(pk__in=self.before))

    def only(self):
        (event,) = self.new()
        return event


@pytest.fixture
def events():
    return Events()


def refused(code, verb, *args, **inputs):
    with pytest.raises(TransitionRefused) as caught:
        verb(*args, **inputs)
    assert caught.value.code == code
    return caught.value


# --- rules ----------------------------------------------------------------------------------------


def test_adopt_rules_copies_what_the_pilot_lacks_as_assumed(ha_tinh, gia_lai, act, events):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử theo Hà Tĩnh"), source=ha_tinh)
    taken = Parameter.objects.filter(pilot=gia_lai, assumed=True)
    source = Parameter.objects.filter(pilot=ha_tinh)
    assert set(taken.values_list("code", flat=True)) == set(source.values_list("code", flat=True)) - LOCAL
    assert set(taken.values_list("valid_from", flat=True)) == {DEMO_START}
    assert all("Hà Tĩnh" in note for note in taken.values_list("note", flat=True))
    first = taken.get(code="R01")
    assert (first.value, first.text) == (source.get(code="R01").value, source.get(code="R01").text)
    assert events.only().verb == "adopt_rules"
    assert len(events.only().after["codes"]) == taken.count()


def test_adopt_rules_names_the_own_bodies_and_keeps_the_last_day(ha_tinh, gia_lai, act):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    taken = {rule.code: rule for rule in Parameter.objects.filter(pilot=gia_lai, assumed=True)}
    assert taken["R10"].details["decider"] == "GL-UBND"
    assert taken["R10"].details["reviewer"] == UNSTATED  # no committee in the documents
    assert taken["R26"].details["province"] == {"payer": UNSTATED, "provider": "GL-BDT", "site": "GL-S-TTPVHCC"}
    assert taken["R18"].details["lead"] == "GL-STTTT"
    assert "HT-" not in str([(rule.value, rule.details) for rule in taken.values()])
    assert taken["R11"].valid_to == ha_tinh.parameters.get(code="R11").valid_to == dt.date(2025, 7, 1)
    words = dict(rule_row(taken["R10"], names_of_codes(taken.values())).details)
    assert "UBND tỉnh Gia Lai" in words.values()
    assert "chưa có trong tài liệu" in words.values()


def test_adopt_rules_keeps_the_own_rules(ha_tinh, gia_lai, act):
    own = set(Parameter.objects.filter(pilot=gia_lai).values_list("pk", "code"))
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    assert own <= set(Parameter.objects.filter(pilot=gia_lai, assumed=False).values_list("pk", "code"))


def test_rules_typed_in_from_own_documents_leave_room_for_others(ha_tinh, gia_lai, act):
    typed = {"day": dt.date(2021, 6, 1), "text": "Từ 01 đến 02 tháng", "least": 1, "most": 2}
    rules.enter_rule(gia_lai, act("thuky.gialai", agreed=True), code="R04", **typed)
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    assert gia_lai.parameters.get(code="R04").value == {"min": 1, "max": 2}
    assert gia_lai.parameters.get(code="R03").assumed


def test_an_own_rule_takes_the_place_of_one_taken_over_also_from_an_earlier_day(ha_tinh, gia_lai, act, events):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    typed = {"day": dt.date(2021, 6, 1), "text": "Từ 01 đến 02 tháng", "least": 1, "most": 2}
    rules.enter_rule(gia_lai, act("thuky.gialai", agreed=True), code="R04", **typed)
    own = gia_lai.parameters.get(code="R04")
    assert (own.assumed, own.valid_from, own.valid_to) == (False, dt.date(2021, 6, 1), None)
    event = next(event for event in events.new() if event.verb == "enter_rule")
    assert event.after["assumed_taken_out"] == 1


def test_a_rule_of_a_later_day_is_announced_and_shown_on_its_day(gia_lai, act, as_user):
    typed = {"day": dt.date(2021, 9, 1), "text": "Từ 01 đến 02 tháng", "least": 1, "most": 2}
    rules.enter_rule(gia_lai, act("thuky.gialai", agreed=True), code="R04", **typed)
    page = reverse("rules", args=["GIALAI"])

    def codes(context, name):
        found = context[name] if name == "coming" else [row for _title, rows in context[name] for row in rows]
        return {row.rule.code for row in found}

    today = as_user("thuky.gialai").get(page).context
    then = as_user("thuky.gialai").get(page, {"ngay": "01/09/2021"}).context
    assert ("R04" in codes(today, "groups"), codes(today, "coming")) == (False, {"R04"})
    assert ("R04" in codes(then, "groups"), codes(then, "coming")) == (True, set())


def test_adopt_rules_twice_is_refused(ha_tinh, gia_lai, act, events):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    count = Parameter.objects.count()
    refused("nothing_to_adopt", adopt_rules, gia_lai, act("thuky.gialai", reason="Lần nữa"), source=ha_tinh)
    assert Parameter.objects.count() == count
    assert sorted(e.outcome for e in events.new()) == ["done", "refused"]


def test_adopt_rules_of_a_pilot_with_its_own_is_refused(ha_tinh, gia_lai, act):
    refused("own_rules", adopt_rules, ha_tinh, act("thuky", reason="?"), source=gia_lai)


def test_adopt_rules_of_itself_is_refused(gia_lai, act):
    refusal = refused("same_pilot", adopt_rules, gia_lai, act("thuky.gialai", reason="?"), source=gia_lai)
    assert {p.code for p in refusal.problems} == {"same_pilot", "nothing_to_adopt"}


def test_adopt_rules_without_reason_is_refused(ha_tinh, gia_lai, act):
    refused("reason_missing", adopt_rules, gia_lai, act("thuky.gialai", reason=" "), source=ha_tinh)


@pytest.mark.parametrize("name", ["thuky", "buudien", "ct.canloc"])
def test_adopt_rules_without_right_is_refused(ha_tinh, gia_lai, act, events, name):
    with pytest.raises(NotAllowed):
        adopt_rules(gia_lai, act(name, reason="Chạy thử"), source=ha_tinh)
    assert not Parameter.objects.filter(assumed=True).exists()
    assert events.only().outcome == "refused"


def test_what_is_only_assumed_is_not_passed_on(ha_tinh, gia_lai, act):
    adopt_rules(gia_lai, act("thuky.gialai", reason="Chạy thử"), source=ha_tinh)
    third = Pilot.objects.create(code="THU", province="Tỉnh thứ ba")
    assert {r.code for r in adoptable_rules(third, gia_lai, DEMO_START)} == {
        "R33",
        "R34",
        "R43",
        "R44",
        "R45",
        "R46",
        "R47",
    }


def test_adopt_rules_page_shows_what_would_be_copied_and_does_it(ha_tinh, gia_lai, as_user):
    client, address = as_user("thuky.gialai"), "/thi-diem/GIALAI/quy-dinh/ap-dung/"
    ((source, rows),) = client.get(address).context["sources"]
    assert (source, len(rows)) == (ha_tinh, 35)
    form = {
        "source": "HATINH",
        "reason": "Chạy thử",
        "operation_key": "k1",
        "row_version": gia_lai.row_version,
    }
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302  # the same form again: same answer, nothing twice
    assert Parameter.objects.filter(pilot=gia_lai, assumed=True).count() == 35
    assert client.post(address, form | {"operation_key": "k2"}).context["form"].non_field_errors()
    answer = client.get("/thi-diem/GIALAI/quy-dinh/")
    assert answer.context["assumed"] == 35
    assert not any(row.question for _title, rows in answer.context["groups"] for row in rows)


def test_a_rule_reads_in_the_preview_as_it_does_once_adopted(ha_tinh, gia_lai, as_user):
    client = as_user("thuky.gialai")
    before = articles(client.get("/thi-diem/GIALAI/quy-dinh/ap-dung/"))
    assert len(before) == 35
    assert "chưa có trong tài liệu" in before["R06"].lower()
    form = {"source": "HATINH", "reason": "Thử", "operation_key": "k1", "row_version": gia_lai.row_version}
    client.post("/thi-diem/GIALAI/quy-dinh/ap-dung/", form)
    after = articles(client.get("/thi-diem/GIALAI/quy-dinh/"))
    assert before == {code: after[code] for code in before}


def articles(answer):
    """Code → the rule as the page shows it, without anchor and way to its end; an abbreviation is spelt out once."""
    page = re.sub(r"</?abbr[^>]*>|(?<=<details )open|id=\"R\d+\"", "", answer.content.decode())
    page = re.sub(r'<p>\s*<a href="/quy-dinh/\d+/end_rule/">.*?</p>\s*', "", page, flags=re.S)
    shown = re.findall(r'<article class="rule"[^>]*>(.*?)</article>', page, re.S)
    return {re.search(r"R[0-9]{2}", text).group(): " ".join(text.split()) for text in shown}


# --- targets and tasks ----------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "model", "name", "code"), [
    (adopt_target, Target, "target", "T14"),
    (adopt_task, PlanTask, "task", "N01"),
])  # fmt: skip
class TestAdoption:
    def test_adopted_once_with_its_reason(self, ha_tinh, act, events, verb, model, name, code):
        row = model.objects.get(code=code)
        adoption = verb(ha_tinh, act("thuky", reason=" Đo thử "), **{name: row})
        assert (getattr(adoption, name), adoption.reason, adoption.adopted_by.username) == (
            row,
            "Đo thử",
            "thuky",
        )
        assert (events.only().verb, events.only().object_type) == (verb.name, "steering.Adoption")

    def test_twice_is_refused(self, ha_tinh, act, events, verb, model, name, code):
        row = {name: model.objects.get(code=code)}
        verb(ha_tinh, act("thuky", reason="Đo thử"), **row)
        refused("already_adopted", verb, ha_tinh, act("thuky", reason="Lần nữa"), **row)
        assert Adoption.objects.count() == 1
        assert sorted(e.outcome for e in events.new()) == ["done", "refused"]

    def test_twice_is_refused_by_the_database_too(self, ha_tinh, act, verb, model, name, code):
        adoption = verb(ha_tinh, act("thuky", reason="Đo thử"), **{name: model.objects.get(code=code)})
        adoption.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            adoption.save(force_insert=True)

    def test_without_reason_is_refused(self, ha_tinh, act, verb, model, name, code):
        refused("reason_missing", verb, ha_tinh, act("thuky"), **{name: model.objects.get(code=code)})

    def test_without_right_is_refused(self, ha_tinh, act, events, verb, model, name, code):
        with pytest.raises(NotAllowed) as caught:
            verb(ha_tinh, act("thuky.gialai", reason="Đo thử"), **{name: model.objects.get(code=code)})
        assert caught.value.who_can
        assert events.only().outcome == "refused"
        assert not Adoption.objects.exists()

    def test_what_belongs_to_no_plan_is_refused(self, ha_tinh, act, verb, model, name, code):
        row = model.objects.get(code=code)
        row.plan = None
        refused("no_reference_plan", verb, ha_tinh, act("thuky", reason="?"), **{name: row})

    def test_the_same_form_twice_has_one_effect(self, ha_tinh, act, events, verb, model, name, code):
        row = {name: model.objects.get(code=code)}
        first = verb(ha_tinh, act("thuky", reason="Đo thử", key="k"), **row)
        assert verb(ha_tinh, act("thuky", reason="Đo thử", key="k"), **row) == first
        events.only()

    def test_the_same_key_for_another_thing_is_refused(self, ha_tinh, act, verb, model, name, code):
        one, other = model.objects.get(code=code), model.objects.exclude(code=code).first()
        verb(ha_tinh, act("thuky", reason="Đo thử", key="k"), **{name: one})
        with pytest.raises(KeyReused):
            verb(ha_tinh, act("thuky", reason="Đo thử", key="k"), **{name: other})

    def test_through_the_page(self, as_user, verb, model, name, code):
        kind = {"target": "chi-tieu", "task": "nhiem-vu"}[name]
        address, client = f"/thi-diem/HATINH/ke-hoach/{kind}/{code}/", as_user("thuky")
        assert client.post(address, {"reason": ""}).status_code == 200
        assert client.post(address, {"reason": "Đo thử", "operation_key": "k"}).status_code == 302
        assert client.post(address, {"reason": "Đo thử", "operation_key": "k2"}).context["form"].non_field_errors()
        assert code in client.get("/thi-diem/HATINH/ke-hoach/").content.decode()
        plan = model.objects.get(code=code).plan
        assert "Hà Tĩnh" in client.get(f"/ke-hoach-tham-chieu/{plan.code}/").content.decode()


def test_adoption_of_an_unknown_kind_is_404(as_user):
    assert as_user("thuky").get("/thi-diem/HATINH/ke-hoach/viec/T14/").status_code == 404


# --- open questions -------------------------------------------------------------------------------

ANSWER = {"settlement": "Xã Thuận Lộc tham gia.", "document": "Văn bản 12/UBND-PC1 ngày 01/6/2021"}


def test_settle_inconsistency_keeps_answer_document_and_name(question, act, events):
    settle_inconsistency(question, act("thuky"), **ANSWER)
    question.refresh_from_db()
    assert question.status == Inconsistency.Status.SETTLED
    assert all(text in question.settlement for text in ANSWER.values())
    assert question.settled_by == User.objects.get(username="thuky")
    assert question.settled_at is not None
    assert events.only().after["document"] == ANSWER["document"]


def test_settle_inconsistency_twice_is_refused(question, act, events):
    settle_inconsistency(question, act("thuky"), **ANSWER)
    refused("wrong_status", settle_inconsistency, question, act("thuky"), **ANSWER)
    assert sorted(e.outcome for e in events.new()) == ["done", "refused"]


def test_settle_inconsistency_that_a_treatment_settled_is_refused(act):
    refused("wrong_status", settle_inconsistency, Inconsistency.objects.get(code="A03"), act("thuky"), **ANSWER)


@pytest.mark.parametrize("missing", ["settlement", "document"])
def test_settle_inconsistency_without_answer_or_document_is_refused(question, act, missing):
    refused("settlement_incomplete", settle_inconsistency, question, act("thuky"), **ANSWER | {missing: " "})


@pytest.mark.parametrize("name", ["thuky.gialai", "buudien", "ct.canloc", "quantri1"])
def test_settle_inconsistency_without_right_is_refused(question, act, events, name):
    with pytest.raises(NotAllowed):
        settle_inconsistency(question, act(name), **ANSWER)
    assert events.only().outcome == "refused"
    question.refresh_from_db()
    assert question.status == Inconsistency.Status.OPEN


def test_settle_inconsistency_on_an_old_page_is_refused(question, act):
    with pytest.raises(StaleRow):
        settle_inconsistency(question, act("thuky", row_version=question.row_version - 1), **ANSWER)


def test_settle_inconsistency_through_the_page(question, as_user):
    client, address = as_user("thuky"), "/van-de/A01/giai-quyet/"
    assert client.post(address, {"settlement": "", "document": ""}).status_code == 200
    form = ANSWER | {"answer": "khac", "operation_key": "k", "row_version": question.row_version}
    assert client.post(address, form).status_code == 302
    content = client.get("/van-de/A01/").content.decode()
    assert ANSWER["document"] in content
    assert address not in content
    assert client.post(address, ANSWER | {"answer": "khac", "operation_key": "k2"}).context["form"].non_field_errors()
