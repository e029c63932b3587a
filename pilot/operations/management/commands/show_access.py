"""`manage.py show_access`: the tables of pilot/platform/access/roles.py as the Markdown of docs/access.md."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import translation

from pilot.platform.access.roles import ACTS, ANCHOR_OF, SEES, Group, Role


class Command(BaseCommand):
    help = "Print which role is held where, what it sees and what it does."

    def handle(self, **_options: object) -> None:
        with translation.override("en"):
            self.stdout.write(
                "# Who sees and does what\n\n"
                "Printed by `manage.py show_access` from `pilot/platform/access/roles.py`.\n"
            )
            self._groups()
            self._sees()
            self._acts()

    def _groups(self) -> None:
        """Each group of SEES with the models that name it; an official document follows its subject instead."""
        self.stdout.write("\n| group | models |\n|---|---|")
        for group in Group:
            held = [m._meta.label for m in apps.get_models() if getattr(m, "SCOPE_GROUP", None) is group]
            self.stdout.write(f"| {words(group)} | {', '.join(sorted(held)) or 'pages without rows of their own'} |")

    def _sees(self) -> None:
        self.stdout.write("\n| role | held on | sees |\n|---|---|---|")
        for role in Role:
            seen = ", ".join(f"{words(group)} ({breadth})" for group, breadth in SEES[role].items())
            self.stdout.write(f"| {role.label} | {ANCHOR_OF[role].label} | {seen} |")

    def _acts(self) -> None:
        self.stdout.write("\n| verb | role, as which party of the row |\n|---|---|")
        for verb, roles in ACTS.items():
            self.stdout.write(f"| {verb} | {', '.join(f'{role.label} as {party}' for role, party in roles.items())} |")


def words(group: Group) -> str:
    return group.replace("_", " ")
