"""Rules of whatever is recorded from paper."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.cases.paper.models import OnPaper
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Rule

Problems = list[Problem]
DAYS = ("document_date", "valid_from", "first_day", "effective_on")  # what is over when something happened on paper


def rule_scan(row: Model, act: Act, inputs: Inputs) -> Problems:
    """Without a scan nobody can check the record against its document."""
    if inputs.get("scan"):
        return []
    return [Problem("paper_without_scan", _("Add the scan of the document: the record is checked against it."))]


def rule_signers(row: Model, act: Act, inputs: Inputs) -> Problems:
    """A document says who signed it; signers of earlier phases have no account here."""
    if inputs["signers"].strip():
        return []
    return [Problem("paper_without_signers", _("Enter who signed the document, with name and title as printed."))]


def rule_past(row: Model, act: Act, inputs: Inputs) -> Problems:
    """Only what already happened comes from paper: document and first day lie not after today."""
    if max(inputs[name] for name in DAYS if name in inputs) <= act.on:
        return []
    return [Problem("paper_ahead", _("The document or its first day lies in the future: use the ordinary way."))]


def two_people(verb: str) -> Rule:
    """The rule for the verb that checks: whoever entered the row does not check it. Persons, not accounts."""

    def rule_two_people(row: OnPaper, act: Act, inputs: Inputs) -> Problems:
        if row.paper_entered_by_id not in signers(act, verb, row):
            return []
        return [Problem("same_person", _("You entered this record; somebody else checks it against the document."))]

    return rule_two_people
