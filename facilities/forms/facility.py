"""Shape of what the pages of premises take in."""

from collections.abc import Mapping, Sequence

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from pilot.platform.cases.forms import DaysForm
from pilot.platform.ui.forms import PILOT_YEARS, FilterForm, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.forms.dated import ChangeForm, CorrectForm, GroundField
from pilot.programme.models import Agency, Site


class AsKnown(Choosing):
    """What is known of premises, as far as somebody knows it."""

    name = forms.CharField(label=_("Name"), max_length=160)
    owner = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Owner of the premises"), required=False, help_text=_("Empty: not known.")
    )
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    area_m2 = forms.DecimalField(
        label=_("Area (m²)"), required=False, min_value=0.01, max_digits=9, decimal_places=2,
        localize=True,
    )  # fmt: skip


class FacilityForm(AsKnown, DaysForm):
    kind = forms.ChoiceField(label=_("Kind of premises"), choices=Facility.Kind.choices)
    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: not stated.")
    )
    legal_basis = GroundField()
    field_order: Sequence[str] = (
        "name",
        "kind",
        "owner",
        "address",
        "area_m2",
        "valid_from",
        "last_day",
        "legal_basis",
    )


class CorrectFacilityForm(CorrectForm, FacilityForm):
    legal_basis = GroundField(required=False)
    field_order = (*FacilityForm.field_order, "reason")


class ChangeFacilityForm(AsKnown, ChangeForm):
    field_order = ("day", "name", "owner", "address", "area_m2", "legal_basis", "reason")


class SiteChoice(FilterForm):
    """At which of the `sites` premises are entered."""

    enter_at = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), to_field_name="code")

    def __init__(self, data: Mapping[str, str], sites: QuerySet[Site]) -> None:
        super().__init__(data if "enter_at" in data else None)
        offer(self, enter_at=sites)
