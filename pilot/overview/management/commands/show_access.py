"""`manage.py show_access`: the tables of pilot/access/roles.py as the Markdown of docs/access.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from pilot.access.roles import ACTS, ANCHOR_OF, SEES, Role


class Command(BaseCommand):
    help = "Print which role is held where, what it sees and what it does."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(
                "# Who sees and does what\n\nPrinted by `manage.py show_access` from `pilot/access/roles.py`.\n"
            )
            self._sees()
            self._acts()

    def _sees(self) -> None:
        self.stdout.write("\n| role | held on | sees |\n|---|---|---|")
        for role in Role:
            seen = ", ".join(f"{group} ({breadth})" for group, breadth in SEES[role].items())
            self.stdout.write(f"| {role.label} | {ANCHOR_OF[role].label} | {seen} |")

    def _acts(self) -> None:
        self.stdout.write("\n| verb | role, as which party of the row |\n|---|---|")
        for verb, roles in ACTS.items():
            self.stdout.write(f"| {verb} | {', '.join(f'{role.label} as {party}' for role, party in roles.items())} |")
