"""Official documents with content, signature and number, as the verbs would have issued them.

The file of all is one page that says "minh họa".
"""

import datetime as dt
from collections import Counter

from django.db.models import Model

from pilot.demo.simulate.events import Actor, moment, save
from pilot.demo.simulate.timing import TODAY
from pilot.demo.simulate.world import World
from pilot.platform.documents import issuing
from pilot.platform.documents.models import NumberSeries, OfficialDocument
from pilot.platform.documents.numbering import full_number
from pilot.platform.documents.registry import NumberMode, kind_of
from pilot.platform.kernel.models import AuditChain
from pilot.platform.periods import add_days

S = OfficialDocument.Status
FIRST_NUMBER = 3001  # in the books of offices that have numbers already
COPIED_AFTER = 3  # days
LEFT_UNCOPIED = 30  # days: of documents younger than this every second one lacks its signed copy


class Papers:
    """Issues documents; `save` writes them. Their numbers run on in the book of each issuer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.head = AuditChain.objects.get(name=world.pilot.code)
        self.series = {(row.series, row.year): row for row in NumberSeries.objects.filter(issuer=world.office)}
        self.book: Counter[tuple[int | None, int | None, int]] = Counter()
        self.made: list[tuple[OfficialDocument, Actor]] = []

    def issue(self, code: str, subject: Model, day: dt.date, who: Actor, number: str | None = "") -> OfficialDocument:
        """The document about `subject`, approved and numbered on the day; None: its number waits, "": the next one."""
        document = OfficialDocument(kind=code, object_type=subject._meta.label, object_id=subject.pk)
        issuing.write_content(document, subject)
        issuing.sign(document, subject, who.call(day))
        if number is not None:
            self._number(document, day, who, number)
        self.made.append((document, who))
        return document

    def _number(self, document: OfficialDocument, day: dt.date, who: Actor, number: str) -> None:
        document.number = number or self._next(document, day.year)
        document.year, document.issued_on = day.year, day
        document.numbered_at, document.numbered_by = moment(day), who.user
        document.chain_length, document.chain_head = self.head.length, self.head.head
        document.status, document.pdf = S.NUMBERED, self.world.scan
        if day < add_days(TODAY, -LEFT_UNCOPIED) or len(self.made) % 2:
            document.status, document.signed_copy = S.SIGNED, self.world.scan
            document.copied_at, document.copied_by = moment(copied(day)), who.user

    def _next(self, document: OfficialDocument, year: int) -> str:
        kind = kind_of(document.kind)
        if kind.numbers is NumberMode.OWN:
            new = NumberSeries(pilot=self.world.pilot, issuer=document.issuer, series=kind.code, year=year)
            series = self.series.setdefault((kind.code, year), new)
            series.last += 1
            return full_number(str(series.last), document)
        place = document.issuer_id, document.site_id, year
        self.book[place] += 1
        return full_number(str(FIRST_NUMBER + self.book[place]), document)

    def save(self) -> None:
        """Write all documents, the counters of our own numbers, and what was done with them."""
        for series in self.series.values():
            series.save()
        save(document for document, _who in self.made)
        for document, who in self.made:
            self._tell(document, who)

    def _tell(self, document: OfficialDocument, who: Actor) -> None:
        """Numbered by a step of its own only where no step of the domain does it."""
        kind, log, day = kind_of(document.kind), self.world.log, document.issued_on
        if day and kind.numbers is NumberMode.REGISTRY and not kind.numbered_by:
            notes = {"number": document.number, "issued_on": day}
            log.moved("number_document", document, day, who, way="approved numbered", **notes)
        if day and document.status == S.SIGNED:
            log.moved("attach_signed_copy", document, copied(day), who, way="numbered signed")


def copied(day: dt.date) -> dt.date:
    return min(add_days(day, COPIED_AFTER), TODAY)
