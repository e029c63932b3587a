"""Shape of what the withdrawal pages take in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.paper.forms import PaperForm
from pilot.platform.ui.forms import ANY, FilterForm, VietnameseDateField
from staffing.models import WithdrawalRequest


class WithdrawalFilter(FilterForm):
    """State, route and site, among the requests that the reader sees."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *WithdrawalRequest.Status.choices])
    route = forms.ChoiceField(label=_("Route"), required=False, choices=[ANY, *WithdrawalRequest.Route.choices])
    post__site__code = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, data: Any, rows: Any) -> None:
        super().__init__(data)
        sites = rows.order_by("post__site__name").values_list("post__site__code", "post__site__name").distinct()
        self.fields["post__site__code"].choices = [ANY, *sites]


class DraftForm(KeyedForm):
    effective_on = VietnameseDateField(label=_("First day without the civil servants"))
    proposal_document = forms.CharField(
        label=_("Proposal: number and date"), max_length=120, required=False,
        help_text=_("For example 88/STC-VP ngày 10/06/2021. It may also be entered when you submit."),
    )  # fmt: skip


class PaperWithdrawalForm(PaperForm):
    document = forms.CharField(label=_("Decision: number and issuer"), max_length=120)
    effective_on = VietnameseDateField(label=_("First day without the civil servants"))
    proposal_document = forms.CharField(label=_("Proposal: number and date"), max_length=120, required=False)


class _Versioned(forms.Form):
    row_version = forms.IntegerField(widget=forms.HiddenInput)


class PlainForm(_Versioned, KeyedForm):
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(_Versioned, SignedForm):
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed while a warning stands, to return and to disagree."),
    )  # fmt: skip


class SubmitForm(PlainForm):
    proposal_document = forms.CharField(label=_("Proposal: number and date"), max_length=120, required=False)


class NumberForm(PlainForm):
    number = forms.CharField(
        label=_("Number and symbol"), max_length=40, help_text=_("For example 1234/QĐ-UBND, from your own book.")
    )
    date = VietnameseDateField(label=_("Date of the decision"))
    field_order = ("number", "date", "reason")
