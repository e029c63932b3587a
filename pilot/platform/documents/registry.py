"""Kinds of official documents. An app registers its own in AppConfig.ready and issues them from its verbs.

    # staffing/apps.py, in ready()
    register_kind(DocumentKind(
        code="assignment_decision", title=_("Assignment decision"), subject="staffing.AssignmentDecision",
        template="pdf/decision.html", text="pdf/texts/assignment_decision.txt", symbol="QĐ-BĐHT",
        issuer=lambda row: row.post_office, summary=lambda row: "Về việc cử nhân viên …",
        context=assignment_context, signature=head_signature("GIÁM ĐỐC"),
    ))

    # the verb, in the same transaction as the decision
    from pilot.platform.documents.issuing import issue
    document = issue("assignment_decision", decision, call)      # -> OfficialDocument

`issue(code: str, subject: Model, call: Call) -> OfficialDocument` freezes the context and signs; OWN kinds
have their number at once, REGISTRY kinds wait for number and date (verb `number_document`, or the domain verb
in `numbered_by`, which calls `issuing.give_number(document, call, number=…, date=…)`). The PDF is rendered after the
commit.
How to write a kind, its context and its template: docs/documents.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias

from django.db.models import Model

from pilot.platform.access.authority import Authority
from pilot.platform.kernel.types import Row, TemplateContext, Words
from pilot.platform.kernel.workflow import Call, Rule


class NumberMode(StrEnum):
    """REGISTRY: number and date from the agency's own book. OWN: our gapless counter per issuer, series and year."""

    REGISTRY = "registry"
    OWN = "own"


@dataclass(frozen=True)
class Signature:
    """The signing block. `head`: title of the head ("CHỦ TỊCH"); `collective`: "ỦY BAN NHÂN DÂN" for TM.

    `authority` other than OWN and TM: somebody else signs for the head and `title` is that person's own
    title.
    """

    head: str
    collective: str = ""
    authority: Authority = Authority.OWN
    title: str = ""

    @property
    def lines(self) -> list[str]:
        """As printed above the name: ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"].

        Source: NĐ 30/2020/NĐ-CP, Phụ lục I, phần II, 7: who signs by order or by written delegation signs
        for the head alone, so without TM.
        """
        if self.authority in (Authority.TL, Authority.TUQ):
            return [f"{self.authority.name}. {self.head}", self.title]
        lines = [f"TM. {self.collective}"] if self.collective else []
        if self.authority in (Authority.OWN, Authority.TM):
            return [*lines, self.head]
        if self.authority == Authority.Q:
            return [*lines, f"Q. {self.head}"]
        return [*lines, f"KT. {self.head}", self.title]


def head_signature(head: str, collective: str = "") -> Callable[[Model, Call], Signature]:
    """The head signs; whoever acts by delegation signs as the delegation says, under the own title."""

    def signature(subject: Model, call: Call) -> Signature:
        if call.capacity and call.capacity.principal_id:
            return Signature(head, collective, Authority(call.capacity.authority), call.capacity.title.upper())
        return Signature(head, collective, Authority.TM if collective else Authority.OWN)

    return signature


@dataclass(frozen=True)
class DocumentKind(Generic[Row]):
    """One kind of document.

    code: stable name in the database. title: its name on screen (lazy msgid).
    subject: label of the model it is about; whoever sees that row sees the document.
    template: its layout, pdf/decision.html, pdf/report.html, pdf/minutes.html, pdf/letter.html …
    text: its words, "pdf/texts/….txt", written about what `context` gives (wording.py).
    symbol: text after the number ("QĐ-UBND"), or a function of the subject. number_format: how both are
      joined.
    issuer: subject → Agency or Site. summary: subject → trích yếu, Vietnamese, no full stop.
    context: subject → plain dict with the facts that text and layout print: names, numbers, lists, dicts; dates
      already as text (vietnamese.document_date). The keys that the layouts know stand in docs/documents.md.
    signature: (subject, call) → Signature, None where the context lists all signatories (minutes, contracts); beside
      some of them, it is who signs last (a payment request).
    numbers: REGISTRY or OWN. series: counter for OWN, the code by default.
    numbered_by: name of the domain verb that numbers it (it calls issuing.give_number); number_document then
      refuses.
    number_url: subject → address of that verb's form. url: subject → page of the subject.
    decides: subject → the row that `numbered_by` is about, where it takes number and date alone; the issuer's clerk,
      who does not see that row, then enters them on the document.
    vetoes: (document, act, inputs) → problems that forbid a recall.
    at_once: its number is due on the day on which it was made.
    """

    code: str
    title: Words
    subject: str
    template: str
    symbol: str | Callable[[Row], str]
    issuer: Callable[[Row], Model]
    summary: Callable[[Row], str]
    context: Callable[[Row], TemplateContext]
    text: str = ""
    signature: Callable[[Row, Call], Signature] | None = None
    numbers: NumberMode = NumberMode.REGISTRY
    number_format: str = "{number}/{symbol}"
    series: str = ""
    numbered_by: str = ""
    number_url: Callable[[Row], str] | None = None
    decides: Callable[[Row], Model] | None = None
    url: Callable[[Row], str] | None = None
    vetoes: tuple[Rule, ...] = ()
    at_once: bool = False

    def symbol_of(self, subject: Row) -> str:
        return self.symbol if isinstance(self.symbol, str) else self.symbol(subject)


AnyKind: TypeAlias = DocumentKind[Any]  # where kinds stand side by side, each about rows of its own model
KINDS: dict[str, AnyKind] = {}


def register_kind(*kinds: AnyKind) -> None:
    """Make kinds known; registering the same code again replaces it (AppConfig.ready may run twice in tests)."""
    KINDS.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> AnyKind:
    """The kind with this code. Raises KeyError."""
    return KINDS[code]


def kinds_by_subject() -> dict[str, list[str]]:
    """Model label → codes of the kinds about it."""
    found: dict[str, list[str]] = {}
    for kind in KINDS.values():
        found.setdefault(kind.subject, []).append(kind.code)
    return found
