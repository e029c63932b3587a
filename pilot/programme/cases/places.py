"""Sites, agencies, phases and who takes part: their steps, each proposed by one person and confirmed by another."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, cast

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from pilot.platform.access.forms import KeyedForm
from pilot.platform.access.rows import Dated, has_ended
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.kernel.types import FormOptions, Inputs, Row, User, Words
from pilot.platform.kernel.workflow import Act, Verb
from pilot.programme.cases.closing import closed
from pilot.programme.forms import places as f
from pilot.programme.forms import reforms as r
from pilot.programme.forms.dated import CloseForm
from pilot.programme.models import (
    AdminUnit,
    Agency,
    Parameter,
    Participation,
    Phase,
    Pilot,
    ProcedureSet,
    ProgrammeChange,
    Site,
)
from pilot.programme.presenters.rules import rule_choices, threshold_choices
from pilot.programme.selectors.places import choices_of, units_of
from pilot.programme.selectors.removal import hung_on
from pilot.programme.workflows import pilots, units
from pilot.programme.workflows import places as w
from pilot.programme.workflows.changes import propose
from pilot.programme.workflows.coverage import PROCEDURE_SET, change_coverage
from pilot.programme.workflows.rules import RULE, end_rule, enter_rule, set_threshold

DONE = gettext_lazy("Done. Nobody else has the right to confirm it, so it holds at once; the record says so.")
PROPOSED = gettext_lazy("It is proposed. It holds once a second person has confirmed it.")


def said_of(made: ProgrammeChange) -> Words:
    """Where nobody else can confirm, it holds at once."""
    return PROPOSED if made.status == ProgrammeChange.Status.PROPOSED else DONE


def open_steps(steps: list[Verb], row: Any, on: dt.date) -> list[Verb]:
    """Of what has ended only what puts right a typing error or takes it out; a phase may end later than planned."""
    if not has_ended(row, on) or isinstance(row, Phase):
        return steps
    return [verb for verb in steps if verb.transition.corrects or verb.transition.removes]


class ProgrammeCase(Case[Row]):
    """A thing of the programme: a step is proposed, and leads to the page on which somebody else confirms it."""

    paged = False
    recorded: Mapping[Verb, tuple[str, ...]] = {}  # columns with which the form of a step begins

    def tone(self, row: Row) -> str:
        return ""

    def heading(self, row: Row) -> str:
        return str(row)

    def offers(self, row: Row, user: User, on: dt.date, due: Collection[Verb]) -> list[Verb]:
        """Changing and closing only until it has ended."""
        return open_steps(super().offers(row, user, on, due), row, on)

    def keeps(self) -> Q:
        return hung_on(self.model)

    def take(self, verb: Verb, row: Any, act: Act, inputs: Inputs) -> ProgrammeChange:
        return propose(verb, row, act, inputs)

    def said(self, made: ProgrammeChange, words: Words) -> Words:
        return said_of(made)

    def after(self, row: Row, verb: Verb, made: Any) -> str:
        return self.made_url(made)

    def made_url(self, made: Any) -> str:
        return reverse("programme-change", args=[made.pk])

    def initial(self, row: Row, verb: Verb) -> dict[str, object]:
        columns = self.recorded.get(verb, ())
        found = {name: getattr(row, getattr(type(row), name).field.attname) for name in columns}
        if "valid_from" in found:
            found["last_day"] = cast("Dated", row).period.last_day
        return found

    def consequences(self, row: Row, verb: Verb) -> list[str]:
        """What closing it does."""
        return closed() if self.forms.get(verb) is CloseForm else []

    def options(self, request: Request, row: Any, verb: Verb) -> FormOptions:
        return offered(request, row.pilot, self.form(verb))

    def choices(self, request: Request, parent: Any, opening: Opening) -> FormOptions:
        """What the address proposes stands in the form: ?kind=post_office."""
        pilot = parent if isinstance(parent, Pilot) else parent.pilot
        return {**offered(request, pilot, opening.form), "initial": request.GET.dict()}


def offered(request: Request, pilot: Pilot, form: type[KeyedForm]) -> FormOptions:
    """What the fields of the form choose among."""
    found = choices_of(pilot, request.user, request.business_day)
    return {name: rows for name, rows in found.items() if name in form.base_fields}


COMMON = ("valid_from", "legal_basis")


class PilotCase(ProgrammeCase[Pilot]):
    """The pilot itself: what it is called, and by which documents."""

    workflow = pilots.PILOT
    name, prefix = "pilot", "thi-diem/sua/"
    kind = gettext_lazy("Pilot")
    select_related = ("scheme_document", "coordination_regulation")
    forms = {pilots.correct_pilot: f.CorrectPilotForm, pilots.change_pilot: f.ChangePilotForm}
    at = ("title", "scheme_document", "coordination_regulation")
    recorded = {
        pilots.correct_pilot: (*at, "province", "principle_agreed_on", "legal_basis"), pilots.change_pilot: at
    }  # fmt: skip

    def url(self, row: Pilot, verb: Verb | None = None) -> str:
        return reverse("pilot", args=[row.code])

    def trail(self, row: Pilot) -> list[tuple[str, str]]:
        return [(str(row), self.url(row))]


class SiteCase(ProgrammeCase[Site]):
    """A site of the pilot."""

    workflow = w.SITE
    name, prefix = "site", "diem/"
    kind = gettext_lazy("Site")
    select_related = ("pilot", "agency", "parent_agency", "admin_unit")
    forms = {w.correct_site: f.CorrectSiteForm, w.change_site: f.ChangeSiteForm, w.close_site: CloseForm}
    at = ("name", "agency", "parent_agency", "admin_unit", "pilot_form", "status")
    recorded = {w.correct_site: (*at, "level", *COMMON), w.change_site: at}
    openings = (
        Opening(w.enter_site, f.SiteForm, Pilot, "enter-site", "diem/moi/<code>/", "pilot", PROPOSED),
    )  # fmt: skip

    def url(self, row: Site, verb: Verb | None = None) -> str:
        return reverse("site", args=[row.code])

    def trail(self, row: Site) -> list[tuple[str, str]]:
        return [(str(row.pilot), reverse("pilot", args=[row.pilot.code])), (row.name, self.url(row))]


class AgencyCase(ProgrammeCase[Agency]):
    """A body of the pilot."""

    workflow = w.AGENCY
    name, prefix = "agency", "co-quan/"
    kind = gettext_lazy("Agency")
    select_related = ("pilot", "parent", "admin_unit")
    forms = {w.correct_agency: f.CorrectAgencyForm, w.change_agency: f.ChangeAgencyForm, w.close_agency: CloseForm}
    at = ("name", "parent", "admin_unit", "withdrawal_rule")
    recorded = {w.correct_agency: (*at, "kind", "level", "unconfirmed", *COMMON), w.change_agency: at}
    openings = (
        Opening(w.enter_agency, f.AgencyForm, Pilot, "enter-agency", "co-quan/moi/<code>/", "pilot", PROPOSED),
    )  # fmt: skip

    def url(self, row: Agency, verb: Verb | None = None) -> str:
        return reverse("agency", args=[row.code])

    def trail(self, row: Agency) -> list[tuple[str, str]]:
        return [(str(row.pilot), reverse("pilot", args=[row.pilot.code])), (row.name, self.url(row))]


class PhaseCase(ProgrammeCase[Phase]):
    """A phase of the pilot."""

    workflow = w.PHASE
    name, prefix = "phase", "giai-doan/"
    kind = gettext_lazy("Phase")
    select_related = ("pilot",)
    forms = {w.correct_phase: f.CorrectPhaseForm, w.close_phase: CloseForm}
    recorded = {w.correct_phase: ("name", *COMMON)}
    openings = (
        Opening(w.enter_phase, f.PhaseForm, Pilot, "enter-phase", "giai-doan/moi/<code>/", "pilot", PROPOSED),
    )  # fmt: skip

    def url(self, row: Phase, verb: Verb | None = None) -> str:
        return reverse("phase", args=[row.pilot.code, row.code])

    def trail(self, row: Phase) -> list[tuple[str, str]]:
        return [(str(row.pilot), reverse("pilot", args=[row.pilot.code])), (row.name, self.url(row))]


class PartCase(ProgrammeCase[Participation]):
    """That an agency takes part at a site, in a phase and a form."""

    workflow = w.PARTICIPATION
    name, prefix = "participation", "tham-gia/"
    kind = gettext_lazy("Takes part")
    select_related = ("pilot", "site", "agency", "phase")
    forms = {
        w.correct_participation: f.CorrectPartForm, w.change_participation: f.ChangePartForm,
        w.close_participation: CloseForm,
    }  # fmt: skip
    at = ("phase", "pilot_form")
    recorded = {w.correct_participation: (*at, "agency", *COMMON), w.change_participation: at}
    openings = (
        Opening(
            w.enter_participation, f.PartForm, Site, "enter-participation", "tham-gia/moi/<code>/", "site", PROPOSED
        ),
    )  # fmt: skip

    def heading(self, row: Participation) -> str:
        return " – ".join(str(one) for one in (row.agency, row.site) if one)

    def url(self, row: Participation, verb: Verb | None = None) -> str:
        return reverse("site", args=[row.site.code])

    def trail(self, row: Participation) -> list[tuple[str, str]]:
        return [(row.site.name, self.url(row)), (str(row.agency or ""), "")]


class RuleCase(ProgrammeCase[Parameter]):
    """A rule of the pilot from a day on."""

    workflow = RULE
    name, prefix = "rule", "quy-dinh/"
    kind = gettext_lazy("Rule")
    select_related = ("pilot", "source")
    forms = {end_rule: CloseForm}
    openings = (
        Opening(enter_rule, f.RuleForm, Pilot, "enter-rule", "quy-dinh/moi/<code>/", "rules", PROPOSED),
        Opening(
            set_threshold, f.ThresholdForm, Pilot, "set-threshold", "quy-dinh/nguong/<code>/", "rules", PROPOSED,
            elsewhere=True,
        ),
    )  # fmt: skip

    def heading(self, row: Parameter) -> str:
        return row.label

    def url(self, row: Parameter, verb: Verb | None = None) -> str:
        return f"{reverse('rules', args=[row.pilot.code])}#{row.code}"

    def trail(self, row: Parameter) -> list[tuple[str, str]]:
        return [(str(row.pilot), reverse("pilot", args=[row.pilot.code])), (row.label, self.url(row))]

    def choices(self, request: Request, parent: Any, opening: Opening) -> FormOptions:
        rules = threshold_choices() if opening.verb is set_threshold else rule_choices()
        return {"code": rules, "initial": request.GET.dict()}


class SetCase(ProgrammeCase[ProcedureSet]):
    """Which procedures of an agency are in the pilot."""

    workflow = PROCEDURE_SET
    name, prefix = "procedure-set", "pham-vi-thu-tuc/"
    kind = gettext_lazy("Procedure set")
    select_related = ("pilot", "agency")
    forms = {change_coverage: f.CoverageForm}
    recorded = {change_coverage: ("coverage", "planned_count")}

    def url(self, row: ProcedureSet, verb: Verb | None = None) -> str:
        return reverse("agency", args=[row.agency.code])

    def trail(self, row: ProcedureSet) -> list[tuple[str, str]]:
        return [(str(row.pilot), reverse("pilot", args=[row.pilot.code])), (row.agency.name, self.url(row))]


class UnitCase(ProgrammeCase[AdminUnit]):
    """A province, district or commune."""

    workflow = units.UNIT
    name, stem, prefix = "admin-units", "admin-unit", "don-vi-hanh-chinh/"
    kind = gettext_lazy("Administrative unit")
    select_related = ("pilot", "parent")
    forms = {units.correct_unit: r.CorrectUnitForm, units.close_unit: CloseForm}
    recorded = {units.correct_unit: ("code", "name", "level", "parent", *COMMON)}
    openings = (
        Opening(units.enter_unit, r.UnitForm, Pilot, "enter-unit", "don-vi-hanh-chinh/moi/<code>/", "pilot", PROPOSED),
    )  # fmt: skip

    def url(self, row: AdminUnit, verb: Verb | None = None) -> str:
        return reverse("admin-units")

    def trail(self, row: AdminUnit) -> list[tuple[str, str]]:
        return [(str(self.kind), self.url(row)), (row.name, "")]

    def options(self, request: Request, row: AdminUnit, verb: Verb) -> FormOptions:
        return {"parent": units_of(row.pilot)} if verb is units.correct_unit else {}

    def choices(self, request: Request, parent: Any, opening: Opening) -> FormOptions:
        return {"parent": units_of(parent)}


PILOTS, SITES, AGENCIES, PHASES, PARTS, RULES, SETS, UNITS = (
    PilotCase(), SiteCase(), AgencyCase(), PhaseCase(), PartCase(), RuleCase(), SetCase(), UnitCase(),
)  # fmt: skip
PLACES: tuple[ProgrammeCase[Any], ...] = (PILOTS, SITES, AGENCIES, PHASES, PARTS, RULES, SETS, UNITS)
