"""Each step of the people's half without what it needs: who refuses, and with which code."""

import dataclasses
import datetime as dt

import pytest

from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded, TransitionRefused
from pilot.programme.models import Parameter, Pilot, User
from staffing.models import (
    Assignment,
    AssignmentRole,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
)
from staffing.workflows import assignment as decisions
from staffing.workflows import competence, employees, paper, recognition
from tests.paper import evidence
from tests.staffing import people as p

pytestmark = pytest.mark.usefixtures("demo")
PRIMARY, RESERVE, SUPPORT = AssignmentRole.PRIMARY, AssignmentRole.RESERVE, AssignmentRole.COMMUNE_SUPPORT
CENTRE = "HT-S-TTPVHCC"


# --- each case: what is done, which code refuses it -------------------------------------------------------


def taken_staff_code(act):
    employees.add_employee(p.office(), act("buudien"), full_name="Nguyễn Văn Thử", staff_code="BD0001")


def employee_of_no_post_office(act):
    act = dataclasses.replace(act("buudien"), user=None)
    employees.add_employee(p.agency("HT-STC"), act, full_name="Nguyễn Văn Thử", staff_code="X1")


def correct_without_reason(act):
    row = PostalEmployee.objects.get(staff_code="BD0001")
    employees.correct_employee(
        row,
        act("buudien"),
        full_name="Nguyễn Văn Đúng",
        staff_code="BD0001",
        birth_date=None,
        phone="",
        qualification="",
    )


def change_dated_ahead(act):
    row = PostalEmployee.objects.get(staff_code="BD0001")
    employees.change_employee(row, act("buudien"), day=p.FIRST, full_name="Nguyễn Văn Mới", phone="", qualification="")


def report_without_criteria(act):
    employees.report_team(p.office(), act("buudien"), employees=[p.selected()], document="1/BC")


def report_somebody_twice(act):
    employees.report_team(p.office(), act("buudien"), employees=[p.reported(act)], document="2/BC")


def tick_unknown_criterion(act):
    employees.tick_criteria(p.selected(), act("buudien"), evidence={"hát hay": "giấy khen"})


def tick_without_evidence(act):
    from staffing.selectors.parameters import criteria

    row = p.selected()
    employees.tick_criteria(row, act("buudien"), evidence={criteria(row.pilot_id, p.TODAY)[0]: "  "})


def second_account(act):
    row = p.reported(act)
    employees.request_account(row, act("buudien"))
    employees.request_account(row, act("buudien"))


def fourth_field_in_a_draft(act):
    p.drafted(act, (p.reported(act), "HT-SCT", CENTRE, PRIMARY, p.fields(4)))


def fourth_field_beside_an_assignment(act):
    row = PostalEmployee.objects.filter(assignments__agency__code="HT-SCT").first()
    p.drafted(act, (row, "HT-STC", CENTRE, PRIMARY, p.fields(3, "HT-STC")))


def fourth_field_at_approval(act):
    """Two drafts with two fields each: the second approval finds four."""
    row = p.reported(act)
    first = p.drafted(act, (row, "HT-SCT", CENTRE, PRIMARY, p.fields(2)))
    second = p.drafted(act, (row, "HT-STC", CENTRE, PRIMARY, p.fields(2, "HT-STC")))
    decisions.approve_assignment_decision(first, act("gd.buudien"))
    decisions.approve_assignment_decision(second, act("gd.buudien"))


def assign_without_report(act):
    decision = p.drafted(act, (p.selected(), "HT-SCT", CENTRE, PRIMARY, p.fields(1)))
    decisions.approve_assignment_decision(decision, act("gd.buudien"))


def assign_twice_on_the_same_days(act):
    row = p.reported(act)
    line = (row, "HT-SCT", CENTRE, PRIMARY, p.fields(1))
    first, second = p.drafted(act, line), p.drafted(act, line)
    decisions.approve_assignment_decision(first, act("gd.buudien"))
    decisions.approve_assignment_decision(second, act("gd.buudien"))


def line_twice(act):
    row = p.reported(act)
    p.drafted(act, *[(row, "HT-SCT", CENTRE, PRIMARY, p.fields(1))] * 2)


def approve_own_draft(act):
    decision = p.drafted(act, (p.reported(act), "HT-SCT", CENTRE, PRIMARY, p.fields(1)))
    decisions.approve_assignment_decision(decision, act("buudien"))


def approve_an_empty_list(act):
    decisions.approve_assignment_decision(p.drafted(act), act("gd.buudien"))


def charge_at_a_commune(act):
    p.drafted(act, (p.reported(act), "HT-SCT", "HT-S-CAMTHANH", PRIMARY, p.fields(1)))


def support_at_a_centre(act):
    p.drafted(act, (p.reported(act), "HT-SCT", CENTRE, SUPPORT, p.fields(1)))


def line_for_a_closed_decision(act):
    row = p.reported(act)
    decision = p.drafted(act, (row, "HT-SCT", CENTRE, PRIMARY, p.fields(1)))
    decisions.approve_assignment_decision(decision, act("gd.buudien"))
    p.add_line(decision, act, row, "HT-SCT", CENTRE, PRIMARY, p.fields(2)[1:])


def assign_somebody_who_left(act):
    row = p.reported(act)
    decision = p.drafted(act, (row, "HT-SCT", CENTRE, PRIMARY, p.fields(1)))
    employees.end_employee(row, act("buudien", reason="Nghỉ việc."), day=p.TODAY)
    decisions.approve_assignment_decision(decision, act("gd.buudien"))


def learn_twice(act):
    rows = p.learning(act)
    competence.start_learning(rows[0], act("gd.trungtam"), assignments=rows, started_on=p.TODAY)


def learn_before_the_assignment(act):
    rows = p.assigned(act)
    competence.start_learning(rows[0], act("gd.taichinh"), assignments=rows, started_on=dt.date(2021, 6, 1))


def mentor_of_another_agency(act):
    from staffing.models import CivilServant

    rows = p.assigned(act)
    mentor = CivilServant.objects.filter(agency__code="HT-SCT").first()
    competence.start_learning(rows[0], act("gd.taichinh"), assignments=rows, started_on=p.TODAY, mentor=mentor)


def attest_what_is_not_learned(act):
    rows = p.assigned(act)
    competence.attest_proficiency(rows[0], act("gd.trungtam"), assignments=rows, note="…")


def assess_before_the_time(act):
    rows = p.learning(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))


def assess_without_learning(act):
    rows = p.assigned(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))


def assess_without_a_result(act):
    rows = p.attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), assignments=rows, results={rows[0].pk: "proficient"})


def assess_another_employee_too(act):
    rows = p.attested(act)
    other = Assignment.objects.filter(agency__code="HT-SCT").first()
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results([*rows, other]))


def both_assessments_by_one_person(act):
    rows = p.attested(act)
    give(User.objects.get(username="gd.taichinh"), Role.CENTRE_DIRECTOR, p.site(CENTRE))
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.taichinh"), **p.results(rows))


def both_assessments_by_two_accounts_of_one_person(act):
    rows = p.attested(act)
    second = User.objects.create_user("gd.hai", User.objects.get(username="gd.taichinh").person)
    give(second, Role.CENTRE_DIRECTOR, p.site(CENTRE))
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.hai"), **p.results(rows))


def recognise(rows, act, who="truongban", **more):
    values = {
        "document_number": "11/QĐ-BCĐ",
        "valid_from": p.TODAY,
        "agency": p.agency("HT-STC"),
        "assignments": rows,
    } | more
    return recognition.recognise(p.site(CENTRE), act(who), **values)


def recognise_without_assessment(act):
    recognise(p.attested(act), act)


def recognise_with_one_assessment(act):
    rows = p.attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    recognise(rows, act)


def recognise_somebody_to_repeat(act):
    rows = p.attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam"), **p.results(rows, p.REPEAT))
    recognise(rows, act)


def recognise_after_assessing(act):
    rows = p.assessed(act)
    give(User.objects.get(username="gd.trungtam"), Role.COMMITTEE_HEAD, Pilot.objects.get(code="HATINH"))
    recognise(rows, act, "gd.trungtam")


def recognise_at_the_own_agency(act):
    rows = p.assessed(act)
    give(User.objects.get(username="truongban"), Role.PAYER, p.agency("HT-STC"))
    recognise(rows, act)


def recognise_twice(act):
    rows = p.assessed(act)
    recognise(rows, act)
    recognise(rows, act, document_number="12/QĐ-BCĐ")


def recognise_beside_a_waiting_one(act):
    rows = p.assessed(act)
    recognise(rows, act, cosign=True)
    recognise(rows, act, document_number="12/QĐ-BCĐ")


def cosign_the_own_signature(act):
    recognition.cosign_recognition(recognise(p.assessed(act), act, cosign=True), act("truongban"))


def cosign_with_a_role_at_the_agency(act):
    waiting = recognise(p.assessed(act), act, cosign=True)
    give(User.objects.get(username="thuky"), Role.PAYER, p.agency("HT-STC"))
    recognition.cosign_recognition(waiting, act("thuky"))


def cosign_after_assessing(act):
    waiting = recognise(p.assessed(act), act, cosign=True)
    give(User.objects.get(username="gd.trungtam"), Role.SECRETARIAT, Pilot.objects.get(code="HATINH"))
    recognition.cosign_recognition(waiting, act("gd.trungtam"))


def entered(act, who="buudien", **more):
    values = {
        "kind": PaperRecord.Kind.ASSIGNMENT,
        "document": "03/QĐ-BĐHT",
        "document_date": dt.date(2021, 3, 1),
        "agency": p.agency("HT-STC"),
        "site": p.site(CENTRE),
        "valid_from": dt.date(2021, 3, 8),
        "employee": p.selected(),
        "fields": p.fields(2, "HT-STC"),
        "role": PRIMARY,
        "scan": evidence(),
        "signers": "Giám đốc Bưu điện tỉnh",
    } | more
    return paper.record_from_paper(p.office(), act(who), **values)


def check_the_own_entry(act):
    paper.check_paper_record(entered(act), act("buudien"))


def paper_from_the_future(act):
    entered(act, valid_from=p.FIRST)


def paper_without_an_employee(act):
    entered(act, employee=None)


def paper_without_a_scan(act):
    entered(act, scan=None)


def paper_of_four_fields(act):
    paper.check_paper_record(entered(act, fields=p.fields(4)), act("thuky"))


def paper_twice(act):
    row = entered(act)
    again = entered(act, employee=row.employee)
    paper.check_paper_record(row, act("thuky"))
    paper.check_paper_record(again, act("thuky"))


def signers(act, head, director, third):
    names = {"by_agency_head": head, "by_centre_director": director, "recognised_by": third}
    return {k: User.objects.get(username=v).person for k, v in names.items()}


def paper_with_one_assessor(act):
    entered(act, kind=PaperRecord.Kind.RECOGNITION, **signers(act, "gd.taichinh", "gd.taichinh", "truongban"))


def paper_with_one_assessor_as_printed(act):
    names = {"by_agency_head": "Nguyễn Văn  Nhất", "by_centre_director": "Nguyễn văn Nhất", "recognised_by": "Lê Ba"}
    entered(act, kind=PaperRecord.Kind.RECOGNITION, **names)


def paper_recognised_by_an_assessor(act):
    entered(act, kind=PaperRecord.Kind.RECOGNITION, **signers(act, "gd.taichinh", "truongban", "truongban"))


REFUSALS = [
    (taken_staff_code, "staff_code_taken"),
    (employee_of_no_post_office, "not_a_post_office"),
    (correct_without_reason, "reason_needed"),
    (change_dated_ahead, "day_ahead"),
    (report_without_criteria, "r05_criteria"),
    (report_somebody_twice, "not_selected"),
    (tick_unknown_criterion, "r05_unknown"),
    (tick_without_evidence, "r05_evidence"),
    (second_account, "account_requested"),
    (fourth_field_in_a_draft, "r01_fields"),
    (fourth_field_beside_an_assignment, "r01_fields"),
    (fourth_field_at_approval, "r01_fields"),
    (assign_without_report, "r06_not_reported"),
    (assign_twice_on_the_same_days, "overlap"),
    (line_twice, "line_twice"),
    (approve_own_draft, "same_person"),
    (approve_an_empty_list, "r07_no_list"),
    (charge_at_a_commune, "r20_support_role"),
    (support_at_a_centre, "r20_support_role"),
    (line_for_a_closed_decision, "wrong_status"),
    (assign_somebody_who_left, "employee_ended"),
    (learn_twice, "learning_started"),
    (learn_before_the_assignment, "learning_day"),
    (mentor_of_another_agency, "r38_mentor"),
    (attest_what_is_not_learned, "not_learning"),
    (assess_before_the_time, "r04_learning"),
    (assess_without_learning, "r04_learning"),
    (assess_without_a_result, "no_result"),
    (assess_another_employee_too, "other_place"),
    (both_assessments_by_one_person, "r08_same_person"),
    (both_assessments_by_two_accounts_of_one_person, "r08_same_person"),
    (recognise_without_assessment, "r09_not_assessed"),
    (recognise_with_one_assessment, "r09_not_assessed"),
    (recognise_somebody_to_repeat, "r09_not_assessed"),
    (recognise_after_assessing, "r09_assessor_recognises"),
    (recognise_at_the_own_agency, "a24_own_agency"),
    (recognise_twice, "overlap"),
    (recognise_beside_a_waiting_one, "overlap"),
    (cosign_the_own_signature, "same_person"),
    (cosign_with_a_role_at_the_agency, "a24_own_agency"),
    (cosign_after_assessing, "r09_assessor_recognises"),
    (check_the_own_entry, "same_person"),
    (paper_from_the_future, "paper_ahead"),
    (paper_without_an_employee, "paper_incomplete"),
    (paper_without_a_scan, "paper_without_scan"),
    (paper_of_four_fields, "r01_fields"),
    (paper_twice, "overlap"),
    (paper_with_one_assessor, "r08_same_person"),
    (paper_with_one_assessor_as_printed, "r08_same_person"),
    (paper_recognised_by_an_assessor, "r09_assessor_recognises"),
]


@pytest.mark.parametrize(("do", "code"), REFUSALS, ids=[f"{do.__name__}-{code}" for do, code in REFUSALS])
def test_refused(do, code, act):
    with pytest.raises(TransitionRefused) as caught:
        do(act)
    assert code in ({problem.code for problem in caught.value.problems} or {caught.value.code})


# --- who may not, and what is signed ----------------------------------------------------------------------

STRANGERS = [
    (
        "add_employee",
        "gd.taichinh",
        lambda act: employees.add_employee(p.office(), act, full_name="A", staff_code="X"),
    ),
    (
        "report_team",
        "thuky",
        lambda act: employees.report_team(p.office(), act, employees=[p.selected()], document="1"),
    ),
    (
        "draft_assignment_decision",
        "truongban",
        lambda act: decisions.draft_assignment_decision(p.office(), act, subject="x"),
    ),
    (
        "recognise",
        "thuky",
        lambda act: recognition.recognise(
            p.site(CENTRE),
            act,
            agency=p.agency("HT-STC"),
            assignments=[],
            document_number="1",
            valid_from=p.TODAY,
        ),
    ),
    (
        "record_from_paper",
        "gd.taichinh",
        lambda act: paper.record_from_paper(
            p.office(),
            act,
            kind="assignment",
            document="1",
            document_date=p.TODAY,
            agency=p.agency("HT-STC"),
            site=p.site(CENTRE),
            valid_from=p.TODAY,
            scan=evidence(),
        ),
    ),
]


@pytest.mark.parametrize(("verb", "who", "do"), STRANGERS, ids=[s[0] for s in STRANGERS])
def test_not_allowed(verb, who, do, act):
    with pytest.raises(NotAllowed):
        do(act(who))


@pytest.mark.parametrize("who", ["gd.congthuong", "pct.canloc", "gd.tt.canloc", "buudien", "truongban"])
def test_only_the_host_and_the_site_assess(who, act):
    rows = p.attested(act)
    for verb in (competence.assess_as_agency_head, competence.assess_as_centre_director):
        with pytest.raises(NotAllowed):
            verb(rows[0], act(who), **p.results(rows))


def test_decisions_ask_for_the_password(act):
    rows = p.attested(act)
    with pytest.raises(StepUpNeeded):
        competence.assess_as_agency_head(rows[0], act("gd.taichinh", confirmed=False), **p.results(rows))
    decision = p.drafted(act, (p.reported(act), "HT-SCT", CENTRE, PRIMARY, p.fields(1)))
    with pytest.raises(StepUpNeeded):
        decisions.approve_assignment_decision(decision, act("gd.buudien", confirmed=False))


# --- Gia Lai: no rule, no refusal, and it says so ---------------------------------------------------------


def test_without_rules_nothing_is_applied_and_the_page_says_so(act):
    from pilot.programme.presenters.rules import applied

    gia_lai = Pilot.objects.get(code="GIALAI")
    lines = applied(gia_lai.pk, p.TODAY, "R01", "R04", "R05", "R06")
    assert {line.state for line in lines} == {"idle"}
    Parameter.objects.filter(pilot__code="HATINH", code__in=["R01", "R06"]).delete()
    row = p.selected()
    decision = p.drafted(act, (row, "HT-SCT", CENTRE, PRIMARY, p.fields(4)))
    decisions.approve_assignment_decision(decision, act("gd.buudien"))
    assert Assignment.objects.filter(employee=row).count() == 4


def test_declined_recognition_never_counts(act):
    waiting = recognise(p.assessed(act), act, cosign=True)
    recognition.decline_recognition(waiting, act("thuky", reason="Thiếu biên bản."))
    waiting.refresh_from_db()
    assert waiting.status == RecognitionDecision.Status.DECLINED
    assert not Recognition.objects.filter(decision=waiting).exists()
