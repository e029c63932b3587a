import datetime as dt

from django.apps import AppConfig, apps
from django.utils.translation import gettext_noop


class OperationsConfig(AppConfig):
    """What runs by itself, and the commands of whoever runs the installation (docs/operations.md)."""

    name = "pilot.operations"
    label = "operations"

    def ready(self) -> None:
        from django.core import checks as system_checks
        from django.db.models.signals import post_migrate

        from pilot.operations.notice import NOTICE, daily_notice
        from pilot.operations.releases import check_release
        from pilot.operations.serving import check_serving_role, grant_after_migrate
        from pilot.operations.work import WORK
        from pilot.operations.workers import return_jobs
        from pilot.platform.cases import waiting
        from pilot.platform.kernel import jobs, limits, outbox

        system_checks.register(check_release, system_checks.Tags.database)
        system_checks.register(check_serving_role, system_checks.Tags.database, deploy=True)
        # Django sends the signal for apps with models only
        post_migrate.connect(grant_after_migrate, sender=apps.get_app_config("kernel"), dispatch_uid="serving role")
        waiting.register(*WORK)
        jobs.every(gettext_noop("return jobs of dead workers"), 1, return_jobs)
        jobs.every(NOTICE, dt.time(6), daily_notice)
        jobs.every(gettext_noop("send the outbox"), 1, outbox.send_due)
        jobs.every(gettext_noop("forget old limits"), 60, limits.forget_old)
