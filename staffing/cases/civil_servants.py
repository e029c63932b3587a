"""Civil servants of an agency, and the counter posts they hold."""

import datetime as dt

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import Column
from pilot.platform.cases.pages import steps_on
from pilot.platform.kernel.types import FormOptions, TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.forms.dated import CloseForm
from pilot.programme.models import Agency, CounterPost
from staffing.forms.civil_servants import (
    CivilServantFilter,
    CivilServantForm,
    CorrectCivilServantForm,
    CorrectHoldingForm,
    HoldForm,
)
from staffing.models import CivilServant, Incumbency
from staffing.rules import incumbency as rules
from staffing.selectors.civil_servants import civil_servants
from staffing.workflows import incumbency as w


def posts_held(row: CivilServant) -> str:
    return "; ".join(str(one.post) for one in row.incumbencies.all())


class CivilServantCase(Case[CivilServant]):
    """A civil servant, with every counter post that he held, holds or will hold."""

    workflow = w.CIVIL_SERVANT
    name, plural, prefix = "civil-servant", "civil-servants", "cong-chuc/"
    kind, title = gettext_lazy("Civil servant"), gettext_lazy("Civil servants")
    tabs, exports = "staffing/tabs.html", "civil-servants"
    rule_codes, help = "R10 R11 R12 R13", gettext_lazy("Who holds which counter post, from when to when.")
    other_addresses = ("incumbency-step", "hold-post")
    empty = gettext_lazy("An agency enters its civil servants here, by hand or from its own list.")
    list_display = (
        Column("ten", gettext_lazy("Name"), "person__sort_key", always=True, value=lambda row: row.person.full_name),
        Column("ma", gettext_lazy("Code of the civil servant"), "staff_code"),
        Column("co-quan", gettext_lazy("Agency"), "agency__name"),
        Column("vi-tri", gettext_lazy("Counter post"), value=posts_held),
    )
    list_filter = CivilServantFilter
    ordering = ("person__sort_key",)
    template = "staffing/civil_servant.html"
    forms = {w.correct_civil_servant: CorrectCivilServantForm}
    openings = (
        Opening(
            w.enter_civil_servant, CivilServantForm, Agency, "enter-civil-servant", "cong-chuc/moi/<code>/", "agency",
            gettext_lazy("The civil servant is entered. Enter next which counter post is held."),
        ),
    )  # fmt: skip

    def rows(self, user: User, on: dt.date) -> QuerySet[CivilServant]:
        return civil_servants(user, on)

    def tone(self, row: CivilServant) -> str:
        return ""

    def heading(self, row: CivilServant) -> str:
        return row.person.full_name

    def head(self, row: CivilServant) -> list[Fact]:
        agency = row.agency
        return [
            Fact(_("Agency"), agency, reverse("agency", args=[agency.code])),
            Fact(_("Code of the civil servant"), row.staff_code),
            Fact(_("Position, rank"), row.position),
        ]

    def keeps(self) -> Q:
        return rules.was_at_a_post()

    def after(self, row: CivilServant, verb: Verb, made: Model) -> str:
        return reverse(self.plural) if verb is w.remove_civil_servant else self.url(row)

    def initial(self, row: CivilServant, verb: Verb) -> dict[str, object]:
        return {"full_name": row.person.full_name, "staff_code": row.staff_code, "position": row.position}

    def list_context(self, request: Request) -> TemplateContext:
        """The ways in, for the agencies for which the reader may."""
        verb = w.enter_civil_servant
        agencies = Agency.objects.visible_to(request.user, request.business_day).as_at(request.business_day)
        own = [agency for agency in agencies if may(request, verb.name, agency)]
        if len(own) != 1:  # the secretariat goes by the page of an agency
            return {}
        (agency,) = own
        return {"actions": [
            Action(str(verb.transition.label), reverse("enter-civil-servant", args=[agency.code]), "primary"),
            Action(_("Bring in from Excel"), reverse("import-upload", args=["civil-servants", agency.code])),
        ]}  # fmt: skip

    def context(self, request: Request, row: CivilServant, day: dt.date) -> TemplateContext:
        """What he holds, each with the steps that are open to the reader."""
        held = row.incumbencies.visible_to(request.user, request.business_day)
        found = held.annotate(kept=INCUMBENCIES.keeps()).order_by("-valid_from")
        found = found.select_related("post__site", "civil_servant__agency", "pilot")
        return {"holdings": [(one, steps_on(request, INCUMBENCIES, one)) for one in found]}


class IncumbencyCase(Case[Incumbency]):
    """That a civil servant holds a counter post: entered on the post, ended and corrected on the civil servant."""

    workflow = w.INCUMBENCY
    name, prefix, paged = "incumbency", "giu-vi-tri/", False
    kind = gettext_lazy("Civil servant at a counter post")
    select_related = ("post__agency", "post__site", "civil_servant__person", "pilot")
    forms = {w.end_incumbency: CloseForm, w.correct_incumbency: CorrectHoldingForm}
    openings = (
        Opening(
            w.hold_post, HoldForm, CounterPost, "hold-post", "vi-tri/<code>/nguoi-giu/", "counter-post",
            gettext_lazy("It is entered who holds the post."),
        ),
    )  # fmt: skip

    def keeps(self) -> Q:
        return rules.is_withdrawn()

    def tone(self, row: Incumbency) -> str:
        return ""

    def heading(self, row: Incumbency) -> str:
        return f"{row.civil_servant.person} · {row.post}"

    def url(self, row: Incumbency, verb: Verb | None = None) -> str:
        return reverse("counter-post", args=[row.post.code])

    def trail(self, row: Incumbency) -> list[tuple[str, str]]:
        return [(str(row.post), self.url(row)), (str(row.civil_servant.person), "")]

    def initial(self, row: Incumbency, verb: Verb) -> dict[str, object]:
        if verb is w.end_incumbency:
            return {}
        return {"valid_from": row.valid_from, "last_day": row.period.last_day, "legal_basis": row.legal_basis}

    def choices(self, request: Request, parent: CounterPost, opening: Opening) -> FormOptions:
        rows = civil_servants(request.user, request.business_day).filter(agency=parent.agency_id)
        return {"civil_servant": rows.order_by("person__sort_key")}


CIVIL_SERVANTS, INCUMBENCIES = CivilServantCase(), IncumbencyCase()
