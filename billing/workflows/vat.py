"""The VAT rates of a pilot: dated rows, each with the decree that orders it.

Purpose: a new decree is entered when it is out, and what held before stays to be read; what was typed wrong is put
right while nobody has signed anything that rests on it. Who acts: the finance officer.
"""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.models import VatRate
from billing.models.calendar import VatCategory
from billing.rules import calendar as rules
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.platform.periods import Period, day_after
from pilot.programme.models import Pilot

VAT = Workflow(
    "vat_rate", _("VAT rate"),
    [Transition("correct_vat_rate", (), None, _("Correct a typing error"), reason=True, corrects=True)],
)  # fmt: skip


@write(
    "enter_vat_rate",
    (rules.rule_rate_of_its_category, rules.rule_rate_dates, rules.rule_rate_history_stays),
    label=_("Enter a VAT rate"),
)
def enter_vat_rate(
    pilot: Pilot, call: Call, *, category: str, rate: Decimal | None, first_day: dt.date, last_day: dt.date | None,
    source: str,
) -> VatRate:  # fmt: skip
    """A rate (part of one) from the first to the last day; without a last day until the next known one begins.

    The row before it ends; one that lasts longer goes on after it; one that has not begun makes room. What was
    requested keeps its rate. Raises TransitionRefused rate_needed, rate_fixed, dates, rate_history.
    """
    known = list(VatRate.objects.filter(pilot=pilot, category=category).order_by("valid_from"))
    later = (row.valid_from for row in known if row.valid_from and row.valid_from > first_day)
    term = Period(first_day, day_after(last_day) if last_day else next(later, None))
    call.note(replaced=[f"{row} {row.source}" for row in known if not make_room(row, term)])
    if category == VatCategory.ZERO:
        rate = Decimal(0)
    return VatRate.objects.create(
        pilot=pilot, category=category, rate=rate, valid_from=term.start, valid_to=term.end, source=source
    )


def make_room(row: VatRate, term: Period) -> bool:
    """Cut the row so that it leaves the term free; False when nothing of it is left."""
    own = row.period
    if not own.overlaps(term):
        return True
    before = term.start is not None and (own.start is None or own.start < term.start)
    after = term.end is not None and (own.end is None or own.end > term.end)
    if not before and not after:
        row.delete()
        return False
    if before:
        VatRate.objects.filter(pk=row.pk).update(valid_to=term.start)
        row.pk = None  # what is left after the term is a row of its own
    if after:
        row.valid_from = term.end
        row.save()
    return True


@VAT.verb(
    "correct_vat_rate",
    rules=(
        rules.rule_corrected_rate_of_its_category, rules.rule_rate_dates, rules.rule_rates_apart,
        rules.rule_signed_months_keep_their_rate,
    ),
)  # fmt: skip
def correct_vat_rate(
    row: VatRate, call: Call, *, rate: Decimal | None, first_day: dt.date | None, last_day: dt.date | None, source: str
) -> None:
    """Put right the rate (part of one), its days (both included) or its decree.

    Raises TransitionRefused rate_needed, rate_fixed, dates, rates_overlap, rate_used.
    """
    term = Period(first_day, day_after(last_day))
    row.rate = Decimal(0) if row.category == VatCategory.ZERO else rate
    row.valid_from, row.valid_to, row.source = term.start, term.end, source
