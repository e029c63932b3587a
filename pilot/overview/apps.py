from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages that see all apps: worklist, search, audit log, help, and the frame around every page."""

    name = "pilot.overview"
    label = "overview"

    def ready(self) -> None:
        from pilot.platform.cases import waiting, worklist
        from pilot.programme.cases import QUESTIONS
        from pilot.programme.selectors.rules import question_items

        worklist.register(question_items)  # last: people's work comes before the documents'
        waiting.register(QUESTIONS)
