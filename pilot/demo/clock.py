"""The demo's business day: its administrator moves it forward, never back."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import DemoClock
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Pilot


def locked_clock() -> DemoClock:
    """The one row, locked: two who move it take turns, and the second sees what the first did."""
    DemoClock.objects.get_or_create(id=1, defaults={"day": DEMO_START})
    return DemoClock.objects.select_for_update().get(id=1)


def rule_clock_only_forward(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """What was decided on a day must not come to lie in the future. Compared with the clock itself, under its lock:
    the day of the act was read before.
    """
    if inputs["day"] > locked_clock().day:
        return []
    return [Problem("clock_back", _("The business day only moves forward."))]


@write("move_demo_clock", rules=(rule_clock_only_forward,), label=_("Move the day"))
def move_demo_clock(pilot: Pilot, call: Call, *, day: dt.date) -> None:
    """Set the demo's business day. Raises TransitionRefused clock_back."""
    clock = locked_clock()
    call.note(day_before=clock.day, day=day)
    clock.day = day
    clock.save()
