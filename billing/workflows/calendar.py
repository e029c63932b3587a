"""The working calendar of a pilot and year.

Purpose: a month is reckoned with the days off that somebody answers for. The package `holidays` proposes them, since
Tết, compensatory and swapped days are decided anew each year; finance takes out, adds what a notice orders, and
confirms. Source: Bộ luật Lao động 2019, Điều 111, 112. Who acts: the finance officer, alone: no document asks for a
second person, and each day that was entered names the notice behind it. After the confirmation a day is entered, or
taken out, by its notice only; what was signed keeps its days.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from billing.calculation.proposal import SWAPPED, WORKED_FOR, proposed_days
from billing.models import Holiday, WorkingCalendar
from billing.rules import calendar as rules
from billing.selectors.calendar import years_needed
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Pilot
from pilot.programme.workflows.acting import person_of

S, Kind = WorkingCalendar.Status, Holiday.Kind
CALENDAR = Workflow(
    "working_calendar",
    _("Working calendar"),
    [
        Transition("add_calendar_day", (S.PROPOSED, S.CONFIRMED), None, _("Enter a day")),
        Transition("remove_calendar_day", (S.PROPOSED,), None, _("Take out")),
        Transition("end_calendar_day", (S.CONFIRMED,), None, _("Take out by a notice")),
        Transition("confirm_calendar", (S.PROPOSED,), S.CONFIRMED, _("Confirm the calendar"), signed=True),
    ],
)


class Notice(TypedDict):
    """What orders a day: number and symbol, date, issuer."""

    notice_number: str
    notice_date: dt.date
    notice_issuer: str


@write("propose_calendar", (rules.rule_year_of_a_calendar,), label=_("Propose a calendar"))
def propose_calendar(pilot: Pilot, call: Call, *, year: int) -> WorkingCalendar:
    """The days off of the year as the package knows them. Raises TransitionRefused calendar_year, calendar_known."""
    source, days = proposed_days(year)
    calendar = WorkingCalendar.objects.create(pilot=pilot, year=year, source=source)
    Holiday.objects.bulk_create(
        Holiday(
            pilot=pilot, calendar=calendar, day=row.day, name=row.name, exchange=row.exchange, source=source,
            kind=Kind.WORKED if row.worked else Kind.OFF,
        )
        for row in days
    )  # fmt: skip
    return calendar


def propose_needed(on: dt.date) -> int:
    """Propose the calendars that contracts need and nobody has proposed; how many. Every day, by itself."""
    wanted = [(pilot, year) for pilot in Pilot.objects.all() for year in years_needed(pilot.pk, on)]
    for pilot, year in wanted:
        propose_calendar(pilot, Act(on=on, source="tick"), year=year)
    return len(wanted)


@CALENDAR.verb(
    "add_calendar_day",
    rules=(
        rules.rule_day_of_the_year,
        rules.rule_swap_of_a_weekday,
        rules.rule_day_is_free,
        rules.rule_notice_was_given,
    ),
)
def add_calendar_day(
    calendar: WorkingCalendar, call: Call, *, day: dt.date, name: str, worked: dt.date | None, **notice: Unpack[Notice]
) -> None:
    """A day off by a notice, and with `worked` the weekend day that is worked for it.

    Of a swap over the turn of a year only the half in this year. In a confirmed calendar it counts from now on.
    Raises TransitionRefused calendar_other_year, swap_weekday, swap_weekend, calendar_day_known, notice_in_future.
    """
    added_on = call.act.on if calendar.status == S.CONFIRMED else None
    halves = [(day, Kind.OFF, name or SWAPPED, worked), (worked, Kind.WORKED, WORKED_FOR, day)]
    rows = [
        Holiday(
            pilot=calendar.pilot, calendar=calendar, day=of, kind=kind, name=words, exchange=exchange,
            added_on=added_on, **notice,
        )
        for of, kind, words, exchange in halves
        if of and of.year == calendar.year
    ]  # fmt: skip
    Holiday.objects.bulk_create(rows)
    call.note(days=in_words(rows), **notice)


@CALENDAR.verb("remove_calendar_day")
def remove_calendar_day(calendar: WorkingCalendar, call: Call, *, line: Holiday) -> None:
    """Take a day out of a proposed calendar, and with it the day in exchange."""
    rows = halves_of(line)
    call.note(days=in_words(rows))
    calendar.lines.filter(pk__in=[row.pk for row in rows]).delete()


@CALENDAR.verb("end_calendar_day", rules=(rules.rule_line_counts, rules.rule_notice_was_given))
def end_calendar_day(calendar: WorkingCalendar, call: Call, *, line: Holiday, **notice: Unpack[Notice]) -> None:
    """Take a day out of a confirmed calendar by a notice, with the day in exchange; both stay to be read.

    Raises TransitionRefused calendar_day_out, notice_in_future.
    """
    rows, said = halves_of(line), Holiday(**notice).ground
    calendar.lines.filter(pk__in=[row.pk for row in rows]).update(ended_on=call.act.on, ended_by_notice=said)
    call.note(days=in_words(rows), **notice)


def halves_of(line: Holiday) -> list[Holiday]:
    """The day, and the other half of its swap where that lies in the same year."""
    if line.exchange is None:
        return [line]
    return [line, *line.calendar.lines.filter(ended_on=None, exchange=line.day, day=line.exchange)]


def in_words(rows: Iterable[Holiday]) -> str:
    """Days with their names, as the history tells of them."""
    return ", ".join(map(str, rows))


@CALENDAR.verb("confirm_calendar", rules=(rules.rule_calendar_has_days,))
def confirm_calendar(calendar: WorkingCalendar, call: Call) -> None:
    """From now on months of the year are opened with it. Raises TransitionRefused calendar_empty."""
    calendar.confirmed_at, calendar.confirmed_by = call.act.at, person_of(call.act)
