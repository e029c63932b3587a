"""Changes of the organisation: what is previewed is what happens, and nothing is lost."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency, CounterPost, Pilot, ProgrammeChange, Site, User
from pilot.programme.workflows.changes import confirm_change, propose
from pilot.programme.workflows.reforms import reorganise
from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
DAY, EVE = dt.date(2021, 6, 10), "09/06/2021"
PAPER = "99/NQ-HĐND ngày 01/06/2021 của HĐND tỉnh"
EMPTY = {
    "agencies": [], "units": [], "into": None, "into_unit": None, "name": "", "code": "", "sites": [], "head": None,
    "carry": False,
}  # fmt: skip


def pilot():
    return Pilot.objects.get(code="HATINH")


def agency(code):
    return Agency.objects.get(code=code)


@pytest.fixture
def carried_out(act):
    """Proposed by the secretary and confirmed by the head of the committee."""

    def carry(kind, day=DAY, on=None, **given):
        on = {"on": on} if on else {}
        inputs = {**EMPTY, "kind": kind, "day": day, "legal_basis": PAPER, **given}
        change = propose(reorganise, pilot(), act("thuky", **on), inputs, pilot())
        return confirm_change(change, act("truongban", **on))

    return carry


def test_a_body_has_its_new_name_from_its_day_on_and_its_old_one_before(carried_out, as_user):
    old = agency("HT-SCT").name
    carried_out("rename", agencies=[agency("HT-SCT")], name="Sở Công Thương mới")
    reader = as_user("thuky")
    assert "Sở Công Thương mới" in text_of(reader.get("/co-quan/HT-SCT/"))
    before = text_of(reader.get("/co-quan/HT-SCT/", {"ngay": EVE}))
    assert old in before
    assert "Sở Công Thương mới" not in before


def test_two_bodies_become_one(carried_out):
    carried_out("merge", agencies=[agency("HT-SCT")], into=agency("HT-STC"))
    assert agency("HT-SCT").valid_to == DAY
    assert not CounterPost.objects.filter(agency__code="HT-SCT").exists()
