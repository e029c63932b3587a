"""With the guards off, a sign-off or a withdrawal can be changed; `verify` then names the row."""

import pytest

from pilot.platform.documents.models import OfficialDocument
from pilot.programme.models import Parameter, ServiceField
from staffing import checks
from staffing.models import (
    Assignment,
    AssignmentDecision,
    CompetencyAssessment,
    Incumbency,
    Recognition,
    RecognitionDecision,
    WithdrawalDecision,
    WithdrawalRequest,
)
from staffing.workflows import recognition
from staffing.workflows.cover import judge_by_night
from tests.guards import without_guards
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
ALL = (
    checks.check_assignments,
    checks.check_recognitions,
    checks.check_two_people,
    checks.check_fields,
    checks.check_withdrawals,
    checks.check_decisions,
    checks.check_cover,
)


def named(*wanted):
    return [line.split(" ")[0:2] for check in wanted or ALL for line in check()]


@pytest.fixture
def recognised(act):
    """Recognised here, after two assessments, not on paper."""
    rows = p.assessed(act)
    decision = recognition.recognise(
        p.site("HT-S-TTPVHCC"), act("truongban"), agency=p.agency("HT-STC"), assignments=rows,
        document_number="11/QĐ-BCĐ", valid_from=p.TODAY,
    )  # fmt: skip
    return decision.recognitions.order_by("pk").first()


def change(row, **columns):
    with without_guards():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)


def test_the_demo_and_a_real_recognition_are_in_order(recognised):
    assert named() == []


def test_a_recognition_without_its_assessment_is_named(recognised):
    same = {n: getattr(recognised, n) for n in ("employee", "agency", "site", "field")}
    with without_guards():
        CompetencyAssessment.objects.filter(assessed_as="centre_director", **same)._raw_delete("default")
    assert named(checks.check_recognitions) == [["recognition", str(recognised.pk)]]


def test_a_recognition_by_another_than_its_decision_says_is_named(recognised):
    change(recognised, recognised_by=p.selected().person)
    assert named(checks.check_recognitions) == [["recognition", str(recognised.pk)]]


def test_a_recognition_whose_decision_or_paper_is_not_in_force_is_named(recognised):
    paper = Recognition.objects.exclude(paper=None).first()
    change(recognised.decision, status="declined")
    change(paper.paper, status="entered", paper_checked_at=None, paper_checked_by=None)
    found = named(checks.check_recognitions)
    assert ["recognition", str(recognised.pk)] in found
    assert ["recognition", str(paper.pk)] in found


def test_an_inserted_recognition_is_named(recognised):
    with without_guards():
        recognised.pk, recognised.decision, recognised.site = None, None, p.site("HT-S-CL")
        recognised.save(force_insert=True)
    assert named(checks.check_recognitions) == [["recognition", str(recognised.pk)]]


def test_an_assignment_that_no_decision_names_is_named(act):
    row = p.assigned(act)[0]
    change(row, role="reserve")
    other = Assignment.objects.exclude(paper=None).first()
    change(other, employee=row.employee)
    assert named(checks.check_assignments) == [["assignment", str(pk)] for pk in sorted((row.pk, other.pk))]


def test_a_fourth_field_is_named(act):
    row = p.assigned(act, count=2)[0]
    free = ServiceField.objects.exclude(assignments__employee=row.employee)[:2]
    with without_guards():
        for field in free:
            row.pk, row.field, row.line = None, field, None
            row.save(force_insert=True)
    assert named(checks.check_fields) == [["employee", f"{row.employee_id}:"]]
    with without_guards():
        Parameter.objects.filter(pilot=row.pilot, code="R01").delete()
    assert named(checks.check_fields) == []


def test_two_people_are_looked_at_again(recognised):
    """By proxy, since the database refuses the plain case."""
    decision = AssignmentDecision.objects.filter(status="issued").first()
    change(decision, on_behalf_of=decision.drafted_by)
    cosigned = RecognitionDecision.objects.get(pk=recognised.decision_id)
    change(
        cosigned, cosigned_by=p.selected().person, cosigned_at=cosigned.recognised_at, on_behalf_of=p.selected().person
    )
    assert len(named(checks.check_two_people)) == 2


@pytest.fixture
def effective():
    return WithdrawalRequest.objects.filter(status="effective", paper_date=None).order_by("pk").first()


def failed(proof):
    return [proof[0] | {"state": "fail"}, *proof[1:]]


WITHDRAWALS = {
    "refused after all": lambda row: change(row.decision, outcome="refused"),
    "another day": lambda row: change(row.decision, effective_on="2021-01-01"),
    "a failed condition at submission": lambda row: change(row, readiness=failed(row.readiness)),
    "a failed condition at the decision": lambda row: change(row.decision, readiness=failed(row.decision.readiness)),
    "no proof": lambda row: change(row.decision, readiness=[]),
    "no document": lambda row: delete_document(row),
    "somebody still holds the post": lambda row: hold(row),
}


def delete_document(row):
    with without_guards():
        OfficialDocument.objects.filter(kind="withdrawal_decision", object_id=row.decision.pk)._raw_delete("default")


def hold(row):
    with without_guards():
        Incumbency.objects.filter(post=row.post, valid_to=row.effective_on).update(valid_to=None)


@pytest.mark.parametrize("tamper", WITHDRAWALS.values(), ids=WITHDRAWALS)
def test_a_withdrawal_without_its_proof_is_named(tamper, effective):
    tamper(effective)
    assert ["withdrawal", str(effective.pk)] in named(checks.check_withdrawals)


def test_a_withdrawal_without_a_decision_is_named(effective):
    waiting = WithdrawalRequest.objects.get(status="submitted")
    change(waiting, status="approved")
    assert named(checks.check_decisions) == [["withdrawal", str(waiting.pk)]]


def test_a_decision_that_its_request_does_not_know_is_named(effective):
    decision = WithdrawalDecision.objects.get(request=effective)
    change(effective, status="draft")
    assert named(checks.check_decisions) == [["withdrawal", "decision"]]
    assert str(decision.pk) in next(iter(checks.check_decisions()))


def test_cover_that_broke_behind_the_back_of_every_verb_is_named():
    row = WithdrawalRequest.objects.get(post__code="HT-CX-Q1")
    Recognition.objects.filter(agency=row.post.agency, site=row.post.site).update(valid_to=p.TODAY)
    assert named(checks.check_cover) == [["withdrawal", str(row.pk)]]
    judge_by_night(p.TODAY)
    assert named(checks.check_cover) == []
