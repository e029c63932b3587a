"""A change of the programme that waits for a second person, or what became of it."""

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.ui.shapes import Fact
from pilot.programme.cases.places import PLACES
from pilot.programme.forms.programme import ConfirmChangesForm
from pilot.programme.models import Inconsistency, ProgrammeChange
from pilot.programme.presenters.changes import as_typed, differences, differences_of, place_of, what_follows
from pilot.programme.workflows import changes as w
from pilot.programme.workflows.changes import subject_of

S = ProgrammeChange.Status


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
    tones = {S.CARRIED_OUT: "pass", S.REFUSED: "warn", S.DROPPED: "idle"}
    due = {
        w.confirm_change: Q(status=S.PROPOSED),
        w.drop_change: Q(status=S.REFUSED) & ~Q(refused_by=F("proposed_by")),
    }
    template, step_template = "programme/change.html", "programme/change_step.html"
    list_template = "programme/changes.html"

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
        ]

    def stages(self, row: ProgrammeChange) -> list[Stage]:
        proposed = Stage(S.PROPOSED, _("Proposed"), str(row.proposed_by))
        if row.status not in (S.REFUSED, S.DROPPED):
            return [proposed, Stage(S.CARRIED_OUT, _("Confirmed and carried out"))]
        return [proposed, Stage(S.REFUSED, _("Not agreed")), Stage(S.DROPPED, _("Refusal dealt with"))]

    def consequences(self, row: ProgrammeChange, verb: Verb) -> list[str]:
        return [_("This proposal is closed. What is wanted all the same is proposed anew.")] * (verb is w.drop_change)

    def list_context(self, request: Request) -> TemplateContext:
        """What the reader can confirm, with what each would change, as one form."""
        waiting = confirmable(request)
        told = [(change, self.heading(change), lines) for change, lines in differences_of(waiting)]
        return {"waiting": told, "batch": ConfirmChangesForm(changes=waiting)} if waiting else {}

    def context(self, request: Request, row: ProgrammeChange, day: object) -> TemplateContext:
        about = subject_of(row.object_type, row.object_id)
        follows = []
        if isinstance(about, Inconsistency) and row.status == S.PROPOSED:
            follows = what_follows(about, row.inputs["answer"], request.business_day)
        again = again_url(row) if row.status in (S.REFUSED, S.DROPPED) and may_propose(request, row) else ""
        return {"differences": differences(row), "follows": follows, "change_reason": row.reason, "again": again}

    def step_context(self, request: Request, row: ProgrammeChange, verb: Verb) -> TemplateContext:
        return self.context(request, row, None)


CHANGES = ChangeCase()


def confirmable(request: Request) -> list[ProgrammeChange]:
    """The proposals that the reader can confirm, the oldest first."""
    user, on = request.user, request.business_day
    rows = CHANGES.rows(user, on).filter(status=S.PROPOSED).order_by("pk")
    return [row for row in rows if CHANGES.open_to(row, w.confirm_change, user, on)]


def may_propose(request: Request, row: ProgrammeChange) -> bool:
    return may(request, "propose_change", row.pilot)


def again_url(row: ProgrammeChange) -> str:
    """The form of the act, filled in with what was proposed."""
    verb, about = VERBS[row.verb], subject_of(row.object_type, row.object_id)
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
