"""How a verb says no: with a code for tests, a sentence for people, and every problem at once."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Words


class Severity(StrEnum):
    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True)
class Problem:
    """One thing in the way: the rule's code, a translatable sentence, and whether a reason may override it.

    `field`: the input that is wrong, where it is one; the form then says so there. `page`: name and arguments of the
    address where it is put right, to which the sentence then leads.
    """

    code: str
    message: Words
    severity: Severity = Severity.FAIL
    field: str = ""
    page: tuple[object, ...] = ()

    @property
    def mark(self) -> str:
        """What tells one sentence from another: a form sends back those that its reader has seen."""
        return hashlib.sha256(str(self.message).encode()).hexdigest()[:16]


@dataclass
class Refusal:
    """What a refusal carries into the audit event."""

    code: str
    message: Words
    problems: list[Problem] = field(default_factory=list)


class Refused(Exception):
    """Base of everything a verb refuses; nothing was written but the refused event.

    `verb` and `row`: what was tried, as far as the place that refuses knows it; `notes`: what else its event says.
    """

    title: Words = _("This was not done")
    verb: str
    row: Model | None

    status = 409

    def __init__(self, code: str, message: Words = "", problems: list[Problem] | None = None) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, message, problems or [])
        self.recorded = False
        self.verb, self.row = "", None
        self.notes: dict[str, object] = {}

    @property
    def code(self) -> str:
        return self.refusal.code

    @property
    def problems(self) -> list[Problem]:
        return self.refusal.problems

    @property
    def marks(self) -> list[str]:
        """Of the warnings among its problems: what is sent back once its reader has seen them."""
        return [problem.mark for problem in self.problems if problem.severity is Severity.WARN]

    def __str__(self) -> str:
        """Sentences for the reader; never the code of the program."""
        said = (str(words) for words in (self.refusal.message, *(problem.message for problem in self.problems)))
        return " ".join(filter(None, said)) or str(self.title)


class TransitionRefused(Refused):
    """The status or a rule stands in the way."""


class NotAllowed(Refused, PermissionDenied):
    """The row may be seen, but the verb may not be done (403). `who_can` names who could."""

    status = 403
    title = _("You may see this, but not do it")

    def __init__(self, verb: str, who_can: list[str], row: Model | None = None) -> None:
        super().__init__("not_allowed", _("You may not do this here."))
        self.verb, self.who_can, self.row = verb, who_can, row


class NotVisible(Refused, Http404):
    """The row may not be seen, or there is none: the answer does not tell which, and the event then names no row."""

    status = 404

    def __init__(self, object_type: str, object_id: object) -> None:
        super().__init__("not_visible")
        self.object_type, self.object_id = object_type, str(object_id)


class StepUpNeeded(Refused):
    """A decision asks for the password or the code again."""

    status = 403
    title = _("Sign with your password or code")

    def __init__(self) -> None:
        super().__init__("step_up", _("Enter your password or code again to sign this decision."))


class StaleRow(Refused):
    """Somebody else saved in between: both values are shown and nothing is written."""

    title = _("Somebody changed this while you were working on it")

    def __init__(self, current: Model, sent_version: int) -> None:
        super().__init__("stale", _("Somebody changed this record while you had it open. Nothing was saved."))
        self.current, self.sent_version = current, sent_version


class KeyReused(Refused):
    """The same operation key came with another body."""

    title = _("This form was already sent")

    def __init__(self) -> None:
        super().__init__("key_reused", _("This form was already sent with other contents. Open it again."))
