"""Shape of the input of the demo clock."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.ui.forms import PILOT_YEARS, VietnameseDateField


class ClockForm(KeyedForm):
    day = VietnameseDateField(
        label=_("New business day"), years=PILOT_YEARS, help_text=_("dd/mm/yyyy, a year ahead at most.")
    )
