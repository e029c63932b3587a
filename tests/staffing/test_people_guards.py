"""What the database itself refuses, whoever writes: the same on both engines."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from pilot.platform.kernel import guards
from pilot.programme.models import HandoverStep, Parameter
from staffing.models import (
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    AssignmentRole,
    CompetencyAssessment,
    LearningPeriod,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    TeamReport,
    WithdrawalRequest,
)
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(*attempts):
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


@pytest.fixture
def held():
    """An assignment of an employee with three fields today."""
    full = (
        PostalEmployee.objects.annotate(held=Count("assignments__field", distinct=True))
        .filter(held=3, status="in_charge")
        .first()
    )
    return full.assignments.order_by("id").first()


def another(row, field, **columns):
    values = {n: getattr(row, n) for n in ("pilot", "employee", "agency", "site", "role", "valid_from")} | {
        "field": field
    }
    return Assignment(**values | columns)


def other_field(row):
    from pilot.programme.models import ServiceField

    return ServiceField.objects.exclude(assignments__employee=row.employee).first()


def test_a_fourth_field_on_any_day(held):
    field = other_field(held)
    table = Assignment._meta.db_table
    copy = (
        f"INSERT INTO {table} (row_version, valid_from, valid_to, illustrative, pilot_id, employee_id, agency_id, site_id, field_id, role)"  # noqa: E501
        f" SELECT row_version, %s, %s, illustrative, pilot_id, employee_id, agency_id, site_id, %s, role FROM {table} WHERE id = %s"  # noqa: E501
    )
    refused(
        lambda: another(held, field).save(),
        lambda: Assignment.objects.bulk_create([another(held, field, valid_from=dt.date(2022, 1, 1))]),
        lambda: sql(copy, "2021-06-01", "2021-06-02", field.pk, held.pk),
        lambda: sql(copy, "2020-01-01", None, field.pk, held.pk),  # begins before the three, meets them later
    )
    sql(copy, "2020-01-01", str(held.valid_from), field.pk, held.pk)  # over on the day the three begin
    late = Assignment.objects.get(employee=held.employee, field=field)
    refused(lambda: Assignment.objects.filter(pk=late.pk).update(valid_to=None))


def test_the_same_field_at_another_place_is_not_a_fourth(held):
    another(held, held.field, agency=p.agency("HT-STC")).save()


def test_commune_support_and_pilots_without_the_rule_are_not_counted(held):
    another(held, other_field(held), role=AssignmentRole.COMMUNE_SUPPORT).save()
    Parameter.objects.filter(pilot=held.pilot, code="R01").delete()
    another(held, other_field(held)).save()


def test_one_person_in_both_capacities(act):
    row = CompetencyAssessment.objects.filter(assessed_as="agency_head").first()
    twice = {n: getattr(row, n) for n in ("pilot", "employee", "agency", "site", "field", "assessor", "result", "day")}
    refused(
        lambda: CompetencyAssessment.objects.create(**twice, assessed_as="centre_director"),
        lambda: CompetencyAssessment.objects.filter(pk=row.pk).update(result="repeat"),
        lambda: sql(f"DELETE FROM {CompetencyAssessment._meta.db_table} WHERE id = %s", row.pk),
    )
    CompetencyAssessment.objects.create(**twice, assessed_as="agency_head")  # a repetition in the same capacity


def test_decisions_and_reports_are_frozen(act):
    decision = AssignmentDecision.objects.get(status="issued")
    line = decision.lines.first()
    refused(
        lambda: AssignmentDecision.objects.filter(pk=decision.pk).update(subject="khác"),
        lambda: AssignmentDecisionLine.objects.filter(pk=line.pk).update(role="reserve"),
        lambda: sql(f"DELETE FROM {AssignmentDecisionLine._meta.db_table} WHERE id = %s", line.pk),
        lambda: TeamReport.objects.update(document="khác"),
        lambda: PaperRecord.objects.filter(status="checked").update(paper_source="khác"),
        lambda: HandoverStep.objects.update(step="paused"),
        lambda: sql(f"DELETE FROM {HandoverStep._meta.db_table}"),
    )


@pytest.mark.parametrize("model", [Assignment, Recognition])
def test_what_proves_a_sign_off_only_ends(model):
    row = model.objects.filter(valid_to=None).first()
    table = model._meta.db_table
    other = PostalEmployee.objects.exclude(pk=row.employee_id).first()
    refused(
        lambda: model.objects.filter(pk=row.pk).update(employee=other),
        lambda: model.objects.filter(pk=row.pk).update(valid_from=dt.date(2020, 1, 1)),
        lambda: sql(f"UPDATE {table} SET illustrative = NOT illustrative WHERE id = %s", row.pk),
        lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk),
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
    )
    model.objects.filter(pk=row.pk).update(valid_to=dt.date(2021, 12, 31))


def test_a_withdrawal_that_is_over_is_frozen():
    over = WithdrawalRequest.objects.filter(status="effective")
    refused(
        lambda: over.update(status="draft"),
        lambda: over.update(readiness=[]),
        lambda: sql(f"DELETE FROM {WithdrawalRequest._meta.db_table} WHERE status = 'effective'"),
    )


def test_an_attested_proficiency_is_frozen(act):
    learning = p.attested(act)[0].learning
    refused(lambda: LearningPeriod.objects.filter(pk=learning.pk).update(attested_note="khác"))


def test_two_people_at_the_database():
    draft = AssignmentDecision.objects.get(status="draft")
    waiting = RecognitionDecision.objects.get(status="waiting")
    record = PaperRecord.objects.get(status="entered")
    now = draft.drafted_at
    refused(
        lambda: AssignmentDecision.objects.filter(pk=draft.pk).update(approved_by=draft.drafted_by, approved_at=now),
        lambda: RecognitionDecision.objects.filter(pk=waiting.pk).update(
            cosigned_by=waiting.recognised_by, cosigned_at=now
        ),
        lambda: PaperRecord.objects.filter(pk=record.pk).update(
            paper_checked_by=record.paper_entered_by, paper_checked_at=now
        ),
    )


def test_guards_are_installed():
    assert guards.differences() == []
