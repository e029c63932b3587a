"""The decision that assigns employees, with its list down to unit and locality."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy

from pilot.platform.cases.case import Case
from pilot.platform.cases.work import Task
from staffing.models import AssignmentDecision
from staffing.workflows import assignment as w

S = AssignmentDecision.Status


class AssignmentCase(Case):
    """The assignment decision of a post office."""

    workflow = w.DECISION
    name, plural, prefix = "assignment-decision", "assignment-decisions", "quyet-dinh-cu/"
    kind, title = gettext_lazy("Assignment decision"), gettext_lazy("Assignment decisions")
    select_related = ("post_office", "drafted_by", "approved_by", "on_behalf_of", "pilot")

    due = {
        w.approve_assignment_decision: Q(status=S.DRAFT),
        w.add_assignment_line: Q(status=S.DRAFT),  # for who drafted it: somebody else approves
        w.number_assignment_decision: Q(status=S.APPROVED),
    }
    not_by = {w.approve_assignment_decision: "drafted_by"}
    tasks = {w.number_assignment_decision: Task.NUMBER}

    def unit(self, row: AssignmentDecision) -> str:
        return str(row.post_office)

    def since(self, row: AssignmentDecision) -> dt.datetime:
        return row.approved_at or row.drafted_at


ASSIGNMENT = AssignmentCase()
