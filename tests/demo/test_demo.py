"""The demo's people and clock."""

import datetime as dt
import re

import pytest

from billing.models import LabourContractLine, Statement
from pilot.demo import invented
from pilot.demo.clock import move_demo_clock
from pilot.facts.reading import read
from pilot.platform.kernel.clock import DEMO_START, business_day
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import record
from pilot.programme.models import Person, Pilot
from staffing.models import Recognition

pytestmark = pytest.mark.usefixtures("demo")


def move(act, day, **columns):
    move_demo_clock(Pilot.objects.get(code="HATINH"), act("quantri1", **columns), day=day)


def test_the_clock_goes_back_to_the_last_day_on_which_something_was_done(act):
    done, later = dt.date(2021, 6, 20), dt.date(2021, 6, 30)
    move(act, later)
    record("export_employees", act("thuky", on=done), Pilot.objects.get(code="HATINH"))
    with pytest.raises(TransitionRefused) as caught:
        move(act, done - dt.timedelta(days=1), on=later)
    assert [p.code for p in caught.value.problems] == ["clock_back"]
    move(act, done, on=later)
    assert business_day() == done


def test_one_move_goes_a_year_ahead_at_most(act):
    with pytest.raises(TransitionRefused) as caught:
        move(act, dt.date(2022, 6, 16))
    assert [p.code for p in caught.value.problems] == ["clock_far"]
    move(act, dt.date(2022, 6, 15))
    assert business_day() == dt.date(2022, 6, 15)


def test_a_page_opened_before_another_move_does_not_turn_the_clock_back(act):
    """Both administrators read 15/06; the first moves to 30/06, the second asks for 20/06."""
    move(act, dt.date(2021, 6, 30))
    with pytest.raises(TransitionRefused) as caught:
        move(act, dt.date(2021, 6, 20), on=DEMO_START)
    assert [p.code for p in caught.value.problems] == ["clock_back"]


def test_nobody_of_the_demo_bears_a_name_of_the_documents():
    assert not Person.objects.filter(full_name__in=invented.REAL_PEOPLE).exists()
    people = invented.Invented()
    people.taken |= {f"{f} {m} {g}" for f in invented.FAMILY for m in invented.MIDDLE for g in invented.GIVEN}
    people.taken.discard("Lý Kim Yến")
    assert people.name() == "Lý Kim Yến"


def test_the_names_left_out_are_those_of_the_signers():
    rows = [row.left for row in read()["source_documents"]]
    signers = {row["signer"]["name"] for row in rows if "signer" in row} | {
        row["author"] for row in rows if "author" in row
    }
    assert len(signers) == 5
    assert signers <= invented.REAL_PEOPLE
    assert all(re.fullmatch(r"\w+( \w+)+", name) for name in invented.REAL_PEOPLE)


def test_four_months_are_billed_for_phase_one_staff_recognised_before():
    """Source: KH giai đoạn II, III-a.4.1 and 4.2: Cẩm Xuyên and Sở KH&CN took part in phase I already."""
    months = Statement.objects.order_by("contract__payer__code", "month")
    assert [(m.contract.payer.code, m.month.month) for m in months] == [
        ("HT-CX", 3), ("HT-CX", 4), ("HT-CX", 5), ("HT-VPUBND", 5),
    ]  # fmt: skip
    for line in LabourContractLine.objects.filter(contract__statements__isnull=False).select_related("post"):
        assert line.post.agency.participations.filter(site=line.post.site, phase__code="HT-P1").exists()
        assert Recognition.objects.filter(agency=line.post.agency, site=line.post.site).exists()
