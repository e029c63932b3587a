"""`manage.py show_workflows`: the transition tables and who may do each step, as the Markdown of docs/workflows.md."""

from django.core.management.base import BaseCommand
from django.urls import get_resolver
from django.utils import translation

from pilot.platform.access.roles import ACTS
from pilot.platform.kernel.workflow import WORKFLOWS, Workflow

HEADS = ("verb", "from", "to", "who", "not who", "signed", "by two")


class Command(BaseCommand):
    help = "Print every workflow as a table."

    def handle(self, **_options: object) -> None:
        with translation.override("en"):
            self.stdout.write("# Workflows\n\nPrinted by `manage.py show_workflows` from the tables in the code.\n")
            for flow in known():
                self.stdout.write(f"\n## {flow.title}\n\n| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}\n")
                for t in flow.transitions.values():
                    who = ", ".join(f"{role.label} as {party}" for role, party in ACTS[t.verb].items())
                    sources = ", ".join(str(getattr(s, "value", s)) for s in t.sources)
                    target = str(getattr(t.target, "value", t.target) or "–")
                    made = ", ".join(t.not_by)
                    signed, by_two = ("yes" if one else "" for one in (t.signed, t.by_two))
                    cells = (t.verb, sources, target, who, made, signed, by_two)
                    self.stdout.write(f"| {' | '.join(cells)} |\n", ending="")


def known() -> list[Workflow]:
    """Every workflow is known once the addresses are."""
    get_resolver().check()
    return sorted(WORKFLOWS.values(), key=lambda flow: flow.name)
