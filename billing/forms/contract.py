"""Shape of what the pages of labour contracts take in."""

from collections.abc import Mapping

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from billing.forms.month import MonthField
from billing.models.calendar import VatCategory
from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.paper.forms import PaperForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import ANY, PILOT_YEARS, CodeField, VietnameseDateField, VndField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.forms.dated import GroundField
from pilot.programme.models import Agency, CounterPost, Site


class ContractFilter(StatusFilter):
    """State and payer, among the contracts that the reader sees."""

    payer__code = forms.ChoiceField(label=_("Payer"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Model]) -> None:
        super().__init__(data, rows)
        payers = rows.order_by("payer__name").values_list("payer__code", "payer__name").distinct()
        offer(self, payer__code=[ANY, *payers])


class ContractDraftForm(Choosing, KeyedForm):
    provider = forms.ModelChoiceField(Agency.objects.none(), label=_("Post office"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))
    payer = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Payer"),
        help_text=_("By rule R26 the provincial Office for the provincial centre, each locality for its own."),
    )
    first_day = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, open_end=True, help_text=_("Empty: without end.")
    )
    legal_basis = GroundField(label=_("Legal basis"), max_length=300, required=False, help_text="")
    ceiling_vnd = VndField(label=_("Ceiling, VAT included"), required=False, help_text=_("Đồng. Empty: none given."))

    def inputs(self) -> Inputs:
        """What the verbs take beside the post office, on which they are."""
        return {name: value for name, value in super().inputs().items() if name != "provider"}


class PaperContractForm(PaperForm, ContractDraftForm):
    number = CodeField(label=_("Number of the contract"), max_length=60)
    field_order = ("provider", "document", "number", "document_date", "scan", "signers")


class ContractLineForm(Choosing, KeyedForm):
    post = forms.ModelChoiceField(CounterPost.objects.none(), label=_("Counter post"))
    description = forms.CharField(
        label=_("Work"),
        max_length=240,
        help_text=_(
            "Only labour. By rule R27 electricity, water, stationery, telephone and Internet are no part of it."
        ),
    )
    first_day = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, open_end=True, help_text=_("Empty: to the end of the contract.")
    )
    unit_price_vnd = VndField(
        label=_("Unit price per month, without VAT"),
        required=False,
        least=1,
        help_text=_("Đồng. Leave it empty while it is not given."),
    )
    fixed_days = forms.TypedChoiceField(
        label=_("Standard days"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("working days of the month")), ("22", "22"), ("26", "26")],
    )
    vat_category = forms.ChoiceField(label=_("VAT"), choices=VatCategory.choices)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed at the provincial centre if the line names running costs (A28)."),
    )

    needed_at_times = ("reason",)

    def inputs(self) -> Inputs:
        """Without a last day of its own the line lasts as long as the contract."""
        values = super().inputs()
        return values | {"last_day": values["last_day"] or self.initial["last_day"]}


class OpenMonthForm(KeyedForm):
    month = MonthField(label=_("Month"), help_text=_("For example 05/2021."), widget=forms.TextInput)
