"""Whether a pilot has a rule at all. Where neither its documents nor an adoption give it, nothing is done by it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.programme.models import Pilot
from pilot.programme.selectors.rules import in_force


def rules_missing(pilot: Pilot, on: dt.date, *codes: str) -> list[Problem]:
    """A problem for each of `codes` that is not in force in `pilot` on `on`. One query."""
    found = in_force(pilot.pk, on, *codes)
    words = _(
        "%(rule)s: not stated in the documents of %(pilot)s. Rules of another pilot can be taken over by an explicit act."  # noqa: E501
    )
    lacking = [code for code in codes if code not in found]
    return [Problem("no_rule_in_pilot", words % {"rule": code, "pilot": pilot}) for code in lacking]
