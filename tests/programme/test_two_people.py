"""What two people decide is no verb that one person can call: every one refuses, whatever page or code calls it."""

import datetime as dt
import re
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import get_type_hints

import pytest
from django.conf import settings

from pilot.platform.access.roles import OF_REORGANISING
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel import files
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.periods import add_days
from pilot.programme.models import AdminUnit, Agency, Parameter, Participation, Phase, Pilot, ProcedureSet, Site
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
BY_TWO = {
    "correct_pilot", "change_pilot",
    "enter_site", "correct_site", "change_site", "close_site", "remove_site",
    "enter_agency", "correct_agency", "change_agency", "close_agency", "remove_agency",
    "enter_phase", "correct_phase", "close_phase", "remove_phase",
    "enter_participation", "correct_participation", "change_participation", "close_participation",
    "remove_participation", "remove_unit",
    "enter_unit", "correct_unit", "close_unit", "enter_rule", "end_rule", "set_threshold",
    "change_coverage", "undo_agency_list", "undo_site_list",
}  # fmt: skip
GIVEN = {
    "name": "Một tên mới", "level": "commune", "kind": "department", "day": DEMO_START, "last_day": DEMO_START,
    "code": "R01", "text": "Theo văn bản.", "section": "", "least": 1, "most": 2, "lines": "", "title": "Đề án",
    "legal_basis": "1/QĐ-BCĐ",
}  # fmt: skip


def row_of(verb, act):
    """A row of its model on which nothing rests yet."""
    model, pilot = next(iter(get_type_hints(verb.body).values())), Pilot.objects.get(code="HATINH")
    site = Site.objects.create(pilot=pilot, code="HT-X", name="Điểm X", level="commune")
    made = {
        Pilot: lambda: pilot,
        Site: lambda: site,
        Agency: lambda: Agency.objects.create(pilot=pilot, code="HT-Y", name="Y", kind="department", level="commune"),
        Phase: lambda: Phase.objects.create(pilot=pilot, code="HT-Z", name="Z"),
        Participation: lambda: Participation.objects.create(pilot=pilot, site=site, agency=agency()),
        ProcedureSet: lambda: ProcedureSet.objects.get(agency__code="HT-STC"),
        Parameter: lambda: Parameter.objects.get(pilot=pilot, code="R01"),
        AdminUnit: lambda: AdminUnit.objects.create(
            pilot=pilot, code="99998", name="xã Y", level="commune", parent=unit()
        ),
        ImportBatch: lambda: written_list(verb, pilot, act("truongban").user),
    }
    return made[model]()


def agency():
    return Agency.objects.get(code="HT-CL")


def unit():
    return AdminUnit.objects.get(code="42")


def written_list(verb, pilot, user):
    now = dt.datetime(2021, 6, 15, tzinfo=dt.UTC)
    return ImportBatch.objects.create(
        pilot=pilot, kind={"undo_agency_list": "agencies", "undo_site_list": "sites"}[verb.name], status="confirmed",
        object_type="pilot.Pilot", object_id=pilot.pk, file=files.store(b"x", "x.csv", "text/csv", user), head_row=1,
        uploaded_at=now, uploaded_by=user, confirmed_at=now, confirmed_by=user,
    )  # fmt: skip


def inputs_of(verb, row):
    """All that it takes: what the row holds, where it changes one, else something new or nothing."""
    taken = list(signature(verb.body).parameters)[2:]
    held = {} if verb.name.startswith("enter_") else {name: getattr(row, name, None) for name in taken}
    known = {"agency": agency()} | GIVEN | {name: value for name, value in held.items() if value is not None}
    known |= {"code": "99999", "parent": unit(), "last_day": add_days(DEMO_START, 30)} if "_unit" in verb.name else {}
    known |= {"code": "NG01", "number": 5} if verb.name == "set_threshold" else {}
    return {name: known.get(name) for name in taken}


def test_these_are_decided_by_two_and_one_place_says_that_two_have_agreed():
    assert {name for name, verb in VERBS.items() if verb.transition.by_two} == {*BY_TWO, *OF_REORGANISING, "reorganise"}
    says = re.compile(r"\bagreed=")
    found = [path for path in Path(settings.BASE_DIR, "pilot").rglob("*.py") if says.search(path.read_text())]
    assert [path.relative_to(settings.BASE_DIR).as_posix() for path in found] == [
        "pilot/programme/workflows/changes.py"
    ]


@pytest.mark.parametrize("name", sorted(BY_TWO))
def test_one_person_alone_is_refused_and_with_a_second_one_it_is_done(name, act):
    verb = VERBS[name]
    row, alone = row_of(verb, act), act("thuky", reason="Thử.")
    given = inputs_of(verb, row)
    with refusal("two_people"):
        verb(row, alone, **given)
    verb(row, replace(alone, agreed=True), **given)


def test_the_system_itself_is_free(act):
    verb = VERBS["enter_phase"]
    verb(Pilot.objects.get(code="HATINH"), replace(act("thuky"), user=None), name="Giai đoạn III")
