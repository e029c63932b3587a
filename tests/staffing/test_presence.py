"""Absences, who stands in, and presence per half-day: the way through the pages, refusals, masks."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.half_days import Span, half_day, halves_of
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Site
from staffing.models import Absence, Assignment, PostalEmployee, Recognition, Substitution
from staffing.selectors.presence import Place, presence
from staffing.selectors.stand_ins import gaps, stood_in
from staffing.workflows import presence as w

pytestmark = pytest.mark.usefixtures("demo")
TUESDAY, WEDNESDAY, SATURDAY = dt.date(2021, 6, 15), dt.date(2021, 6, 16), dt.date(2021, 6, 19)
WHY = "Sốt xuất huyết"
SECRETS = (WHY, "nghỉ ốm")


def codes(attempt):
    """What the verb refuses, by the codes of its reasons, in order."""
    with pytest.raises(TransitionRefused) as refused:
        attempt()
    return [problem.code for problem in refused.value.problems] or [refused.value.refusal.code]


@pytest.fixture
def centre():
    return Site.objects.get(code="HT-S-TTPVHCC")


@pytest.fixture
def ill():
    """In charge at the provincial centre for fields of Sở Công Thương."""
    return Assignment.objects.filter(agency__code="HT-SCT", role="primary").earliest("id").employee


@pytest.fixture
def reserve(ill):
    """Recognised for the same fields."""
    fields = ill.assignments.values("field")
    rows = Recognition.objects.filter(agency__code="HT-SCT", field__in=fields).exclude(employee=ill)
    return rows.filter(employee__assignments__role="reserve").earliest("id").employee


@pytest.fixture
def away(ill, act):
    """Ill on Tuesday, and on Wednesday morning."""
    span = {"first_half": half_day(TUESDAY), "past_half": half_day(WEDNESDAY) + 1}
    return w.record_absence(ill, act("buudien"), leave="sick", why=WHY, sudden=True, **span)


@pytest.fixture
def order(away, act):
    """Order somebody to stand in for the absent one, everywhere or as said."""

    def make(stand_in, who="buudien", **given):
        row = Assignment.objects.filter(employee=away.employee).earliest("id")
        fields = [one.field for one in Assignment.objects.filter(employee=away.employee).select_related("field")]
        inputs = {
            "stand_in": stand_in, "site": row.site, "agency": row.agency, "fields": fields,
            "first_half": away.first_half, "past_half": away.past_half,
        }  # fmt: skip
        return w.order_stand_in(away.employee, act(who), **inputs | given)

    return make


def slots(centre, employee, *days):
    """What is said of the employee's fields on each half of the days."""
    found = presence([centre], days or [TUESDAY, WEDNESDAY])
    rows = Assignment.objects.filter(employee=employee)
    places = [Place(row.site_id, row.agency_id, row.field_id) for row in rows]
    return [found.slot(place, half) for place in places for day in found.days for half in halves_of(day)]


def test_who_is_in_charge_stands_there_until_an_absence_says_otherwise(centre, ill, away):
    fields = ill.assignments.count()
    found = slots(centre, ill)
    assert [[one.employee for one in slot.away] for slot in found] == [[ill], [ill], [ill], []] * fields
    assert [slot.uncovered for slot in found] == [True, True, True, False] * fields
    assert [slot.standing for slot in found[3::4]] == [[ill]] * fields
    assert not any(slot.needed for slot in slots(centre, ill, SATURDAY))


def test_who_stands_in_covers_the_half_days_and_is_counted(centre, ill, reserve, order):
    row = order(reserve)
    assert not any(slot.uncovered for slot in slots(centre, ill))
    assert stood_in([reserve.pk], TUESDAY) == {reserve.pk: 3}
    Recognition.objects.filter(employee=reserve).update(valid_to=WEDNESDAY)  # lapses: Wednesday is open again
    assert [slot.uncovered for slot in slots(centre, ill)][:4] == [False, False, True, False]
    assert row.get_status_display() == "đã cử"


def test_who_falls_ill_standing_in_covers_nothing(centre, ill, reserve, order, act):
    order(reserve)
    day = {"first_half": half_day(TUESDAY), "past_half": half_day(TUESDAY) + 1}
    w.record_absence(reserve, act("buudien"), leave="sick", **day)
    assert [slot.uncovered for slot in slots(centre, ill)][:4] == [True, False, False, False]


def test_an_absence_ends_earlier_is_corrected_and_taken_back(away, act):
    assert codes(lambda: w.end_absence(away, act("buudien"), past_half=away.past_half + 4)) == ["outside_absence"]
    w.end_absence(away, act("buudien"), past_half=half_day(TUESDAY) + 1)
    away.refresh_from_db()
    assert str(away.span) == "sáng 15/06/2021"
    again = {"leave": "annual", "first_half": half_day(WEDNESDAY), "past_half": half_day(WEDNESDAY) + 2}
    w.correct_absence(away, act("gd.trungtam", reason="Gõ nhầm ngày."), **again)
    away.refresh_from_db()
    assert str(away.span) == "16/06/2021"
    w.take_back_absence(away, act("buudien", reason="Ghi nhầm người."))
    assert not presence(Site.objects.all(), [WEDNESDAY]).absences


def test_nobody_is_away_twice_at_once(away, act):
    span = {"first_half": away.past_half - 1, "past_half": away.past_half + 3}
    assert codes(lambda: w.record_absence(away.employee, act("buudien"), leave="other", **span)) == ["away_already"]


def test_a_director_records_for_his_own_centre_alone(ill, act):
    span = {"leave": "other", "first_half": half_day(TUESDAY), "past_half": half_day(TUESDAY) + 2}
    Assignment.objects.filter(employee=ill).update(valid_to=TUESDAY)
    assert codes(lambda: w.record_absence(ill, act("gd.trungtam"), **span)) == ["other_centre"]
    PostalEmployee.objects.get(pk=ill.pk).employments.update(valid_to=TUESDAY)
    assert codes(lambda: w.record_absence(ill, act("buudien"), **span)) == ["not_with_the_pilot"]


def test_who_may_not_stand_in_is_refused_by_name(away, ill, reserve, order, act):
    at_can_loc = Assignment.objects.filter(site__code="HT-S-CL", role="primary").earliest("id").employee
    assert codes(lambda: order(ill)) == ["same_person", "away"]
    assert codes(lambda: order(at_can_loc)) == ["not_recognised", "elsewhere"]
    later = {"first_half": away.past_half, "past_half": away.past_half + 1}
    assert codes(lambda: order(reserve, **later)) == ["not_away"]
    saturday = {"first_half": half_day(SATURDAY), "past_half": half_day(SATURDAY) + 2}
    assert codes(lambda: order(reserve, **saturday)) == ["no_working_day"]
    w.record_absence(reserve, act("buudien"), leave="annual", first_half=away.first_half, past_half=away.past_half)
    assert codes(lambda: order(reserve)) == ["away"]


def test_what_is_covered_is_not_ordered_again_until_it_is_taken_back(reserve, order, act):
    row = order(reserve, "gd.trungtam")
    assert codes(lambda: order(reserve)) == ["covered"]
    w.take_back_stand_in(row, act("gd.trungtam", reason="Đổi người."))
    assert order(reserve).pk != row.pk


def test_a_director_orders_nobody_to_another_centre(ill, reserve, order):
    """He may act for who is assigned at his centre, but there alone, whatever the page would propose."""
    first, *_others, last = Assignment.objects.filter(employee=ill).order_by("id").select_related("field")
    Assignment.objects.filter(pk=last.pk).update(valid_to=TUESDAY)  # room for a field at the other centre (R01)
    row = Assignment.objects.filter(site__code="HT-S-CL").earliest("id")
    row.pk, row.employee, row.role, row.line_id, row.valid_from = None, ill, "reserve", None, TUESDAY
    row.save(force_insert=True)
    assert codes(lambda: order(reserve, "gd.tt.canloc", fields=[first.field])) == ["other_centre"]
    assert not Substitution.objects.exists()
    assert order(reserve, "gd.trungtam", fields=[first.field])


def test_who_has_left_does_not_stand_in(reserve, order):
    reserve.employments.update(valid_to=WEDNESDAY)
    assert codes(lambda: order(reserve)) == ["not_with_the_pilot"]


@pytest.fixture
def pair(ill):
    """Another one in charge at the same counter, and both recognised for what the other is in charge of."""
    row = Assignment.objects.filter(employee=ill).earliest("id")
    rows = Assignment.objects.filter(site=row.site, agency=row.agency, role="primary").exclude(employee=ill)
    other = rows.earliest("id").employee
    known = Recognition.objects.filter(employee=ill).first()
    for one, by in ((ill, other), (other, ill)):
        for held in Assignment.objects.filter(employee=one, role="primary"):
            known.pk, known.employee, known.field = None, by, held.field
            known.save()
    return ill, other


TUESDAY_MORNING = {"first_half": half_day(TUESDAY), "past_half": half_day(TUESDAY) + 1}


def test_two_in_charge_swap_and_each_covers_for_the_other(centre, pair, act):
    one, other = pair
    first = w.agree_swap(one, act("gd.trungtam"), other=other, **TUESDAY_MORNING)
    for absentee, stand_in in ((one, other), (other, one)):
        slot = slots(centre, absentee, TUESDAY)[0]
        assert (slot.standing, [away.elsewhere.employee for away in slot.away]) == ([], [stand_in])
        assert [row.employee for row in slot.stand_ins] == [stand_in]
    assert (str(first.ground), Substitution.objects.count()) == ("đổi ca theo thỏa thuận", 2)
    w.take_back_stand_in(first, act("gd.trungtam", reason="Thôi đổi."))
    assert slots(centre, one, TUESDAY)[0].standing == [one]


def test_a_swap_that_does_not_fit_is_refused_by_name(pair, reserve, act):
    one, other = pair
    swap = lambda with_whom: w.agree_swap(one, act("buudien"), other=with_whom, **TUESDAY_MORNING)  # noqa: E731
    assert "same_person" in codes(lambda: swap(one))
    assert "not_in_charge" in codes(lambda: swap(reserve))
    Recognition.objects.filter(employee=other).update(valid_to=WEDNESDAY)
    w.record_absence(other, act("buudien"), leave="annual", **TUESDAY_MORNING)
    assert codes(lambda: swap(other)) == ["away"]
    Recognition.objects.filter(employee=one).exclude(field__in=one.assignments.values("field")).update(valid_to=TUESDAY)
    assert codes(lambda: swap(other)) == ["away", "not_recognised"]


def test_a_swap_is_entered_on_the_page_of_the_employee(pair, as_user):
    one, other = pair
    address = reverse("agree-swap", args=[one.pk])
    day = {"first_day": "15/06/2021", "begins": "morning", "last_day": "15/06/2021", "ends": "morning"}
    page = as_user("gd.trungtam").post(address, day | {"other": other.pk}, follow=True)
    assert "Đã ghi việc đổi ca" in page.content.decode()


def test_proposals_are_ranked_and_say_what_is_lacking(away, reserve, as_user):
    found = as_user("buudien").get(reverse("absence", args=[away.pk])).context["gaps"]
    first, *others = found[0].offers
    assert (first.employee, first.lacks, len(first.orders)) == (reserve, [], 1)
    assert all(other.lacks for other in others)
    assert not any(other.orders for other in others)
    assert any("được công nhận tại UBND huyện" in words for other in others for words in other.lacks)


def seen(read):
    """What a page that was refused sends once more."""
    return {"seen_warnings": read.context["form"]["seen_warnings"].value()}


def test_a_sudden_absence_is_repaired_through_the_pages(centre, ill, reserve, as_user):
    director = as_user("gd.trungtam")
    board = director.get(reverse("week-board")).content.decode()
    record = reverse("record-absence", args=[ill.pk])
    assert f"{record}?ngay=" in board
    form = director.get(record).context["form"]
    given = {name: form[name].value() for name in ("first_day", "last_day", "begins", "ends", "leave")}
    read = director.post(record, given | {"sudden": "on"})  # the counter's civil servants are withdrawn
    assert "Không có ai trực tại quầy" in read.content.decode()
    page = director.post(record, given | {"sudden": "on", **seen(read)}, follow=True)
    (button,) = page.context["gaps"][0].offers[0].orders
    done = director.post(button.url, {button.name: button.value, "operation_key": button.operation_key}, follow=True)
    assert done.context["gaps"] == []
    assert Substitution.objects.get().employee == reserve
    assert not any(slot.uncovered for slot in slots(centre, ill, TUESDAY))
    gone = director.post(button.url, {button.name: button.value}, follow=True)
    assert "Phương án này không còn" in gone.content.decode()


def test_the_worklist_counts_what_is_uncovered_for_director_and_personnel(away, reserve, order, as_user):
    note = lambda who: as_user(who).get(reverse("presence-note")).content.decode()  # noqa: E731
    fields = away.employee.assignments.count()
    assert f"hôm nay {2 * fields}, tuần này {3 * fields}" in note("gd.trungtam")
    assert f"hôm nay {2 * fields}, tuần này {3 * fields}" in note("buudien")
    assert note("taichinh").strip() == ""
    order(reserve)
    assert "mọi lĩnh vực đều có người trực" in note("gd.trungtam")


@pytest.mark.parametrize(
    "who", ["chitra", "taichinh", "thuky", "thanhtra", "truongban", "ubnd.tinh", "gd.congthuong", "gd.tt.canloc"]
)
def test_nobody_else_reads_why(who, away, reserve, order, as_user):
    order(reserve)
    client = as_user(who)
    pages = [
        reverse("absence", args=[away.pk]), reverse("absences"), reverse("week-board"), reverse("stand-ins"),
        reverse("employee", args=[away.employee_id]), reverse("site-week", args=["HT-S-TTPVHCC"]),
        reverse("audit-log"),
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert not [said for said in SECRETS if said in answer.content.decode()], page
    for name in ("why", "leave"):
        said = client.post(reverse("reveal", args=["staffing.absence", away.pk, name]), {"reason": "Xem"})
        assert said.status_code in (403, 404)


@pytest.mark.parametrize("who", ["buudien", "gd.trungtam"])
def test_personnel_and_the_director_there_read_why_with_a_reason(who, away, as_user):
    reveal = {n: reverse("reveal", args=["staffing.absence", away.pk, n]) for n in ("why", "leave")}
    said = [as_user(who).post(url, {"reason": "Xếp lịch"}).content.decode() for url in reveal.values()]
    assert [secret in text for secret, text in zip(SECRETS, said, strict=True)] == [True, True]


def test_no_event_holds_why(away, act):
    again = {"leave": "sick", "first_half": away.first_half, "past_half": away.past_half, "why": "Viêm phổi"}
    w.correct_absence(away, act("buudien", reason="Gõ nhầm."), **again)
    rows = AuditEvent.objects.filter(object_type="staffing.Absence").values_list("before", "after", "reason")
    assert rows
    assert not [row for row in rows if WHY in str(row) or "Viêm" in str(row) or "sick" in str(row)]


def test_an_erasure_takes_the_reason_and_leaves_the_half_days(away, act):
    w.take_back_absence(away, act("buudien", reason="Nhầm."))
    Absence.objects.filter(pk=away.pk).update(why="")
    assert Absence.objects.get(pk=away.pk).span == Span(away.first_half, away.past_half)


def test_gaps_name_only_whom_the_reader_sees(away, act, as_user):
    director = gaps(away, act("gd.trungtam").user, TUESDAY)
    personnel = gaps(away, act("buudien").user, TUESDAY)
    assert len(director[0].candidates) < len(personnel[0].candidates)


def test_refusals_are_sentences(away, order, ill):
    with pytest.raises(TransitionRefused) as refused:
        order(ill)
    assert str(refused.value.problems[0].message) == "Người trực thay phải là người khác."
