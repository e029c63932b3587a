"""Documents that people cite as a ground (văn bản căn cứ): entered, and put right where they were typed wrong.

Purpose: a province brings its own scheme, regulation and decisions, which no fact file knows. Who acts: its
secretariat, alone: a citation gives nobody a right; what rests on it is decided elsewhere. The documents of the fact
files belong to no pilot, and nobody changes them by screen. Source: each document says what it is.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.text import code_key
from pilot.programme.models import LegalDocument, Pilot
from pilot.programme.rules.dated import day_ahead
from pilot.programme.rules.places import next_codes

CITATION = Workflow(
    "legal_document", _("Cited document"),
    [Transition("correct_document", (), None, _("Correct a typing error"), reason=True, corrects=True)],
)  # fmt: skip


def rule_document_is_new(row: Pilot | LegalDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """A number of one day and issuer is one document, however it is written."""
    same = LegalDocument.objects.filter(date=inputs["date"]).exclude(number=None)
    if isinstance(row, LegalDocument):
        same = same.exclude(pk=row.pk)
    if not any(code_key(other.number or "") == code_key(inputs["number"]) for other in same):
        return []
    words = _("The document %(number)s of %(day)s is there already.")
    given = {"number": inputs["number"], "day": f"{inputs['date']:%d/%m/%Y}"}
    return [Problem("document_known", words % given, field="number")]


def rule_document_is_given(row: Pilot | LegalDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """What is cited has been issued."""
    return day_ahead("date") if inputs["date"] > act.on else []


RULES = (rule_document_is_new, rule_document_is_given)


@write("enter_document", rules=RULES, label=_("Enter a cited document"))
def enter_document(
    pilot: Pilot, call: Call, *, doc_type: str, number: str, date: dt.date, issuer: str, subject: str
) -> LegalDocument:
    """A document that the pilot cites; its code is given. Raises TransitionRefused document_known, day_ahead."""
    return LegalDocument.objects.create(
        pilot=pilot, code=next(next_codes(LegalDocument, "V")), doc_type=doc_type, number=number, date=date,
        issuer=issuer, subject=subject,
    )  # fmt: skip


@CITATION.verb("correct_document", rules=RULES)
def correct_document(
    document: LegalDocument, call: Call, *, doc_type: str, number: str, date: dt.date, issuer: str, subject: str
) -> None:
    """Put right what was typed wrong. Raises TransitionRefused document_known, day_ahead."""
    document.doc_type, document.number, document.date = doc_type, number, date
    document.issuer, document.subject = issuer, subject
