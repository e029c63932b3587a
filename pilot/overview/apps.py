import datetime as dt

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages and commands that see all apps: worklist, desks, search, operations, verify, load_pilots,
    load_demo.
    """

    name = "pilot.overview"
    label = "overview"

    def ready(self) -> None:
        from django.utils.translation import gettext_noop

        from pilot.operations import notice
        from pilot.operations import selectors as operations
        from pilot.platform.cases import worklist
        from pilot.platform.kernel import jobs, outbox
        from pilot.programme.selectors.rules import question_items
        from pilot.retention import workflows as retention

        worklist.register(operations.work_items)
        worklist.register(question_items)  # last: people's work comes before the documents'
        jobs.every(gettext_noop("return jobs of dead workers"), 1, jobs.return_jobs)
        jobs.every(notice.NOTICE, dt.time(6), notice.daily_notice)
        jobs.every(gettext_noop("forget finished jobs"), dt.time(2), jobs.forget_finished)
        jobs.every(gettext_noop("delete what its period let go"), dt.time(2, 30), retention.sweep)
        jobs.every(gettext_noop("send the outbox"), 1, outbox.send_due)
