"""The chain as one literal table: each step, what it needs, the verb that refuses without it, the code.

Then the refusals that the chain has to prove. The people of the demo do each row through the real verbs.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from billing.models import AcceptanceRecord, LabourContract, Statement, Timesheet
from billing.workflows import acceptance, contract, statement, timesheet
from facilities.models import Facility
from facilities.workflows import lease
from pilot.platform.access.roles import Role
from pilot.platform.exchange import importing
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.programme.models import Agency, CounterPost, Procedure, User
from pilot.programme.workflows.handover import step_handover
from staffing.models import AssignmentRole, Recognition, WithdrawalRequest
from staffing.workflows import assignment as decisions
from staffing.workflows import competence, recognition, withdrawal
from staffing.workflows import employees as people
from tests.platform.exchange.books import HEAD, xlsx
from tests.staffing import people as p
from tests.state import EVENT, State, changed_since, state

pytestmark = pytest.mark.usefixtures("demo")
PRIMARY = AssignmentRole.PRIMARY
CENTRE, OWNER = "HT-S-TTPVHCC", "HT-STC"
EFFECT, JULY = dt.date(2021, 7, 1), dt.date(2021, 7, 1)
REASON = "Đồng ý."
PROCEDURES = ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp"]
NOTHING = "nothing: it stands alone"


# --- import: stands alone ---------------------------------------------------------------------------------


def imported(act, kind, agency, who, content):
    batch = importing.receive(resource(kind), Agency.objects.get(code=agency), act(who), "danh-sach.xlsx", content)
    return VERBS[resource(kind).verbs.confirm](batch, act(who))


def procedure_list(act):
    row = [1, "9.000001", "Thủ tục mẫu", "Lĩnh vực mẫu", "Cấp tỉnh"]
    imported(act, "procedures", "HT-SCT", "gd.congthuong", xlsx(PROCEDURES, row))


def employee_list(act):
    imported(act, "employees", "HT-BDT", "buudien", xlsx(HEAD, [1, "BD9001", "Nguyễn Văn Thử"]))


# --- people -----------------------------------------------------------------------------------------------


def no_criteria(act):
    people.report_team(p.office(), act("buudien"), employees=[p.selected()], document="1/BC")


def not_reported(act):
    decision = p.drafted(act, (p.selected(), OWNER, CENTRE, PRIMARY, p.fields(1, OWNER)))
    decisions.approve_assignment_decision(decision, act("gd.buudien"))


def no_list(act):
    decisions.approve_assignment_decision(p.drafted(act), act("gd.buudien"))


def numbered_too_early(act):
    decision = p.drafted(act, (p.reported(act), OWNER, CENTRE, PRIMARY, p.fields(1, OWNER)))
    decisions.number_assignment_decision(decision, act("buudien"), number="77", date=p.TODAY)


def not_attested(act):
    rows = p.learning(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))


def not_learned(act):
    rows = p.assigned(act)
    competence.assess_as_centre_director(rows[0], act("gd.trungtam"), **p.results(rows))


def one_assessor(act):
    rows = p.attested(act)
    p.granted(act, user("gd.taichinh"), Role.CENTRE_DIRECTOR, p.site(CENTRE))
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.taichinh"), **p.results(rows))


def one_assessor_twice(act):
    rows = p.attested(act)
    second = User.objects.create_user("gd.hai", user("gd.taichinh").person)
    p.granted(act, second, Role.CENTRE_DIRECTOR, p.site(CENTRE))
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    competence.assess_as_centre_director(rows[0], act("gd.hai"), **p.results(rows))


def user(name):
    return User.objects.get(username=name)


def recognise(rows, act, who="truongban", **more):
    inputs = {"agency": p.agency(OWNER), "document_number": "11/QĐ-BCĐ", "valid_from": p.TODAY} | more
    return recognition.recognise(p.site(CENTRE), act(who), assignments=rows, **inputs)


def not_assessed(act):
    recognise(p.attested(act), act)


def assessed_once(act):
    rows = p.attested(act)
    competence.assess_as_agency_head(rows[0], act("gd.taichinh"), **p.results(rows))
    recognise(rows, act)


def by_an_assessor(act):
    rows = p.assessed(act)
    p.granted(act, user("gd.trungtam"), Role.COMMITTEE_HEAD, p.office().pilot)
    recognise(rows, act, "gd.trungtam")


def own_agency(act):
    """A24: the head of the committee holds a role at the host agency and signs alone."""
    rows = p.assessed(act)
    p.granted(act, user("truongban"), Role.PAYER, p.agency(OWNER))
    recognise(rows, act)


def own_agency_twice(act):
    waiting = recognise(p.assessed(act), act, cosign=True)
    p.granted(act, user("thuky"), Role.PAYER, p.agency(OWNER))
    recognition.cosign_recognition(waiting, act("thuky"))


def fourth_field(act):
    p.drafted(act, (p.reported(act), "HT-SCT", CENTRE, PRIMARY, p.fields(4)))


# --- hand-over and withdrawal -----------------------------------------------------------------------------


def unrecognised(act):
    owned = Procedure.objects.filter(set_entries__procedure_set__agency__code=OWNER)
    for step, day in (("assisted", 13), ("handed_over", 14)):
        step_handover(
            p.agency(OWNER), act("gd.taichinh"), site=p.site(CENTRE), procedures=list(owned), step=step,
            day=dt.date(2021, 6, day), legal_basis="Biên bản 01",
        )  # fmt: skip


def post(code):
    return CounterPost.objects.get(code=code)


def proposed(act):
    """A second counter of Sở Công Thương, drafted by its director."""
    return withdrawal.draft_withdrawal(post("HT-SCT-Q2"), act("gd.congthuong"), effective_on=EFFECT)


def agreed(act):
    request = proposed(act)
    withdrawal.agree_provincial_office(request, act("vp.ubnd"))
    withdrawal.agree_centre(request, act("gd.trungtam"))
    return request


def submit(request, act, document="90/SCT-VP ngày 15/06/2021"):
    withdrawal.submit_withdrawal(request, act("gd.congthuong", reason=REASON), proposal_document=document)


def no_agreements(act):
    submit(proposed(act), act)


def no_proposal(act):
    submit(agreed(act), act, document="")


def province_not_ready(act):
    request = agreed(act)
    p.pause_one(act, request.post, "gd.congthuong")
    submit(request, act)


def province_unrecognised(act):
    request = agreed(act)
    p.newcomers_only(act, request.post)
    submit(request, act)


def no_advice(act):
    request = agreed(act)
    submit(request, act)
    withdrawal.approve_withdrawal(request, act("ubnd.tinh", reason=REASON))


def waiting():
    """Can Lộc, waiting for its chairman."""
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


def decide(act):
    withdrawal.approve_withdrawal(waiting(), act("ct.canloc", reason=REASON))


def district_not_ready(act):
    p.pause_one(act, waiting().post, "pct.canloc")
    decide(act)


def district_unrecognised(act):
    p.newcomers_only(act, waiting().post)
    decide(act)


def undecided(act):
    withdrawal.number_withdrawal(waiting(), act("ct.canloc"), number="55/QĐ-UBND", date=p.TODAY)


def second_decision(act):
    decide(act)
    withdrawal.refuse_withdrawal(waiting(), act("ct.canloc", reason="Đổi ý."))


def at_a_commune(act):
    withdrawal.draft_withdrawal(post("HT-U-CAMTHANH-Q1"), act("ct.camthanh"), effective_on=EFFECT)


def home_affairs(act):
    withdrawal.draft_withdrawal(post_of_home_affairs(), act("gd.noivu"), effective_on=EFFECT)


def post_of_home_affairs():
    """Posts come from the facts, not from a verb; the demo has none of Sở Nội vụ."""
    where = {"agency": p.agency("HT-SNV"), "site": p.site(CENTRE), "pilot": p.office().pilot}
    return p.held(CounterPost.objects.create(code="HT-SNV-Q1", name="Quầy 1 – Sở Nội vụ", **where))


# --- premises and money -----------------------------------------------------------------------------------


def leased(act, **more):
    facility = Facility.objects.get(site__code="HT-S-CAMTHANH")
    inputs = {"lessee": facility.site.agency, "first_day": dt.date(2023, 5, 1)} | more
    return lease.draft_lease(facility, act("buudien"), **inputs)


def a_lease(act):
    leased(act)


def not_separated(act):
    row = leased(act)
    lease.agree_lease(row, act("ct.camthanh"))
    lease.sign_lease(row, act("ct.camthanh"), number="9/HĐ", date=p.TODAY)
    lease.put_lease_in_force(row, act("buudien"))


def contracted(act, site=CENTRE, payer="HT-VPUBND"):
    return contract.draft_contract(p.office(), act("buudien"), site=p.site(site), payer=p.agency(payer), first_day=JULY)


def add_line(row, act, counter, reason="", description="Nhân công Bưu điện", price=None):
    contract.add_contract_line(
        row, act("buudien", reason=reason), post=counter, description=description, first_day=JULY,
        vat_category="standard", unit_price_vnd=price,
    )  # fmt: skip


def no_line(act):
    contract.agree_contract(contracted(act), act("chitra"))


def no_price(act):
    row = contracted(act)
    add_line(row, act, post("HT-STC-Q1"))
    contract.agree_contract(row, act("chitra"))


def not_signed(act):
    row = contracted(act)
    add_line(row, act, post("HT-STC-Q1"), price=7_000_000)
    contract.agree_contract(row, act("chitra"))
    contract.put_contract_in_force(row, act("buudien"))


def district_costs(act):
    add_line(contracted(act, "HT-S-CL", "HT-CL"), act, post("HT-CL-Q1"), REASON, "Tiền điện hằng tháng")


def commune_costs(act):
    counter = post("HT-U-CAMTHANH-Q1")
    row = contracted(act, counter.site.code, counter.site.agency.code)
    add_line(row, act, counter, REASON, "Tiền điện hằng tháng")


def province_costs(act):
    add_line(contracted(act), act, post("HT-STC-Q1"), "", "Tiền điện hằng tháng")


def not_in_force(act):
    timesheet.open_month(contracted(act), act("buudien", on=JULY), month=JULY)


def june():
    return Timesheet.objects.get(month__contract__payer__code="HT-CX", month__month=dt.date(2021, 6, 1))


def unsigned_days(act):
    p.let_go(act, post("HT-CX-Q1"), last_day=dt.date(2021, 6, 10), on=JULY)
    timesheet.submit_timesheet(june(), act("buudien", on=JULY))


def not_handed_in(act):
    timesheet.check_timesheet(june(), act("gd.tt.camxuyen", on=JULY))


def checked(act):
    timesheet.submit_timesheet(june(), act("buudien", on=JULY))
    timesheet.check_timesheet(june(), act("gd.tt.camxuyen", on=JULY))
    return AcceptanceRecord.objects.get(timesheet=june())


def signed_once(act):
    record = checked(act)
    acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=JULY))
    statement.issue_statement(record, act("buudien", on=JULY))


def paid_too_early(act):
    made = Statement.objects.get(contract__payer__code="HT-CX", month=dt.date(2021, 5, 1))
    statement.record_payment(
        made, act("chitra.camxuyen"), amount_vnd=1, paid_on=made.issued_on - dt.timedelta(days=1),
        treasury_reference="KB 1",
    )  # fmt: skip


# --- the table --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A step of the chain; without what it needs `verb` refuses with `code` (None: nothing refuses it)."""

    step: str
    needs: str
    verb: str
    code: str | None
    without: Callable[..., Any]

    def __str__(self) -> str:
        return f"{self.without.__name__}-{self.code}"


STEPS = [
    Row("procedure list", NOTHING, "confirm_procedure_list", None, procedure_list),
    Row("employee list", NOTHING, "confirm_employee_list", None, employee_list),
    Row("team reported", "each criterion (R05)", "report_team", "r05_criteria", no_criteria),
    Row("assignment", "the report (R06)", "approve_assignment_decision", "r06_not_reported", not_reported),
    Row("assignment", "its list (R07)", "approve_assignment_decision", "r07_no_list", no_list),
    Row("its number", "the decision", "number_assignment_decision", "wrong_status", numbered_too_early),
    Row("learning", "attested proficiency (R04)", "assess_as_agency_head", "r04_learning", not_attested),
    Row("learning", "to have begun (R04)", "assess_as_centre_director", "r04_learning", not_learned),
    Row("assessment", "two people (R08)", "assess_as_centre_director", "r08_same_person", one_assessor),
    Row("recognition", "assessments (R09)", "recognise", "r09_not_assessed", not_assessed),
    Row("recognition", "both of them (R09)", "recognise", "r09_not_assessed", assessed_once),
    Row("hand-over", "recognition (R09)", "step_handover", "handover_unrecognised", unrecognised),
    Row("province", "agreements (R10)", "submit_withdrawal", "r10_office_not_agreed", no_agreements),
    Row("province", "agreements (R10)", "submit_withdrawal", "r10_centre_not_agreed", no_agreements),
    Row("province", "the proposal (R10)", "submit_withdrawal", "r10_proposal", no_proposal),
    Row("province", "procedures handed over", "submit_withdrawal", "handed_over", province_not_ready),
    Row("province", "recognition", "submit_withdrawal", "recognised", province_unrecognised),
    Row("province", "the advice (R10)", "approve_withdrawal", "r10_not_advised", no_advice),
    Row("district", "procedures handed over", "approve_withdrawal", "handed_over", district_not_ready),
    Row("district", "recognition", "approve_withdrawal", "recognised", district_unrecognised),
    Row("its number", "the decision", "number_withdrawal", "wrong_status", undecided),
    Row("commune", "nothing helps (R12)", "draft_withdrawal", "r12_commune", at_a_commune),
    Row("lease", NOTHING, "draft_lease", None, a_lease),
    Row("lease in force", "separation (R21)", "put_lease_in_force", "r21_separation", not_separated),
    Row("contract", "a line", "agree_contract", "no_line", no_line),
    Row("contract", "a price", "agree_contract", "price_not_given", no_price),
    Row("contract in force", "the signature", "put_contract_in_force", "wrong_status", not_signed),
    Row("month", "a contract in force", "open_month", "wrong_status", not_in_force),
    Row("timesheet", "people signed off on each day", "submit_timesheet", "days_lapsed", unsigned_days),
    Row("acceptance", "the timesheet", "check_timesheet", "wrong_status", not_handed_in),
    Row("payment request", "both signatures", "issue_statement", "acceptance_not_signed", signed_once),
    Row("paid", "the request before it", "record_payment", "payment_day", paid_too_early),
]

REFUSALS = [
    Row("one assessor", "two people (R08)", "assess_as_centre_director", "r08_same_person", one_assessor),
    Row("in two accounts", "two (R08)", "assess_as_centre_director", "r08_same_person", one_assessor_twice),
    Row("by an assessor", "somebody else (R09)", "recognise", "r09_assessor_recognises", by_an_assessor),
    Row("role at the host agency", "a second person (A24)", "recognise", "a24_own_agency", own_agency),
    Row("the second too", "one without (A24)", "cosign_recognition", "a24_own_agency", own_agency_twice),
    Row("no recognition", "recognition", "approve_withdrawal", "recognised", district_unrecognised),
    Row("at a commune", "nothing helps (R12)", "draft_withdrawal", "r12_commune", at_a_commune),
    Row("Sở Nội vụ", "its own proposal (R13)", "draft_withdrawal", "r13_own_proposal", home_affairs),
    Row("a 4th field", "3 at most (R01)", "add_assignment_line", "r01_fields", fourth_field),
    Row("a second decision", "an open request", "refuse_withdrawal", "wrong_status", second_decision),
    Row("district contract", "no costs (R27)", "add_contract_line", "r27_operating_cost", district_costs),
    Row("commune contract", "no costs (R27)", "add_contract_line", "r27_operating_cost", commune_costs),
    Row("provincial centre", "a reason (A28)", "add_contract_line", "r27_operating_cost", province_costs),
]


@pytest.fixture
def states(monkeypatch) -> list[tuple[str, State, int]]:
    """What the database held each time before a verb was called: the verb's name, the tables, the number of events."""
    found, call = [], Verb.__call__

    def watched(verb, *args, **inputs):
        found.append((verb.name, state(), AuditEvent.objects.count()))
        return call(verb, *args, **inputs)

    monkeypatch.setattr(Verb, "__call__", watched)
    return found


@pytest.mark.parametrize("row", [row for row in STEPS if row.code], ids=str)
def test_step_without_what_it_needs_is_refused(row, act, states):
    assert refusal(row, act, states) == (row.verb, True)


@pytest.mark.parametrize("row", [row for row in STEPS if not row.code], ids=str)
def test_step_that_stands_alone(row, act):
    row.without(act)
    assert AuditEvent.objects.filter(outcome="done").latest("pk").verb == row.verb


@pytest.mark.parametrize("row", REFUSALS, ids=str)
def test_refused(row, act, states):
    assert refusal(row, act, states) == (row.verb, True)


def refusal(row, act, states):
    """The verb of the one refused event, and whether the row's code stands in the refusal. Nothing else is written."""
    with pytest.raises(TransitionRefused) as caught:
        row.without(act)
    (name, held, count), event = states[-1], AuditEvent.objects.latest("pk")
    assert (name, changed_since(held), AuditEvent.objects.count()) == (row.verb, EVENT, count + 1)
    codes = {problem.code for problem in caught.value.problems} or {caught.value.code}
    return event.outcome == "refused" and event.verb, row.code in codes


def test_recognition_at_the_own_agency_with_a_second_person(act):
    """A24: with a second person who holds no role there it takes effect."""
    rows = p.assessed(act)
    p.granted(act, user("truongban"), Role.PAYER, p.agency(OWNER))
    recognition.cosign_recognition(recognise(rows, act, cosign=True), act("thuky"))
    assert Recognition.objects.filter(employee=rows[0].employee).count() == len(rows)


def test_home_affairs_with_its_own_proposal(act):
    request = withdrawal.draft_withdrawal(
        post_of_home_affairs(), act("gd.noivu"), effective_on=EFFECT, proposal_document="12/SNV-VP ngày 14/06/2021"
    )
    assert request.status == "draft"


def test_costs_at_the_provincial_centre_with_a_reason(act):
    """A28: the rule is silent on the provincial centre, so it warns and asks for a reason."""
    row = contracted(act)
    add_line(row, act, post("HT-STC-Q1"), "Văn phòng UBND tỉnh đồng ý.", "Tiền điện hằng tháng")
    assert LabourContract.objects.get(pk=row.pk).lines.count() == 1


# --- 31/9 -------------------------------------------------------------------------------------------------


FORMS = [  # address, field of the date, who sends it
    (("withdrawal-draft", "HT-CL-Q2"), "effective_on", "ct.canloc"),
    (("lease-draft", "HT-S-CAMTHINH-BDVHX"), "first_day", "buudien"),
    (("contract-draft",), "first_day", "buudien"),
    (("demo-clock",), "day", "quantri1"),
]


@pytest.mark.parametrize(("place", "field", "who"), FORMS, ids=[form[0][0] for form in FORMS])
def test_a_date_31_9_in_a_form_is_refused(place, field, who, as_user):
    client, address = as_user(who), reverse(place[0], args=place[1:])
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form.hidden_fields()} | {field: "31/9/2021"}
    answer = client.post(address, sent)
    assert answer.status_code == 200
    assert [error.code for error in answer.context["form"].errors.as_data()[field]] == ["invalid"]


def test_a_date_31_9_in_a_list_is_refused(act):
    content = xlsx(HEAD, [1, "BD9001", "Nguyễn Văn Thử", "31/9/1990"])
    batch = importing.receive(resource("employees"), p.office(), act("buudien"), "danh-sach.xlsx", content)
    fault = batch.rows.get().faults[0]
    assert fault[0] == "birth_date"
    assert "31/9/1990" in fault[1]
