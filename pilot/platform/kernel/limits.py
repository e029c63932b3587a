"""How often something may be tried, counted in the database before the answer.

`take` is one statement: of twenty guesses at once the database lets through as many as are left. It is called outside
the transaction of a verb, whose rollback would give back what was taken. A limit of one that is given back when the
work is done lets one at a time through; who died over it lets go by the time alone.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from pilot.platform.kernel.audit import keyed_hash
from pilot.platform.kernel.models import Taken


@dataclass(frozen=True)
class Limit:
    """At most `most` within `seconds` from the first one on, for each key."""

    name: str
    most: int
    seconds: int

    def take(self, key: object) -> bool:
        """Whether there was one left for the key; it is used up now."""
        now = timezone.now()
        until = now + dt.timedelta(seconds=self.seconds)
        adapt, table = connection.ops.adapt_datetimefield_value, Taken._meta.db_table
        statement = (
            f"INSERT INTO {table} (key, number, until) VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE SET"  # noqa: S608
            f" number = CASE WHEN {table}.until <= %s THEN 1 ELSE {table}.number + 1 END,"
            f" until = CASE WHEN {table}.until <= %s THEN excluded.until ELSE {table}.until END"
            f" WHERE {table}.until <= %s OR {table}.number < %s RETURNING key"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._key(key), adapt(until), *[adapt(now)] * 3, self.most])
            return cursor.fetchone() is not None

    def give_back(self, key: object) -> None:
        """What was taken does not count: it was right, or it is done."""
        mine = Taken.objects.filter(pk=self._key(key))
        if not mine.filter(number__lte=1).delete()[0]:
            mine.update(number=F("number") - 1)

    @property
    def minutes(self) -> int:
        """After how many minutes, at the latest, the next one is let through; rounded up."""
        return -(-self.seconds // 60)

    def _key(self, key: object) -> str:
        """The address or account is kept as a fingerprint only."""
        return f"{self.name} {keyed_hash(key)}"


def limit(name: str) -> Limit:
    """One of settings.LIMITS."""
    most, seconds = settings.LIMITS[name]
    return Limit(name, most, seconds)


def forget_old(on: dt.date) -> dict[str, int]:
    """Delete what no longer counts; for `tick`."""
    gone, _tables = Taken.objects.filter(until__lte=timezone.now()).delete()
    return {"limits": gone} if gone else {}
