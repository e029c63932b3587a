"""In which role an employee is assigned."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentRole(models.TextChoices):
    PRIMARY = "primary", _("in charge")
    RESERVE = "reserve", _("reserve")
    COMMUNE_SUPPORT = "commune_support", _("commune support")
