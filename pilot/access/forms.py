"""Sign-in with an optional code, and the second entering of password or code before a decision."""

import secrets
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice


def has_device(user: Any) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


class SignInForm(AuthenticationForm):
    """User name and password; the code is asked of accounts that have set up an authenticator app."""

    token = forms.CharField(
        label=_("Code from the authenticator app"), required=False, max_length=8,
        help_text=_("Only if you have set one up."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if has_device(user) and not match_token(user, self.cleaned_data.get("token", "")):
            raise self.get_invalid_login_error()


class KeyedForm(forms.Form):
    """A form with an operation key: sending it twice has one effect. The key survives validation errors."""

    operation_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operation_key"].initial = new_key()


class SignedForm(KeyedForm):
    """A decision: the signer enters the password (or the code, where set up) again."""

    secret = forms.CharField(
        label=_("Your password or code"), strip=False,
        help_text=_("Entered again because you sign this under your own name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.order_fields([*(n for n in self.fields if n != "secret"), "secret"])

    def clean_secret(self) -> str:
        """Checked last and never kept; a device replaces the password."""
        secret = self.cleaned_data["secret"]
        right = match_token(self.user, secret) if has_device(self.user) else self.user.check_password(secret)
        if not right:
            raise forms.ValidationError(_("This is not your password or code. Nothing was signed."))
        return ""


class TotpForm(KeyedForm):
    """The first code from a new authenticator app proves that it was set up."""

    token = forms.CharField(
        label=_("Code shown by the app"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


def new_key() -> str:
    return secrets.token_urlsafe(24)
