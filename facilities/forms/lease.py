"""Shape of what the lease pages take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.paper.forms import PaperForm
from pilot.platform.ui.forms import ANY, PILOT_YEARS, CodeField, FilterForm, VietnameseDateField, VndField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.models import Agency


class FacilityFilter(FilterForm):
    """Kind of premises."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Facility.Kind.choices])


class LeaseFilter(StatusFilter):
    """State of the leases and kind of their premises."""

    facility__kind = forms.ChoiceField(
        label=_("Kind of premises"), required=False, choices=[ANY, *Facility.Kind.choices]
    )


class LeaseDraftForm(Choosing, KeyedForm):
    lessee = forms.ModelChoiceField(Agency.objects.none(), label=_("Lessee"))
    first_day = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, open_end=True, help_text=_("Empty: without end.")
    )
    rent_vnd = VndField(
        label=_("Rent per month"), required=False,
        help_text=_("Đồng. Leave it empty while it is not given."),
    )  # fmt: skip
    included = forms.CharField(
        label=_("Premises and equipment in it"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("By rule R27 running costs such as electricity and water are no part of it."),
    )  # fmt: skip


class PaperLeaseForm(PaperForm, LeaseDraftForm):
    number = CodeField(label=_("Number of the contract"), max_length=60)
    field_order = ("document", "number", "document_date", "scan", "signers")
