"""Thresholds of our own: numbers that no document gives, and that a province may set for itself.

One line each: its code (NG01 …, as rules have R01 …), how it is named in code, what it says to a reader, the number
that holds where nobody set another, its unit, and between which numbers it may be set, both included.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from pilot.platform.kernel.types import Words

DAYS = _("days"), ngettext_lazy("%(count)d day", "%(count)d days", "count")
MONTHS = _("months"), ngettext_lazy("%(count)d month", "%(count)d months", "count")
PEOPLE = _("people"), ngettext_lazy("%(count)d person", "%(count)d people", "count")


@dataclass(frozen=True)
class Threshold:
    code: str
    key: str
    title: Words
    default: int
    unit: Words
    counted: Words  # the unit behind a number: "1 day"
    least: int
    most: int

    def said(self, number: int) -> str:
        """The number with its unit."""
        return str(self.counted % {"count": number})


OWN = (
    Threshold("NG01", "soon_days", _("Work counts as due soon so long before its day"), 7, *DAYS, 1, 60),
    Threshold("NG02", "near_days", _("Who came or left stands on a site's page so long"), 30, *DAYS, 1, 180),
    Threshold("NG03", "delegation_months", _("Longest time of one delegation, and ahead of its first day"),
              12, *MONTHS, 1, 24),
    Threshold("NG04", "reserve_people", _("Recognised reserve for each field of a counter post, at least"),
              1, *PEOPLE, 1, 10),
    Threshold("NG05", "calendar_months", _("The working calendar of a year is asked for so long before it"),
              1, *MONTHS, 1, 6),
    Threshold("NG06", "foreseen_days", _("Cover that time alone breaks stands on worklists so long ahead"),
              90, *DAYS, 1, 366),
    Threshold("NG07", "presence_days", _("A withdrawal asks who stands at the counter so long after its day of effect"),
              5, *DAYS, 0, 30),
    Threshold("NG08", "step_days", _("Each step of a withdrawal is due so long after the one before it"),
              10, *DAYS, 1, 90),
)  # fmt: skip
BY_KEY = {one.key: one for one in OWN}
BY_CODE = {one.code: one for one in OWN}
