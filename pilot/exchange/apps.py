from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Workbooks in and out: guard, two-step import, export (docs/exchange.md)."""

    name = "pilot.exchange"
    label = "exchange"
