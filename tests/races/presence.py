"""One reserve is asked at two sites for one half-day by two people: rows for the verb, and a copy without locks."""

import datetime as dt
import time
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from pilot.platform.half_days import half_day
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Agency, Person, ServiceField, Site
from staffing.models import Absence, Assignment, PostalEmployee, Recognition, Substitution
from staffing.workflows import presence
from tests.races.entries import act, attempt
from tests.races.people import staff

MONDAY = dt.date(2021, 6, 28)
PLACES = (("HT-CL", "HT-S-CL"), ("HT-CX", "HT-S-CX"))


def asked_twice(number: int, prefix: str) -> list[dict[str, Any]]:
    """Cases: a reserve who is recognised at two sites, and at each somebody in charge who is away that morning."""
    field = ServiceField.objects.create(name=f"Lĩnh vực đua {prefix}")
    people = staff(3 * number, prefix, PostalEmployee.Status.IN_CHARGE)
    signers = {
        name: Person.objects.create(pilot=people[0].pilot, full_name=f"Người ký {name}", illustrative=True)
        for name in ("by_agency_head", "by_centre_director", "recognised_by")
    }
    cases = []
    for n in range(number):
        reserve, *absentees = people[3 * n : 3 * n + 3]
        first = half_day(MONDAY) + 2 * (n % 5 + 7 * (n // 5))
        places = [(Agency.objects.get(code=agency), Site.objects.get(code=site)) for agency, site in PLACES]
        for absentee, (agency, site) in zip(absentees, places, strict=True):
            at = {"pilot": reserve.pilot, "agency": agency, "site": site, "field": field, "valid_from": MONDAY}
            Assignment.objects.create(**at, employee=absentee, role="primary", illustrative=True)
            for one in (absentee, reserve):
                Recognition.objects.create(**at, **signers, employee=one, document_number="1/QĐ", illustrative=True)
            row = Absence.objects.create(
                pilot=reserve.pilot, employee=absentee, leave="sick", first_half=first, past_half=first + 1,
                illustrative=True,
            )  # fmt: skip
            row.sites.add(site)
        cases.append({"reserve": reserve.pk, "absentees": [a.pk for a in absentees], "field": field.pk, "first": first})
    return cases


def order_of(case: dict[str, Any], number: int) -> tuple[PostalEmployee, dict[str, Any]]:
    """Even racers ask at the first site, odd ones at the second."""
    agency, site = PLACES[number % 2]
    return PostalEmployee.objects.get(pk=case["absentees"][number % 2]), {
        "stand_in": PostalEmployee.objects.get(pk=case["reserve"]), "agency": Agency.objects.get(code=agency),
        "site": Site.objects.get(code=site), "fields": [ServiceField.objects.get(pk=case["field"])],
        "first_half": case["first"], "past_half": case["first"] + 1,
    }  # fmt: skip


@attempt("stand_in_at_two_sites")
def order(case: dict[str, Any], number: int) -> None:
    absentee, inputs = order_of(case, number)
    presence.order_stand_in(absentee, act("gd.buudien" if number % 2 else "buudien"), **inputs)


@attempt("stand_in_unlocked")
def order_naively(case: dict[str, Any], number: int) -> None:
    """Looked at, then written, as it is often done: only the guard can refuse what somebody else wrote meanwhile."""
    absentee, inputs = order_of(case, number)
    if Substitution.objects.filter(employee=inputs["stand_in"]).exists():
        raise TransitionRefused("elsewhere", "")
    time.sleep(0.002)  # what the rules take
    columns = {name: inputs[name] for name in ("agency", "site", "first_half", "past_half")}
    try:
        Substitution.objects.create(
            pilot=absentee.pilot, employee=inputs["stand_in"], absentee=absentee, ordered_at=timezone.now(), **columns
        )
    except IntegrityError as error:
        raise TransitionRefused("conflict", "") from error
