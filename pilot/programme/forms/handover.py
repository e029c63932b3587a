"""Shape of a step on the hand-over ladder: what is chosen (in the address), and the confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import offer
from pilot.programme.forms.dated import GroundField
from pilot.programme.models import Procedure, ProcedureHandover
from pilot.programme.selectors.handover import LadderLine

STEPS = [(s.value, s.label) for s in ProcedureHandover.Step if s != ProcedureHandover.Step.NOT_STARTED]


class ChooseForm(forms.Form):
    """Which procedures, to which step, from which day; nothing is written yet."""

    step = forms.ChoiceField(label=_("Step"), choices=STEPS)
    day = VietnameseDateField(label=_("From"), years=PILOT_YEARS)
    whole_set = forms.BooleanField(label=_("The whole set"), required=False)
    procedures = forms.ModelMultipleChoiceField(
        label=_("Procedures"),
        queryset=Procedure.objects.none(),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    needed_at_times = ("procedures",)

    def __init__(self, *args: Any, lines: list[LadderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        offer(self, procedures=Procedure.objects.filter(pk__in=[line.procedure.pk for line in lines]))

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("whole_set"):
            data["procedures"] = [line.procedure for line in self.lines]
        elif not data.get("procedures"):
            self.add_error("procedures", _("Choose procedures, or the whole set."))
        return data


class ConfirmForm(KeyedForm):
    legal_basis = GroundField(
        label=_("Legal basis: number and date of the document"),
        required=False,
        help_text=_("Needed for every step but a pause or a return."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to pause and to return."),
    )
    needed_at_times = ("legal_basis", "reason")
