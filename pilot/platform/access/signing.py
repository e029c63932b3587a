"""Proving who one is: failed sign-ins leave an event, and so does a wrong password or code before a decision.

Sign-in is throttled by django-axes. Before a decision the person is signed in already, so the account's own refused
events are the count: as many wrong ones within the same time as at sign-in close the signature for that time.
"""

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.platform.access.requests import act_of
from pilot.platform.access.types import Request
from pilot.platform.kernel.audit import keyed_hash
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Act, record_refused
from pilot.platform.text import account_key

STEP_UP, WRONG, LOCKED = "step_up", "wrong_secret", "locked_out"


def has_device(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def confirm(user: User, secret: str) -> None:
    """Check the password, or the code where an authenticator app is set up.

    Raises Refused (wrong_secret, or locked_out without looking at the secret), with its event written.
    """
    if wrong_lately(user) >= settings.AXES_FAILURE_LIMIT:
        refused = Refused(LOCKED, _("Too many wrong attempts. Wait 15 minutes and try again. Nothing was signed."))
    elif match_token(user, secret) if has_device(user) else user.check_password(secret):
        return
    else:
        refused = Refused(WRONG, _("This is not your password or code. Nothing was signed."))
    record_refused(refused, Act(user=user, at=timezone.now(), source=getattr(user, "address", "")), STEP_UP, user)
    raise refused


def wrong_lately(user: User) -> int:
    """Wrong passwords and codes before decisions of this account within the cool-off time."""
    lately = AuditEvent.objects.filter(verb=STEP_UP, user=user, at__gt=timezone.now() - get_cool_off())
    return lately.filter(outcome=AuditEvent.Outcome.REFUSED, after__code=WRONG).count()


def record_failed_sign_in(credentials: dict[str, object], request: Request | None = None, **_signal: object) -> None:
    """Receiver of user_login_failed, after that of axes. A name that no account bears is kept as a keyed hash only."""
    name = str(credentials.get("username") or "")
    user = get_user_model()._default_manager.filter(username_key=account_key(name)).first()
    refused = Refused(LOCKED if getattr(request, "axes_locked_out", False) else "wrong_credentials")
    refused.notes = {} if user else {"name": keyed_hash(name)}
    record_refused(refused, act_of(request) if request else Act(), "sign_in", user)
