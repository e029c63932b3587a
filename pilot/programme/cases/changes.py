"""A change of the programme that waits for a second person, or what became of it."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.ui.shapes import Fact
from pilot.programme.models import Inconsistency, ProgrammeChange
from pilot.programme.presenters.changes import differences, place_of, what_follows
from pilot.programme.presenters.reforms import ShownPlan, shown_plan
from pilot.programme.workflows import changes as w
from pilot.programme.workflows.answers import Rows, answer_of
from pilot.programme.workflows.changes import subject_of
from pilot.programme.workflows.reforms import plan_of, reform_of, reorganise

S = ProgrammeChange.Status


def _day(row: ProgrammeChange) -> dt.date:
    """When it was proposed."""
    return localdate(row.proposed_at)


def step_name(row: ProgrammeChange) -> str:
    return str(VERBS[row.verb].transition.label)


class ChangeCase(Case[ProgrammeChange]):
    """What is proposed: before and after, by whom, on which ground."""

    workflow = w.CHANGE
    name, plural, prefix = "programme-change", "programme-changes", "thay-doi/"
    kind, title = gettext_lazy("Change of the programme"), gettext_lazy("Changes of the programme")
    help = gettext_lazy("What is entered, changed or closed in the programme holds once a second person confirms it.")
    empty = gettext_lazy("Sites, agencies, phases and who takes part are entered on the page of the pilot.")
    list_display = (
        Column("ve", gettext_lazy("About"), "subject", always=True),
        Column("viec", gettext_lazy("What"), value=step_name),
        Column("nguoi-de-nghi", gettext_lazy("Proposed by"), "proposed_by__sort_key", value=lambda r: r.proposed_by),
        Column("nguoi-xac-nhan", gettext_lazy("Confirmed by"), value=lambda row: row.confirmed_by),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = StatusFilter
    ordering = ("-proposed_at",)
    select_related = ("pilot", "proposed_by", "confirmed_by")
    tones = {S.CARRIED_OUT: "pass", S.REFUSED: "idle"}
    due = {
        w.confirm_change: Q(status=S.PROPOSED), w.confirm_for_day: Q(status=S.PROPOSED),
        w.carry_out_change: Q(status=S.WAITING),
    }  # fmt: skip
    due_on = "due_on"
    template, step_template = "programme/change.html", "programme/change_step.html"

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        """For a day ahead it is confirmed for that day; what no longer fitted then is carried out by hand."""
        ahead = Q(due_on__gt=on)
        return {
            w.confirm_change: Q(status=S.PROPOSED) & (Q(due_on=None) | Q(due_on__lte=on)),
            w.confirm_for_day: Q(status=S.PROPOSED) & ahead, w.carry_out_change: Q(status=S.WAITING, due_on__lte=on),
        }  # fmt: skip

    def heading(self, row: ProgrammeChange) -> str:
        return f"{step_name(row)}: {row.subject}"

    def thing(self, row: ProgrammeChange) -> str:
        return self.heading(row)

    def unit(self, row: ProgrammeChange) -> str:
        return str(row.pilot)

    def url(self, row: ProgrammeChange, verb: Verb | None = None) -> str:
        return reverse(self.name, args=[row.pk])

    def head(self, row: ProgrammeChange) -> list[Fact]:
        place = place_of(row)
        return [
            Fact(_("Pilot"), row.pilot, reverse("pilot", args=[row.pilot.code])),
            *([Fact(_("About"), *place)] if place else []),
            Fact(_("Proposed by"), row.proposed_by),
            *([Fact(_("From"), row.due_on)] if row.due_on else []),
        ]

    def stages(self, row: ProgrammeChange) -> list[Stage]:
        refused = Stage(S.REFUSED, _("Not agreed"))
        done = Stage(S.CARRIED_OUT, _("Confirmed and carried out"))
        waits = [Stage(S.WAITING, _("Confirmed for its day"))] if row.due_on and row.due_on > _day(row) else []
        last = refused if row.status == S.REFUSED else done
        return [Stage(S.PROPOSED, _("Proposed"), str(row.proposed_by)), *waits, last]

    def context(self, request: Request, row: ProgrammeChange, day: object) -> TemplateContext:
        about = subject_of(row.object_type, row.object_id)
        follows = []
        if isinstance(about, Inconsistency) and row.status == S.PROPOSED:
            key = row.inputs["answer"]
            follows = what_follows(about, key, request.business_day, Rows([answer_of(about, key)]))
        return {
            "differences": differences(row), "follows": follows, "change_reason": row.reason,
            "plan": self._plan(request, row),
        }  # fmt: skip

    def _plan(self, request: Request, row: ProgrammeChange) -> ShownPlan | None:
        """Of a change of the organisation that is still to come: as it would be carried out now."""
        if row.verb != reorganise.name or row.status not in (S.PROPOSED, S.WAITING):
            return None
        plan = plan_of(reform_of(row.pilot, w.thawed(reorganise, row.inputs)))
        return shown_plan(plan, row.pilot, request.user, request.business_day)

    def step_context(self, request: Request, row: ProgrammeChange, verb: Verb) -> TemplateContext:
        return self.context(request, row, None)


CHANGES = ChangeCase()
