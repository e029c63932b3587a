"""Shape of the input of account pages; what is allowed is decided by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.access.forms import KeyedForm, SignedForm
from pilot.access.roles import ANCHOR_OF, Anchor, Role
from pilot.models import Agency, Pilot, Site, User
from pilot.periods import ONE_DAY


class InviteForm(KeyedForm):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$", label=_("User name"), help_text=_("Lower-case letters, digits, dot, hyphen."),
        error_messages={"invalid": _("Use 3 to 60 lower-case letters without marks, digits, dots or hyphens.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Without it the link is shown to you."))

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("The user name “%(name)s” is taken."), params={"name": name})
        return name


class ProposeRoleForm(SignedForm):
    """Role and place; the place must be of the kind on which the role is granted."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), required=False)
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(pilot=pilot)
        self.fields["site"].queryset = Site.objects.filter(pilot=pilot)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        anchor = ANCHOR_OF[Role(data["role"])] if data.get("role") else Anchor.PILOT
        for name in ("agency", "site"):
            if anchor.value == name and not data.get(name):
                self.add_error(name, _("This role is held at a place of this kind: choose it."))
            elif anchor.value != name and data.get(name):
                self.add_error(name, _("This role is not held at a place of this kind: leave it empty."))
        return data


class DelegateForm(SignedForm):
    """A written delegation, first to last day inclusive."""

    delegate = forms.ModelChoiceField(label=_("Delegated to"), queryset=User.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    valid_from = forms.DateField(label=_("First day"))
    last_day = forms.DateField(label=_("Last day"))
    document_number = forms.CharField(label=_("Number and date of the written delegation"), max_length=60)

    def __init__(self, *args: Any, pilot: Pilot, principal: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(person__pilot=pilot, is_active=True).exclude(pk=principal.pk)
        self.fields["delegate"].queryset = people.select_related("person")
        self.fields["delegate"].label_from_instance = lambda user: f"{user.person.full_name} ({user.username})"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif last:
            data["valid_to"] = last + ONE_DAY
        return data


class ReasonForm(KeyedForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class SignedReasonForm(SignedForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
