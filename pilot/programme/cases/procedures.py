"""The catalogue of procedures, the fields in it, and what stands in the set of an agency."""

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import FormOptions, TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Action, Fact
from pilot.programme.forms import procedures as f
from pilot.programme.forms.dated import CloseForm
from pilot.programme.models import Agency, Pilot, Procedure, ProcedureSet, ProcedureSetEntry, ServiceField
from pilot.programme.selectors import catalogue
from pilot.programme.workflows import fields as fields_
from pilot.programme.workflows import procedures as w


class SetEntryCase(Case[ProcedureSetEntry]):
    """A procedure in the set of an agency, or the proposal of one."""

    workflow = w.SET_ENTRY
    name, prefix = "set-entry", "bo-thu-tuc/"
    kind = gettext_lazy("Procedure of an agency's set")
    help = gettext_lazy("What an agency receives in the pilot, from which day on and by which document.")
    rule_codes = "R34 R36"
    select_related = ("procedure__field", "procedure_set__agency", "pilot")
    dated = True
    forms = {w.correct_set_entry: f.CorrectSetEntryForm, w.end_set_entry: CloseForm}
    openings = (
        Opening(
            w.enter_procedure, f.EnterProcedureForm, Agency, "enter-procedure", "thu-tuc/moi/<code>/", "agency",
            gettext_lazy("The procedure stands in the agency's set."), elsewhere=True,
        ),
        Opening(
            w.confirm_proposals, f.ConfirmProposalsForm, Agency, "confirm-proposals", "thu-tuc/xac-nhan/<code>/",
            "agency", gettext_lazy("The procedures that were ticked are confirmed."), elsewhere=True,
        ),
    )  # fmt: skip

    def tone(self, row: ProcedureSetEntry) -> str:
        return ""

    def heading(self, row: ProcedureSetEntry) -> str:
        return row.procedure.name

    def trail(self, row: ProcedureSetEntry) -> list[tuple[str, str]]:
        agency = row.procedure_set.agency
        return [(agency.name, reverse("agency", args=[agency.code])), (row.full_code, self.url(row))]

    def head(self, row: ProcedureSetEntry) -> list[Fact]:
        agency, procedure = row.procedure_set.agency, row.procedure
        days = show(row.period) if row.valid_from or row.valid_to else ""
        return [
            Fact(_("Agency"), agency, reverse("agency", args=[agency.code])),
            Fact(_("Code"), row.full_code, reverse("procedure", args=[procedure.code])),
            Fact(_("Field"), procedure.field),
            Fact(_("In the set"), days if row.valid_from else _("only proposed"), note="" if row.valid_from else days),
            Fact(_("Ground"), row.legal_basis or row.note, cited=True),
        ]

    def possible(self, row: ProcedureSetEntry, due: object) -> list[Verb]:
        """A proposal is confirmed on the agency's page, or struck; what is over is only put right."""
        open_end = row.valid_to is None
        return [
            *([w.correct_set_entry] if row.valid_from else []), *([w.end_set_entry] if open_end else []),
        ]  # fmt: skip

    def initial(self, row: ProcedureSetEntry, verb: Verb) -> dict[str, object]:
        if verb is w.end_set_entry:
            return {}
        return {
            "code": row.procedure.code, "code_suffix": row.code_suffix, "valid_from": row.valid_from,
            "last_day": row.period.last_day, "legal_basis": row.legal_basis,
        }  # fmt: skip

    def choices(self, request: Request, parent: Agency, opening: Opening) -> FormOptions:
        if opening.verb is w.confirm_proposals:
            open_ones = catalogue.proposals(parent, request.user, request.business_day)
            return {"entries": open_ones, "initial": {"entries": [entry.pk for entry in open_ones]}}
        fields = ServiceField.objects.as_at(request.business_day)
        return {"field": fields, "initial": {"level": parent.level, **request.GET.dict()}}

    def made_url(self, made: ProcedureSetEntry | ProcedureSet) -> str:
        whole = made.procedure_set if isinstance(made, ProcedureSetEntry) else made
        return reverse("agency", args=[whole.agency.code])


class ProcedureCase(Case[Procedure]):
    """A procedure of the catalogue: only put right. Its page and list are plain views (views/catalogue.py)."""

    workflow = w.PROCEDURE
    name, prefix, paged = "procedure", "thu-tuc/", False
    kind = gettext_lazy("Administrative procedure")
    select_related = ("field",)
    forms = {w.correct_procedure: f.CorrectProcedureForm}

    def url(self, row: Procedure, verb: Verb | None = None) -> str:
        return reverse("procedure", args=[row.code])

    def tone(self, row: Procedure) -> str:
        return ""

    def heading(self, row: Procedure) -> str:
        return str(row)

    def trail(self, row: Procedure) -> list[tuple[str, str]]:
        return [(_("Procedures"), reverse("procedures")), (row.code, self.url(row))]

    def initial(self, row: Procedure, verb: Verb) -> dict[str, object]:
        return {"name": row.name, "field": row.field_id, "level": row.level}

    def options(self, request: Request, row: Procedure, verb: Verb) -> FormOptions:
        in_use = ServiceField.objects.as_at(request.business_day)
        return {"field": in_use | ServiceField.objects.filter(pk=row.field_id)}

    def consequences(self, row: Procedure, verb: Verb) -> list[str]:
        return [_("The catalogue belongs to all pilots: the procedure is called so in every set.")]


class ServiceFieldCase(Case[ServiceField]):
    """A field, with how many procedures and counter posts are in it."""

    workflow = fields_.FIELD
    name, plural, prefix = "service-field", "service-fields", "linh-vuc/"
    kind, title = gettext_lazy("Field"), gettext_lazy("Fields of procedures")
    rule_codes, help = "R01", gettext_lazy("Fields in which employees are assigned, assessed and counted.")
    empty = gettext_lazy("Fields come with the list of an agency's procedures, or are entered here.")
    list_display = (
        Column("ten", gettext_lazy("Field"), "name", always=True),
        Column("thu-tuc", gettext_lazy("Procedures"), numeric=True, value=lambda row: row.procedure_count),
        Column("vi-tri", gettext_lazy("Counter posts"), numeric=True, value=lambda row: row.post_count),
        Column("hieu-luc", gettext_lazy("Validity"), value=lambda row: days_of(row)),
    )
    list_filter = f.ServiceFieldFilter
    ordering = ("name",)
    dated = True
    forms = {fields_.correct_field: f.CorrectServiceFieldForm, fields_.close_field: CloseForm}
    openings = (
        Opening(
            fields_.enter_field, f.ServiceFieldForm, Pilot, "enter-field", "linh-vuc/moi/<code>/", "",
            gettext_lazy("The field is entered."), elsewhere=True,
        ),
    )  # fmt: skip

    def rows(self, user: User, on: dt.date) -> QuerySet[ServiceField]:
        return catalogue.counted_fields(user, on)

    def tone(self, row: ServiceField) -> str:
        return ""

    def heading(self, row: ServiceField) -> str:
        return row.name

    def head(self, row: ServiceField) -> list[Fact]:
        of_field = f"{reverse('procedures')}?field={row.pk}"
        return [
            Fact(_("Procedures"), row.procedure_count, of_field),
            Fact(_("Counter posts"), row.post_count),
            Fact(_("Validity"), days_of(row)),
            Fact(_("Ground"), row.legal_basis, cited=True),
        ]

    def initial(self, row: ServiceField, verb: Verb) -> dict[str, object]:
        if verb is fields_.close_field:
            return {}
        return {
            "name": row.name, "valid_from": row.valid_from, "last_day": row.period.last_day,
            "legal_basis": row.legal_basis,
        }  # fmt: skip

    def consequences(self, row: ServiceField, verb: Verb) -> list[str]:
        if verb is fields_.close_field:
            return [_("Posts and procedures that have the field keep it; nothing new is entered in it.")]
        return [_("The catalogue belongs to all pilots: the field is called so everywhere.")]

    def list_context(self, request: Request) -> TemplateContext:
        """The way in, for the pilot for which the reader may."""
        verb = fields_.enter_field
        pilots = Pilot.objects.visible_to(request.user, request.business_day)
        own = [pilot for pilot in pilots if may(request, verb.name, pilot)][:1]
        return {"actions": [
            Action(str(verb.transition.label), reverse("enter-field", args=[pilot.code]), "primary") for pilot in own
        ]}  # fmt: skip


def days_of(field: ServiceField) -> str:
    """From when to when; nothing where neither is stated."""
    return capfirst(show(field.period)) if field.valid_from or field.valid_to else ""


SET_ENTRIES, PROCEDURES, FIELDS = SetEntryCase(), ProcedureCase(), ServiceFieldCase()
