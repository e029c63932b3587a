"""All steps of the people's half by the right users, what each leaves behind, and what counts in
readiness."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import HandoverStep, Procedure, ProcedureHandover
from pilot.programme.workflows.handover import step_handover
from staffing.models import Assignment, AssignmentRole, PaperRecord, PostalEmployee, Recognition
from staffing.selectors.counter_days import stands
from staffing.workflows import assignment as decisions
from staffing.workflows import competence, employees, paper, recognition
from tests.paper import evidence
from tests.staffing import people as p
from tests.worklist import addresses

pytestmark = pytest.mark.usefixtures("demo")
CENTRE = "HT-S-TTPVHCC"


def status(row):
    row.refresh_from_db()
    return row.status


def test_from_selection_to_hand_over(act):
    row = employees.add_employee(
        p.office(), act("buudien"), full_name="Nguyễn Thị Thử", staff_code="BD9001", phone="+84912345678"
    )
    p.tick(row, act)
    report = employees.report_team(p.office(), act("buudien"), employees=[row], document="41/BĐHT ngày 15/06/2021")
    assert (status(row), list(report.employees.all())) == ("reported", [row])

    chosen = p.fields(2, "HT-STC")
    decision = p.drafted(act, (row, "HT-STC", CENTRE, AssignmentRole.PRIMARY, chosen, p.TODAY))
    decisions.approve_assignment_decision(decision, act("gd.buudien"))
    decision.refresh_from_db()
    decisions.number_assignment_decision(decision, act("buudien"), number="77", date=p.TODAY)
    assert (status(decision), Assignment.objects.filter(line__decision=decision).count()) == ("issued", 2)
    paper_of_it = OfficialDocument.objects.of("assignment_decision", decision)
    assert paper_of_it.snapshot["context"]["annexes"][0]["table"]["rows"][0][:2] == ["1", "Nguyễn Thị Thử"]
    assert any("Trung tâm Phục vụ hành chính công" in name for name in paper_of_it.snapshot["context"]["recipients"])

    rows = p.rows_of(row)
    competence.start_learning(rows[0], act("gd.trungtam"), assignments=rows, started_on=p.TODAY)
    assert status(row) == "learning"
    competence.attest_proficiency(rows[0], act("gd.taichinh"), assignments=rows, note="150 hồ sơ")
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam"), **p.results(rows))
    recognition.recognise(
        p.site(CENTRE),
        act("truongban"),
        agency=p.agency("HT-STC"),
        assignments=rows,
        document_number="11/QĐ-BCĐ",
        valid_from=p.TODAY,
    )
    assert status(row) == "in_charge"
    held = Recognition.objects.get(employee=row, field=chosen[0])
    assert len({held.by_agency_head_id, held.by_centre_director_id, held.recognised_by_id}) == 3

    procedures = list(Procedure.objects.filter(set_entries__procedure_set__agency__code="HT-STC", field=chosen[0]))
    for step in ("assisted", "handed_over"):
        day = p.TODAY - dt.timedelta(days=step == "assisted")
        step_handover(
            p.agency("HT-STC"),
            act("gd.taichinh"),
            site=p.site(CENTRE),
            procedures=procedures,
            step=step,
            day=day,
            legal_basis="BB 01",
        )
    ladder = ProcedureHandover.objects.filter(procedure__in=procedures, site__code=CENTRE)
    assert set(ladder.values_list("step", flat=True)) == {"handed_over"}
    assert HandoverStep.objects.filter(handover__in=ladder).count() == 3 * len(procedures)


def test_learning_time_over_needs_no_attestation(act):
    """R04, 2 months: 15/06/2021 → 15/08/2021 is the first day."""
    rows = p.learning(act)
    late = act("gd.taichinh", on=dt.date(2021, 8, 15))
    competence.assess_as_agency_head(rows[0], late, **p.results(rows))
    assert p.codes(
        lambda: competence.assess_as_centre_director(
            rows[0], act("gd.trungtam", on=dt.date(2021, 8, 14)), **p.results(rows)
        )
    ) == {"r04_learning"}


def test_learning_window_of_phase_ii(act):
    from staffing.selectors.parameters import learning_window

    pilot = p.office().pilot_id
    assert learning_window(pilot, dt.date(2021, 2, 22), p.TODAY) == (
        dt.date(2021, 4, 22),
        dt.date(2021, 5, 22),
    )


def test_a_repetition_is_a_new_row(act):
    rows = p.attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows, p.REPEAT))
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam"), **p.results(rows))
    assert rows[0].employee.assessments.count() == 6
    recognition.recognise(
        p.site(CENTRE),
        act("truongban"),
        agency=p.agency("HT-STC"),
        assignments=rows,
        document_number="11/QĐ-BCĐ",
        valid_from=p.TODAY,
    )
    assert Recognition.objects.filter(employee=rows[0].employee).count() == 2


def test_second_signature_sets_the_recognition_in_force(act):
    from pilot.platform.access.grants import give
    from pilot.platform.access.roles import Role
    from pilot.programme.models import User

    rows = p.assessed(act)
    give(User.objects.get(username="truongban"), Role.PAYER, p.agency("HT-STC"))
    waiting = recognition.recognise(
        p.site(CENTRE),
        act("truongban"),
        agency=p.agency("HT-STC"),
        assignments=rows,
        document_number="11/QĐ-BCĐ",
        valid_from=p.TODAY,
        cosign=True,
    )
    assert not Recognition.objects.filter(employee=rows[0].employee).exists()
    recognition.cosign_recognition(waiting, act("thuky"))
    held = Recognition.objects.filter(employee=rows[0].employee).first()
    assert (held.decision, held.cosigned_by) == (waiting, act("thuky").user.person)


def test_correction_and_change_are_two_events(act):
    row = PostalEmployee.objects.get(staff_code="BD0001")
    values = {"full_name": "Trần Thị Sửa", "phone": "+84912345678", "qualification": "Đại học"}
    employees.correct_employee(row, act("buudien", reason="Gõ nhầm."), staff_code="BD0001", birth_date=None, **values)
    employees.change_employee(row, act("buudien"), day=p.TODAY, **values | {"qualification": "Thạc sĩ"})
    row.refresh_from_db()
    assert (row.person.full_name, row.qualification) == ("Trần Thị Sửa", "Thạc sĩ")
    events = AuditEvent.objects.filter(object_type="staffing.PostalEmployee", object_id=str(row.pk))
    assert {"correct_employee", "change_employee"} <= set(events.values_list("verb", flat=True))
    assert "912345678" not in str(list(events.values_list("before", "after")))


def test_who_leaves_gives_up_the_assignments(act):
    row = p.assigned(act)[0].employee
    employees.end_employee(row, act("buudien", reason="Nghỉ việc."), day=p.TODAY)
    assert status(row) == "ended"
    assert not Assignment.objects.as_at(p.FIRST).filter(employee=row).exists()


def test_account_is_asked_for_and_created(act):
    row = p.reported(act)
    account = employees.request_account(row, act("buudien"))
    employees.create_account(account, act("vp.ubnd"), account_name="bd.thu")
    account.refresh_from_db()
    assert (account.account_name, account.created_on) == ("bd.thu", p.TODAY)
    assert p.codes(lambda: employees.create_account(account, act("vp.ubnd"), account_name="khac")) == {
        "account_created"
    }


def entered_recognition(act, employee):
    from pilot.programme.models import User

    who = {"by_agency_head": "gd.taichinh", "by_centre_director": "gd.trungtam", "recognised_by": "truongban"}
    return paper.record_from_paper(
        p.office(),
        act("buudien"),
        kind=PaperRecord.Kind.RECOGNITION,
        document="05/QĐ-BCĐ",
        document_date=dt.date(2021, 5, 1),
        agency=p.agency("HT-STC"),
        site=p.site(CENTRE),
        valid_from=dt.date(2021, 5, 3),
        employee=employee,
        fields=p.fields(1, "HT-STC"),
        scan=evidence(),
        signers="Trưởng Ban Chỉ đạo",
        **{k: User.objects.get(username=v).person for k, v in who.items()},
    )


def test_paper_counts_only_once_checked(act, settings, tmp_path):
    settings.FILE_ROOT = tmp_path
    row = p.assigned(act)[0].employee
    record = entered_recognition(act, row)
    places = {p.agency("HT-STC").pk}, {p.site(CENTRE).pk}
    assert not [s for s in stands(*places, [p.TODAY]) if s.assignment.employee_id == row.pk]

    paper.check_paper_record(record, act("thuky"))

    record.refresh_from_db()
    assert (record.status, record.paper_entered_by_id == record.paper_checked_by_id, record.paper_scan.name) == (
        "checked",
        False,
        "ban-chup.pdf",
    )
    assert [s for s in stands(*places, [p.TODAY]) if s.assignment.employee_id == row.pk]
    assert Recognition.objects.get(employee=row).paper == record


def test_an_unchecked_paper_row_never_counts(act):
    """Whoever writes a row by hand beside the verbs: readiness asks the record."""
    row = p.assigned(act)[0]
    record = entered_recognition(act, row.employee)
    names = ("by_agency_head", "by_centre_director", "recognised_by")
    Recognition.objects.create(
        pilot=row.pilot,
        employee=row.employee,
        agency=row.agency,
        site=row.site,
        field=row.field,
        paper=record,
        document_number="x",
        valid_from=dt.date(2021, 5, 3),
        **{n: getattr(record, n) for n in names},
    )
    found = stands({row.agency_id}, {row.site_id}, [p.TODAY])
    assert not [s for s in found if s.assignment.employee_id == row.employee_id]


def test_rejected_paper_makes_nothing(act):
    row = p.assigned(act)[0].employee
    record = entered_recognition(act, row)
    paper.reject_paper_record(record, act("thuky", reason="Khác ngày."))
    assert not Recognition.objects.filter(employee=row).exists()


def test_everybody_has_something_to_do(as_user):
    """The demo: each kind of user of this half finds work, and every page of it answers."""
    for name in ("buudien", "gd.buudien", "thuky", "truongban", "gd.trungtam", "gd.taichinh", "vp.ubnd"):
        assert addresses(as_user(name)), name


@pytest.mark.parametrize("name", ["employees", "team-reports", "assignment-decisions", "recognitions", "paper-records"])
def test_lists_take_the_same_queries_with_more_rows(name, as_user, django_assert_max_num_queries):
    client = as_user("thuky")
    client.get(reverse(name))
    with django_assert_max_num_queries(25):
        assert client.get(reverse(name)).status_code == 200


def test_other_province_sees_none_of_it(as_user, act):
    client = as_user("thuky.gialai")
    row = PostalEmployee.objects.get(staff_code="BD0001")
    record = PaperRecord.objects.first()
    for address in (
        reverse("employee", args=[row.pk]),
        reverse("paper-record", args=[record.pk]),
        reverse("add-employee", args=["HT-BDT"]),
    ):
        assert client.get(address).status_code == 404
