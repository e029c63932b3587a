"""Proving who one is: failed sign-ins leave an event, and so does a wrong password or code before a decision.

Sign-in is throttled by django-axes for an account from an address, and here for an address and for an account. Before a
decision as many wrong ones as at sign-in close the signature. Each try is counted before its answer (kernel/limits.py).
"""

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.devices import accepts, has_device
from pilot.platform.access.requests import act_of, client_address
from pilot.platform.access.types import Request
from pilot.platform.kernel.audit import keyed_hash
from pilot.platform.kernel.limits import Limit, limit
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Act, record_refused
from pilot.platform.text import account_key

STEP_UP, WRONG, LOCKED = "step_up", "wrong_secret", "locked_out"


def confirm(user: User, secret: str) -> None:
    """Check the password, or the code where an authenticator app is set up (or a recovery code, which is used then).

    Raises Refused (wrong_secret, or locked_out without looking at the secret), with its event written.
    """
    guesses, source = limit("signature"), getattr(user, "address", "")
    if not guesses.take(user.pk):
        refused = Refused(LOCKED, _("Too many wrong attempts. Wait 15 minutes and try again. Nothing was signed."))
    elif accepts(user, secret, source) if has_device(user) else user.check_password(secret):
        guesses.give_back(user.pk)
        return
    else:
        refused = Refused(WRONG, _("This is not your password or code. Nothing was signed."))
    record_refused(refused, Act(user=user, at=timezone.now(), source=source), STEP_UP, user)
    raise refused


def sign_in_limits(request: HttpRequest) -> list[tuple[Limit, str]]:
    """What a try to sign in uses up: of its address, and of the account that it names."""
    name = request.POST.get("username", "").strip()[:150]
    whose = [("sign-in from an address", client_address(request)), ("sign-in to an account", name.casefold())]
    return [(limit(kind), key) for kind, key in whose]


def record_failed_sign_in(credentials: dict[str, object], request: Request | None = None, **_signal: object) -> None:
    """Receiver of user_login_failed, after that of axes. A name that no account bears is kept as a keyed hash only."""
    name = str(credentials.get("username") or "")
    user = get_user_model()._default_manager.filter(username_key=account_key(name)).first()
    refused = Refused(LOCKED if getattr(request, "axes_locked_out", False) else "wrong_credentials")
    refused.notes = {} if user else {"name": keyed_hash(name)}
    record_refused(refused, act_of(request) if request else Act(), "sign_in", user)
