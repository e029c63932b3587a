"""Forms of steps: reason, signature, number and date, and what a document on paper says."""

from collections.abc import Mapping

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.paper.forms import PaperForm as PaperForm
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import day_after
from pilot.platform.ui.forms import ANY, PILOT_YEARS, FilterForm, VietnameseDateField


class StatusFilter(FilterForm):
    """A list by the state of its rows."""

    status = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Model]) -> None:
        super().__init__(data)
        self.fields["status"].choices = [ANY, *rows.model.Status.choices]  # type: ignore[attr-defined]


class DaysForm(KeyedForm):
    """First and last day as people write them, inclusive; half-open inside."""

    valid_from = VietnameseDateField(label=_("First day"), years=PILOT_YEARS)
    last_day = VietnameseDateField(
        label=_("Last day"), years=PILOT_YEARS, open_end=True, help_text=_("Empty: until further notice.")
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        data["valid_to"] = day_after(last)
        return data

    def inputs(self) -> Inputs:
        """What the verb takes: the half-open period."""
        return {name: value for name, value in super().inputs().items() if name != "last_day"}


class StepForm(KeyedForm):
    """A step that is not signed. The row version is that of the page on which the step was chosen."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason or remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SignedStepForm(SignedForm, StepForm):
    """A step that is signed with password or code."""


class ReasonForm(StepForm):
    """A step that is never taken without a reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": _("Give the reason.")})  # fmt: skip


class SignedReasonForm(SignedForm, ReasonForm):
    """A signed step that is never taken without a reason."""


class NumberForm(StepForm):
    """Number and date from the agency's own book."""

    number = forms.CharField(label=_("Number and symbol"), max_length=60)
    date = VietnameseDateField(label=_("Date of the document"))
    field_order = ("number", "date", "reason")


class SignedNumberForm(SignedForm, NumberForm):
    """A signed step that enters number and date at once."""


class SignedEndForm(SignedReasonForm):
    """A signed step that ends a contract, and why."""

    last_day = VietnameseDateField(label=_("Last day"), years=PILOT_YEARS)
    field_order = ("last_day", "reason")


def form_of(verb: Verb) -> type[StepForm]:
    """The form of a step that takes nothing beyond reason and signature."""
    signed, reason = verb.transition.signed, verb.transition.reason
    if signed:
        return SignedReasonForm if reason else SignedStepForm
    return ReasonForm if reason else StepForm
