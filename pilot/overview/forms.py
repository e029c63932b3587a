"""Shape of the input of the demo clock."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.access.forms import KeyedForm


class ClockForm(KeyedForm):
    day = forms.DateField(label=_("New business day"), help_text=_("dd/mm/yyyy, after the present one"))
