from django.apps import AppConfig
from django.utils.translation import gettext_noop


class DocumentsConfig(AppConfig):
    """Official documents: kinds, numbers, PDFs, signed copies, verification (docs/documents.md)."""

    name = "pilot.platform.documents"
    label = "documents"

    def ready(self) -> None:
        from django.core import checks as system_checks

        from pilot.platform.documents import checks
        from pilot.platform.documents.models import (
            FREE_AFTER_APPROVAL,
            FREE_AFTER_CLOSE,
            FREE_AFTER_NUMBER,
            OfficialDocument,
        )
        from pilot.platform.documents.tasks import render_pending
        from pilot.platform.kernel import checks as verify
        from pilot.platform.kernel import jobs
        from pilot.platform.kernel.guards import Frozen, register

        register(
            Frozen(OfficialDocument, "OLD.approved_at IS NOT NULL", free=FREE_AFTER_APPROVAL, name="approved"),
            Frozen(OfficialDocument, "OLD.number IS NOT NULL", free=FREE_AFTER_NUMBER, name="numbered"),
            Frozen(
                OfficialDocument,
                "OLD.pdf_id IS NOT NULL",
                name="rendered",
                free=tuple({*FREE_AFTER_APPROVAL} - {"pdf_id"}),
            ),
            Frozen(
                OfficialDocument,
                "OLD.status IN ('replaced', 'recalled')",
                free=FREE_AFTER_CLOSE,
                name="closed",
            ),
        )
        jobs.every(gettext_noop("render documents"), 1, lambda on: render_pending())
        verify.register("documents", checks.check_documents)
        system_checks.register(checks.pdf_available, "documents")
