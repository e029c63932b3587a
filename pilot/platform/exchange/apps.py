from django.apps import AppConfig
from django.utils.translation import gettext_noop


class ExchangeConfig(AppConfig):
    """Workbooks in and out: guard, two-step import, export (docs/exchange.md)."""

    name = "pilot.platform.exchange"
    label = "exchange"

    def ready(self) -> None:
        from pilot.platform.exchange.importing import check_stranded
        from pilot.platform.kernel import jobs

        jobs.every(gettext_noop("check lists left behind"), 1, lambda on: check_stranded())
