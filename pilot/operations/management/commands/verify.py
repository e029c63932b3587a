"""`manage.py verify`: recompute chains, compare guards, run every check; name each offending row, exit 1 if any.

What was found is kept as a row, too, and stands on the page of the check (operations/verifying.py).
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from pilot.operations import backup, verifying
from pilot.platform.kernel import audit, checks


class Command(BaseCommand):
    help = "Recompute the audit chains, compare the guards with the database and check all invariants."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", type=Path, help="heads kept outside: finds a cut tail and a recomputed chain")
        parser.add_argument("--write-head", type=Path, help="write the present heads to this file")

    def handle(self, *, head: Path | None, write_head: Path | None, **_options: object) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        started_at, found = timezone.now(), dict(self._reported(checks.run()))
        if head:
            kept = json.loads(head.read_text())
            differences = [p for c, k in kept.items() for p in audit.against_kept_head(c, k)]
            found |= self._reported([(verifying.KEPT_HEADS, differences)])
        run = verifying.keep(found, started_at)
        if write_head:
            write_head.write_text(json.dumps(audit.heads(), indent=1))
        self.stdout.write(f"{run.faults} problems")
        if run.faults:
            sys.exit(1)

    def _reported(self, findings: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
        """Each finding as it comes, told."""
        for name, problems in findings:
            self.stdout.write(f"{name}: {len(problems) or 'ok'}")
            for problem in problems:
                self.stdout.write(f"  {problem}")
            yield name, problems
