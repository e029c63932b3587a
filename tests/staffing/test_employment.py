"""Employment as periods: leaving, coming back, and one record for one person."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pilot.platform.half_days import half_day
from staffing import checks
from staffing.cases.people import ACCOUNT
from staffing.models import Absence, Assignment, AssignmentRole, Employment, PostalEmployee, Substitution, SystemAccount
from staffing.presenters.leaving import leaving_effects
from staffing.selectors.counter_days import stands
from staffing.selectors.merging import alike
from staffing.workflows import assignment as decisions
from staffing.workflows import employees
from staffing.workflows.merging import merge_employee
from tests.staffing import people as p
from tests.worklist import by_account

pytestmark = pytest.mark.usefixtures("demo")
LATER, BACK = dt.date(2021, 7, 12), dt.date(2021, 8, 2)
CENTRE = "HT-S-TTPVHCC"


@pytest.fixture
def row(act):
    """Assigned in one field from today, in another one from a later day; with an account asked for."""
    employee = p.reported(act)
    one, other = p.fields(2, "HT-STC")
    for field, first in ((one, p.TODAY), (other, LATER)):
        line = employee, "HT-STC", CENTRE, AssignmentRole.PRIMARY, [field], first
        decisions.approve_assignment_decision(p.drafted(act, line), act("gd.buudien"))
    employees.request_account(employee, act("buudien"))
    employee.refresh_from_db()
    return employee


def left(employee, act, day=p.TODAY):
    employees.end_employee(employee, act("buudien", reason="Nghỉ việc."), day=day)
    employee.refresh_from_db()
    return employee


def back(employee, act, day=BACK):
    employees.return_employee(employee, act("buudien", reason="Quay lại."), day=day)
    employee.refresh_from_db()
    return employee


def periods(employee):
    return [(row.valid_from, row.period.last_day) for row in employee.employments.all()]


def drafted(act, employee, first):
    field = p.fields(1, "HT-STC")
    return p.drafted(act, (employee, "HT-STC", CENTRE, AssignmentRole.PRIMARY, field, first))


def test_whoever_is_entered_is_employed_from_a_day_that_is_not_stated(act):
    assert periods(p.reported(act)) == [(None, None)]


def test_leaving_ends_what_runs_and_gives_up_what_begins_later(row, act):
    left(row, act)

    now, later = Assignment.objects.filter(employee=row).order_by("valid_from")
    assert (now.period.last_day, now.cancelled_on) == (p.TODAY, None)
    assert (later.valid_to, later.cancelled_on) == (None, p.TODAY)
    assert (row.status, periods(row)) == ("ended", [(None, p.TODAY)])
    assert SystemAccount.objects.get(employee=row).ended_on == p.TODAY
    assert list(checks.check_employments()) == []


def test_the_account_of_a_leaver_waits_to_be_closed(row, act):
    employees.create_account(row.system_account, act("vp.ubnd"), account_name="bd.thu")
    assert p.codes(lambda: employees.close_system_account(row.system_account, act("vp.ubnd"))) == {"account_in_use"}
    left(row, act)
    waiting = by_account([ACCOUNT], p.TODAY)
    assert "close_system_account" in waiting["vp.ubnd"]
    assert set(waiting) == {"vp.ubnd"}

    employees.close_system_account(row.system_account, act("vp.ubnd"))
    assert SystemAccount.objects.get(employee=row).ended_on == p.TODAY
    assert "close_system_account" not in by_account([ACCOUNT], p.TODAY).get("vp.ubnd", [])
    assert p.codes(lambda: employees.close_system_account(row.system_account, act("vp.ubnd"))) == {"account_in_use"}


def test_who_comes_back_before_it_is_closed_keeps_the_account(row, act):
    employees.create_account(row.system_account, act("vp.ubnd"), account_name="bd.thu")
    back(left(row, act), act, day=p.TODAY + dt.timedelta(days=1))
    assert "close_system_account" not in by_account([ACCOUNT], p.TODAY).get("vp.ubnd", [])
    assert SystemAccount.objects.get(employee=row).ended_on is None


def test_a_leaving_says_before_what_it_touches(row):
    said = [effect.text for effect in leaving_effects(row, p.TODAY)]

    assert len([text for text in said if "12/07/2021" in text]) == 1
    assert any("15/06/2021" in text and "Trung tâm" in text for text in said)
    assert any("Văn phòng UBND tỉnh" in text for text in said)


def test_a_field_that_keeps_nobody_or_one_alone_is_said_first():
    held = Assignment.objects.filter(valid_to=None, role="primary", employee__status="in_charge").first()

    first = leaving_effects(held.employee, p.TODAY)[0]

    assert first.state == "warn"
    assert "không" in first.text


def test_the_last_day_counts_and_the_next_one_does_not(act):
    held = Assignment.objects.filter(valid_to=None, role="primary", employee__status="in_charge").first()
    place = {held.agency_id}, {held.site_id}
    left(held.employee, act)

    found = stands(*place, [p.TODAY, p.TODAY + dt.timedelta(days=1)])

    assert {day for stand in found if stand.assignment.employee_id == held.employee_id for day in stand.days} == {
        p.TODAY
    }


def test_who_comes_back_has_a_second_period_and_is_selected_again(row, act):
    back(left(row, act), act)

    assert (row.status, periods(row)) == ("selected", [(None, p.TODAY), (BACK, None)])
    assert not Assignment.objects.filter(Assignment.COUNTED, employee=row).as_at(BACK)
    employees.report_team(row.post_office, act("buudien"), employees=[row], document="12/BĐT")
    row.refresh_from_db()
    employees.request_account(row, act("buudien"))
    assert SystemAccount.objects.get(employee=row).ended_on is None


def test_coming_back_begins_with_a_day_that_is_taken(row, act, as_user):
    left(row, act)
    client = as_user("buudien")

    form = client.get(reverse("employee-act", args=[row.pk, "return_employee"])).context["form"]

    assert form["day"].value() == f"{p.TODAY + dt.timedelta(days=1):%d/%m/%Y}"


def test_the_history_says_until_and_from_which_day(row, act, as_user):
    back(left(row, act), act)

    page = as_user("buudien").get(reverse("employee", args=[row.pk])).content.decode()

    assert f"Ngày làm việc cuối: {p.TODAY:%d/%m/%Y}. Nghỉ việc." in page
    assert f"Từ ngày {BACK:%d/%m/%Y}. Quay lại." in page


def test_an_assignment_lies_within_one_employment(row, act):
    back(left(row, act), act)
    employees.report_team(row.post_office, act("buudien"), employees=[row], document="12/BĐT")

    assert p.codes(lambda: drafted(act, row, LATER)) == {"employee_ended"}
    decisions.approve_assignment_decision(drafted(act, row, BACK), act("gd.buudien"))  # not hindered by the given up
    assert Assignment.objects.filter(employee=row, valid_from=BACK, cancelled_on=None).count() == 1


def test_a_draft_for_somebody_who_left_meanwhile_is_refused(row, act):
    draft = p.drafted(act, (row, "HT-SCT", CENTRE, AssignmentRole.PRIMARY, p.fields(1), LATER))
    left(row, act)
    assert p.codes(lambda: decisions.approve_assignment_decision(draft, act("gd.buudien"))) == {"employee_ended"}


def test_days_that_contradict_the_periods_are_refused(row, act):
    left(row, act)
    assert p.codes(lambda: back(row, act, p.TODAY)) == {"not_after_leaving"}
    assert p.codes(lambda: back(row, act, dt.date(2022, 7, 1))) == {"far_ahead"}
    back(row, act, p.TODAY + dt.timedelta(days=1))
    assert p.codes(lambda: left(row, act)) == {"before_coming"}


@pytest.mark.both_engines
def test_periods_of_one_employee_never_overlap(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(pilot=row.pilot, employee=row, valid_from=BACK)


def test_verify_names_an_assignment_outside_the_employment_and_a_status_without_its_period(row, act):
    left(row, act)
    given_up = Assignment.objects.get(employee=row, valid_from=LATER)
    Assignment.objects.filter(pk=given_up.pk).update(cancelled_on=None)
    other = p.reported(act)
    PostalEmployee.objects.filter(pk=other.pk).update(status="ended")

    found = list(checks.check_employments())

    assert [line.split()[:2] for line in found] == [["assignment", str(given_up.pk)], ["employee", str(other.pk)]]
    assert "12/07/2021" in found[0]


@pytest.fixture
def second(row, act):
    """The same person once more, with a line in a draft."""
    person = row.person
    person.birth_date = dt.date(1990, 1, 5)
    person.save()
    name = {"full_name": person.full_name, "birth_date": person.birth_date}
    again = employees.add_employee(row.post_office, act("buudien"), staff_code="BD8801", **name)
    drafted(act, again, LATER)
    return again


def merged(employee, keep, act):
    merge_employee(employee, act("buudien", reason="Một người, hai mã."), keep=keep)
    employee.refresh_from_db()
    return employee


def test_two_records_alike_name_each_other(row, second):
    assert list(alike(second)) == [row]
    assert list(alike(row)) == [second]


def test_merging_moves_what_is_not_settled_and_closes_the_code(row, second, act):
    merged(second, row, act)

    assert (second.status, second.merged_into, periods(second)) == ("merged", row, [(None, p.TODAY)])
    assert row.decision_lines.filter(decision__status="draft").count() == 1
    assert not second.decision_lines.exists()
    assert list(alike(row)) == []
    assert list(checks.check_employments()) == []
    assert not employees.EMPLOYEE.possible(second)


def away(employee, first, past, **columns):
    halves = {"first_half": half_day(p.TODAY) + first, "past_half": half_day(p.TODAY) + past}
    return Absence.objects.create(pilot=employee.pilot, employee=employee, leave="annual", **halves, **columns)


def ordered(stand_in, absentee, site="HT-S-CL"):
    place = {"agency": p.agency("HT-CL"), "site": p.site(site), "ordered_at": timezone.now()}
    halves = {"first_half": half_day(p.TODAY), "past_half": half_day(p.TODAY) + 2}
    return Substitution.objects.create(
        pilot=stand_in.pilot, employee=stand_in, absentee=absentee, **place, **halves
    )  # fmt: skip


def test_merging_moves_absences_and_orders_to_stand_in(row, second, act):
    other = PostalEmployee.objects.exclude(pk__in=[row.pk, second.pk]).earliest("pk")
    gone, taken_back = away(second, 4, 6), away(second, 8, 9, status="taken_back")
    there, instead = ordered(second, other), ordered(other, second)
    merged(second, row, act)
    for one in (gone, taken_back, there, instead):
        one.refresh_from_db()
    assert (gone.employee, there.employee, instead.absentee) == (row, row, row)
    assert taken_back.employee == second


def test_what_both_records_say_about_one_half_day_is_taken_back_first(row, second, act):
    other = PostalEmployee.objects.exclude(pk__in=[row.pk, second.pk]).earliest("pk")
    both = away(second, 4, 6), away(row, 5, 8)
    assert p.codes(lambda: merged(second, row, act)) == {"merge_presence"}
    both[0].status = "taken_back"
    both[0].save()
    sites = ordered(second, other), ordered(row, other, "HT-S-CX")
    assert p.codes(lambda: merged(second, row, act)) == {"merge_presence"}
    sites[0].status = "taken_back"
    sites[0].save()
    each_other = ordered(second, row)
    assert p.codes(lambda: merged(second, row, act)) == {"merge_presence"}
    each_other.status = "taken_back"
    each_other.save()
    merged(second, row, act)


def test_what_still_runs_or_is_merged_itself_is_not_merged(row, second, act):
    assert p.codes(lambda: merged(row, second, act)) == {"merge_running"}
    merged(second, row, act)
    third = employees.add_employee(row.post_office, act("buudien"), staff_code="BD8802", full_name="Ai Đó")
    assert p.codes(lambda: merged(third, second, act)) == {"merge_other"}
    assert p.codes(lambda: merged(third, third, act)) == {"merge_other"}


def test_the_page_of_a_merged_code_leads_to_the_one_kept(row, second, act, as_user):
    step = f"/nhan-su/nhan-vien/{second.pk}/merge_employee/"
    sent = as_user("buudien").post(step, {"keep": row.staff_code, "reason": "Một người, hai mã."}, follow=True)

    assert f'href="/nhan-su/nhan-vien/{row.pk}/"' in sent.content.decode()
    second.refresh_from_db()
    assert second.status == "merged"
