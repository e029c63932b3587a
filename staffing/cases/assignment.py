"""The decision that assigns employees, with its list down to unit and locality."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.people import signed
from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft, Opening, Stage
from pilot.platform.cases.forms import NumberForm, StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Task
from pilot.platform.kernel.types import FormOptions, TemplateContext, Words
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.models import Agency
from pilot.programme.presenters.rules import applied
from staffing.forms.assignment import DraftForm
from staffing.models import AssignmentDecision
from staffing.selectors import assignment_decisions
from staffing.selectors.employees import post_offices
from staffing.selectors.wishes import reported, wishes
from staffing.workflows import assignment as w

S = AssignmentDecision.Status


class AssignmentCase(Case[AssignmentDecision]):
    """The assignment decision of a post office."""

    workflow = w.DECISION
    name, plural, stem, prefix = "assignment-decision", "assignment-decisions", "assignment", "quyet-dinh-cu/"
    kind, title = gettext_lazy("Assignment decision"), gettext_lazy("Assignment decisions")
    tabs = "staffing/tabs.html"
    empty = gettext_lazy("The post office decides by a list down to unit and locality whom it sends where (R07).")
    rule_codes, help = "R01 R03 R06 R07 R20", gettext_lazy("Who is sent where, for which fields, by which decision.")
    other_addresses = ("assignment-line", "end-assignment")
    list_display = (
        Column("trich-yeu", gettext_lazy("Subject"), "subject", always=True),
        Column("buu-dien", gettext_lazy("Post office"), "post_office__name"),
        Column("nguoi-soan", gettext_lazy("Drafted by"), "drafted_by__sort_key", value=lambda row: row.drafted_by),
        Column("nguoi-duyet", gettext_lazy("Approved by"), value=lambda row: row.approved_by),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = StatusFilter
    ordering = ("-drafted_at",)
    select_related = ("post_office", "drafted_by", "approved_by", "on_behalf_of", "pilot")
    tones = {S.ISSUED: "pass", S.CANCELLED: "idle"}
    dated = True
    template, step_template = "staffing/assignment.html", "staffing/assignment_step.html"

    due = {
        w.approve_assignment_decision: Q(status=S.DRAFT),
        w.add_assignment_line: Q(status=S.DRAFT),  # for who drafted it: somebody else approves
        w.number_assignment_decision: Q(status=S.APPROVED),
    }
    tasks = {w.number_assignment_decision: Task.NUMBER}
    forms = {w.number_assignment_decision: NumberForm}
    own_pages = {w.add_assignment_line: "assignment-line", w.remove_assignment_line: ""}
    signs = (w.approve_assignment_decision,)
    openings = (
        Opening(
            w.draft_assignment_decision, DraftForm, Agency, "assignment-draft", "quyet-dinh-cu/moi/<code>/", "",
            gettext_lazy("Add employees with agency, site, fields, role and days."),
        ),
    )  # fmt: skip

    def unit(self, row: AssignmentDecision) -> str:
        return str(row.post_office)

    def since(self, row: AssignmentDecision) -> dt.datetime:
        return row.approved_at or row.drafted_at

    def head(self, row: AssignmentDecision) -> list[Fact]:
        return [
            Fact(_("Post office"), row.post_office),
            Fact(_("Drafted by"), row.drafted_by),
            *([Fact(_("Approved by"), signed(row.approved_by, row.on_behalf_of))] if row.approved_by else []),
        ]

    def stages(self, row: AssignmentDecision) -> list[Stage]:
        steps = (w.approve_assignment_decision, w.number_assignment_decision)
        return [Stage(str(s.transition.target), s.transition.label, str(row.post_office)) for s in steps]

    def drafts(self, row: AssignmentDecision, on: dt.date) -> list[Draft]:
        return [("assignment_decision", row)]

    def consequences(self, row: AssignmentDecision, verb: Verb) -> list[str]:
        if verb is not w.approve_assignment_decision:
            return []
        return [
            _("%(count)d assignments begin on the days of the list.") % {"count": row.lines.count()},
            _("The list can no longer be changed; a mistake needs a new decision."),
            _("Number and date are entered afterwards from the post office's own book."),
        ]

    def choices(self, request: Request, parent: Agency, opening: Opening) -> FormOptions:
        """Whom the draft can begin with; what is sent is judged by the rules alone."""
        user, on = request.user, request.business_day
        people = reported(parent, user, on) if request.method == "POST" else None
        found = [wish for wish in wishes(parent, user, on, people) if not wish.lacking]
        return {"wishes": found, "first_day": on}

    def said(self, made: Any, words: Words) -> Words:
        if isinstance(made, AssignmentDecision) and made.status == S.DRAFT and made.lines.exists():
            return _("The draft has its list: check it, then somebody else approves it.")
        return words

    def opening_context(self, request: Request, parent: Agency, opening: Opening) -> TemplateContext:
        found = wishes(parent, request.user, request.business_day)
        rules = applied(parent.pilot_id, request.business_day, "R01", "R06", "R07")
        return {"unclear": [wish for wish in found if wish.lacking], "rules": rules}

    def list_context(self, request: Request) -> TemplateContext:
        draft = w.draft_assignment_decision
        offices = [o for o in post_offices(request.user, request.business_day) if may(request, draft.name, o)]
        label = str(draft.transition.label)
        return {"actions": [Action(label, reverse("assignment-draft", args=[o.code]), "primary") for o in offices]}

    def context(self, request: Request, row: AssignmentDecision, day: dt.date) -> TemplateContext:
        """The list, each line with whether it was in force on the day, the rules it stands on, who receives it."""
        own = row.status == S.DRAFT and row.drafted_by_id == request.user.person_id
        adds = row.status == S.DRAFT and day == request.business_day and may(request, "add_assignment_line", row)
        lines = assignment_decisions.lines(row, request.user, request.business_day, day)
        return {
            "lines": lines, "own_draft": own, "people": len({line.employee_id for line in lines}),
            "unclear": wishes(row.post_office, request.user, request.business_day) if adds else [],
            "rules": applied(row.pilot_id, day, "R01", "R06", "R07"),
            "recipients": assignment_decisions.recipients(row),
        }  # fmt: skip


ASSIGNMENT = AssignmentCase()
