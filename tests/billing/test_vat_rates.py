"""VAT rates as dated rows: a new decree closes the row before it, and 0 % is not the same as not subject."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from billing.calculation.totals import vat_sums
from billing.models import VatRate
from billing.opening import RATES
from billing.selectors.calendar import rates_as_at
from billing.workflows.vat import correct_vat_rate, enter_vat_rate
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.models import Pilot
from tests.billing.refused import codes
from tests.found.browse import send
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
EIGHT, TEN = Decimal("0.080"), Decimal("0.100")


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


@pytest.fixture
def enter(pilot, act):
    def entered(first_day, last_day=None, rate=EIGHT, category="standard", on=dt.date(2026, 11, 30)):
        said = {"category": category, "rate": rate, "first_day": first_day, "last_day": last_day, "source": "NĐ mới"}
        return enter_vat_rate(pilot, act("taichinh", on=on), **said)

    return entered


def terms(pilot, category="standard"):
    """The last rows of the category: percent, first day, excluded end."""
    rows = VatRate.objects.filter(pilot=pilot, category=category).order_by(F("valid_from").desc(nulls_last=True))[:3]
    return [(row.percent, row.valid_from, row.valid_to) for row in reversed(rows)]


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (dt.date(2021, 6, 1), TEN), (dt.date(2022, 2, 1), EIGHT), (dt.date(2023, 1, 1), TEN),
        (dt.date(2023, 7, 1), EIGHT), (dt.date(2024, 12, 31), EIGHT), (dt.date(2026, 12, 31), EIGHT),
        (dt.date(2027, 1, 1), TEN),
    ],
)  # fmt: skip
def test_the_rate_of_a_day(pilot, day, rate):
    """Each pilot has one rate of each category on any day; 0 % is a rate, and not subject is none."""
    assert rates_as_at(pilot.pk, day) == {"standard": rate, "zero": Decimal(0), "not_subject": None}


def test_zero_and_not_subject_stand_apart_on_a_request():
    assert [(one.rate, one.vat_vnd) for one in vat_sums([(None, 5), (Decimal(0), 7)])] == [(0, 0), (None, 0)]


@pytest.mark.both_engines
def test_a_reduction_goes_on_for_a_year(pilot, enter):
    enter(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert terms(pilot) == [
        ("8", dt.date(2025, 7, 1), dt.date(2027, 1, 1)),
        ("8", dt.date(2027, 1, 1), dt.date(2028, 1, 1)),
        ("10", dt.date(2028, 1, 1), None),
    ]


def test_what_has_not_begun_makes_room_and_is_named(pilot, enter):
    enter(dt.date(2027, 1, 1))
    assert terms(pilot)[-1] == ("8", dt.date(2027, 1, 1), None)
    (replaced,) = AuditEvent.objects.filter(verb="enter_vat_rate").latest("id").after["replaced"]
    assert "48/2024/QH15" in replaced


def test_without_a_last_day_it_lasts_until_the_next(pilot, enter):
    row = enter(dt.date(2026, 12, 1), rate=TEN)
    assert (row.valid_from, row.valid_to) == (dt.date(2026, 12, 1), dt.date(2027, 1, 1))
    assert terms(pilot)[0][2] == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"first_day": dt.date(2025, 7, 1)}, "rate_history"),
        ({"first_day": dt.date(2023, 3, 1), "last_day": dt.date(2024, 3, 1)}, "rate_history"),
        ({"first_day": dt.date(2027, 1, 1), "rate": None}, "rate_needed"),
        ({"first_day": dt.date(2027, 1, 1), "category": "zero"}, "rate_fixed"),
        ({"first_day": dt.date(2027, 1, 1), "category": "not_subject"}, "rate_fixed"),
        ({"first_day": dt.date(2027, 1, 1), "last_day": dt.date(2026, 1, 1)}, "dates"),
    ],
)
def test_refused(enter, given, code):
    assert codes(lambda: enter(**given)) == [code]


def test_another_law_for_the_fixed_ones(pilot, enter):
    enter(dt.date(2030, 1, 1), category="zero", rate=None)
    assert terms(pilot, "zero")[-1] == ("0", dt.date(2030, 1, 1), None)
    enter(dt.date(2030, 1, 1), category="not_subject", rate=None)
    assert terms(pilot, "not_subject")[-1] == ("", dt.date(2030, 1, 1), None)


def test_only_finance_of_the_pilot(pilot, act):
    said = {"category": "standard", "rate": EIGHT, "first_day": dt.date(2030, 1, 1), "last_day": None, "source": "NĐ"}
    with pytest.raises(NotAllowed):
        enter_vat_rate(pilot, act("thuky"), **said)
    with pytest.raises(NotAllowed):
        enter_vat_rate(Pilot.objects.get(code="GIALAI"), act("taichinh"), **said)


@pytest.mark.both_engines
@pytest.mark.parametrize(("category", "rate"), [("standard", 0), ("zero", EIGHT), ("not_subject", 0), ("zero", None)])
def test_the_database_keeps_them_apart(pilot, category, rate):
    VatRate.objects.filter(pilot=pilot, category=category).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        VatRate.objects.create(pilot=pilot, category=category, rate=rate, source="?")


def test_each_pilot_has_its_own(enter):
    enter(dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    other = VatRate.objects.filter(pilot__code="GIALAI")
    assert other.count() == len(RATES)
    assert not other.filter(source="NĐ mới").exists()


# --- what was typed wrong -------------------------------------------------------------------------------------------


def corrected(row, act, **given):
    said = {"rate": row.rate, "first_day": row.valid_from, "last_day": row.period.last_day, "source": row.source}
    return correct_vat_rate(row, act("taichinh", reason="Gõ nhầm."), **said | given)


def test_a_rate_that_no_signed_month_uses_is_put_right_with_its_reason(pilot, as_user, act):
    row = VatRate.objects.get(pilot=pilot, category="standard", valid_from=dt.date(2025, 7, 1))
    client = as_user("taichinh")
    address = reverse("vat-rate-step", args=[row.pk, "correct_vat_rate"])
    assert address in client.get(reverse("vat-rates")).content.decode()
    assert address not in as_user("thuky").get(reverse("vat-rates")).content.decode()
    send(client, address, rate="8,5", reason="Gõ nhầm.")
    row.refresh_from_db()
    assert (row.percent, row.row_version) == ("8.5", 2)
    event = AuditEvent.objects.get(verb="correct_vat_rate")
    assert (event.reason, event.before["rate"], event.after["rate"]) == ("Gõ nhầm.", "0.080", "0.085")
    with refusal("rates_overlap"):
        corrected(row, act, last_day=None)
    with refusal("rate_needed"):
        corrected(row, act, rate=None)


def test_what_both_sides_signed_keeps_its_rate_and_the_months_are_named(pilot, act):
    """The demo has requested months of spring 2021 at 10 %."""
    row = VatRate.objects.as_at(dt.date(2021, 4, 1)).get(pilot=pilot, category="standard")
    for given in ({"rate": EIGHT}, {"first_day": dt.date(2021, 5, 1)}, {"last_day": dt.date(2021, 2, 28)}):
        with pytest.raises(TransitionRefused) as refused:
            corrected(row, act, **given)
        (problem,) = refused.value.problems
        assert problem.code == "rate_used"
        assert "03/2021" in str(problem.message)
    corrected(row, act, source="Luật Thuế giá trị gia tăng 2008, Điều 8")
    assert VatRate.objects.get(pk=row.pk).source.endswith("Điều 8")
