"""The demo's business day: its administrator moves it, by a year at most, and never behind what was done."""

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent, DemoClock
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.platform.periods import add_months
from pilot.programme.models import Pilot

NOT_WORK = ("move_demo_clock", "sign_in", "sign_out")  # happens on a business day and decides nothing


def locked_clock() -> DemoClock:
    """The one row, locked: two who move it take turns, and the second sees what the first did."""
    DemoClock.objects.get_or_create(id=1, defaults={"day": DEMO_START})
    return DemoClock.objects.select_for_update().get(id=1)


def last_day_at_work() -> dt.date:
    """The last business day on which somebody did something; DEMO_START before anything was done."""
    done = AuditEvent.objects.filter(outcome=AuditEvent.Outcome.DONE).exclude(verb__in=NOT_WORK)
    return done.aggregate(last=Max("business_day"))["last"] or DEMO_START


def rule_clock_not_behind_what_was_done(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What was decided on a day must not come to lie in the future; as long as nothing was, the way back is open.

    Under the lock of the clock, as the next rule: where somebody else has moved it since the day of the act was read,
    nobody turns it back unseen.
    """
    today = locked_clock().day
    last = last_day_at_work() if act.on == today else today
    if inputs["day"] >= last:
        return []
    words = _("Something was done on %(day)s: the business day cannot lie before it.")
    return [Problem("clock_back", words % {"day": f"{last:%d/%m/%Y}"})]


def rule_clock_a_year_at_most(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A typing error in the year is no move: whoever means it moves again."""
    furthest = add_months(locked_clock().day, 12)
    if inputs["day"] <= furthest:
        return []
    words = _("One move goes a year ahead at most, to %(day)s. Correct the year, or move several times.")
    return [Problem("clock_far", words % {"day": f"{furthest:%d/%m/%Y}"})]


@write(
    "move_demo_clock",
    rules=(rule_clock_not_behind_what_was_done, rule_clock_a_year_at_most),
    label=_("Move the day"),
)
def move_demo_clock(pilot: Pilot, call: Call, *, day: dt.date) -> None:
    """Set the demo's business day. Raises TransitionRefused clock_back, clock_far."""
    clock = locked_clock()
    call.note(day_before=clock.day, day=day)
    clock.day = day
    clock.save()
