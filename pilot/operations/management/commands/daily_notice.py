"""`manage.py daily_notice`: write today's notice now and print it; its heads go into a file kept outside."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from pilot.operations.notice import daily_notice
from pilot.platform.kernel.clock import business_day


class Command(BaseCommand):
    help = "Audit heads, what waits, guards and checks, to the administrators and to the screen as JSON."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(daily_notice(business_day()), indent=1, ensure_ascii=False))
