"""Which of an agency's procedures are in the pilot: all of its set, or some.

Purpose: the page of the agency and the proof of a withdrawal say whether some stay with its civil servants. Who acts:
the secretariat and the head of the committee, by two (workflows/changes.py). Source: each act names its document (KH
giai đoạn II, II.1.1 and II.3 state the first ones; A05).
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.workflow import Call, Transition, Workflow
from pilot.programme.models import ProcedureSet
from pilot.programme.rules import dated as days

PROCEDURE_SET = Workflow(
    "procedure_set",
    _("Procedure set"),
    [Transition("change_coverage", (), None, _("Change which procedures take part"), by_two=True)],
)


@PROCEDURE_SET.verb("change_coverage", rules=(days.rule_change_not_ahead,))
def change_coverage(
    whole: ProcedureSet, call: Call, *, day: dt.date, coverage: str, planned_count: int | None, legal_basis: str
) -> None:
    """From `day` on all procedures of the agency are in the pilot, or some: `planned_count` of them, if it is known.

    What was only inferred is stated from now on. Raises TransitionRefused day_ahead.
    """
    whole.coverage, whole.planned_count, whole.legal_basis = coverage, planned_count, legal_basis
    whole.confidence, whole.note = ProcedureSet.Confidence.STATED, ""
    call.note(from_day=day)
