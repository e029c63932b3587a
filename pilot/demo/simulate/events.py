"""What the made-up people did: kept in memory, put into the order of its days, and appended to the audit chains."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils import timezone

from pilot.platform.kernel import audit, workflow
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import Row
from pilot.platform.kernel.workflow import Act, Call
from pilot.programme.models import User

SOURCE = "simulate"


@dataclass(frozen=True)
class Actor:
    """Somebody with an account, and in which capacity: "payer@agency:12"."""

    user: User
    capacity: str

    def call(self, day: dt.date, *wrote: Model) -> Call:
        """An attempt on that day that has written these rows of append-only tables."""
        call = Call(Act(user=self.user, on=day, at=moment(day), source=SOURCE), None)
        call.wrote(*wrote)
        return call


@cache
def moment(day: dt.date, hour: int = 9) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


@dataclass
class Log:
    """Events by chain, not yet linked."""

    events: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def did(self, verb: str, row: Model, day: dt.date, who: Actor, /, *wrote: Model, **after: object) -> None:
        """One event; `wrote` as in Call.wrote, `before` among the facts is what was before."""
        before = after.pop("before", {})
        self.events[workflow.policy.chain(row)].append({
            "outcome": AuditEvent.Outcome.DONE, "verb": verb, "at": moment(day), "business_day": day,
            "object_type": row._meta.label, "object_id": str(row.pk), "user": who.user, "capacity": who.capacity,
            "before": before, "after": after | (who.call(day, *wrote).notes if wrote else {}), "source": SOURCE,
            "reason": "Minh họa.",
        })  # fmt: skip

    def made(self, verb: str, row: Model, day: dt.date, who: Actor, /, *wrote: Model, **notes: object) -> None:
        """A row that came about by the verb, as it then was."""
        self.did(verb, row, day, who, *wrote, **audit.snapshot(row) | notes)

    def moved(
        self, verb: str, row: Model, day: dt.date, who: Actor, /, *wrote: Model, way: str, **notes: object
    ) -> None:
        """A step of a workflow. `way`: "submitted checked", the status before and after it."""
        before, after = way.split()
        self.did(verb, row, day, who, *wrote, before={"status": before}, status=after, **notes)

    def __len__(self) -> int:
        return sum(map(len, self.events.values()))

    def write(self) -> None:
        """Append everything in the order of the days."""
        for chain, events in self.events.items():
            audit.append_all(chain, sorted(events, key=lambda event: str(event["business_day"])))


def save(rows: Iterable[Row]) -> list[Row]:
    """Insert rows of one model, which then have their ids."""
    rows = list(rows)
    return type(rows[0])._base_manager.bulk_create(rows, batch_size=2000) if rows else rows


def link(through: type[Model], pairs: Iterable[tuple[Model, Model]]) -> None:
    """Rows of a table between two models, whose keys stand in this order in it."""
    first, second = [f.attname for f in through._meta.concrete_fields if f.is_relation]
    save(through(**{first: one.pk, second: other.pk}) for one, other in pairs)
