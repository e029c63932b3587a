from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages and commands that see all apps: worklist, desks, search, verify, load_pilots, load_demo."""

    name = "pilot.overview"
    label = "overview"
