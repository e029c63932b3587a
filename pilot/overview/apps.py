from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages that see all apps: worklist, search, audit log, help, and the frame around every page."""

    name = "pilot.overview"
    label = "overview"

    def ready(self) -> None:
        from pilot.overview.resources import AuditList
        from pilot.platform.cases import waiting
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.programme.cases import QUESTIONS

        register_list(AuditList)
        waiting.register(QUESTIONS)  # last: people's work comes before the documents'
