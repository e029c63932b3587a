"""An answer to an open question changes what follows from it, by two people and in one act."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Inconsistency, Parameter, Participation, ProgrammeChange, Site
from pilot.programme.workflows.answers import NAMED, steps_of
from pilot.programme.workflows.changes import confirm_change
from pilot.programme.workflows.programme import settle_inconsistency
from tests.found.browse import send, text_of
from tests.two_people import by_two

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 1)
PAPER = "88/UBND-PC1 ngày 01/06/2021 của UBND tỉnh"


def question(code):
    return Inconsistency.objects.get(code=code)


def settled(act, code, answer, day=DAY):
    said = {"settlement": "Đã rõ.", "document": PAPER, "answer": answer, "day": day}
    by_two(act, settle_inconsistency, question(code), question(code).pilots.earliest("pk"), **said)


def taking_part(site):
    return set(Participation.objects.as_at(DAY).filter(site__code=site).values_list("phase__code", flat=True))


def every_answer():
    rows = Inconsistency.objects.exclude(answers=[])
    return [(row, one) for row in rows for one in row.answers]


def test_every_answer_of_the_facts_names_rows_that_there_are_and_verbs_that_are_confirmed_by_two():
    found = every_answer()
    assert len(found) > 5
    for row, one in found:
        for step, change in zip(steps_of(row, one["key"], DAY, PAPER), one.get("changes", []), strict=True):
            assert step.verb is VERBS[change["verb"]]
            assert set(change["row"]) <= set(NAMED)
            assert set(change.get("inputs", {})) <= set(step.inputs)


def test_no_answer_of_the_facts_is_refused_by_the_rules_of_what_follows(act):
    for row, one in every_answer():
        name = "thuky" if row.pilots.get().code == "HATINH" else "thuky.gialai"
        said = {"settlement": "Đã rõ.", "document": PAPER, "answer": one["key"], "day": DAY}
        settle_inconsistency.judge(row, act(name), said)


def test_a_town_takes_part_in_phase_one_too(act):
    assert taking_part("HT-S-TXKA") == {"HT-P2"}
    settled(act, "A02", "da-qua")
    assert set(Participation.objects.filter(site__code="HT-S-TXKA").values_list("phase__code", flat=True)) == {
        "HT-P1", "HT-P2",
    }  # fmt: skip
    assert question("A02").answer == "da-qua"


def test_the_list_of_recipients_brings_in_two_and_takes_out_one(act):
    settled(act, "A01", "noi-nhan")
    assert {site.status for site in Site.objects.filter(code__in=["HT-S-KYDONG", "HT-S-DUCTHUAN"])} == {"active"}
    assert taking_part("HT-S-THUANLOC") == set()
    assert Site.objects.get(code="HT-S-THUANLOC").valid_to == DAY


def test_running_costs_of_the_provincial_centre_follow_the_rule_once_a_document_says_so(act):
    settled(act, "A28", "ca-ba-cap")
    known = {rule.valid_from: rule for rule in Parameter.objects.filter(code="R27", pilot__code="HATINH")}
    assert known[DAY].levels == ["province", "district", "commune"]
    assert known[None].valid_to == DAY
    assert "Giấy in" in {item.capitalize() for item in known[DAY].details["items"]}


def test_an_answer_with_what_follows_needs_its_day(act):
    with pytest.raises(TransitionRefused) as refused:
        settled(act, "A02", "da-qua", day=None)
    assert refused.value.code == "day_missing"
    settled(act, "A02", "chua-qua", day=None)


def test_an_answer_that_the_question_does_not_have_is_refused(act):
    with pytest.raises(TransitionRefused) as refused:
        settled(act, "A02", "noi-nhan")
    assert refused.value.code == "no_such_answer"


def test_what_stands_in_the_way_is_named_with_its_row_and_nothing_is_written(act):
    Participation.objects.filter(site__code="HT-S-THUANLOC").update(valid_to=dt.date(2021, 5, 1))
    with pytest.raises(TransitionRefused) as refused:
        settled(act, "A01", "noi-nhan")
    assert "Thuận Lộc" in str(refused.value)
    assert Site.objects.get(code="HT-S-KYDONG").status == "unconfirmed"
    assert question("A01").status == "open"


def test_a_second_person_confirms_what_follows_on_the_screen(as_user, act):
    first = as_user("thuky")
    page = text_of(first.get(reverse("settle-question", args=["A02"])))
    assert "Thị xã Kỳ Anh đã qua giai đoạn I" in page
    send(first, reverse("settle-question", args=["A02"]), answer="da-qua", day="01/06/2021", document=PAPER)
    change = ProgrammeChange.objects.get(verb="settle_inconsistency")
    assert (change.status, question("A02").status) == ("proposed", "open")
    assert "chờ người thứ hai" in text_of(first.get(reverse("question", args=["A02"])))
    seen = text_of(as_user("truongban").get(reverse("programme-change", args=[change.pk])))
    assert all(text in seen for text in ("Trung tâm Hành chính công thị xã Kỳ Anh", PAPER, "01/06/2021"))
    assert "da-qua" not in seen
    assert "Document" not in seen
    confirm_change(change, act("truongban"))
    assert "đã qua giai đoạn I" in question("A02").settlement
    assert "HT-P1" in Participation.objects.filter(site__code="HT-S-TXKA").values_list("phase__code", flat=True)


def test_an_answer_from_which_nothing_follows_holds_at_once(as_user):
    send(as_user("thuky"), reverse("settle-question", args=["A02"]), answer="chua-qua", document=PAPER)
    assert question("A02").status == "settled"
    assert not ProgrammeChange.objects.exists()
