"""What the database itself refuses about absences and standing in, and presence against a slow reckoning."""

import datetime as dt
import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pilot.platform.half_days import Span, day_of, half_day, halves_of, part_of, spans_of
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, Person, Pilot, ProcedureHandover, ServiceField, Site
from staffing.models import Absence, Assignment, Employment, PostalEmployee, Recognition, Substitution
from staffing.selectors.presence import Place, presence
from staffing.selectors.workdays import working_days

pytestmark = pytest.mark.usefixtures("demo")
FIRST = dt.date(2021, 6, 14)
DAYS = [add_days(FIRST, n) for n in range(7)]
SEEDS = range(12)


def absence(employee, first, past, **columns):
    given = {"pilot": employee.pilot, "employee": employee, "leave": "sick", "first_half": first, "past_half": past}
    return Absence.objects.create(**given | columns)


def stand_in(employee, absentee, place, first, past, **columns):
    site, agency, field = place
    row = Substitution.objects.create(
        pilot=employee.pilot, employee=employee, absentee=absentee, site=site, agency=agency, first_half=first,
        past_half=past, ordered_at="2021-06-14T09:00:00+07:00", **columns,
    )  # fmt: skip
    row.fields.add(field)
    return row


def refused(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt()


@pytest.mark.both_engines
def test_two_absences_of_one_person_share_no_half_day():
    one, other = PostalEmployee.objects.order_by("id")[:2]
    noon = half_day(FIRST) + 1
    row = absence(one, noon - 1, noon + 1)
    refused(lambda: absence(one, noon, noon + 1))
    refused(lambda: absence(one, noon - 3, noon + 9))
    absence(one, noon + 1, noon + 2)
    absence(other, noon - 1, noon + 1)
    refused(lambda: Absence.objects.filter(pk=row.pk).update(past_half=noon + 2))
    Absence.objects.filter(pk=row.pk).update(status="taken_back")
    absence(one, noon - 1, noon + 1)


@pytest.mark.both_engines
def test_nobody_stands_in_at_two_sites_on_one_half_day():
    one, other = PostalEmployee.objects.order_by("id")[:2]
    here, there = Site.objects.order_by("id")[:2]
    agency, field, noon = Agency.objects.earliest("id"), ServiceField.objects.earliest("id"), half_day(FIRST) + 1
    row = stand_in(one, other, (here, agency, field), noon - 1, noon + 1)
    refused(lambda: stand_in(one, other, (there, agency, field), noon, noon + 1))
    refused(lambda: stand_in(one, other, (there, agency, field), noon - 3, noon))
    stand_in(one, other, (here, agency, field), noon, noon + 1)
    stand_in(one, other, (there, agency, field), noon + 1, noon + 2)
    assert Substitution.objects.filter(employee=one).count() == 3
    refused(lambda: Substitution.objects.filter(pk=row.pk).update(employee=other))


@pytest.mark.both_engines
@pytest.mark.parametrize("columns", [{"past_half": 10}, {"leave": "holiday"}])
def test_what_an_absence_cannot_be(columns):
    employee = PostalEmployee.objects.earliest("id")
    refused(lambda: absence(employee, **{"first": 10, "past": 12} | _span(columns)))


def _span(columns):
    return {"past": columns["past_half"]} if "past_half" in columns else columns


def test_spans_in_words_and_back():
    assert str(Span.inclusive(FIRST, FIRST)) == "14/06/2021"
    assert str(Span.inclusive(FIRST, DAYS[2], "afternoon")) == "chiều 14/06/2021 – chiều 16/06/2021"
    assert str(Span.inclusive(FIRST, FIRST, ends="morning")) == "sáng 14/06/2021"
    assert Span.inclusive(FIRST, DAYS[1], ends="morning").days() == DAYS[:2]
    with pytest.raises(ValueError, match="Thời điểm kết thúc"):
        Span.inclusive(FIRST, FIRST, "afternoon", "morning")


def test_spans_go_over_days_on_which_counters_are_closed():
    friday, monday = halves_of(DAYS[4]), halves_of(add_days(DAYS[6], 1))
    known = [*friday, *monday]
    assert list(spans_of(known, known)) == [Span(friday[0], monday[1] + 1)]
    assert list(spans_of([friday[0], monday[0]], known)) == [
        Span(friday[0], friday[0] + 1), Span(monday[0], monday[0] + 1),
    ]  # fmt: skip
    assert list(spans_of([], known)) == []


# --- presence against a slow reckoning


def some_world(seed):
    """People, assignments, recognitions, absences and orders at random, at two sites and for two fields."""
    chance, pilot = random.Random(seed), Pilot.objects.get(code="HATINH")
    office, agency = Agency.objects.get(code="HT-BDT"), Agency.objects.get(code="HT-SNV")
    sites, fields = list(Site.objects.filter(pilot=pilot)[:2]), list(ServiceField.objects.all()[:2])
    people = [_somebody(pilot, office, seed, n) for n in range(5)]
    for one in people:
        Employment.objects.filter(employee=one).update(valid_to=chance.choice([None, None, chance.choice(DAYS[1:])]))
        for site in sites:
            for field in fields:
                _place(chance, one, site, agency, field)
        _away(chance, one)
    for one in people:
        _order(chance, one, people, sites, agency, fields)
    return sites, agency, fields


def _somebody(pilot, office, seed, number):
    person = Person.objects.create(pilot=pilot, full_name=f"Người {seed} {number}")
    return PostalEmployee.objects.create(
        pilot=pilot, post_office=office, person=person, staff_code=f"NN{seed}-{number}", status="in_charge"
    )


def _dates(chance):
    begin = add_days(FIRST, chance.randrange(-5, 5))
    return {"valid_from": begin, "valid_to": chance.choice([None, add_days(begin, chance.randrange(1, 9))])}


def _place(chance, employee, site, agency, field):
    at = {"pilot": employee.pilot, "employee": employee, "site": site, "agency": agency, "field": field}
    if chance.random() < 0.4:
        Assignment.objects.create(**at, role=chance.choice(["primary", "reserve"]), **_dates(chance))
    if chance.random() < 0.6:
        signers = {
            name: Person.objects.create(pilot=employee.pilot, full_name=name)
            for name in ("by_agency_head", "by_centre_director", "recognised_by")
        }
        Recognition.objects.create(**at, **signers, document_number="1/QĐ", **_dates(chance))


def _away(chance, employee):
    if chance.random() < 0.5:
        first = half_day(FIRST) + chance.randrange(14)
        status = chance.choice(["recorded", "recorded", "taken_back"])
        absence(employee, first, first + chance.randrange(1, 5), status=status)


def _order(chance, employee, people, sites, agency, fields):
    if chance.random() < 0.7:
        other = chance.choice([one for one in people if one != employee])
        first = half_day(FIRST) + chance.randrange(14)
        place = chance.choice(sites), agency, chance.choice(fields)
        status = chance.choice(["ordered", "ordered", "taken_back"])
        swap = chance.random() < 0.3
        stand_in(employee, other, place, first, first + chance.randrange(1, 5), status=status, swap=swap)


def valid(model, day, **where):
    """Rows of the model that hold on the day, looked at one by one."""
    return [row for row in model.objects.filter(**where) if row.period.contains(day)]


def is_away(employee, half):
    rows = Absence.objects.filter(employee=employee, status="recorded")
    return any(row.first_half <= half < row.past_half for row in rows)


def ordered(half, **where):
    rows = Substitution.objects.filter(status="ordered", **where).order_by("first_half", "pk")
    return [row for row in rows if row.first_half <= half < row.past_half]


def slowly(site, agency, field, half):
    """(standing, away, stand-ins, uncovered), each half-day asked anew."""
    day, where = day_of(half), {"site": site, "agency": agency, "field": field}
    standing, away, seen = set(), set(), False
    for row in valid(Assignment, day, role="primary", **where):
        held = valid(Recognition, day, employee=row.employee, **where) and valid(Employment, day, employee=row.employee)
        if not held:
            continue
        seen = True
        elsewhere = [one for one in ordered(half, employee=row.employee) if one.site != site]
        swapped = ordered(half, absentee=row.employee, site=site, agency=agency, fields=field, swap=True)
        gone = is_away(row.employee, half) or elsewhere or swapped
        (away if gone else standing).add(row.employee_id)
    coming = [
        row.employee_id for row in ordered(half, site=site, agency=agency, fields=field)
        if valid(Recognition, day, employee=row.employee, **where) and valid(Employment, day, employee=row.employee)
        and not is_away(row.employee, half)
    ]  # fmt: skip
    handed = ProcedureHandover.objects.filter(
        site=site, agency=agency, procedure__field=field, step="handed_over", since__lte=day
    ).exists()
    is_working = day in working_days([site.pilot_id], [day])[site.pilot_id]
    return standing, away, set(coming), is_working and (seen or handed) and not standing and not coming


@pytest.mark.parametrize("seed", SEEDS)
def test_presence_agrees_with_a_slow_reckoning_of_each_half_day(seed):
    sites, agency, fields = some_world(seed)
    found = presence(sites, DAYS)
    for site in sites:
        for field in fields:
            for half in (half for day in DAYS for half in halves_of(day)):
                slot = found.slot(Place(site.pk, agency.pk, field.pk), half)
                told = (
                    {one.pk for one in slot.standing}, {one.employee.pk for one in slot.away},
                    {row.employee_id for row in slot.stand_ins}, slot.uncovered,
                )  # fmt: skip
                assert told == slowly(site, agency, field, half), (seed, site, field, day_of(half), part_of(half))


def test_the_random_worlds_show_every_kind_of_slot():
    """Else the reckonings above would agree about nothing."""
    kinds = set()
    for seed in SEEDS:
        sites, _agency, _fields = some_world(seed + 100)
        for _place_of_it, _half, slot in presence(sites, DAYS).slots():
            kinds.add((bool(slot.standing), bool(slot.away), bool(slot.stand_ins), slot.uncovered))
    assert {(True, False, False, False), (False, True, False, True), (False, True, True, False)} <= kinds


def more_sites(number):
    """Sites with somebody in charge who is away, and somebody who stands in."""
    row = Assignment.objects.filter(agency__code="HT-SCT", role="primary").earliest("id")
    recognition = Recognition.objects.filter(employee=row.employee, agency=row.agency, field=row.field).first()
    spare = PostalEmployee.objects.filter(assignments=None).earliest("id")
    for n in range(number):
        site = Site.objects.create(
            pilot=row.pilot, code=f"HT-NH-{Site.objects.count()}", name=f"Điểm {n}", level="district"
        )
        employee = _somebody(row.pilot, row.employee.post_office, "S", Site.objects.count())
        for model, given in ((row, {"role": "primary"}), (recognition, {})):
            model.pk, model.site, model.employee = None, site, employee
            for name, value in given.items():
                setattr(model, name, value)
            model.save()
        first = half_day(DEMO_START)
        absence(employee, first, first + 1)
        begin = half_day(FIRST) + 40 + 2 * Site.objects.count()
        stand_in(spare, employee, (site, row.agency, row.field), begin, begin + 1)


def statements(days):
    sites = list(Site.objects.all())
    with CaptureQueriesContext(connection) as seen:
        found = presence(sites, days)
        slots = list(found.slots())
    return len(seen), len(slots)


def test_as_many_statements_for_thirty_sites_and_a_month_as_for_three_and_a_day():
    more_sites(3)
    few, slots = statements([DEMO_START])
    more_sites(27)
    days = [add_days(DEMO_START, n) for n in range(90)]
    many, more_slots = statements(days)
    assert many <= 10
    assert many - few <= 3  # with the first order also its fields, and where its employee is recognised and employed
    assert more_slots > 100 * slots / 3
