"""Signing in and out, setting a password by a one-time link, the authenticator app; reading a masked value."""

import base64
import datetime as dt
import io
from dataclasses import replace

import segno
from django.apps import apps
from django.contrib import messages
from django.contrib.auth import forms as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.platform.access.devices import (
    codes_left,
    has_device,
    is_recovery_code,
    new_device,
    new_recovery_codes,
    take_device,
    waiting_device,
)
from pilot.platform.access.forms import (
    ChangePasswordForm,
    RevealForm,
    SetPasswordForm,
    SignedForm,
    SignInForm,
    TotpForm,
)
from pilot.platform.access.middleware import session_limits
from pilot.platform.access.people import PROPOSED, step_of, who
from pilot.platform.access.requests import act_of, allowed_or_403, page_before, visible_or_404
from pilot.platform.access.reveal import masked_columns, masked_value, reveal
from pilot.platform.access.second_factor import DEVICE_FROM, kept_day, must_set_up
from pilot.platform.access.signed_out import is_unsent
from pilot.platform.access.signing import LOCKED, sign_in_limits
from pilot.platform.access.types import Request
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import record, record_refused

RESETS = ("reset_account", "confirm_reset", "recover_administrator")
TOLD_FOR = 14  # days


class SignIn(LoginView):
    """Name and password (and code). `next` brings back to the page that asked."""

    request: Request
    template_name = "registration/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Counted before the password is looked at; axes counts again, for the account from this address."""
        if all(limit.take(key) for limit, key in sign_in_limits(request)):
            return super().post(request, *args, **kwargs)
        record_refused(Refused(LOCKED), act_of(self.request), "sign_in", None)
        return locked_out(request)

    def form_valid(self, form: auth.AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        for limit, key in sign_in_limits(self.request):
            limit.give_back(key)
        record("sign_in", act_of(self.request), form.get_user())
        tell_of_reset(self.request)
        tell_of_second_factor(self.request)
        if is_recovery_code(form.cleaned_data.get("token", "")):
            tell_of_codes(self.request)
        if is_unsent(self.request):
            said = _("Nothing was sent: you had been signed out. Look at this page and press again.")
            messages.warning(self.request, said)
        return response


def tell_of_second_factor(request: Request) -> None:
    """Until when a second factor has to be set up; from then on the page itself says so."""
    day = kept_day(request.session)
    if day and day > request.business_day:
        words = _("From %(day)s on your role needs an authenticator app: set it up before, on “My account”.")
        messages.warning(request, words % {"day": f"{day:%d/%m/%Y}"})


def tell_of_codes(request: Request) -> None:
    """How many recovery codes are left after one was used."""
    left = codes_left(request.user)
    words = ngettext(
        "A recovery code was used; %(count)d is left. Set up the app again, or make new codes, on “My account”.",
        "A recovery code was used; %(count)d are left. Set up the app again, or make new codes, on “My account”.",
        left,
    )
    messages.warning(request, words % {"count": left})


def tell_of_reset(request: Request) -> None:
    """What others did lately to the owner's way in: also to whoever signs in after somebody else has used the link."""
    act = act_of(request)
    events = AuditEvent.objects.filter(
        object_type=request.user._meta.label, object_id=str(request.user.pk), outcome=AuditEvent.Outcome.DONE,
        verb__in=RESETS, at__gt=act.at - dt.timedelta(days=TOLD_FOR),
    )  # fmt: skip
    latest = list(events[:3])
    told = latest[:1] + [e for e in latest[1:] if PROPOSED not in (e.after or {})]  # what waited and went on is no news
    done = [f"{step_of(e)} – {who(e)}, {e.business_day:%d/%m/%Y}" for e in told]
    if done:
        words = _("Done to this account: %(events)s. If the owner did not ask for it, tell an administrator at once.")
        messages.warning(request, words % {"events": "; ".join(done)})


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """POST only; also after the session's end, when nothing is left to do."""

    request: Request

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            record("sign_out", act_of(self.request), request.user)
        return super().post(request, *args, **kwargs)


@login_not_required
def locked_out(
    request: HttpRequest, response: object = None, credentials: object = None, *_args: object, **_kw: object
) -> HttpResponse:
    """Too many wrong attempts: says so, and nothing about whether the account exists."""
    return render(request, "registration/locked_out.html", status=429)


@require_safe
def keep_session(request: HttpRequest) -> JsonResponse:
    """The request itself prolongs the session; the answer says until when."""
    return JsonResponse(session_limits(request))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last sign-in (CSRF): leads to its page again, where js/keep.js puts the text."""
    return render(request, "403_csrf.html", {"url": page_before(request)}, status=403)


class SetPassword(PasswordResetConfirmView):
    """The page behind an invitation or reset link; works once."""

    request: Request
    form_class = SetPasswordForm
    template_name = "registration/set_password.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: "auth.SetPasswordForm[User]") -> HttpResponse:
        response = super().form_valid(form)
        # by whoever has the link: the account, and who made the link
        makers = {name: getattr(form.user, name, None) for name in ("link_by_id", "link_confirmed_by_id")}
        makers |= {"name_entered": True} if "full_name" in form.cleaned_data else {}
        record("set_password", replace(act_of(self.request), user=form.user), form.user, **makers)
        messages.success(self.request, _("Your password is set. Sign in."))
        return response


class ChangePassword(PasswordChangeView):
    request: Request
    form_class = ChangePasswordForm
    template_name = "registration/change_password.html"
    success_url = reverse_lazy("my-account")

    def form_valid(self, form: auth.PasswordChangeForm) -> HttpResponse:
        response = super().form_valid(form)
        record("change_password", act_of(self.request), form.user)
        messages.success(self.request, _("Your password was changed."))
        return response


@require_http_methods(["GET", "POST"])
def set_up_totp(request: Request) -> HttpResponse:
    """A POST without a code makes a new device and shows its secret, once; with one it confirms it.

    Whoever only opens the page sees no secret. Confirming asks the password, and a code from the device it replaces.
    """
    held_up = {"held_up": must_set_up(request)}
    if request.method == "GET":
        return render(request, "registration/set_up_totp.html", held_up)
    proof = request.POST if "token" in request.POST else None
    device = waiting_device(request.user) if proof else new_device(request.user)
    if device is None:
        messages.error(request, _("The ten minutes for this key are over. Begin again."))
        return redirect("set-up-totp")
    form = TotpForm(proof, user=request.user)
    if form.is_valid() and device.verify_token(form.cleaned_data["token"]):
        take_device(device)
        request.session.pop(DEVICE_FROM, None)
        record("set_up_totp", act_of(request), request.user)
        messages.success(request, _("From now on the code is asked when you sign in and when you sign a decision."))
        messages.warning(request, _("Make recovery codes now, for the day on which the phone is lost."))
        return redirect("my-account")
    if form.is_valid():
        form.add_error("token", _("This code is not right. Check the clock of your phone."))
    key = base64.b32encode(device.bin_key).decode()
    return render(request, "registration/set_up_totp.html", {"form": form, "key": key, **held_up})


@require_http_methods(["GET", "POST"])
def recovery_codes(request: Request) -> HttpResponse:
    """Ten new codes, shown once, for the password's place: the code of the app. Those before them end."""
    if not has_device(request.user):
        messages.error(request, _("Recovery codes are for an authenticator app: set it up first."))
        return redirect("set-up-totp")
    form = SignedForm(request.POST or None, user=request.user)
    codes = []
    if form.is_valid():
        codes = new_recovery_codes(request.user)
        record("make_recovery_codes", act_of(request), request.user)
    context = {"form": form, "codes": codes, "left": codes_left(request.user)}
    return render(request, "registration/recovery_codes.html", context)


@require_safe
def totp_picture(request: Request) -> HttpResponse:
    """The QR code of the device being set up, as a file of its own: the CSP allows no inline picture."""
    device = waiting_device(request.user)
    if device is None:
        raise Http404
    picture = io.BytesIO()
    segno.make(device.config_url, error="m").save(picture, kind="svg", scale=5)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_POST
def reveal_value(request: Request, label: str, pk: int, name: str) -> HttpResponse:
    """A masked value in clear once the reason is given: a fragment for htmx, a page of its own without script."""
    model = _masked_model_or_404(label, name)
    row = visible_or_404(request, model, pk=pk)
    allowed_or_403(request, masked_columns(model)[name].masked, row)
    form = RevealForm(request.POST or None, auto_id=f"{name}_{pk}_%s")
    context = {**masked_value(row, name), "row": row, "form": form, "back": page_before(request)}
    if form.is_valid():
        value = reveal(row, name, act_of(request, form.cleaned_data["reason"]))
        context |= {"shown": value, "form": None, "revealed": True}
    return render(request, "access/masked.html" if request.htmx else "access/reveal.html", context)


def _masked_model_or_404(label: str, name: str) -> type[Model]:
    """The model of this label if the column is masked."""
    try:
        model: type[Model] = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if name not in masked_columns(model):
        raise Http404
    return model
