"""An answer to an open question changes what follows from it, by two people and in one act."""

import datetime as dt
import re
from inspect import signature

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import (
    Agency,
    CounterPost,
    Inconsistency,
    Parameter,
    Participation,
    Procedure,
    ProcedureSet,
    ProcedureSetEntry,
    ProgrammeChange,
    Site,
)
from pilot.programme.presenters.changes import WORDS
from pilot.programme.workflows.answers import NAMED, steps_of
from pilot.programme.workflows.changes import confirm_change
from pilot.programme.workflows.coverage import change_coverage
from pilot.programme.workflows.handover import PlannedStep
from pilot.programme.workflows.places import change_agency
from pilot.programme.workflows.programme import settle_inconsistency
from staffing.models import Recognition
from staffing.readiness import ONLY_SOME, readiness, rules_of
from staffing.rules.handover import veto_r09_unrecognised
from tests.found.browse import send, text_of
from tests.two_people import by_two

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 1)
WHOLE = "toàn bộ"
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
    assert {row.status for row, _one in found} == {"open"}
    assert not Inconsistency.objects.filter(status="open", answers=[]).exists()
    for row, one in found:
        assert set(one) <= {"key", "says", "note", "changes"}
        for step, change in zip(steps_of(row, one["key"], DAY, PAPER), one.get("changes", []), strict=True):
            assert step.verb is VERBS[change["verb"]]
            assert step.verb.transition.by_two
            assert set(change["row"]) <= set(NAMED)
            assert set(change.get("inputs", {})) <= set(step.inputs)


def test_no_answer_of_the_facts_is_refused_by_the_rules_of_what_follows(act):
    for row, one in every_answer():
        name = "thuky" if row.pilots.filter(code="HATINH").exists() else "thuky.gialai"
        said = {"settlement": "Đã rõ.", "document": PAPER, "answer": one["key"], "day": DAY}
        settle_inconsistency.judge(row, act(name), said)


def test_a_town_takes_part_in_phase_one_too(act):
    assert taking_part("HT-S-TXKA") == {"HT-P2"}
    settled(act, "A02", "da-qua")
    assert set(Participation.objects.filter(site__code="HT-S-TXKA").values_list("phase__code", flat=True)) == {
        "HT-P1", "HT-P2",
    }  # fmt: skip
    assert question("A02").answer == "da-qua"


def lines_of(client, address):
    """What the page says, line by line, but for the number of open questions."""
    lines = [one.strip() for one in re.sub(r"<[^>]+>", "\n", client.get(address).content.decode()).splitlines()]
    return [line for line in lines if line and not line.isdigit()]


def test_a_town_of_phase_one_moves_where_phases_are_read_and_nowhere_else(as_user, act):
    client, town = as_user("thuky"), "Trung tâm Hành chính công thị xã Kỳ Anh"
    pages = {
        "pilot": f"{reverse('pilot', args=['HATINH'])}?muc=diem", "phase": reverse("phase", args=["HATINH", "HT-P1"]),
        "plan": reverse("pilot-plan", args=["HATINH"]), "agency": reverse("agency", args=["HT-TXKA"]),
    }  # fmt: skip
    before = {name: lines_of(client, address) for name, address in pages.items()}
    settled(act, "A02", "da-qua")
    after = {name: lines_of(client, address) for name, address in pages.items()}
    at = before["pilot"].index(town)
    assert before["pilot"][at + 2] == "Giai đoạn II"
    assert after["pilot"][at + 2 : at + 4] == ["Giai đoạn I", "Giai đoạn II"]
    assert (town in before["phase"], town in after["phase"]) == (False, True)
    assert "7 trên 7 dòng" in after["phase"]
    assert after["plan"] == before["plan"]  # targets are those of plans and of agencies, and of no phase
    assert [lines.count(town) for lines in (before["agency"], after["agency"])] == [2, 3]


@pytest.mark.parametrize("answer", ["chua-qua", "da-qua"])
def test_a_town_withdraws_by_its_route_whatever_its_phases(act, answer):
    settled(act, "A02", answer)
    town, site = Agency.objects.get(code="HT-TXKA"), Site.objects.get(code="HT-S-TXKA")
    assert "R11" in rules_of(CounterPost(site=site, agency=town))
    given = {"day": DAY, "name": town.name, "parent": town.parent, "admin_unit": town.admin_unit}
    with pytest.raises(TransitionRefused) as refused:  # R29 is for departments of phase I
        by_two(act, change_agency, town, **given, withdrawal_rule="per_guidance", legal_basis=PAPER)
    assert refused.value.code == "not_of_phase_one"


def test_an_agency_with_some_of_its_procedures_says_so_and_did_not_before(as_user, act):
    client, page = as_user("thuky"), reverse("agency", args=["HT-STC"])
    assert WHOLE in client.get(page).context["coverage"]
    settled(act, "A05", "chi-cong-thuong")
    assert WHOLE not in client.get(page).context["coverage"]
    assert WHOLE in client.get(f"{page}?ngay=31/05/2021").context["coverage"]
    whole = ProcedureSet.objects.get(agency__code="HT-STC")
    assert (whole.coverage, whole.confidence, whole.legal_basis) == ("subset", "stated", PAPER)


def test_readiness_reads_whether_all_procedures_take_part(act):
    post = CounterPost.objects.get(code="HT-CL-Q1")
    whole = ProcedureSet.objects.get(agency=post.agency)
    given = {"day": DAY, "planned_count": None, "legal_basis": PAPER}
    for coverage, said in (("all_procedures", False), ("subset", True)):
        by_two(act, change_coverage, whole, coverage=coverage, **given)
        whole.refresh_from_db()
        found = {finding.id: finding for finding in readiness([post], DEMO_START)[post.pk]}
        assert (ONLY_SOME in found["handed_over"].lines) is said


def test_where_the_chairman_judges_himself_missing_recognition_only_warns(act):
    post = CounterPost.objects.filter(site__level="district", pilot__code="HATINH").exclude(code="HT-CL-Q1").first()
    Recognition.objects.filter(agency=post.agency).update(valid_to=DAY)
    planned = PlannedStep(post.agency, post.site, list(Procedure.objects.all()[:1]), "handed_over", DEMO_START)

    def found():
        state = {finding.id: finding.state for finding in readiness([post], DEMO_START)[post.pk]}["recognised"]
        return state, bool(veto_r09_unrecognised(planned))

    assert found() == ("fail", True)
    settled(act, "A25", "chu-tich-tu-xet")
    assert found() == ("warn", False)
    assert Parameter.objects.as_at(DEMO_START).get(code="R09", pilot__code="HATINH").levels == ["province"]


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


def test_a_settled_question_says_so_wherever_its_code_is_quoted(as_user, act):
    note, client = "Suy ra (A05), xem thêm A05.", as_user("thuky")
    ProcedureSetEntry.objects.filter(procedure_set__agency__code="HT-STC").update(note=note)
    page = reverse("agency", args=["HT-STC"])
    assert "đã giải quyết" not in text_of(client.get(page))
    settled(act, "A05", "ca-hai")
    told = "A05 (đã giải quyết: Đã rõ. Văn bản: 88/UBND-PC1 ngày 01/06/2021 của UBND tỉnh)"
    with CaptureQueriesContext(connection) as queries:
        shown = text_of(client.get(page))
    assert shown.count(told) == 1
    assert sum("inconsistency" in query["sql"] for query in queries) == 1


def test_no_answer_is_chosen_beforehand_and_each_folds_what_follows(as_user):
    client, address = as_user("thuky"), reverse("settle-question", args=["A01"])
    page = client.get(address).content.decode()
    radios = re.findall(r'<input type="radio" name="answer"[^>]*>', page)
    assert len(radios) == 4
    assert not any("checked" in radio for radio in radios)
    assert page.count("<details>") >= 3
    send(client, address, document=PAPER)
    assert question("A01").status == "open"
    send(client, address, answer="khac", settlement="Chưa rõ.", document=PAPER)
    assert (question("A01").status, question("A01").answer) == ("settled", "")


def test_more_answers_cost_no_more_statements(as_user):
    row, counts = question("A01"), []
    for times in (1, 4):
        more = [
            {**one, "key": f"{one['key']}{n}"} for one in question("A02").answers + row.answers for n in range(times)
        ]
        Inconsistency.objects.filter(pk=row.pk).update(answers=more)
        with CaptureQueriesContext(connection) as queries:
            as_user("thuky").get(reverse("settle-question", args=["A01"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_input_of_what_two_people_decide_has_words():
    verbs = [verb for verb in VERBS.values() if verb.transition.by_two] + [settle_inconsistency]
    taken = {name for verb in verbs for name in list(signature(verb.body).parameters)[2:]}
    assert taken - set(WORDS) == {"answer"}  # a key, which `settlement` says in words


def test_an_answer_from_which_nothing_follows_holds_at_once(as_user):
    send(as_user("thuky"), reverse("settle-question", args=["A02"]), answer="chua-qua", document=PAPER)
    assert question("A02").status == "settled"
    assert not ProgrammeChange.objects.exists()
