"""Guards of the money that need to look at another row; shaped like those of pilot/platform/kernel/guards.py."""

from dataclasses import dataclass

from django.db import models

from pilot.platform.kernel.guards import PREFIX, replaces


@dataclass(frozen=True)
class RefuseWhile:
    """A row is not written while `condition` holds. SQL valid on both engines, with {row} for the row being
    written.

    `lock`: a SELECT … FOR SHARE or FOR UPDATE that PostgreSQL runs first, so that the answer cannot change
    before the
    commit; SQLite has one writer at a time and needs none.
    """

    model: type[models.Model]
    name: str
    condition: str
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    lock: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def sqlite(self) -> dict[str, str]:
        refuse = f"BEGIN SELECT RAISE(ABORT, 'guard: {self.table} {self.name}'); END"
        triggers = {
            self._trigger(event): f"BEFORE {event} ON {self.table} WHEN {self._of(self.condition, event)} {refuse}"
            for event in self.events
        }
        if "DELETE" in self.events:  # INSERT OR REPLACE deletes
            taken = replaces(self.model, self._of(self.condition, "DELETE"))
            triggers[self._trigger("REPLACE")] = f"BEFORE INSERT ON {self.table} WHEN {taken} {refuse}"
        return triggers

    def postgres(self) -> dict[str, tuple[str, str]]:
        triggers = {
            self._trigger(event): (f"BEFORE {event} ON {self.table} FOR EACH ROW", self._body(event))
            for event in self.events
        }
        if "DELETE" in self.events:
            never = f"BEFORE TRUNCATE ON {self.table} FOR EACH STATEMENT", f"BEGIN {self._refuse} END"
            triggers[self._trigger("TRUNCATE")] = never
        return triggers

    @property
    def _refuse(self) -> str:
        return f"RAISE EXCEPTION 'guard: {self.table} {self.name}' USING ERRCODE = '23514';"

    def _body(self, event: str) -> str:
        lock = f"PERFORM {self._of(self.lock, event)};" if self.lock else ""
        refuse = f"IF {self._of(self.condition, event)} THEN {self._refuse} END IF;"
        return f"BEGIN {lock} {refuse} RETURN {self._row(event)}; END"

    def _trigger(self, event: str) -> str:
        return f"{PREFIX}{self.table}_{self.name}_{event.lower()}"

    def _of(self, sql: str, event: str) -> str:
        return sql.format(row=self._row(event))

    @staticmethod
    def _row(event: str) -> str:
        return "OLD" if event == "DELETE" else "NEW"
