"""Sign-in with an optional code, and the second entering of password or code before a decision."""

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.contrib.auth.signals import user_login_failed
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.devices import accepts, has_device
from pilot.platform.access.requests import SEEN, client_address
from pilot.platform.access.signing import confirm
from pilot.platform.kernel.personal import secret_columns
from pilot.platform.kernel.refusals import Problem, Refused
from pilot.platform.kernel.types import Inputs, User
from pilot.platform.money import format_vnd
from pilot.platform.ui.forms import NameField, VndField, say_what_to_do

NOT_INPUTS = {"operation_key", "row_version", "reason", "secret"}  # what the attempt itself takes (kernel, Act)
REOPENED = "reopened"  # hidden field: what was typed comes back from the page of a lost update


class SignInForm(auth.AuthenticationForm):
    """User name and password; the code is asked of accounts that have set up an authenticator app."""

    error_messages = {
        **auth.AuthenticationForm.error_messages,
        "invalid_login": _(
            "User name, password or code is not right. Mind capital letters; where an authenticator app is set up, the "
            "code it shows now is needed, too."
        ),
    }

    token = forms.CharField(
        label=_("Code from the authenticator app"), required=False, max_length=30,
        help_text=_("Only for an account with an authenticator app (or a recovery code); else leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_to_do(self.fields)

    def clean(self) -> dict[str, Any]:
        """A name that no account can have is refused like a wrong one; where attempts are kept it would not fit."""
        if len(self.cleaned_data.get("username", "")) > (self.username_field.max_length or 0):
            raise self.get_invalid_login_error()
        return super().clean()

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        source = client_address(self.request) if self.request else ""
        if has_device(user) and not accepts(user, self.cleaned_data.get("token", ""), source):
            # a wrong code counts like a wrong password
            user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=self.request)
            raise self.get_invalid_login_error()


class SetPasswordForm(auth.SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A new password, typed twice. Empty fields say what to enter; the second one that it is the same once more.

    An account that a command made for nobody yet asks the name of its owner as well.
    """

    full_name = NameField(
        label=_("Full name"), max_length=120, help_text=_("It stands in the log and beside everything that is decided.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.user and self.user.person.full_name != self.user.person.UNNAMED:
            del self.fields["full_name"]
        say_what_to_do(self.fields)
        self.order_fields(("full_name",))
        self.fields["new_password2"].label = _("The new password once more")
        self.fields["new_password2"].error_messages["required"] = str(_("Enter the new password once more."))

    def save(self, commit: bool = True) -> User:
        """The name goes with the password: nothing was done under the account before."""
        if name := self.cleaned_data.get("full_name"):
            person = self.user.person
            person.full_name, person.row_version = name, person.row_version + 1
            person.save()
        saved: User = super().save(commit)
        return saved

    def validate_password_for_user(self, user: User, *_field: str) -> None:
        """What is wrong with a password stands where it is chosen, not where it is repeated."""
        super().validate_password_for_user(user, "new_password1")


class ChangePasswordForm(SetPasswordForm, auth.PasswordChangeForm):
    """The password so far, and a new one typed twice."""


class KeyedForm(forms.Form):
    """A form with an operation key: sending it twice has one effect. The key survives validation errors.

    After a lost update it says which values differ (access/refused.py), and comes back with everything typed.
    """

    operation_key = forms.CharField(widget=forms.HiddenInput, required=False)
    needed_at_times: Collection[str] = ()  # what else is chosen makes these compulsory: they are not called optional

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operation_key"].initial = new_key()
        say_what_to_do(self.fields)
        if isinstance(self.data, QueryDict):
            self.data.form = self  # type: ignore[attr-defined]  # request.POST then knows the form that read it

    def full_clean(self) -> None:
        """What comes back from the page of a lost update is shown as it was typed, and not done yet."""
        super().full_clean()
        if self.is_bound and REOPENED in self.data:
            self.add_error(None, _("This is what you typed; nothing is saved yet. Send it if it is still right."))

    def inputs(self) -> Inputs:
        """What the verb takes: chosen rows as a list, `fields_` without its dash (a form has `fields`)."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in NOT_INPUTS}
        return {
            name.removesuffix("_"): list(value) if isinstance(value, QuerySet) else value
            for name, value in found.items()
        }

    def refuse(self, refused: Refused) -> None:
        """Say every problem of a refusal at its field or above the form; what was typed stays.

        Where a warning only needs its reason, that stands at the reason; the form sends back that it was seen. A form
        without a reason says above the warnings what is to be done about them.
        """
        marks = refused.marks
        if marks and isinstance(self.data, QueryDict):
            self.fields[SEEN] = forms.CharField(widget=forms.HiddenInput, required=False)
            self.data = data = self.data.copy()
            data[SEEN] = " ".join(marks)
        whole = refused.refusal.message
        if marks and whole and "reason" not in self.fields:
            self.add_error(None, str(whole))
        for problem in refused.problems or [Problem("", whole)]:
            self.add_error(problem.field if problem.field in self.fields else None, _leading(problem))
        if refused.problems and whole and "reason" in self.fields:
            self.add_error("reason", str(whole))

    def both_values(self, current: Model) -> list[dict[str, object]]:
        """Each field whose value is not the one stored in `current` now: label, value sent, value stored."""
        found = (both_values_of(bound, self.cleaned_data.get(bound.name), current) for bound in self.visible_fields())
        return [values for values in found if values]


def _leading(problem: Problem) -> str:
    """The sentence of a problem, as a link where it leads to the page on which it is put right."""
    if not problem.page:
        return str(problem.message)
    name, *args = problem.page
    return format_html('<a href="{}">{}</a>', reverse(str(name), args=args), problem.message)


class RevealForm(forms.Form):
    """Why a masked value is read."""

    reason = forms.CharField(label=_("Why you read it"), max_length=300)


class SignedForm(KeyedForm):
    """A decision: the signer enters the password (or the code, where set up) again."""

    secret = forms.CharField(
        label=_("Your password or code"), strip=False,
        help_text=_("Entered again because you sign this under your own name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.order_fields([*(n for n in self.fields if n != "secret"), "secret"])

    def clean_secret(self) -> str:
        """Checked last and never kept; a device replaces the password."""
        try:
            confirm(self.user, self.cleaned_data["secret"])
        except Refused as refused:
            raise forms.ValidationError(refused.refusal.message) from None
        return ""


class TotpForm(SignedForm):
    """The first code from a new authenticator app proves that it was set up.

    The password, and a code from the device it replaces, that nobody else set it up at an open session.
    """

    token = forms.CharField(
        label=_("Code shown by the app"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["secret"].help_text = _("Entered again so that nobody else sets it up at an open session.")
        if has_device(user):
            self.fields["secret"].label = _("Code from the present app, or a recovery code")
        else:
            self.fields["secret"].label = _("Password")
            del self.fields["password"]  # `secret` is the password already

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if "secret" in data and "password" in data and not self.user.check_password(data.pop("password")):
            self.add_error("password", _("This is not your password or code. Nothing was signed."))
        return data


def both_values_of(bound: forms.BoundField, sent: object, current: Model) -> dict[str, object] | None:
    """Value sent and value stored in the row, in the person behind it, or in a line the form was filled from.

    None if they are equal or nothing of the kind is stored. A secret column only says that they differ.
    """
    owners = [
        row for row in (current, getattr(current, "person", None)) if row is not None and _has_column(row, bound.name)
    ]
    stored = getattr(owners[0], bound.name) if owners else bound.field.initial
    if sent == stored or (not owners and stored is None):
        return None
    if owners and bound.name in secret_columns(type(owners[0])):
        return {"label": str(bound.label), "before": str(_("as you typed it")), "after": str(_("changed"))}
    return {"label": str(bound.label), "before": in_words(bound, sent), "after": in_words(bound, stored)}


def _has_column(row: Model, name: str) -> bool:
    return any(field.name == name for field in row._meta.concrete_fields)


def in_words(bound: forms.BoundField, value: object) -> str | None:
    """A value as it stands on a page; None when there is none."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(bound.field, VndField) and isinstance(value, int):
        return f"{format_vnd(value)} đ"
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, value)) if value not in (None, "") else None


def new_key() -> str:
    return secrets.token_urlsafe(24)
