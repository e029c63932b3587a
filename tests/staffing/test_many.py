"""Twenty-four people at once: from an office's list to recognition, each act one verb, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange import importing
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel.models import AuditEvent, DemoClock
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import ServiceField, User
from staffing.cases.competence import LEARNING
from staffing.models import Assignment, CompetencyAssessment, PostalEmployee, Recognition, SelectionCheck
from staffing.selectors.parameters import criteria
from staffing.selectors.wishes import reported, wishes
from staffing.workflows import assignment as decisions
from staffing.workflows import competence, employees, recognition
from tests.staffing import people as p
from tests.staffing.office_list import office_list
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
CENTRE, OWNER = "HT-S-TTPVHCC", "HT-STC"
MANY = 24
LATER = dt.date(2021, 8, 16)  # two months after the learning time began


def a_list(count=MANY, **wrong):
    """As an office makes it, of people for Sở Tài chính."""
    return office_list(count, {"Sở Tài chính": [field.name for field in p.fields(3, OWNER)]}, **wrong)


def sent(act, content):
    """The list, written without its rows with errors."""
    batch = importing.receive(resource("employees"), p.office(), act("buudien"), "danh-sach.xlsx", content)
    return VERBS["confirm_employee_list"](batch, act("buudien"))


def brought_in(act, count=MANY, **wrong):
    batch = sent(act, a_list(count, **wrong))
    return list(PostalEmployee.objects.filter(pk__in=batch.created["staffing.PostalEmployee"]).order_by("pk"))


def report(act, people):
    evidence = dict.fromkeys(criteria(p.office().pilot_id, p.TODAY), "Hồ sơ 12/HS")
    return employees.report_team(
        p.office(), act("buudien"), employees=people, document="41/BĐHT ngày 15/06/2021", evidence=evidence
    )


def draft(act, people):
    user = act("buudien").user
    asked = wishes(p.office(), user, p.TODAY, reported(p.office(), user, p.TODAY).filter(pk__in=[e.pk for e in people]))
    assert [w.lacking for w in asked if w.lacking] == []
    return decisions.draft_assignment_decision(
        p.office(), act("buudien"), subject="Cử nhân viên", lines=[wish.line(p.TODAY) for wish in asked]
    )


def assigned(act, count=MANY):
    people = brought_in(act, count)
    report(act, people)
    decisions.approve_assignment_decision(draft(act, people), act("gd.buudien"))
    return rows_of(people)


def rows_of(people):
    rows = Assignment.objects.filter(employee__in=people).select_related("field", "employee__person")
    return list(rows.order_by("id"))


def learning(act, count=MANY):
    rows = assigned(act, count)
    competence.start_learning(rows[0], act("gd.taichinh"), assignments=rows, started_on=p.TODAY)
    return rows


def statements(call):
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def problems(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [str(problem.message) for problem in caught.value.problems]


# --- the way of all ---------------------------------------------------------------------------------------


def test_from_an_offices_list_to_recognition(act):
    rows = learning(act)
    people = {row.employee_id for row in rows}
    assert (len(people), len(rows)) == (MANY, 2 * MANY)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh", on=LATER), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam", on=LATER), **p.results(rows))
    recognition.recognise(
        p.site(CENTRE), act("truongban", on=LATER), agency=p.agency(OWNER), assignments=rows,
        document_number="12/QĐ-BCĐ", valid_from=LATER,
    )  # fmt: skip
    assert Recognition.objects.filter(employee__in=people).count() == len(rows)
    assert set(PostalEmployee.objects.filter(pk__in=people).values_list("status", flat=True)) == {"in_charge"}


def test_the_annex_counts_people(act):
    people = brought_in(act)
    report(act, people)
    decision = draft(act, people)
    one = people[0]
    p.add_line(
        decision,
        act,
        one,
        OWNER,
        CENTRE,
        "reserve",
        [ServiceField.objects.exclude(pk__in=[f.pk for f in p.fields(3, OWNER)])[0]],
    )
    decisions.approve_assignment_decision(decision, act("gd.buudien"))
    context = OfficialDocument.objects.of("assignment_decision", decision).snapshot["context"]
    rows = context["annexes"][0]["table"]["rows"]
    assert [row[0] for row in rows if row[0]] == [str(n) for n in range(1, MANY + 1)]
    assert len(rows) == MANY + 1  # somebody goes for one more field in another role
    assert context["count"] == MANY
    assert sum(", " in row[5] for row in rows) == MANY


def test_each_act_about_many_stands_in_the_story_of_each(act):
    rows = learning(act, 3)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh", on=LATER), **p.results(rows))
    for verb in ("start_learning", "assess_as_agency_head"):
        told = AuditEvent.objects.filter(verb=verb, object_type="staffing.Assignment", outcome="done")
        about = set(told.filter(object_id__in=[str(row.pk) for row in rows]).values_list("object_id", flat=True))
        assert {row.employee_id for row in rows if str(row.pk) in about} == {row.employee_id for row in rows}


def test_what_an_attestation_rests_on_is_in_no_event(act):
    rows = learning(act, 3)
    competence.attest_proficiency(rows[0], act("gd.trungtam"), assignments=rows, note="120 hồ sơ kèm cặp")
    assert "120 hồ sơ" not in str(list(AuditEvent.objects.filter(verb="attest_proficiency").values_list("after")))


# --- one of them is at fault ------------------------------------------------------------------------------


def test_a_row_that_is_not_understood_waits_and_the_others_go(act):
    wrong = {"Điểm phục vụ": "Trung tâm Hành chính công huyện Không Có", "Vai trò": "thực tập"}
    people = brought_in(act, **wrong)
    report(act, people)
    found = wishes(p.office(), act("buudien").user, p.TODAY)
    lacking = [wish for wish in found if wish.lacking and wish.employee in people]
    assert [wish.employee for wish in lacking] == [people[2]]
    assert len(lacking[0].lacking) == 2
    with pytest.raises(ValueError, match="Không Có"):
        lacking[0].line(p.TODAY)
    ready = [wish for wish in found if wish.employee in people and not wish.lacking]
    assert len(ready) == MANY - 1


def test_a_list_with_a_fault_says_so_beside_the_row(act):
    batch = importing.receive(
        resource("employees"), p.office(), act("buudien"), "a.xlsx", a_list(**{"Vai trò": "thực tập"})
    )
    noted = [row for row in batch.rows.all() if any("thực tập" in note for note in row.notes)]
    assert (batch.error_count, len(noted), batch.new_count) == (0, 1, MANY)


def test_one_without_evidence_keeps_back_nobody_else_unless_chosen(act):
    people = brought_in(act, 3)
    names = criteria(p.office().pilot_id, p.TODAY)
    evidence = dict.fromkeys(names[1:], "Hồ sơ 12/HS")
    employees.tick_criteria(people[0], act("buudien"), evidence={names[0]: "Riêng"})
    said = problems(
        lambda: employees.report_team(p.office(), act("buudien"), employees=people, document="1", evidence=evidence)
    )
    assert people[1].person.full_name in said[0]
    assert people[0].person.full_name not in said[0]
    assert not SelectionCheck.objects.filter(employee__in=people[1:]).exists()  # nothing by halves
    employees.report_team(p.office(), act("buudien"), employees=people[:1], document="1", evidence=evidence)
    assert SelectionCheck.objects.get(employee=people[0], criterion=names[0]).evidence == "Riêng"


def test_a_draft_with_one_line_too_many_is_not_begun(act):
    people = brought_in(act, 3)
    report(act, people)
    user = act("buudien").user
    asked = wishes(p.office(), user, p.TODAY, reported(p.office(), user, p.TODAY).filter(pk__in=[e.pk for e in people]))
    asked[1].fields = list(ServiceField.objects.all()[:4])
    before = decisions.AssignmentDecision.objects.count()
    said = problems(
        lambda: decisions.draft_assignment_decision(
            p.office(), act("buudien"), subject="x", lines=[wish.line(p.TODAY) for wish in asked]
        )
    )
    assert len(said) == 1
    assert asked[1].employee.person.full_name in said[0]
    assert decisions.AssignmentDecision.objects.count() == before


def test_all_who_cannot_be_assessed_are_named_and_nobody_is(act):
    rows = learning(act, 3)
    competence.attest_proficiency(rows[0], act("gd.trungtam"), assignments=rows[2:], note="120 hồ sơ")
    said = problems(lambda: competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows)))
    named = [f"{row.employee.person.full_name}, {row.field.name}" for row in rows[:2]]
    assert [words.split(":")[0] for words in said] == named
    assert not CompetencyAssessment.objects.filter(employee__in=[row.employee_id for row in rows]).exists()


# --- what it costs ----------------------------------------------------------------------------------------


def test_every_act_takes_as_many_statements_for_24_as_for_3(act):
    assert cost(act, 3) == cost(act, MANY)


def cost(act, count):
    people, found = brought_in(act, count), {}
    found["report"] = statements(lambda: report(act, people))
    lines_ = [w.line(p.TODAY) for w in wishes(p.office(), act("buudien").user, p.TODAY) if w.employee in people]
    made = []
    found["draft"] = statements(
        lambda: made.append(decisions.draft_assignment_decision(p.office(), act("buudien"), subject="x", lines=lines_))
    )
    found["approve"] = statements(lambda: decisions.approve_assignment_decision(made[0], act("gd.buudien")))
    rows = rows_of(people)
    begin = {"assignments": rows, "started_on": p.TODAY}
    found["learn"] = statements(lambda: competence.start_learning(rows[0], act("gd.taichinh"), **begin))
    head, director = act("gd.taichinh", on=LATER), act("gd.trungtam", on=LATER)
    found["assess"] = statements(lambda: competence.assess_as_agency_head(rows[0], head, **p.results(rows)))
    competence.assess_as_centre_director(rows[0], director, **p.results(rows))
    decision = {"agency": p.agency(OWNER), "assignments": rows, "document_number": f"{count}/QĐ", "valid_from": LATER}
    found["recognise"] = statements(
        lambda: recognition.recognise(p.site(CENTRE), act("truongban", on=LATER), **decision)
    )
    return found


# --- pages ------------------------------------------------------------------------------------------------


def test_the_worklist_has_one_line_for_those_who_begin_together(act):
    assigned(act)
    found = [line for step, line in lines(User.objects.get(username="gd.taichinh"), p.TODAY, [LEARNING])]
    assert [line.thing for line in found] == ["Sở Tài chính"]


def test_a_result_for_all_and_what_differs(act, as_user, later):
    rows = learning(act, 3)
    client = as_user("gd.taichinh")
    address = reverse("assess", args=[rows[0].pk, "agency_head"])
    page = client.get(address).context["form"]
    shown = [row.pk for row in page.rows]
    assert {row.pk for row in rows} <= set(shown)
    others = {f"result_{pk}": "none" for pk in set(shown) - {row.pk for row in rows}}
    answer = client.post(
        address,
        {"shown": shown, "whole": "proficient", **others, f"person_{rows[0].employee_id}": "repeat",
         f"result_{rows[1].pk}": "proficient", f"result_{rows[2].pk}": "none", "secret": "minh-hoa-2021"},
    )  # fmt: skip
    assert answer.status_code == 302
    made = CompetencyAssessment.objects.filter(employee__in={row.employee_id for row in rows})
    results = {(one.employee_id, one.field_id): one.result for one in made}
    expected = ["repeat", "proficient", None, *["proficient"] * (len(rows) - 3)]
    assert [results.get((row.employee_id, row.field_id)) for row in rows] == expected


def test_who_was_not_shown_is_not_assessed(act, as_user, later):
    rows = learning(act, 3)
    client = as_user("gd.taichinh")
    answer = client.post(
        reverse("assess", args=[rows[0].pk, "agency_head"]),
        {"shown": [rows[0].pk], "whole": "proficient", "secret": "minh-hoa-2021"},
    )
    assert answer.status_code == 302
    assert CompetencyAssessment.objects.filter(employee__in=[row.employee_id for row in rows]).count() == 1


def test_what_changed_since_it_was_shown_is_not_signed(act, as_user, later):
    rows = learning(act, 3)
    answer = as_user("gd.taichinh").post(
        reverse("assess", args=[rows[0].pk, "agency_head"]),
        {"shown": [rows[0].pk, 999999], "whole": "proficient", "secret": "minh-hoa-2021"},
    )
    assert "đã thay đổi" in answer.content.decode()
    assert not CompetencyAssessment.objects.filter(employee=rows[0].employee_id).exists()


@pytest.fixture
def later():
    DemoClock.objects.update_or_create(id=1, defaults={"day": LATER})
