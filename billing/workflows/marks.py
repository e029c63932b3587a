"""The marks of timesheets that a pilot adds to those of the labour-accounting forms.

Purpose: an office's own way to write a day is read without a change of the software. Who acts: the finance officer.
"""

from django.utils.translation import gettext_lazy as _

from billing.calculation.marks import mark_key, read_mark
from billing.models import DayMark
from billing.selectors.marks import FIXED, marks_in
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Pilot


def rule_mark_is_free(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A mark that we write ourselves keeps its meaning, and so do halves; one of the pilot's own is ended first."""
    key, known = mark_key(inputs["mark"]), marks_in(pilot.pk)
    own = DayMark.objects.filter(pilot=pilot, key=key, ended_on=None).exists()
    made_of_others = key not in known and read_mark(key, known) is not None
    if not (key in FIXED or own or made_of_others):
        return []
    return [Problem("mark_known", _("“%(mark)s” has a meaning already; see the list.") % {"mark": inputs["mark"]})]


def rule_leave_takes_time(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Leave and a whole day at work exclude each other."""
    if not inputs["leave"] or inputs["half_days"] < 2:
        return []
    return [Problem("leave_and_work", _("A whole day at work is no leave: choose half a day, or no kind of leave."))]


def rule_own_mark_in_use(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A general mark is everybody's, and what has ended has ended."""
    mark = inputs["day_mark"]
    if mark.pilot_id == pilot.pk and mark.ended_on is None:
        return []
    return [Problem("mark_not_own", _("Only a mark that this pilot added and still uses can be ended."))]


@write("add_day_mark", (rule_mark_is_free, rule_leave_takes_time), label=_("Add a mark"))
def add_day_mark(
    pilot: Pilot, call: Call, *, mark: str, meaning: str, half_days: int, leave: str, source: str
) -> DayMark:
    """From now on timesheets of the pilot may bear the mark. Raises TransitionRefused mark_known, leave_and_work."""
    return DayMark.objects.create(
        pilot=pilot, mark=mark, key=mark_key(mark), meaning=meaning, half_days=half_days, leave=leave, source=source
    )


@write("end_day_mark", (rule_own_mark_in_use,), label=_("End a mark"))
def end_day_mark(pilot: Pilot, call: Call, *, day_mark: DayMark) -> DayMark:
    """The mark is not read any more; what was entered with it stays. Raises TransitionRefused mark_not_own."""
    day_mark.ended_on = call.act.on
    day_mark.save(update_fields=["ended_on"])
    call.note(mark=day_mark.mark)
    return day_mark
