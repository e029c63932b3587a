"""Rendering after the commit, by the job worker; `render_pending` is for `tick`, for what a dead worker left."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import F, QuerySet
from django_tasks import task

from pilot.platform.documents import render
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.filing import file_pdf
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.workflow import Act

MOST_TRIES = 3  # then it waits on the issuer's worklist
LEAVE_TO_WORKER = dt.timedelta(minutes=1)
log = logging.getLogger(__name__)


@task()
def render_document(document_id: int) -> None:
    """Render one issued document and file its PDF; doing it twice has one effect. A failure is noted on the row."""
    render_one(OfficialDocument.objects.select_related("pilot", "issuer", "site", "replaces").get(pk=document_id))


def render_one(document: OfficialDocument) -> bool:
    """Whether the document has its PDF afterwards. Never raises: the decision stands, with or without a PDF."""
    if document.pdf_id:
        return True
    try:
        _file_once(document, render.pdf(html_of(document)))
    except render.PdfOff:
        return False  # no try is counted: the machine is to be set up, not the document
    except Exception as error:
        log.exception("document %s was not rendered", document.pk)
        note = f"{type(error).__name__}: {error}"[:200]
        OfficialDocument.objects.filter(pk=document.pk).update(render_tries=F("render_tries") + 1, render_error=note)
        return False
    return True


def _file_once(document: OfficialDocument, pdf: bytes) -> None:
    """The worker and `tick` may render one document at the same time: the second PDF is dropped without a word."""
    with transaction.atomic():
        if OfficialDocument.objects.select_for_update().filter(pk=document.pk, pdf=None).exists():
            file_pdf(document, Act(source="render"), pdf=pdf)


def pending() -> QuerySet[OfficialDocument]:
    """Issued documents in force that still lack their PDF."""
    return OfficialDocument.objects.filter(status__in=OfficialDocument.IN_FORCE, pdf=None)


def render_pending(most: int = 20) -> int:
    """Render what is overdue, at most `most` documents, and return how many got their PDF. Safe to repeat."""
    overdue = pending().filter(render_tries__lt=MOST_TRIES, numbered_at__lte=business_moment() - LEAVE_TO_WORKER)
    rows = overdue.select_related("pilot", "issuer", "site", "replaces").order_by("id")[:most]
    return sum(render_one(document) for document in rows)
