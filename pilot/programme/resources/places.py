"""What the lists of a pilot's agencies and of its sites have in common: two people write them, and two undo them."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import Row, TwoStepResource, Values
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import VERBS, Act
from pilot.platform.text import code_key
from pilot.programme.models import Agency, Pilot, Site
from pilot.programme.resources import cells
from pilot.programme.rules import places as rules
from pilot.programme.workflows.changes import propose, waiting_about


class PlaceSheet(TwoStepResource):
    """A list enters places and puts names right; what else is recorded changes on the page of the place, from a day."""

    key, named_by, identified_by, gives_keys, by_two = "code", "name", (("name",),), True, True
    target = "pilot.Pilot"
    filters = {"pilot": gettext_lazy("Pilot")}
    model: ClassVar[type[Agency | Site]]
    given_code: ClassVar[str]  # what follows on the stem of the pilot in a code that is given: CQ
    recorded: ClassVar[Collection[str]]  # columns that a list does not change
    code_taken: ClassVar[Words]
    elsewhere: ClassVar[Words]  # where they are changed, with what is recorded: %(known)s
    proposed_with: ClassVar[Collection[str]]  # inputs of proposed changes that name such a place

    def agency_of(self, target: Pilot) -> None:
        """The list is the pilot's own: before the first one there may be no agency at all."""

    def next_keys(self, target: Pilot) -> Iterator[str]:
        return rules.next_codes(self.model, f"{rules.stem(target)}-{self.given_code}")

    def check(self, target: Pilot, rows: list[Row], on: dt.date) -> None:
        """What the verbs refuse of one place, of all rows at once. Three or four queries."""
        known = {one.object_id: one.values for one in self.existing(target, on).values()}
        others = self.model.objects.exclude(pk__in=bulk.among(known)).values_list("code", flat=True)
        cells.refuse_taken_codes(rows, set(map(code_key, others)), self.code_taken)
        cells.refuse_taken_names(rows, known)
        for row in rows:
            if row.object_id:
                cells.keep_recorded(self, row, known[row.object_id], self.recorded, self.elsewhere)
            else:
                self.check_new(row)
        self.check_together(rows, known)

    def check_new(self, row: Row) -> None:
        raise NotImplementedError

    def check_together(self, rows: list[Row], known: dict[int, Values]) -> None:
        """Rules about several rows."""

    def change(self, target: Pilot, changes: dict[int, Values]) -> None:
        """Names only (see `check`)."""
        cells.rename(self.model, changes)

    def used(self, created: dict[str, list[int]]) -> list[str]:
        """What people have proposed about the places, or with them."""
        return cells.proposed_about(self.model, created.get(self.writes, []), self.proposed_with)

    def undo(self, batch: ImportBatch, act: Act) -> Any:
        """Two people wrote the list, so a second one confirms that it goes."""
        return propose(VERBS[self.verbs.undo], batch, act, {})

    def undo_waits(self, batch: ImportBatch) -> str:
        return next((reverse("programme-change", args=[one.pk]) for one in waiting_about(batch)), "")
