"""Shape of a mark of timesheets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from staffing.models import Leave

WORK = [(2, _("whole day")), (1, _("half a day")), (0, _("none"))]


class DayMarkForm(KeyedForm):
    mark = forms.CharField(label=_("Mark"), max_length=8, help_text=_("As it stands in the cell, for example CĐ."))
    meaning = forms.CharField(label=_("Meaning"), max_length=120)
    half_days = forms.TypedChoiceField(label=_("Work at the counter"), coerce=int, choices=WORK, initial=0)
    leave = forms.ChoiceField(label=_("Kind of leave"), choices=[("", _("no leave")), *Leave.choices], required=False)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Form or rule that says it."))
