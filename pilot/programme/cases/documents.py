"""Official documents: number and date, PDF, signed copy, replacement, recall."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Model, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.capacity import Capacity, capacities
from pilot.platform.access.requests import may
from pilot.platform.access.roles import Role
from pilot.platform.access.scope import NOTHING, capacity_for, visible
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Task, Whose
from pilot.platform.documents import presenters
from pilot.platform.documents import workflows as w
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, AnyKind, kind_of
from pilot.platform.documents.selectors import numbered_elsewhere
from pilot.platform.documents.tasks import MOST_TRIES
from pilot.platform.kernel.types import Inputs, TemplateContext, User
from pilot.platform.kernel.workflow import VERBS, Act, Verb
from pilot.platform.ui.shapes import Action, Fact, Story
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
        Column("trich-yeu", gettext_lazy("Subject"), "summary", always=True),
        Column("van-ban", gettext_lazy("Document"), value=lambda row: row.title),
        Column("so", gettext_lazy("Number"), value=lambda row: row.number or "–"),
        Column("ngay", gettext_lazy("Date"), value=lambda row: row.issued_on or "–", numeric=True),
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
        """A number that belongs to a signature is entered with it, on the page of what is signed."""
        with_signature = _without_replacement(kind for kind in KINDS.values() if kind.numbered_by and not kind.decides)
        numbered = Q(status=S.NUMBERED)
        return {
            w.number_document: Q(status=S.APPROVED) & ~with_signature,
            w.render_again: numbered & Q(pdf=None, render_tries__gte=MOST_TRIES),
            w.attach_signed_copy: numbered,
        }

    @property
    def due_on(self) -> models.Case:  # type: ignore[override]
        """What has no number yet and needs it at once is due on the day on which it was made."""
        at_once = [kind.code for kind in KINDS.values() if kind.at_once]
        return models.Case(When(status=S.APPROVED, kind__in=at_once, then="approved_on"))

    def mine(self, user: User, on: dt.date) -> Whose:
        """A number with effect waits on the page of what it sets in force; for the clerk, who does not see it, here."""
        whose, clerk = super().mine(user, on), ~with_effect() | self.acting(w.number_document, _as_clerk(user, on))

        def here(verb: Verb) -> Q:
            found = whose(verb)
            return found if found == NOTHING or verb is not w.number_document else found & clerk

        return here

    def of_pilot(self, rows: QuerySet[OfficialDocument], pilot: Model) -> QuerySet[OfficialDocument]:
        """In the queue a number with effect stands once, at what it sets in force."""
        return super().of_pilot(rows, pilot).exclude(with_effect(), status=S.APPROVED)

    def offers(self, row: OfficialDocument, user: User, on: dt.date, due: Collection[Verb]) -> list[Verb]:
        steps = super().offers(row, user, on, due)
        if numbered_elsewhere(row) and not capacity_for(_as_clerk(user, on), w.number_document.name, row):
            return [verb for verb in steps if verb is not w.number_document]
        return steps

    def take(self, verb: Verb, row: OfficialDocument, act: Act, inputs: Inputs) -> Any:
        """A number with effect is given by the verb of what it decides, with all its rules."""
        kind = kind_of(row.kind)
        if verb is not w.number_document or not numbered_elsewhere(row) or kind.decides is None:
            return super().take(verb, row, act, inputs)
        return VERBS[kind.numbered_by](kind.decides(row.subject), replace(act, row_version=None), **inputs)

    def thing(self, row: OfficialDocument) -> str:
        return presenters.called(row)

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
                *([_("What the document decides takes effect with it.")] if numbered_elsewhere(row) else []),
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

    def list_context(self, request: Request) -> TemplateContext:
        return {"actions": [Action(_("Register of outgoing documents"), reverse("number-book"))]}

    def step_context(self, request: Request, row: OfficialDocument, verb: Verb) -> TemplateContext:
        """What is numbered is read beside the form; a number binds the clerk to a text that changes no more."""
        return {"preview": presenters.text_url(row)} if verb is w.number_document else {}

    def context(self, request: Request, row: OfficialDocument, day: dt.date) -> TemplateContext:
        """The files, what the document is about, where it gets its number if that sets something in force."""
        kind, problem, subject = kind_of(row.kind), presenters.pdf_problem(row), row.subject
        seen = visible(type(subject), request.user, request.business_day).filter(pk=subject.pk).exists()
        elsewhere = seen and row.status == S.APPROVED and numbered_elsewhere(row)
        return {
            "text": presenters.text_url(row),
            "pdf_problem": problem,
            "may_render": bool(problem and row.render_tries and may(request, w.render_again.name, row)),
            "subject_url": kind.url(subject) if seen and kind.url else "",
            "number_url": kind.number_url(subject) if elsewhere and kind.number_url else "",
        }


def _without_replacement(kinds: Iterable[AnyKind]) -> Q:
    """Documents of these kinds that replace none: a replacement is numbered by itself."""
    return Q(kind__in=[kind.code for kind in kinds], replaces=None)


def with_effect() -> Q:
    """Documents whose number sets in force what they decide."""
    return _without_replacement(kind for kind in KINDS.values() if kind.decides)


def _as_clerk(user: User, on: dt.date) -> list[Capacity]:
    return [capacity for capacity in capacities(user, on) if capacity.role is Role.CLERK]


DOCUMENTS = DocumentCase()
