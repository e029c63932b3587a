from django.apps import AppConfig
from django.utils.translation import gettext_noop


class DocumentsConfig(AppConfig):
    """Official documents: kinds, numbers, PDFs, signed copies, verification (docs/documents.md)."""

    name = "pilot.platform.documents"
    label = "documents"

    def ready(self) -> None:
        from django.core import checks as system_checks

        from pilot.platform.documents import checks
        from pilot.platform.documents.guards import GUARDS
        from pilot.platform.documents.tasks import render_pending
        from pilot.platform.kernel import checks as verify
        from pilot.platform.kernel import guards, jobs

        guards.register(*GUARDS)
        jobs.every(gettext_noop("render documents"), 1, lambda on: render_pending())
        verify.register(gettext_noop("documents"), checks.check_documents)
        system_checks.register(checks.pdf_available, "documents")
