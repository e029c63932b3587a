"""Shape of the input of the demo clock."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.ui.forms import VietnameseDateField


class ClockForm(KeyedForm):
    day = VietnameseDateField(label=_("New business day"), help_text=_("dd/mm/yyyy, after the present one"))
