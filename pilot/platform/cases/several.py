"""One step on several rows that a person has ticked: each on its own, and those that refuse are named."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Model

from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.workflow import Act, Verb


def taken_on_each(verb: Verb, rows: Iterable[Model], act: Act) -> list[str]:
    """Take the step on each row; which of them refused, and why. Each row has a key of its own within that of `act`."""
    return [why for row in rows if (why := _refused(verb, row, act))]


def _refused(verb: Verb, row: Model, act: Act) -> str:
    try:
        verb(row, replace(act, key=act.key and f"{act.key[:40]} {row.pk}", row_version=None))
    except Refused as refused:
        return f"{row}: {refused}"
    return ""
