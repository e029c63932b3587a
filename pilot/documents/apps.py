from django.apps import AppConfig
from django.utils.translation import gettext_noop


class DocumentsConfig(AppConfig):
    """Official documents: kinds, numbers, PDFs, signed copies, verification (docs/documents.md)."""

    name = "pilot.documents"
    label = "documents"

    def ready(self) -> None:
        from django.core import checks as system_checks

        from pilot.documents import checks
        from pilot.documents.models import (
            FREE_AFTER_APPROVAL,
            FREE_AFTER_CLOSE,
            FREE_AFTER_NUMBER,
            OfficialDocument,
        )
        from pilot.documents.resources import DocumentList
        from pilot.documents.selectors import search as documents_found
        from pilot.documents.selectors import work_items
        from pilot.documents.tasks import render_pending
        from pilot.exchange.resource import register_export
        from pilot.kernel import checks as verify
        from pilot.kernel import jobs
        from pilot.kernel.guards import Frozen, register
        from pilot.selectors import search, worklist

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
        worklist.register(work_items)
        search.register(documents_found)
        register_export(DocumentList)
        jobs.every(gettext_noop("render documents"), 1, lambda on: render_pending())
        verify.register("documents", checks.check_documents)
        system_checks.register(checks.pdf_available, "documents")
