"""What becomes of an official document after the decision: number and date, signed copy, recall, replacement.

Source: NĐ 30/2020/NĐ-CP, Điều 15 (numbers), Điều 18 (issuing and recall), Phụ lục VI (freeze on recall). A
document is approved by the domain's own verb (pilot/platform/documents/issuing.py); its issuer's clerk numbers it and
attaches the signed copy; who may decide for the issuer recalls it, or replaces it by a new document about the
same thing.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.documents import evidence, issuing
from pilot.platform.documents.evidence import Evidence
from pilot.platform.documents.filing import file_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.numbering import number_problems
from pilot.platform.documents.registry import kind_of
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write

S = OfficialDocument.Status
OFFICIAL_DOCUMENT = Workflow(
    "official_document",
    _("Official document"),
    [
        Transition("number_document", (S.APPROVED,), S.NUMBERED, _("Enter number and date of the document")),
        Transition("attach_signed_copy", (S.NUMBERED, S.SIGNED), S.SIGNED, _("Attach the signed copy")),
        Transition(
            "replace_document",
            (S.NUMBERED, S.SIGNED),
            None,
            _("Replace by a new document"),
            signed=True,
            reason=True,
        ),
        Transition(
            "recall_document",
            (S.NUMBERED, S.SIGNED),
            S.RECALLED,
            _("Recall the document"),
            signed=True,
            reason=True,
        ),
    ],
    set_elsewhere=(S.NUMBERED, S.REPLACED),
)


def rule_number_and_date(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """NĐ 30/2020, Điều 15: one number per issuer and year; the date is the day of signing, not before, not ahead."""
    return number_problems(document, act.on, inputs["number"], inputs["date"])


def rule_numbered_by_its_own_step(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """A number that sets something in force is entered where that is decided (a withdrawal), not beside it."""
    if not kind_of(document.kind).numbered_by or document.replaces_id:
        return []
    return [Problem("numbered_by_its_own_step", _("This document is numbered on the page of what it decides."))]


def rule_second_copy_needs_reason(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """A signed copy is exchanged with a reason; the earlier file stays in the store and in the record."""
    if document.signed_copy_id is None or act.reason.strip():
        return []
    return [Problem("second_copy_needs_reason", _("A signed copy is there already: give the reason for another one."))]


def rule_copy_is_not_the_print(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """What the system has printed bears no signature yet, of whichever document."""
    if not OfficialDocument.objects.filter(pdf__sha256=inputs["upload"].sha256).exists():
        return []
    words = _("This is the unsigned file that the system has made. Print it, have it signed and sealed, and scan that.")
    return [Problem("unsigned_print", words, field="upload")]


def rule_copy_of_this_document(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """One file stands for one document; who scanned two in one file says so. Named is what the reader may see."""
    others = OfficialDocument.objects.exclude(pk=document.pk).filter(signed_copy__sha256=inputs["upload"].sha256)
    if act.user is None or not others.exists():
        return []
    seen = others.visible_to(act.user, act.on).first() or _("another document")
    words = _("The same file is the signed copy of %(document)s already. Choose the right file, or give the reason.")
    return [Problem("copy_of_another", words % {"document": seen}, Severity.WARN, field="upload")]


def rule_veto_of_the_kind(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """What rests on the document may forbid its recall (named vetoes of its kind)."""
    return [problem for veto in kind_of(document.kind).vetoes for problem in veto(document, act, inputs)]


def rule_one_successor(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """One replacement at a time."""
    if not document.replacements.exclude(status=S.RECALLED).exists():
        return []
    return [Problem("already_replaced", _("A document that replaces this one exists already."))]


@OFFICIAL_DOCUMENT.verb("number_document", rules=(rule_numbered_by_its_own_step, rule_number_and_date))
def number_document(document: OfficialDocument, call: Call, *, number: str, date: dt.date) -> None:
    """Enter number and date from the agency's book; from here on the content is frozen and the PDF is made.

    Raises TransitionRefused numbered_by_its_own_step, number_shape, number_taken, date_in_future,
    date_before_approval.
    """
    issuing.give_number(document, call, number=number, date=date)


@OFFICIAL_DOCUMENT.verb(
    "attach_signed_copy",
    rules=(rule_second_copy_needs_reason, rule_copy_is_not_the_print, rule_copy_of_this_document),
)
def attach_signed_copy(document: OfficialDocument, call: Call, *, upload: Evidence) -> None:
    """Keep the scan of the signed and sealed original, with its first page small.

    Raises TransitionRefused second_copy_needs_reason, unsigned_print, copy_of_another (a warning), NoRoom.
    """
    stored = evidence.keep(upload, file_name(document, f"ban-ky.{upload.ending}"), call.act.user)
    document.signed_copy, document.copied_at, document.copied_by = stored, call.act.at, call.act.user
    call.note(sha256=stored.sha256)


@OFFICIAL_DOCUMENT.verb("replace_document", rules=(rule_one_successor,))
def replace_document(document: OfficialDocument, call: Call) -> OfficialDocument:
    """Issue a new document about the same thing that refers to this one; this one ends when the new one has its number.

    Raises TransitionRefused already_replaced, reason_needed.
    """
    successor = issuing.issue(document.kind, document.subject, call, replaces=document)
    call.note(replaces=document.pk)
    return successor


@OFFICIAL_DOCUMENT.verb("recall_document", rules=(rule_veto_of_the_kind,))
def recall_document(document: OfficialDocument, call: Call) -> None:
    """Recall an issued document with a reason: its row is frozen for good, its number is never given again.

    Raises TransitionRefused reason_needed and what the kind's vetoes say.
    """
    document.recalled_at, document.recalled_by = call.act.at, call.act.user
    document.recall_reason = call.act.reason.strip()


def rule_lacks_its_pdf(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """An issued file is never rendered again."""
    if document.number and document.pdf_id is None:
        return []
    return [Problem("has_its_pdf", _("The document has its PDF, or no number yet."))]


@write("render_again", rules=(rule_lacks_its_pdf,), label=_("Make the PDF again"))
def render_again(document: OfficialDocument, call: Call) -> None:
    """Try once more to make the PDF of an issued document. Raises TransitionRefused has_its_pdf."""
    document.render_tries, document.render_error = 0, ""
    issuing.render_after_commit(document)
