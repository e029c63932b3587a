"""`manage.py verify`: recompute chains, compare guards, run every check; name each offending row, exit 1 if any."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from pilot.operations import backup
from pilot.platform.kernel import audit, checks


class Command(BaseCommand):
    help = "Recompute the audit chains, compare the guards with the database and check all invariants."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", type=Path, help="heads kept outside: finds a cut tail and a recomputed chain")
        parser.add_argument("--write-head", type=Path, help="write the present heads to this file")

    def handle(self, *, head: Path | None, write_head: Path | None, **_options: object) -> None:
        self.stdout.write(f"database: {backup.database_in_words()}")
        found = 0
        for name, problems in checks.run():
            found += self._report(name, problems)
        if head:
            kept = json.loads(head.read_text())
            found += self._report("kept heads", [p for c, k in kept.items() for p in audit.against_kept_head(c, k)])
        if write_head:
            write_head.write_text(json.dumps(audit.heads(), indent=1))
        self.stdout.write(f"{found} problems")
        if found:
            sys.exit(1)

    def _report(self, name: str, problems: list[str]) -> int:
        self.stdout.write(f"{name}: {len(problems) or 'ok'}")
        for problem in problems:
            self.stdout.write(f"  {problem}")
        return len(problems)
