"""The marks that hold in a pilot, and the one mark that we write for what a cell says."""

from django.db.models import F, Q, QuerySet

from billing.calculation.marks import Worth, mark_key
from billing.models import DayMark
from pilot.platform.vietnamese import search_key
from staffing.models import MARK_OF, Leave

WORK = {0: "0", 1: "0,5", 2: "1"}
FIXED = {mark_key(mark): Worth(0, leave) for leave, mark in MARK_OF.items()} | {
    mark_key(text): Worth(half_days) for half_days, text in WORK.items()
}


def written(worth: Worth) -> str:
    """The mark that we write: 1, 0,5, 0, P, P/2. Read again it says the same in every pilot."""
    if not worth.leave:
        return WORK[worth.half_days]
    return MARK_OF[worth.leave] + ("/2" if worth.half_days else "")


def marks_in(pilot_id: int) -> dict[str, Worth]:
    """What the marks say that a pilot uses, by their keys: the general ones and its own, which go before. One query."""
    return {row.key: row.worth for row in reversed(rows_in(pilot_id))} | FIXED


def meanings_in(pilot_id: int) -> dict[str, Worth]:
    """What the words say by which the marks of a pilot, and the kinds of leave, are explained. One query."""
    kinds = {search_key(str(leave.label)): Worth(0, leave.value) for leave in Leave}
    return kinds | {search_key(row.meaning): row.worth for row in reversed(rows_in(pilot_id))}


def rows_in(pilot_id: int) -> QuerySet[DayMark]:
    """The marks that hold in a pilot, its own first."""
    rows = DayMark.objects.filter(Q(pilot=None) | Q(pilot=pilot_id), ended_on=None)
    found: QuerySet[DayMark] = rows.order_by(F("pilot").desc(nulls_last=True), "id")
    return found
