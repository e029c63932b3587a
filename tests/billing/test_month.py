"""June of Cẩm Xuyên from timesheet to payment, each refusal by its code, and the worked month of
docs/algorithms/billing.md.
"""

import datetime as dt

import pytest

from billing.models import (
    AcceptanceRecord,
    BillingMonth,
    Holiday,
    Payment,
    Statement,
    VatRate,
    WorkingCalendar,
)
from billing.rules.month import rule_within_ceiling
from billing.selectors.sheets import read_sheet
from billing.workflows import acceptance, statement, timesheet
from pilot.platform.documents.models import NumberSeries
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed
from pilot.programme.models import Person
from staffing.models import Assignment, Recognition
from tests.billing.conftest import CHECKED, JULY, REQUESTED, SIGNED
from tests.billing.refused import codes
from tests.guards import without_guards

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 7)
WHY = "Nghỉ ốm."


@pytest.fixture
def first(june):
    """The first post of the sheet: its line, who is in charge, who is in reserve."""
    sheet = read_sheet(june)
    line = next(iter(sheet.lines.values()))
    in_charge = sheet.signed_off.in_charge(line.post_id, DAY)[0]
    reserve = next(e.pk for e in sheet.signed_off.of_post(line.post_id) if e.pk != in_charge)
    return line, in_charge, reserve


@pytest.fixture
def enter(june, act):
    def entered(*entries, on=JULY):
        given = [
            {"line": line.pk, "employee": employee, "day": day, "half_days": half_days, "reason": reason}
            for line, employee, day, half_days, reason in entries
        ]
        return timesheet.enter_timesheet(june, act("buudien", on=on), entries=given)

    return entered


def test_worked_month_of_the_documentation(district):
    """March 2021: 8 of 23 working days, one and a half days of illness, a reserve for one of them."""
    march = Statement.objects.get(contract=district, month=dt.date(2021, 3, 1))
    lines = [(line.half_days, line.standard_half_days, line.amount_vnd) for line in march.lines.all()]
    assert lines == [(13, 46, 1_978_261), (2, 46, 304_348), (16, 46, 2_434_783), (16, 46, 2_434_783)]
    assert (march.amount_vnd, march.vat_vnd, march.total_vnd) == (7_152_175, 715_218, 7_867_393)
    assert march.amount_in_words == "Bảy triệu tám trăm sáu mươi bảy nghìn ba trăm chín mươi ba đồng"


def test_month_opens_prefilled_from_the_assignments(june):
    sheet = read_sheet(june)
    assert len(sheet.days) == 22
    assert sorted(sheet.half_days().values()) == [44, 44, 44]
    assert all(cell.half_days == cell.prefilled for cell in sheet.cells.values())


def test_opening_a_month_again_gives_the_same(district, june, act):
    again = timesheet.open_month(district, act("buudien"), month=dt.date(2021, 6, 1))
    assert again.pk == june.month_id


@pytest.mark.parametrize(
    ("month", "code"),
    [
        (dt.date(2021, 2, 1), "month_outside"),
        (dt.date(2021, 6, 2), "month_outside"),
        (dt.date(2021, 7, 1), "month_in_future"),
    ],
)
def test_months_that_cannot_be_opened(district, act, month, code):
    assert codes(lambda: timesheet.open_month(district, act("buudien"), month=month)) == [code]


def test_a_year_without_calendar_cannot_be_reckoned(district, act):
    with without_guards():
        Holiday.objects.all().delete()
        WorkingCalendar.objects.all().delete()
    open_june = lambda: timesheet.open_month(district, act("buudien"), month=dt.date(2021, 6, 1))  # noqa: E731
    assert codes(open_june) == ["calendar_unknown"]


def test_absence_and_reserve(june, first, enter):
    line, ill, reserve = first
    enter((line, ill, DAY, 0, WHY), (line, reserve, DAY, 2, "Thay."))
    sums = read_sheet(june).half_days()
    assert (sums[line.pk, ill], sums[line.pk, reserve]) == (42, 2)


def test_unsigned_person_day_is_refused(first, enter):
    line, ill, _reserve = first
    stranger = Assignment.objects.exclude(site=line.post.site).values_list("employee", flat=True).first()
    assert codes(lambda: enter((line, ill, DAY, 0, WHY), (line, stranger, DAY, 2, "Thay."))) == ["unsigned_person_day"]


def test_day_without_recognition_is_refused_when_handed_in(steps, first):
    line, in_charge, _reserve = first
    Recognition.objects.filter(employee=in_charge, site=line.post.site).update(valid_to=dt.date(2021, 6, 30))
    assert codes(steps.submit) == ["days_lapsed"]


def test_day_without_assignment_is_refused_when_money_is_asked_for(steps, first, act):
    line, in_charge, _reserve = first
    record = steps.sign()
    Assignment.objects.filter(employee=in_charge, site=line.post.site).update(valid_to=dt.date(2021, 6, 30))
    assert codes(lambda: statement.issue_statement(record, act("buudien", on=REQUESTED))) == ["unsigned_person_day"]


def test_deviation_needs_a_reason(first, enter):
    line, ill, _reserve = first
    assert codes(lambda: enter((line, ill, DAY, 1, ""))) == ["deviation_reason"]


def test_post_is_paid_once_a_day(first, enter):
    line, _ill, reserve = first
    assert codes(lambda: enter((line, reserve, DAY, 1, "Thêm."))) == ["post_paid_twice"]


def test_nobody_is_at_two_posts(june, first, enter):
    line, ill, _reserve = first
    sheet = read_sheet(june)
    other = next(x for x in sheet.lines.values() if x.pk != line.pk)
    absent = sheet.signed_off.in_charge(other.post_id, DAY)[0]
    for model in (Assignment, Recognition):  # signed off since June for a field of the other post instead of one here
        row = model.objects.filter(employee=ill).first()
        model.objects.filter(pk=row.pk).update(valid_to=dt.date(2021, 6, 1))
        row.pk, row.field, row.valid_from = None, other.post.received.first().field, dt.date(2021, 6, 1)
        row.save()
    stand_in = (other, absent, DAY, 0, WHY), (other, ill, DAY, 2, "Thay.")
    assert codes(lambda: enter(*stand_in)) == ["employee_twice"]


@pytest.mark.parametrize("day", [dt.date(2021, 6, 6), dt.date(2021, 5, 31)])
def test_only_working_days_of_the_month_are_entered(first, enter, day):
    line, ill, _reserve = first
    assert codes(lambda: enter((line, ill, day, 1, WHY)))[0] == "entry_outside"


def test_days_to_come_and_an_empty_sheet_are_not_handed_in(june, act):
    submit = lambda on: timesheet.submit_timesheet(june, act("buudien", on=on))  # noqa: E731
    assert codes(lambda: submit(dt.date(2021, 6, 15))) == ["future_day"]
    june.entries.all().delete()
    assert codes(lambda: submit(JULY)) == ["nothing_claimed"]


def test_nothing_is_entered_while_the_month_is_closed(june, first, enter, act):
    line, ill, _reserve = first
    timesheet.begin_close(june.month, act("taichinh"))
    assert "month_not_open" in codes(lambda: enter((line, ill, DAY, 1, WHY)))
    timesheet.stop_close(june.month, act("taichinh", reason="Còn thiếu."))
    enter((line, ill, DAY, 1, WHY))


def test_returned_timesheet_is_entered_again(june, steps, first, enter, act):
    steps.submit()
    line, ill, _reserve = first
    assert codes(lambda: enter((line, ill, DAY, 1, WHY))) == ["wrong_status"]
    timesheet.return_timesheet(june, act("gd.tt.camxuyen", reason="Thiếu ngày nghỉ."))
    enter((line, ill, DAY, 1, WHY))


def test_who_handed_in_does_not_check(june, steps, act):
    steps.submit()
    type(june).objects.filter(pk=june.pk).update(submitted_by=act("gd.tt.camxuyen").user.person)
    assert codes(lambda: timesheet.check_timesheet(june, act("gd.tt.camxuyen", on=CHECKED))) == ["same_person"]


def test_director_of_another_centre_may_not_check(june, steps, act):
    steps.submit()
    with pytest.raises(NotAllowed):
        timesheet.check_timesheet(june, act("gd.trungtam", on=CHECKED))


def test_one_person_does_not_sign_for_both(steps, act):
    record = steps.check()
    acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))
    again = lambda: acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))  # noqa: E731
    assert codes(again) == ["signed_already"]
    payer = act("chitra.camxuyen").user
    type(payer).objects.filter(pk=payer.pk).update(person=act("gd.tt.camxuyen").user.person)
    both = lambda: acceptance.sign_acceptance_payer(record, act("chitra.camxuyen", on=SIGNED))  # noqa: E731
    assert codes(both) == ["same_person"]


def test_a_disputed_line_leaves_the_rest_payable(steps, act):
    record = steps.check()
    payer = lambda: act("chitra.camxuyen", on=SIGNED)  # noqa: E731
    acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))
    line = record.lines.last()
    assert codes(lambda: acceptance.dispute_line(record, payer(), line=line, remark=" ")) == ["remark_needed"]
    acceptance.dispute_line(record, payer(), line=line, remark="Đối chiếu lại.")
    record.refresh_from_db()
    assert record.centre_signed_at is None  # the content changed: signed anew
    acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))
    acceptance.sign_acceptance_payer(record, payer())
    made = statement.issue_statement(record, act("buudien", on=REQUESTED))
    assert (made.amount_vnd, made.lines.count()) == (14_000_000, 2)


def test_nothing_is_requested_for_disputed_lines_alone(steps, act):
    record = steps.check()
    for line in record.lines.all():
        acceptance.dispute_line(record, act("chitra.camxuyen"), line=line, remark="Chưa rõ.")
    acceptance.accept_line(record, act("chitra.camxuyen"), line=record.lines.first())
    acceptance.dispute_line(record, act("chitra.camxuyen"), line=record.lines.first(), remark="Chưa rõ.")
    acceptance.sign_acceptance_centre(record, act("gd.tt.camxuyen", on=SIGNED))
    acceptance.sign_acceptance_payer(record, act("chitra.camxuyen", on=SIGNED))
    assert codes(lambda: statement.issue_statement(record, act("buudien", on=REQUESTED))) == ["nothing_accepted"]


def test_line_of_another_record_is_refused(steps, act):
    other = AcceptanceRecord.objects.filter(timesheet__month__contract__payer__code="HT-VPUBND").first()
    dispute = lambda: acceptance.dispute_line(  # noqa: E731
        steps.check(), act("chitra.camxuyen"), line=other.lines.first(), remark="?"
    )
    assert codes(dispute) == ["other_record"]


def test_request_before_both_signed_is_refused(steps, act):
    assert codes(lambda: statement.issue_statement(steps.check(), act("buudien", on=REQUESTED))) == [
        "acceptance_not_signed"
    ]


def test_requested_twice_is_one_statement(steps, act):
    record = steps.sign()
    made = [statement.issue_statement(record, act("buudien", on=REQUESTED)).pk for _ in range(2)]
    assert made[0] == made[1]
    assert Statement.objects.filter(acceptance=record).count() == 1
    assert (Statement.objects.get(pk=made[0]).number, NumberSeries.objects.get().last) == ("05/ĐNTT", 5)


def test_request_without_a_rate_in_the_table_is_refused(steps, act):
    record = steps.sign()
    ask = lambda: statement.issue_statement(record, act("buudien", on=REQUESTED))  # noqa: E731
    VatRate.objects.all().delete()
    assert codes(ask) == ["vat_rate_unknown"]


def test_request_over_the_ceiling_is_refused(district, act):
    record = AcceptanceRecord.objects.filter(timesheet__month__contract=district).first()
    record.timesheet.month.contract.ceiling_vnd = 1_000_000
    assert [p.code for p in rule_within_ceiling(record, act("buudien"), {})] == ["over_ceiling"]


def test_payments_never_pass_the_total(steps, act):
    made = steps.request()
    assert made.total_vnd == 23_100_000
    pay = lambda amount, reference="KB 1", day=dt.date(2021, 7, 12): statement.record_payment(  # noqa: E731
        made,
        act("chitra.camxuyen", on=dt.date(2021, 7, 12)),
        amount_vnd=amount,
        paid_on=day,
        treasury_reference=reference,
    )
    pay(20_000_000)
    assert codes(lambda: pay(3_100_001, "KB 2")) == ["more_than_owed"]
    assert codes(lambda: pay(0, "KB 2")) == ["more_than_owed"]
    assert codes(lambda: pay(1, "kb1 ")) == ["reference_used"]
    assert codes(lambda: pay(1, " /.")) == ["reference_empty"]
    assert codes(lambda: pay(1, "KB 2", dt.date(2021, 7, 13))) == ["payment_day"]
    assert codes(lambda: pay(1, "KB 2", dt.date(2021, 7, 5))) == ["payment_day"]
    pay(3_100_000, "KB 2")
    assert sum(p.amount_vnd for p in Payment.objects.filter(statement=made)) == made.total_vnd


def test_same_form_sent_twice_is_one_payment(steps, act):
    made = steps.request()
    form = {"amount_vnd": 1_000_000, "paid_on": dt.date(2021, 7, 12), "treasury_reference": "KB 1"}
    sent = [
        statement.record_payment(made, act("chitra.camxuyen", on=dt.date(2021, 7, 12), key="k" * 20), **form).pk
        for _ in range(2)
    ]
    assert sent[0] == sent[1]


def test_month_is_closed_only_with_its_request(june, steps, act):
    close = lambda: timesheet.close_month(june.month, act("taichinh"))  # noqa: E731
    assert codes(close) == ["wrong_status"]
    made = steps.request()
    timesheet.begin_close(june.month, act("taichinh"))
    close()
    assert BillingMonth.objects.get(pk=june.month_id).status == "closed"
    assert statement.issue_statement(made.acceptance, act("buudien", on=REQUESTED)).pk == made.pk


def test_month_without_request_is_not_closed(june, act):
    timesheet.begin_close(june.month, act("taichinh"))
    assert codes(lambda: timesheet.close_month(june.month, act("taichinh"))) == ["no_statement"]


def test_no_new_request_in_a_closed_month(june, steps, act):
    record = steps.sign()
    BillingMonth.objects.filter(pk=june.month_id).update(
        status="closed", closed_at=record.created_at, closed_by=Person.objects.first()
    )
    assert codes(lambda: statement.issue_statement(record, act("buudien", on=REQUESTED))) == ["month_closed"]


def test_each_step_leaves_its_event(june, steps):
    made = steps.request()
    done = AuditEvent.objects.filter(
        outcome="done", verb__in=("submit_timesheet", "check_timesheet"), object_id=june.pk
    )
    assert done.count() == 2
    event = AuditEvent.objects.get(verb="issue_statement", object_id=made.pk)
    assert event.after["total_vnd"] == 23_100_000
