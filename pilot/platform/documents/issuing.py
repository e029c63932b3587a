"""Plain functions that a domain verb calls in its own transaction, so that a decision and its document are one.

They write no audit event of their own: the domain verb's event names the document (`call.note(document=…)`), and the
document keeps who approved it, when, and in whose power.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents import issuers
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.numbering import full_number, number_problems, own_number
from pilot.platform.documents.registry import NumberMode, Signature, kind_of
from pilot.platform.documents.tasks import render_document
from pilot.platform.documents.wording import written
from pilot.platform.kernel.audit import json_ready
from pilot.platform.kernel.models import AuditChain
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Call, wrong_status

S = OfficialDocument.Status


def issue(code: str, subject: Model, call: Call, replaces: OfficialDocument | None = None) -> OfficialDocument:
    """Prepare and approve a document of kind `code` about `subject`, signed in the capacity of `call`.

    OWN kinds are numbered and dated (business day) at once; REGISTRY kinds wait for the clerk's book. Raises
    KeyError for an unknown kind, IntegrityError if the subject already has such a document that is not
    recalled.
    """
    return approve(prepare(code, subject, call, replaces), call)


@dataclass(frozen=True)
class AsSigned:
    """The capacity in which a document was signed: for whom, in whose power, under which title."""

    principal_id: int | None
    authority: str
    title: str


def issue_beside(signed: OfficialDocument, code: str, subject: Model, call: Call) -> OfficialDocument:
    """Issue a document that goes out together with one that is `signed` and dated: by its signer, from its date on.

    Whoever acts now, perhaps the clerk who has numbered it, signs nothing.
    """
    act = replace(call.act, user=signed.approved_by, on=signed.issued_on or call.act.on)
    power = AsSigned(signed.on_behalf_of_id, signed.signing_authority, signed.signer_title)
    return issue(code, subject, Call(act, power))


def prepare(code: str, subject: Model, call: Call, replaces: OfficialDocument | None = None) -> OfficialDocument:
    """The draft of this document about `subject`, its content read anew; a draft that exists is used again."""
    drafts = OfficialDocument.objects.about(subject).filter(kind=code, status=S.DRAFT, replaces=replaces)
    document = drafts.first() or OfficialDocument(kind=code, object_type=subject._meta.label, object_id=subject.pk)
    document.replaces = replaces
    write_content(document, subject)
    document.save()
    return document


def write_content(document: OfficialDocument, subject: Any) -> None:
    """Issuer, subject and everything that the document prints, read from `subject`; not saved."""
    kind = kind_of(document.kind)
    issuer = kind.issuer(subject)
    document.pilot = subject.pilot
    for column, value in issuers.answers.columns(issuer).items():
        setattr(document, column, value)
    document.illustrative = is_illustrative(subject)
    with translation.override("vi"):
        document.symbol, document.summary = kind.symbol_of(subject), kind.summary(subject)
        facts = kind.context(subject)
        words = written(kind.text, facts) if kind.text else {}
        document.snapshot = json_ready({**issuers.answers.letterhead(issuer), "context": {**facts, **words}})
    document.place = document.snapshot["place"]


def approve(document: OfficialDocument, call: Call) -> OfficialDocument:
    """Sign a draft: content and signing block are frozen from here on. OWN kinds get their number now."""
    sign(document, document.subject, call)
    document.save()
    if kind_of(document.kind).numbers is NumberMode.OWN:
        _set_number(document, call, own_number(document, call.act.on), call.act.on)
    return document


def sign(document: OfficialDocument, subject: Model, call: Call) -> None:
    """Approved by whoever acts, with the signing block of its kind; not saved."""
    kind = kind_of(document.kind)
    document.approved_at, document.approved_by, document.approved_on = call.act.at, call.act.user, call.act.on
    document.on_behalf_of_id = call.capacity.principal_id if call.capacity else None
    document.status = S.APPROVED
    if kind.signature is not None:
        _write_signature(document, kind.signature(subject, call), call)


def _write_signature(document: OfficialDocument, signature: Signature, call: Call) -> None:
    """Under a demo mark never the name of a real person."""
    document.signer = call.act.user
    document.signer_name = printed_name(call.user.person, document.illustrative)
    document.signer_title = signature.lines[-1]
    document.signing_authority = signature.authority
    document.snapshot["signature"] = {"lines": signature.lines, "name": document.signer_name}


def draft(code: str, subject: Model, call: Call) -> OfficialDocument:
    """The document as it would stand if it were signed now in the capacity of `call`. Nothing is saved."""
    document = OfficialDocument(kind=code)
    write_content(document, subject)
    sign(document, subject, call)
    document.status = S.DRAFT
    return document


def issue_signed(code: str, subject: Model, call: Call, *, number: str, date: dt.date) -> OfficialDocument | None:
    """A paper that two sides have signed and numbered themselves, issued with that number and date.

    None where it was made outside, with a number or a date that none of ours could bear: then the number alone is on
    record. Raises TransitionRefused number_taken.
    """
    draft = prepare(code, subject, call)
    if {problem.code for problem in number_problems(draft, call.act.on, number, date)} - {"number_taken"}:
        draft.delete()
        return None
    return give_number(approve(draft, call), call, number=number, date=date)


def is_illustrative(subject: Model) -> bool:
    """Whether a document about `subject` bears the mark MINH HỌA: everything in the demo, and demo values elsewhere."""
    return bool(settings.DEMO or getattr(subject, "illustrative", False))


class Named(Protocol):
    """Somebody whose name may stand under a document."""

    @property
    def full_name(self) -> str: ...
    @property
    def illustrative(self) -> bool: ...


def printed_name(person: Named, illustrative: bool) -> str:
    """The name as it may stand under a document: empty when the document is illustrative and the person is not."""
    return "" if illustrative and not person.illustrative else person.full_name


def give_number(document: OfficialDocument, call: Call, *, number: str, date: dt.date) -> OfficialDocument:
    """Give an approved document the number and date of the agency's book; its PDF is rendered after the commit.

    The caller has shown `number_problems` to be empty. Raises TransitionRefused wrong_status, number_taken (somebody
    else took it in the same moment), ValueError for a number that is none.
    """
    document.refresh_from_db(from_queryset=OfficialDocument.objects.select_for_update())
    if document.status != S.APPROVED:
        raise wrong_status(_("Enter number and date"), document)
    try:
        with transaction.atomic():
            return _set_number(document, call, full_number(number, document), date)
    except IntegrityError:
        raise TransitionRefused("number_taken", _("The issuer has given this number in this year already.")) from None


def _set_number(document: OfficialDocument, call: Call, number: str, date: dt.date) -> OfficialDocument:
    document.number, document.year, document.issued_on = number, date.year, date
    document.numbered_at, document.numbered_by = call.act.at, call.act.user
    head = AuditChain.objects.filter(name=document.pilot.code).first()
    document.chain_length, document.chain_head = (head.length, head.head) if head else (0, "")
    document.status = S.NUMBERED
    document.row_version += 1
    document.save()
    if document.replaces:
        _mark_replaced(document.replaces)
    render_after_commit(document)
    return document


def render_after_commit(document: OfficialDocument) -> None:
    """Queue the rendering once the decision is safe; a rollback queues nothing."""
    transaction.on_commit(partial(render_document.enqueue, document.pk))


def _mark_replaced(old: OfficialDocument) -> None:
    """A replaced document ends when its successor is issued, not before."""
    OfficialDocument.objects.filter(pk=old.pk, status__in=OfficialDocument.IN_FORCE).update(
        status=S.REPLACED, row_version=models.F("row_version") + 1
    )
