"""Shape of what the pages of sites, agencies, phases and who takes part take in."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import DaysForm, ReasonForm, StepForm
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.forms.dated import ChangeForm, CorrectForm, GroundField, ProvinceField
from pilot.programme.models import AdminLevel, AdminUnit, Agency, LegalDocument, Phase, PilotForm, ProcedureSet, Site

COUNTS = _("Fields of one employee (R01), dossiers a day (R02), months of learning (R04).")
LEAST = _("Fields of one employee (R01), dossiers a day (R02), reserves of a field (R03), months of learning (R04).")
NONE = ("", _("not stated"))
FORMS = [NONE, *PilotForm.choices]
NO_AGENCY, NO_UNIT, NO_PHASE = Agency.objects.none(), AdminUnit.objects.none(), Phase.objects.none()
NO_DOCUMENT = LegalDocument.objects.none()


class ProgrammeForm(Choosing, DaysForm):
    """What is entered in the programme: its days, often not stated, and its ground."""

    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    legal_basis = GroundField()


class SiteForm(ProgrammeForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    level = forms.ChoiceField(label=_("Level"), choices=AdminLevel.choices)
    agency = forms.ModelChoiceField(
        NO_AGENCY, label=_("Governed by"), required=False,
        help_text=_("The body that decides and pays there: below the province the People's Committee of its level."),
    )  # fmt: skip
    parent_agency = forms.ModelChoiceField(
        NO_AGENCY, label=_("District above it"), required=False, help_text=_("Of a commune's site.")
    )
    admin_unit = forms.ModelChoiceField(NO_UNIT, label=_("Administrative unit"), required=False)
    pilot_form = forms.ChoiceField(label=_("Form"), choices=FORMS, required=False)
    field_order: Sequence[str] = (
        "name", "level", "agency", "parent_agency", "admin_unit", "pilot_form", "valid_from", "last_day", "legal_basis",
    )  # fmt: skip


class CorrectSiteForm(CorrectForm, SiteForm):
    status = forms.ChoiceField(label=_("Status"), choices=Site.Status.choices)
    field_order = (*SiteForm.field_order[:-3], "status", *SiteForm.field_order[-3:], "reason")


class ChangeSiteForm(Choosing, ChangeForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    agency = forms.ModelChoiceField(NO_AGENCY, label=_("Governed by"), required=False)
    parent_agency = forms.ModelChoiceField(NO_AGENCY, label=_("District above it"), required=False)
    admin_unit = forms.ModelChoiceField(NO_UNIT, label=_("Administrative unit"), required=False)
    pilot_form = forms.ChoiceField(label=_("Form"), choices=FORMS, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Site.Status.choices)
    field_order = (
        "day", "name", "agency", "parent_agency", "admin_unit", "pilot_form", "status", "legal_basis", "reason",
    )  # fmt: skip


class AgencyForm(ProgrammeForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind of body"), choices=Agency.Kind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=AdminLevel.choices)
    parent = forms.ModelChoiceField(NO_AGENCY, label=_("Body above it"), required=False)
    admin_unit = forms.ModelChoiceField(NO_UNIT, label=_("Administrative unit"), required=False)
    field_order: Sequence[str] = (
        "name", "kind", "level", "parent", "admin_unit", "valid_from", "last_day", "legal_basis",
    )  # fmt: skip


class CorrectAgencyForm(CorrectForm, AgencyForm):
    withdrawal_rule = forms.ChoiceField(label=_("Withdrawal"), choices=Agency.WithdrawalRule.choices)
    unconfirmed = forms.BooleanField(label=_("Not confirmed: left out of all counts"), required=False)
    field_order = (
        *AgencyForm.field_order[:-3],
        "withdrawal_rule",
        "unconfirmed",
        *AgencyForm.field_order[-3:],
        "reason",
    )


class ChangeAgencyForm(Choosing, ChangeForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    parent = forms.ModelChoiceField(NO_AGENCY, label=_("Body above it"), required=False)
    admin_unit = forms.ModelChoiceField(NO_UNIT, label=_("Administrative unit"), required=False)
    withdrawal_rule = forms.ChoiceField(label=_("Withdrawal"), choices=Agency.WithdrawalRule.choices)
    field_order = ("day", "name", "parent", "admin_unit", "withdrawal_rule", "legal_basis", "reason")


class PapersForm(Choosing, StepForm):
    """How a pilot is called, and by which documents."""

    title = forms.CharField(label=_("Title"), max_length=300)
    scheme_document = forms.ModelChoiceField(
        NO_DOCUMENT, label=_("Scheme"), required=False, help_text=_("One of the documents under “Legal basis”.")
    )
    coordination_regulation = forms.ModelChoiceField(
        NO_DOCUMENT, label=_("Coordination regulation"), required=False
    )  # fmt: skip


class CorrectPilotForm(CorrectForm, PapersForm):
    province = ProvinceField()
    principle_agreed_on = VietnameseDateField(
        label=_("Agreed in principle on"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    legal_basis = GroundField()
    field_order = (
        "province", "title", "scheme_document", "coordination_regulation", "principle_agreed_on", "legal_basis",
        "reason",
    )  # fmt: skip


class ChangePilotForm(ChangeForm, PapersForm):
    field_order = ("day", "title", "scheme_document", "coordination_regulation", "legal_basis", "reason")


class PhaseForm(ProgrammeForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    field_order: Sequence[str] = ("name", "valid_from", "last_day", "legal_basis")


class CorrectPhaseForm(CorrectForm, PhaseForm):
    field_order = (*PhaseForm.field_order, "reason")


class RuleForm(Choosing, StepForm):
    """A rule as the province's own document gives it."""

    code = forms.ChoiceField(label=_("Rule"))
    day = VietnameseDateField(label=_("From"), years=PILOT_YEARS)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("In the words of the document.")
    )
    section = forms.CharField(label=_("Section"), max_length=200, required=False)
    least = forms.IntegerField(label=_("At least"), required=False, min_value=1, max_value=999, help_text=LEAST)
    most = forms.IntegerField(label=_("At most"), required=False, min_value=1, max_value=999, help_text=COUNTS)
    lines = forms.CharField(
        label=_("What it lists"), widget=forms.Textarea(attrs={"rows": 4}), required=False,
        help_text=_("R05: the criteria of selection; R27: what is not paid for. A line each."),
    )  # fmt: skip
    legal_basis = GroundField()
    field_order = ("code", "day", "text", "section", "least", "most", "lines", "legal_basis", "reason")
    needed_at_times = ("least", "most", "lines")


class CoverageForm(Choosing, ChangeForm):
    coverage = forms.ChoiceField(label=_("Procedures taking part"), choices=ProcedureSet.Coverage.choices)
    planned_count = forms.IntegerField(
        label=_("How many"), required=False, min_value=1, max_value=9999,
        help_text=_("As the document gives it; empty where it gives no number."),
    )  # fmt: skip
    field_order = ("day", "coverage", "planned_count", "legal_basis", "reason")


class ThresholdForm(Choosing, ReasonForm):
    """A number that no document gives."""

    code = forms.ChoiceField(label=_("Threshold"))
    number = forms.IntegerField(label=_("New number, in the unit named above"), min_value=1, max_value=999)
    day = VietnameseDateField(label=_("From"), years=PILOT_YEARS)
    field_order = ("code", "number", "day", "reason")


class PartForm(ProgrammeForm):
    agency = forms.ModelChoiceField(NO_AGENCY, label=_("Agency"))
    phase = forms.ModelChoiceField(NO_PHASE, label=_("Phase"), required=False)
    pilot_form = forms.ChoiceField(label=_("Form"), choices=FORMS, required=False)
    field_order: Sequence[str] = ("agency", "phase", "pilot_form", "valid_from", "last_day", "legal_basis")


class CorrectPartForm(CorrectForm, PartForm):
    field_order = (*PartForm.field_order, "reason")


class ChangePartForm(Choosing, ChangeForm):
    phase = forms.ModelChoiceField(NO_PHASE, label=_("Phase"), required=False)
    pilot_form = forms.ChoiceField(label=_("Form"), choices=FORMS, required=False)
    field_order = ("day", "phase", "pilot_form", "legal_basis", "reason")
