"""Official documents: number and date, PDF, signed copy, replacement, recall."""

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models import Model, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Task
from pilot.platform.documents import presenters
from pilot.platform.documents import workflows as w
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, kind_of
from pilot.platform.documents.selectors import numbered_elsewhere
from pilot.platform.documents.tasks import MOST_TRIES
from pilot.platform.kernel.types import TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Fact, Story
from pilot.programme.forms.documents import DocumentFilter, DocumentNumberForm, SignedCopyForm

S = OfficialDocument.Status


class DocumentCase(Case[OfficialDocument]):
    """An official document, whatever it is about."""

    workflow = w.OFFICIAL_DOCUMENT
    name, plural, prefix = "official-document", "official-documents", "van-ban/"
    kind, title = gettext_lazy("Official document"), gettext_lazy("Official documents")
    exports = "documents"
    empty = gettext_lazy(
        "A document appears here when its decision is made. You see those about things that you may see."
    )
    rule_codes = ""
    help = gettext_lazy(
        "Approved, numbered by the records office, signed copy attached; what was issued never changes."
    )
    list_display = (
        Column("van-ban", gettext_lazy("Document"), always=True, value=lambda row: row.title),
        Column("so", gettext_lazy("Number"), value=lambda row: row.number or "–"),
        Column("ngay", gettext_lazy("Date"), value=lambda row: row.issued_on or "–", numeric=True),
        Column("trich-yeu", gettext_lazy("Subject"), "summary"),
        Column("co-quan", gettext_lazy("Issuer"), value=lambda row: row.issued_by),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = DocumentFilter
    select_related = ("issuer", "site", "pilot")
    tones = {status.value: tone for status, tone in presenters.STATES.items()}
    template = "documents/document_page.html"

    tasks = {w.number_document: Task.NUMBER, w.attach_signed_copy: Task.COPY}
    forms = {w.number_document: DocumentNumberForm, w.attach_signed_copy: SignedCopyForm}
    own_pages = {w.render_again: ""}

    @property
    def due(self) -> dict[Verb, Q]:  # type: ignore[override]
        """A number with effect is entered on the page of what it sets in force, unless it is that of a replacement."""
        elsewhere = Q(kind__in=[kind.code for kind in KINDS.values() if kind.numbered_by], replaces=None)
        numbered = Q(status=S.NUMBERED)
        return {
            w.number_document: Q(status=S.APPROVED) & ~elsewhere,
            w.render_again: numbered & Q(pdf=None, render_tries__gte=MOST_TRIES),
            w.attach_signed_copy: numbered,
        }

    @property
    def due_on(self) -> models.Case:  # type: ignore[override]
        """What has no number yet and needs it at once is due on the day on which it was made."""
        at_once = [kind.code for kind in KINDS.values() if kind.at_once]
        return models.Case(When(status=S.APPROVED, kind__in=at_once, then="approved_on"))

    def thing(self, row: OfficialDocument) -> str:
        return f"{row.title}: {row.summary}"

    def unit(self, row: OfficialDocument) -> str:
        return str(row.issued_by)

    def since(self, row: OfficialDocument) -> dt.date | None:
        return row.issued_on or row.approved_on

    def heading(self, row: OfficialDocument) -> str:
        return self.thing(row)

    def head(self, row: OfficialDocument) -> list[Fact]:
        return presenters.facts(row)

    def stages(self, row: OfficialDocument) -> list[Stage]:
        approved = Stage(S.APPROVED, _("Approved"), str(row.signer_title or row.issued_by))
        numbered = Stage(S.NUMBERED, _("Number and date"), str(row.issued_by))
        last = S.SIGNED if row.status in (S.DRAFT, S.APPROVED, S.NUMBERED) else S(row.status)
        return [approved, numbered, Stage(last, _("Signed copy") if last == S.SIGNED else last.label)]

    def events(self, row: OfficialDocument, user: User, on: dt.date, until: dt.date) -> Story:
        return presenters.history(row, super().events(row, user, on, until))

    def possible(self, row: OfficialDocument, due: Collection[Verb]) -> list[Verb]:
        """A second signed copy may take the place of the first, although nobody waits for it."""
        again = [w.attach_signed_copy] if row.status == S.SIGNED else []
        return [*super().possible(row, due), *again]

    def consequences(self, row: OfficialDocument, verb: Verb) -> list[str]:
        effects = {
            w.number_document: [
                _("From here on the content of the document does not change any more; the PDF is made."),
                _("The number is used once per issuer and year."),
            ],
            w.attach_signed_copy: [
                _("The scan of the signed original is kept beside the PDF and never overwritten."),
            ],
            w.replace_document: [
                _(
                    "A new document about the same thing is made, with its content as it stands today, and refers to"
                    " this one."
                ),
                _("This document holds until the new one has number and date."),
            ],
            w.recall_document: [
                _("The document no longer holds; its page and the page behind its QR code say so."),
                _("Its number is not given again, and the recall cannot be taken back."),
            ],
        }
        return effects[verb]

    def after(self, row: OfficialDocument, verb: Verb, made: Model) -> str:
        """A replacement leads to the new document."""
        return self.url(made if isinstance(made, OfficialDocument) else row)

    def documented(self, row: OfficialDocument) -> list[models.Model]:
        return []

    def context(self, request: Request, row: OfficialDocument, day: dt.date) -> TemplateContext:
        """The files, what the document is about, where it gets its number if that sets something in force."""
        kind, problem = kind_of(row.kind), presenters.pdf_problem(row)
        elsewhere = row.status == S.APPROVED and numbered_elsewhere(row) and kind.number_url
        return {
            "pdf_problem": problem,
            "may_render": bool(problem and row.render_tries and may(request, w.render_again.name, row)),
            "subject_url": kind.url(row.subject) if kind.url else "",
            "number_url": kind.number_url(row.subject) if elsewhere and kind.number_url else "",
        }


DOCUMENTS = DocumentCase()
