"""What pages show of what the selectors found: words, tones, addresses."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.documents import render
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.selectors import about, numbered_by_domain
from pilot.platform.ui.shapes import DocumentCard, Fact, Story, TimelineEntry

S = OfficialDocument.Status
STATES = {
    S.DRAFT: "idle",
    S.APPROVED: "wait",
    S.NUMBERED: "wait",
    S.SIGNED: "pass",
    S.REPLACED: "idle",
    S.RECALLED: "fail",
}


def called(document: OfficialDocument) -> str:
    """Kind and trích yếu; words that end the one and begin the other are said once: "Hợp đồng thuê trụ sở tại …"."""
    title, words = str(document.title), document.summary.split()
    for count in range(len(words), 0, -1):
        if title.lower().endswith(" " + " ".join(words[:count]).lower()):
            return " ".join([title, *words[count:]])
    return f"{title}: {document.summary}"


def card(document: OfficialDocument) -> DocumentCard:
    """A document as its card."""
    return DocumentCard(
        title=document.title,
        number=document.number or "",
        issued_on=document.issued_on,
        issuer=str(document.issued_by),
        state=STATES[S(document.status)],
        state_label=document.get_status_display(),
        sha256=document.pdf.sha256 if document.pdf else "",
        url=reverse("official-document", args=[document.pk]),
        preview_url=reverse("official-document-pdf", args=[document.pk]) if document.pdf_id else "",
        verify_url=reverse("verify-document", args=[document.code]) if document.number else "",
    )


def cards_about(subjects: Iterable[Model], user: AbstractBaseUser, on: dt.date) -> list[DocumentCard]:
    """Cards of the documents about these rows that the user may see, the oldest first."""
    return [card(document) for document in about(subjects, user, on)]


def text_url(document: OfficialDocument) -> str:
    """Where its text is read; "" once the PDF holds it."""
    return "" if document.pdf_id else reverse("official-document-text", args=[document.pk])


def facts(document: OfficialDocument) -> list[Fact]:
    """What the page lists: number, date, issuer, signer, in whose power, what it replaces."""
    found = [
        Fact(_("Number and symbol"), document.number or _("not entered yet")),
        Fact(_("Date"), f"{document.issued_on:%d/%m/%Y}" if document.issued_on else _("not entered yet")),
        Fact(_("Issuer"), str(document.issued_by)),
    ]
    if document.signing_authority:
        signer = document.signer_name or _("no real name under a demo mark")
        found.append(
            Fact(
                _("Signer"),
                f"{document.signer_title} {signer}",
                note=str(document.get_signing_authority_display()),
            )
        )
    if document.replaces:
        found.append(
            Fact(
                _("Replaces"),
                document.replaces.number,
                reverse("official-document", args=[document.replaces_id]),
            )
        )
    successor = document.replacements.exclude(status=S.RECALLED).first()
    if successor:
        words = successor.number or _("new document, not numbered yet")
        found.append(Fact(_("Replaced by"), words, reverse("official-document", args=[successor.pk])))
    return found


def history(document: OfficialDocument, events: Story) -> Story:
    """Its own events, and below them what the domain's verbs did to it: their events belong to what was decided."""
    lines = Story(events, events.about)
    if document.numbered_by and numbered_by_domain(document):
        lines.append(
            TimelineEntry(document.issued_on, _("Number and date given"), document.numbered_by.person.full_name)
        )
    if document.approved_by:
        on_behalf_of = document.on_behalf_of.person.full_name if document.on_behalf_of else ""
        name = document.approved_by.person.full_name
        lines.append(TimelineEntry(document.approved_on, _("Approved"), name, on_behalf_of=on_behalf_of))
    return lines


def pdf_problem(document: OfficialDocument) -> str:
    """Why an issued document still has no PDF, or ""."""
    if document.pdf_id or document.number is None:
        return ""
    if reason := render.unavailable():
        return reason
    if document.render_tries:
        return _("The PDF could not be made (%(tries)d tries): %(error)s") % {
            "tries": document.render_tries,
            "error": document.render_error,
        }
    return _("The PDF is being made. Load the page again in a moment.")
