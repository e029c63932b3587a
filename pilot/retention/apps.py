import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class RetentionConfig(AppConfig):
    """How long personal data is kept, and the erasure of a person (docs/retention.md)."""

    name = "pilot.retention"
    label = "retention"

    def ready(self) -> None:
        from pilot.platform.kernel import jobs
        from pilot.retention.workflows import sweep

        jobs.every(gettext_noop("delete what its period let go"), dt.time(2, 30), sweep)
