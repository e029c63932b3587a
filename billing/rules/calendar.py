"""Rules of the working calendar and of the VAT rates. Each returns problems; the wording is the message."""

from django.utils.translation import gettext_lazy as _

from billing.models import AcceptanceRecord, Holiday, VatRate, WorkingCalendar
from billing.models.calendar import VatCategory
from billing.selectors.calendar import FIRST_YEAR
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, day_after, show
from pilot.programme.models import Pilot

Problems = list[Problem]
SATURDAY = 5


def rule_year_of_a_calendar(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """A calendar is proposed once, from 2019 on and at most for the next year: notices come a year ahead."""
    year = inputs["year"]
    if not FIRST_YEAR <= year <= act.on.year + 1:
        words = _("Calendars are made from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": act.on.year + 1}
        return [Problem("calendar_year", words, field="year")]
    if WorkingCalendar.objects.filter(pilot=pilot, year=year).exists():
        return [Problem("calendar_known", _("There is a calendar of this year already."), field="year")]
    return []


def rule_day_of_the_year(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """A day, or of a swap one of its two, lies in the year; the other half of a swap is entered in its own year."""
    if calendar.year in {day.year for day in (inputs["day"], inputs["worked"]) if day}:
        return []
    words = _("None of these days lies in %(year)d.") % {"year": calendar.year}
    return [Problem("calendar_other_year", words, field="day")]


def rule_swap_of_a_weekday(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """A weekday is swapped for a day of a weekend; what is no working day anyhow needs none in exchange."""
    if not inputs["worked"]:
        return []
    found = []
    if inputs["day"].weekday() >= SATURDAY:
        found.append(Problem("swap_weekday", _("The day off of a swap is a day from Monday to Friday."), field="day"))
    if inputs["worked"].weekday() < SATURDAY:
        found.append(Problem("swap_weekend", _("What is worked instead is a Saturday or Sunday."), field="worked"))
    return found


def rule_day_is_free(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """A day stands once in a calendar. Whoever wants it to be something else takes it out first."""
    known = calendar.lines.filter(ended_on=None, day__in=[day for day in (inputs["day"], inputs["worked"]) if day])
    words = _("%(day)s is in the calendar already: %(name)s. Take it out first.")
    return [Problem("calendar_day_known", words % {"day": f"{row.day:%d/%m/%Y}", "name": row.name}) for row in known]


def rule_notice_was_given(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """A notice is not of a day to come."""
    if inputs["notice_date"] <= act.on:
        return []
    return [Problem("notice_in_future", _("The date of the notice has not come yet."), field="notice_date")]


def rule_line_counts(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """What was taken out is out."""
    line: Holiday = inputs["line"]
    if line.ended_on is None:
        return []
    return [Problem("calendar_day_out", _("This day is taken out already."))]


def rule_calendar_has_days(calendar: WorkingCalendar, act: Act, inputs: Inputs) -> Problems:
    """A year without a day off is none that somebody has looked at."""
    if calendar.lines.filter(kind=Holiday.Kind.OFF).exists():
        return []
    return [Problem("calendar_empty", _("No day off stands in this calendar yet."))]


def rule_rate_of_its_category(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """At the rate of the month there is a rate; 0 % is 0, and what is not subject to the tax has none."""
    if (inputs["category"] == VatCategory.STANDARD) == (inputs["rate"] is not None):
        return []
    if inputs["rate"] is None:
        return [Problem("rate_needed", _("Enter the rate in percent."), field="rate")]
    return [Problem("rate_fixed", _("This category has no rate to be entered: leave it empty."), field="rate")]


def rule_corrected_rate_of_its_category(row: VatRate, act: Act, inputs: Inputs) -> Problems:
    """The category stays; what it asks of the rate stays, too."""
    return rule_rate_of_its_category(row.pilot, act, inputs | {"category": row.category})


def rule_rate_dates(pilot: Pilot | VatRate, act: Act, inputs: Inputs) -> Problems:
    """The last day is not before the first; the end may be open."""
    if inputs["last_day"] is None or inputs["first_day"] is None or inputs["last_day"] >= inputs["first_day"]:
        return []
    return [Problem("dates", _("The last day lies before the first day."), field="last_day")]


def rule_rate_history_stays(pilot: Pilot, act: Act, inputs: Inputs) -> Problems:
    """A rate that has begun is cut short at most: what held once stays in the table."""
    if rule_rate_dates(pilot, act, inputs):
        return []
    term = Period.inclusive(inputs["first_day"], inputs["last_day"])
    begun = VatRate.objects.filter(pilot=pilot, category=inputs["category"], valid_from__lte=act.on)
    if not any(row.valid_from and term.contains(row.valid_from) for row in begun):
        return []
    words = _("Another rate of this category has begun in this time already; it stays as it is.")
    return [Problem("rate_history", words, field="first_day")]


def rule_rates_apart(row: VatRate, act: Act, inputs: Inputs) -> Problems:
    """On each day a category has one rate."""
    if rule_rate_dates(row, act, inputs):
        return []
    others = VatRate.objects.filter(pilot=row.pilot_id, category=row.category).exclude(pk=row.pk)
    term = Period(inputs["first_day"], day_after(inputs["last_day"]))
    clash = next((other for other in others if other.period.overlaps(term)), None)
    if clash is None:
        return []
    words = _("On some of these days another rate of this category holds: %(rate)s, %(days)s.")
    return [Problem("rates_overlap", words % {"rate": clash, "days": show(clash.period)}, field="first_day")]


def rule_signed_months_keep_their_rate(row: VatRate, act: Act, inputs: Inputs) -> Problems:
    """Minutes and requests that were signed name the tax: no correction changes what both sides have signed."""
    if rule_rate_dates(row, act, inputs):
        return []
    term = Period(inputs["first_day"], day_after(inputs["last_day"]))
    rate = row.rate if row.category == VatCategory.ZERO else inputs["rate"]
    signed = AcceptanceRecord.objects.filter(pilot=row.pilot_id, status=AcceptanceRecord.Status.SIGNED)
    with_tax = signed.filter(lines__line__vat_category=row.category)
    months = with_tax.order_by("timesheet__month__month").values_list("timesheet__month__month", flat=True).distinct()
    touched = [
        month for month in months
        if row.period.contains(month) != term.contains(month) or (term.contains(month) and rate != row.rate)
    ]  # fmt: skip
    if not touched:
        return []
    words = _(
        "The acceptance of these months is signed with this rate, and stays: %(months)s. A decree that changes the rate"
        " is entered from its own day on."
    )
    named = ", ".join(f"{month:%m/%Y}" for month in touched)
    return [Problem("rate_used", words % {"months": named}, field="rate")]
