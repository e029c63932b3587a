from django.apps import AppConfig


class FactsConfig(AppConfig):
    """What the documents say, as files, and their loader."""

    name = "pilot.facts"
    label = "facts"
