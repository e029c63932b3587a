"""Checks of documents: what `manage.py verify` finds wrong, and whether this machine can make PDFs at all."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db.models import Count

from pilot.documents import render
from pilot.documents.models import NumberSeries, OfficialDocument
from pilot.documents.registry import KINDS, NumberMode
from pilot.kernel import audit


def check_documents() -> Iterator[str]:
    """Years, heads of the chain, and series without gaps."""
    for document in OfficialDocument.objects.exclude(number=None).select_related("pilot").iterator(500):
        name = f"document {document.pk} ({document.number})"
        if document.issued_on.year != document.year:
            yield f"{name}: the year is not that of its date"
        if document.chain_length:
            kept = {"length": document.chain_length, "head": document.chain_head}
            yield from (f"{name}: {line}" for line in audit.against_kept_head(document.pilot.code, kept))
    yield from _gaps()


def _gaps() -> Iterator[str]:
    """A series has as many documents as its counter says."""
    for series in NumberSeries.objects.all():
        codes = [
            k.code for k in KINDS.values() if k.numbers is NumberMode.OWN and (k.series or k.code) == series.series
        ]
        given = OfficialDocument.objects.filter(
            kind__in=codes, year=series.year, issuer=series.issuer_id, site=series.site_id
        ).aggregate(n=Count("pk"))["n"]
        if given != series.last:
            yield f"number series {series}: {given} documents"


def pdf_available(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """At start-up: say that PDFs are off instead of ending the process at the first one."""
    reason = render.unavailable()
    return [Warning(reason, id="documents.W001")] if reason else []
