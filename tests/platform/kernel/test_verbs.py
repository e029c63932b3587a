"""The wrapper's own promises: keys, versions, one event, nothing left after a refusal."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from billing.models import LabourContract
from billing.workflows.contract import add_contract_line, agree_contract, draft_contract, remove_contract_line
from billing.workflows.timesheet import open_month
from pilot.platform.access.roles import Role
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent, OperationKey
from pilot.platform.kernel.refusals import KeyReused, NotAllowed, StaleRow, StepUpNeeded, TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Act, write
from pilot.programme.models import Agency, CounterPost, Delegation, User
from staffing.models import PostalEmployee, WithdrawalDecision, WithdrawalRequest
from staffing.workflows import withdrawal as verbs
from staffing.workflows.assignment import draft_assignment_decision
from staffing.workflows.employees import end_employee

pytestmark = pytest.mark.usefixtures("demo")
REASON = "Đồng ý."


@pytest.fixture
def waiting():
    return WithdrawalRequest.objects.get(post__code="HT-CL-Q1")


class TestMoment:
    """In the demo an act bears the time of day, but the date of its business day."""

    def test_of_the_demo(self):
        assert timezone.localdate(Act().at) == DEMO_START
        assert timezone.localdate(Act(on=dt.date(2021, 7, 1)).at) == dt.date(2021, 7, 1)

    def test_elsewhere_is_the_wall_clock(self, settings):
        settings.DEMO = False
        before = timezone.now()
        assert before <= Act(on=DEMO_START).at <= timezone.now()

    def test_given_stays(self):
        given = timezone.now()
        assert Act(at=given).at == given


def test_same_key_same_body_gives_the_first_result(waiting, act):
    first = verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    again = verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    assert first.pk == again.pk
    assert AuditEvent.objects.filter(verb="approve_withdrawal", object_id=str(waiting.pk)).count() == 1


def test_same_key_other_body_is_refused(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    with pytest.raises(KeyReused):
        verbs.refuse_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))


def test_same_key_of_another_person_is_refused(waiting, act):
    verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, key="k1"))
    with pytest.raises(KeyReused):
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON, key="k1"))


def test_stale_version_is_refused_and_shows_the_present_row(waiting, act):
    with pytest.raises(StaleRow) as caught:
        verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON, row_version=waiting.row_version - 1))
    assert caught.value.current.pk == waiting.pk


def test_refused_attempt_leaves_exactly_one_event(waiting, act):
    events, before = AuditEvent.objects.count(), audit.snapshot(waiting)
    with pytest.raises(NotAllowed):
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON, key="k9"))
    waiting.refresh_from_db()
    assert audit.snapshot(waiting) == before
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb, event.after["code"]) == ("refused", "approve_withdrawal", "not_allowed")
    assert not OperationKey.objects.filter(key="k9").exists()


def test_nothing_is_saved_when_the_audit_write_fails(waiting, act, monkeypatch):
    def fails(*_args, **_columns):
        raise RuntimeError("disk full")

    monkeypatch.setattr(audit, "append_all", fails)
    with pytest.raises(RuntimeError, match="disk full"), transaction.atomic():
        verbs.approve_withdrawal(waiting, act("ct.canloc", reason=REASON))
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
    assert not WithdrawalDecision.objects.filter(request=waiting).exists()


# --- versions


@pytest.fixture
def draft(act):
    """A draft contract of Cẩm Xuyên with one line."""
    running = LabourContract.objects.get(payer__code="HT-CX")
    parties = {"payer": running.payer, "site": running.site}
    contract = draft_contract(running.provider, act("buudien"), first_day=dt.date(2022, 1, 1), **parties)
    add_line(contract, act)
    contract.refresh_from_db()
    return contract


def add_line(contract, act):
    post = CounterPost.objects.filter(site=contract.site).exclude(contract_lines__contract=contract).first()
    line = {"post": post, "description": "Tiếp nhận hồ sơ", "first_day": contract.valid_from, "unit_price_vnd": 1}
    return add_contract_line(contract, act("buudien"), vat_category="not_subject", **line)


def test_a_line_written_in_between_stops_the_signer(draft, act):
    add_line(draft, act)
    with pytest.raises(StaleRow):
        agree_contract(draft, act("chitra.camxuyen", row_version=draft.row_version))


def test_a_line_taken_off_in_between_stops_the_signer(draft, act):
    remove_contract_line(draft, act("buudien"), line=draft.lines.first())
    with pytest.raises(StaleRow):
        agree_contract(draft, act("chitra.camxuyen", row_version=draft.row_version))


def test_giving_another_row_leaves_the_version(act):
    """A month of a contract, asked for again, is no change of the contract."""
    contract = LabourContract.objects.get(payer__code="HT-CX")
    open_month(contract, act("buudien"), month=dt.date(2021, 6, 1))
    assert LabourContract.objects.get(pk=contract.pk).row_version == contract.row_version


def test_a_write_on_a_parent_leaves_its_version(waiting, act):
    office = waiting.post_office
    draft_assignment_decision(office, act("buudien"), subject="Cử nhân viên")
    assert Agency.objects.get(pk=office.pk).row_version == office.row_version


# --- refusals of verbs within verbs, and in which capacity


def test_a_refusal_inside_another_verb_leaves_one_event_of_the_outer_one():
    @write("end_twice")
    def end_twice(employee, call):
        for _time in range(2):
            end_employee(employee, call.act, day=call.act.on)

    employee = PostalEmployee.objects.filter(status="in_charge").first()
    events = AuditEvent.objects.count()
    try:
        with pytest.raises(TransitionRefused):
            end_twice(employee, Act(source="test", reason=REASON))
    finally:
        del VERBS["end_twice"]
    employee.refresh_from_db()
    assert (employee.status, AuditEvent.objects.count()) == ("in_charge", events + 1)
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb, event.object_id) == ("refused", "end_twice", str(employee.pk))
    assert (event.after["code"], event.after["refused_by"]) == ("wrong_status", "end_employee")


def test_a_verb_after_a_refused_one_is_an_outermost_one_again(waiting, act):
    events = AuditEvent.objects.count()
    for _attempt in range(2):
        with pytest.raises(NotAllowed):
            verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON))
    assert AuditEvent.objects.count() == events + 2


def test_a_refused_delegate_is_recorded_with_the_principal(waiting, act):
    principal, delegate = (User.objects.get(username=name) for name in ("ct.canloc", "pct.canloc"))
    Delegation.objects.filter(delegate=delegate).delete()
    Delegation.objects.create(
        pilot=waiting.pilot, principal=principal, delegate=delegate, role=Role.DISTRICT_CHAIRMAN,
        status=Delegation.Status.IN_FORCE, valid_from=DEMO_START, valid_to=DEMO_START + dt.timedelta(days=7),
        document_number="1/UQ",
        created_at=timezone.now(), created_by=principal,
    )  # fmt: skip
    with pytest.raises(StepUpNeeded):
        verbs.approve_withdrawal(waiting, act("pct.canloc", reason=REASON, confirmed=False))
    event = AuditEvent.objects.first()
    assert (event.outcome, event.capacity.split("@")[0]) == ("refused", "district_chairman")
    assert (event.user, event.on_behalf_of) == (delegate, principal)


def test_who_may_not_is_recorded_in_the_role_that_could_elsewhere(waiting, act):
    with pytest.raises(NotAllowed):
        verbs.approve_withdrawal(waiting, act("ct.camxuyen", reason=REASON))
    assert AuditEvent.objects.first().capacity.startswith("district_chairman@agency:")
