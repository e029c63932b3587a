"""`manage.py tick`, each minute: run what is due. Safe to run twice at once and to be killed at any point."""

import signal

from django.core.management.base import BaseCommand

from pilot.platform.kernel import jobs
from pilot.platform.kernel.clock import business_day

LIMIT_SECONDS = 600  # one that hangs ends, so that the next can begin


class Command(BaseCommand):
    help = "Run what is due: jobs of dead workers, outbox, daily notice, what the apps registered."
    requires_system_checks: list[str] = []

    def handle(self, **_options: object) -> None:
        signal.alarm(LIMIT_SECONDS)
        for line in jobs.tick(business_day()):
            self.stdout.write(line)
        signal.alarm(0)
