from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages that see all apps: worklist, search, audit log, help, and the frame around every page."""

    name = "pilot.overview"
    label = "overview"

    def ready(self) -> None:
        from pilot.platform.cases import waiting
        from pilot.programme.cases import QUESTIONS

        waiting.register(QUESTIONS)  # last: people's work comes before the documents'
