"""A change of the programme that waits for a second person, or what became of it."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.cases.work import Task
from pilot.platform.kernel.types import TemplateContext, User
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.ui.shapes import Fact
from pilot.programme.cases.places import PLACES
from pilot.programme.forms.programme import ConfirmChangesForm
from pilot.programme.models import Inconsistency, ProgrammeChange
from pilot.programme.presenters.changes import as_typed, differences, differences_of, place_of, step_name, what_follows
from pilot.programme.presenters.reforms import ShownPlan, shown_plan
from pilot.programme.workflows import changes as w
from pilot.programme.workflows.answers import Rows, answer_of
from pilot.programme.workflows.reforms import plan_of, reform_of, reorganise

S = ProgrammeChange.Status
UNREAD = Q(status=S.REFUSED) & ~Q(refused_by=F("proposed_by"))  # nobody needs to be told of his own refusal


def _stages_ahead(row: ProgrammeChange) -> list[Stage]:
    """Each named by what it waits for until it is reached."""
    waits, ahead = _("Waits for confirmation"), row.due_on is not None and row.due_on > _day(row)
    if not ahead:
        return [Stage(S.CARRIED_OUT, waits if row.status == S.PROPOSED else _("Confirmed and carried out"))]
    day = {"day": f"{row.due_on:%d/%m/%Y}"}
    last = _("Confirmed, waits for %(day)s") if row.status == S.WAITING else _("Carried out on %(day)s")
    return [
        Stage(S.WAITING, waits if row.status == S.PROPOSED else _("Confirmed")), Stage(S.CARRIED_OUT, last % day),
    ]  # fmt: skip


def _day(row: ProgrammeChange) -> dt.date:
    """When it was proposed."""
    return localdate(row.proposed_at)


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
    tones = {S.CARRIED_OUT: "pass", S.REFUSED: "warn", S.DROPPED: "idle"}
    due = {
        w.confirm_change: Q(status=S.PROPOSED), w.confirm_for_day: Q(status=S.PROPOSED),
        w.carry_out_change: Q(status=S.WAITING), w.drop_change: UNREAD,
    }  # fmt: skip
    tasks = {w.confirm_change: Task.SIGN, w.confirm_for_day: Task.SIGN}
    template, step_template = "programme/change.html", "programme/change_step.html"
    list_template = "programme/changes.html"

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        """For a day ahead it is confirmed for that day; what no longer fitted then is carried out by hand."""
        ahead = Q(due_on__gt=on)
        return {
            w.confirm_change: Q(status=S.PROPOSED) & (Q(due_on=None) | Q(due_on__lte=on)),
            w.confirm_for_day: Q(status=S.PROPOSED) & ahead, w.carry_out_change: Q(status=S.WAITING, due_on__lte=on),
            w.drop_change: UNREAD,
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
            *([Fact(_("Day of effect"), row.due_on)] if row.due_on else []),
        ]

    def stages(self, row: ProgrammeChange) -> list[Stage]:
        if row.status in (S.REFUSED, S.DROPPED):
            ends = [Stage(S.REFUSED, _("Not agreed")), Stage(S.DROPPED, _("Refusal dealt with"))]
        else:
            ends = _stages_ahead(row)
        return [Stage(S.PROPOSED, _("Proposed"), str(row.proposed_by)), *ends]

    def label(self, row: ProgrammeChange, verb: Verb, user: User) -> str:
        """Whoever proposed it takes it back by the same step by which another does not agree."""
        own = verb is w.refuse_change and row.proposed_by_id == user.person_id
        return _("Take the proposal back") if own else super().label(row, verb, user)

    def since(self, row: ProgrammeChange) -> dt.date:
        """The day on which it was proposed."""
        return _day(row)

    def consequences(self, row: ProgrammeChange, verb: Verb) -> list[str]:
        return [_("This proposal is closed. What is wanted all the same is proposed anew.")] * (verb is w.drop_change)

    def list_context(self, request: Request) -> TemplateContext:
        """What the reader can confirm, with what each would change, as one form."""
        waiting = confirmable(request)
        told = [(change, self.heading(change), lines) for change, lines in differences_of(waiting)]
        return {"waiting": told, "batch": ConfirmChangesForm(changes=waiting)} if waiting else {}

    def context(self, request: Request, row: ProgrammeChange, day: object) -> TemplateContext:
        about = w.still_there(row)
        follows = []
        if isinstance(about, Inconsistency) and row.status == S.PROPOSED:
            key = row.inputs["answer"]
            follows = what_follows(about, key, request.business_day, Rows([answer_of(about, key)]))
        again = again_url(row) if row.status in (S.REFUSED, S.DROPPED) and may_propose(request, row) else ""
        return {
            "differences": differences(row), "follows": follows, "change_reason": row.reason, "again": again,
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


def confirmable(request: Request) -> list[ProgrammeChange]:
    """The proposals that the reader can confirm by ticking, the oldest first.

    Not those from which more follows than they say: an answer, and a change of the organisation, have it on their page.
    """
    user, on = request.user, request.business_day
    rows = CHANGES.rows(user, on).filter(status=S.PROPOSED, due_on=None).order_by("pk")
    rows = rows.exclude(object_type=Inconsistency._meta.label)
    return [row for row in rows if CHANGES.open_to(row, w.confirm_change, user, on)]


def may_propose(request: Request, row: ProgrammeChange) -> bool:
    return may(request, "propose_change", row.pilot)


def again_url(row: ProgrammeChange) -> str:
    """The form of the act, filled in with what was proposed."""
    verb, about = VERBS[row.verb], w.still_there(row)
    if about is None:
        return ""
    if isinstance(about, Inconsistency):
        return reverse("settle-question", args=[about.code])
    typed = {name: value for name, value in as_typed(row).items() if value not in (None, "")}
    for case in PLACES:
        for opening in case.openings:
            if opening.verb is verb:
                return reverse(opening.name, args=[getattr(about, opening.column)], query=typed)
        if verb in case.forms:
            return reverse(case.name_of("step"), args=[row.object_id, verb.name], query=typed)
    return ""
