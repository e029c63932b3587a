"""Shape of what the pages of counter posts take in."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import DaysForm
from pilot.platform.ui.forms import PILOT_YEARS, CodeField, VietnameseDateField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.forms.dated import ChangeForm, CorrectForm, GroundField
from pilot.programme.models import ServiceField, Site


class FieldsField(forms.ModelMultipleChoiceField):
    """Fields, each with a box."""

    widget = forms.CheckboxSelectMultiple


class PostForm(Choosing, DaysForm):
    """A counter post as it is entered."""

    name = forms.CharField(label=_("Name"), max_length=160, help_text=_("As it stands above the counter."))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))
    fields_ = FieldsField(ServiceField.objects.none(), label=_("Fields received"), required=False)
    management = forms.BooleanField(
        label=_("Management unit of the centre"), required=False,
        help_text=_("It receives nothing and is never the object of a withdrawal (R19)."),
    )  # fmt: skip
    code = CodeField(
        label=_("Code"), max_length=40, required=False, help_text=_("Empty: the system gives the next code.")
    )
    valid_from = VietnameseDateField(
        label=_("First day"), years=PILOT_YEARS, required=False, help_text=_("Empty: before the pilot, not stated.")
    )
    legal_basis = GroundField(required=False)
    field_order: Sequence[str] = (
        "name",
        "site",
        "fields_",
        "management",
        "code",
        "valid_from",
        "last_day",
        "legal_basis",
    )
    needed_at_times = ("fields_",)


class CorrectPostForm(CorrectForm, PostForm):
    code = CodeField(label=_("Code"), max_length=40)
    field_order = (*PostForm.field_order, "reason")


class ChangePostForm(Choosing, ChangeForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    fields_ = FieldsField(ServiceField.objects.none(), label=_("Fields received"), required=False)
    management = forms.BooleanField(label=_("Management unit of the centre"), required=False)
    field_order = ("day", "name", "fields_", "management", "legal_basis", "reason")
