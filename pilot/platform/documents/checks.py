"""Checks of documents: what `manage.py verify` finds wrong, and whether this machine can make PDFs at all."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop

from pilot.platform.documents import render
from pilot.platform.documents.models import NumberSeries, OfficialDocument
from pilot.platform.documents.registry import KINDS, NumberMode
from pilot.platform.kernel import audit
from pilot.platform.kernel.faults import Fault
from pilot.platform.kernel.models import AuditEvent


def check_documents() -> Iterator[str]:
    """Years, heads of the chain, and series without gaps."""
    then = AuditEvent.objects.filter(chain=OuterRef("pilot__code"), seq=OuterRef("chain_length")).order_by()
    numbered = OfficialDocument.objects.exclude(number=None).defer("snapshot").select_related("pilot")
    with_hash: QuerySet[Any] = numbered.annotate(hash_now=Subquery(then.values("hash")))
    for document in with_hash.iterator(500):
        name = f"document {document.pk} ({document.number})"
        if document.issued_on is None or document.issued_on.year != document.year:
            yield Fault(gettext_noop("%(name)s: the year is not that of its date"), name=name)
        if document.chain_length and document.chain_head != document.hash_now:
            kept = audit.Head(length=document.chain_length, head=document.chain_head)
            yield from (
                Fault(gettext_noop("%(name)s: %(line)s"), name=name, line=line)
                for line in audit.against_kept_head(document.pilot.code, kept)
            )
    yield from _gaps_in_series()


def _gaps_in_series() -> Iterator[str]:
    """The numbers of each sequence of our own run from 1 to its counter."""
    given: dict[tuple[object, ...], list[int]] = defaultdict(list)
    series = {k.code: k.series or k.code for k in KINDS.values() if k.numbers is NumberMode.OWN}
    numbered = OfficialDocument.objects.filter(kind__in=series).exclude(number=None).order_by()
    for kind, number, *place in numbered.values_list("kind", "number", "issuer", "site", "year"):
        first = str(number).partition("/")[0]
        if first.isdecimal():
            given[series[kind], *place].append(int(first))
        else:
            yield Fault(
                gettext_noop("number series %(kind)s: %(number)s does not begin with a number"),
                kind=series[kind],
                number=number,
            )
    for row in NumberSeries.objects.filter(series__in=series.values()):
        numbers = sorted(given.pop((row.series, row.issuer_id, row.site_id, row.year), []))
        if numbers != list(range(1, row.last + 1)):
            yield Fault(
                gettext_noop("number series %(row)s: %(numbers)s documents, a number is missing or stands twice"),
                row=row,
                numbers=len(numbers),
            )
    yield from (
        Fault(gettext_noop("number series %(place)s: the counter is missing"), place="/".join(map(str, place)))
        for place in given
    )


def pdf_available(app_configs: object, **_options: object) -> list[CheckMessage]:
    """At start-up: say that PDFs are off instead of ending the process at the first one."""
    reason = render.unavailable()
    return [Warning(reason, id="documents.W001")] if reason else []
