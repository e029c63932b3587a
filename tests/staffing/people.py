"""What the tests of the people's half share: places of the demo and short ways to its verbs."""

import datetime as dt

import pytest

from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Agency, Person, ProcedureHandover, ServiceField, Site
from pilot.programme.workflows import accounts
from pilot.programme.workflows.handover import step_handover
from staffing.models import (
    Assignment,
    AssignmentRole,
    CivilServant,
    CompetencyAssessment,
    Incumbency,
    PostalEmployee,
)
from staffing.selectors.parameters import criteria
from staffing.workflows import assignment as decisions
from staffing.workflows import competence, employees

TODAY = dt.date(2021, 6, 15)
FIRST = dt.date(2021, 6, 21)
PROFICIENT, REPEAT = CompetencyAssessment.Result.PROFICIENT, CompetencyAssessment.Result.REPEAT


def office():
    return Agency.objects.get(code="HT-BDT")


def agency(code):
    return Agency.objects.get(code=code)


def site(code):
    return Site.objects.get(code=code)


def fields(count, agency_code="HT-SCT"):
    """Fields of the agency's procedures, by name."""
    own = ServiceField.objects.filter(procedures__set_entries__procedure_set__agency__code=agency_code).distinct()
    return list(own.order_by("name")[:count])


def selected():
    """An employee who is only selected, criteria not ticked."""
    return PostalEmployee.objects.filter(status="selected", selection_checks=None, paper_records=None).first()


def tick(employee, act):
    evidence = dict.fromkeys(criteria(employee.pilot_id, TODAY), "Phiếu đánh giá 01")
    employees.tick_criteria(employee, act("buudien"), evidence=evidence)


def reported(act):
    """Another employee, reported to the committee."""
    employee = selected()
    tick(employee, act)
    employees.report_team(office(), act("buudien"), employees=[employee], document="40/BĐHT ngày 15/06/2021")
    employee.refresh_from_db()
    return employee


def drafted(act, *lines, subject="Cử nhân viên thử"):
    """A draft with lines (employee, agency, site, role, fields, first day)."""
    decision = decisions.draft_assignment_decision(office(), act("buudien"), subject=subject)
    for line in lines:
        add_line(decision, act, *line)
    decision.refresh_from_db()
    return decision


def add_line(decision, act, employee, agency_code, site_code, role, chosen, first=FIRST):
    decisions.add_assignment_line(
        decision,
        act("buudien"),
        employee=employee,
        agency=agency(agency_code),
        site=site(site_code),
        role=role,
        fields=chosen,
        valid_from=first,
    )


def assigned(act, employee=None, count=2, first=TODAY):
    """Assignments of a reported employee at Sở Tài chính, by an approved decision."""
    employee = employee or reported(act)
    decision = drafted(
        act, (employee, "HT-STC", "HT-S-TTPVHCC", AssignmentRole.PRIMARY, fields(count, "HT-STC"), first)
    )
    decisions.approve_assignment_decision(decision, act("gd.buudien"))
    return rows_of(employee)


def rows_of(employee):
    return list(Assignment.objects.filter(employee=employee).select_related("field", "employee__person").order_by("id"))


def learning(act, first=TODAY):
    """The same, learning since `first`."""
    rows = assigned(act, first=first)
    competence.start_learning(rows[0], act("gd.taichinh"), assignments=rows, started_on=first)
    return rows_of(rows[0].employee)


def attested(act):
    rows = learning(act)
    competence.attest_proficiency(rows[0], act("gd.trungtam"), assignments=rows, note="120 hồ sơ có kèm cặp")
    return rows_of(rows[0].employee)


def results(rows, result=PROFICIENT):
    return {"assignments": rows, "results": {row.pk: str(result) for row in rows}}


def assessed(act):
    rows = attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.trungtam"), **results(rows))
    return rows


def held(post, until=None):
    """A civil servant of its agency holds the post, as the facts or a list bring it."""
    shared = {"pilot": post.pilot, "illustrative": True}
    servant = CivilServant.objects.filter(agency=post.agency).first()
    if servant is None:
        person = Person.objects.create(full_name="Phan Thị Quầy", **shared)
        servant = CivilServant.objects.create(agency=post.agency, staff_code="CC1", person=person, **shared)
    Incumbency.objects.create(
        post=post, civil_servant=servant, valid_from=dt.date(2021, 1, 4), valid_to=until, **shared
    )  # fmt: skip
    return post


def pause_one(act, post, who):
    """One procedure of the counter post is no longer handed over."""
    here = ProcedureHandover.objects.filter(agency=post.agency, site=post.site)
    one = here.filter(procedure__field__in=post.fields_on(TODAY))[0]
    step_handover(
        post.agency, act(who, reason="Sự cố phần mềm."), site=post.site, procedures=[one.procedure], step="paused",
        day=TODAY,
    )  # fmt: skip


def let_go(act, post, last_day=TODAY, on=TODAY):
    """Whoever is recognised at the counter post's place leaves the pilot."""
    here = {"recognitions__agency": post.agency, "recognitions__site": post.site}
    for employee in PostalEmployee.objects.filter(**here).exclude(status="ended").distinct():
        employees.end_employee(employee, act("buudien", reason="Chuyển công tác.", on=on), day=last_day)


def newcomers_only(act, post):
    """Those recognised at the counter post have left; who follows is assigned, but nobody has recognised him yet."""
    let_go(act, post)
    line = (reported(act), post.agency.code, post.site.code, AssignmentRole.PRIMARY, post.fields_on(TODAY))
    decisions.approve_assignment_decision(drafted(act, line), act("gd.buudien"))


def granted(act, user, role, place):
    """A role proposed by one administrator and confirmed by the other."""
    where = {} if place.__class__.__name__ == "Pilot" else {place._meta.model_name: place}
    grant = accounts.propose_role(office().pilot, act("quantri1"), user=user, role=role, **where)
    accounts.confirm_role(grant, act("quantri2"))


def codes(call):
    """The codes a refused call gives."""
    with pytest.raises(TransitionRefused) as caught:
        call()
    return {p.code for p in caught.value.problems} or {caught.value.code}
