"""The authenticator app and the recovery codes for whoever has lost it.

While an app is set up, its secret is made by a press, new each time, and waits ten minutes. A recovery code takes the
place of one code of the app and works once. Of ten codes only hashes are kept, so they are shown once; the codes are
random (80 bits), so that a plain hash tells nothing. django-otp's own check compares with what is stored and is never
asked: it would take a stolen hash for a code.
"""

import base64
import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.platform.kernel.types import User
from pilot.platform.kernel.workflow import Act, record

TO_CONFIRM = dt.timedelta(minutes=10)
RECOVERY_CODES = 10
BYTES = 10  # of a recovery code and of its hash: 16 letters and digits each
LETTERS = BYTES * 8 // 5


def new_device(user: User) -> TOTPDevice:
    """A device with a secret of its own that waits for its first code; an earlier one that waits is gone."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def waiting_device(user: User) -> TOTPDevice | None:
    """The device that waits for its first code; one whose time is over is gone."""
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False)
    waiting.filter(created_at__lte=timezone.now() - TO_CONFIRM).delete()
    return waiting.first()


def take_device(device: TOTPDevice) -> None:
    """From now on this is the device of its owner; the one before ends, and so do its recovery codes."""
    TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
    StaticDevice.objects.filter(user=device.user).delete()
    device.confirmed = True
    device.save()


def has_device(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def forget_devices(user: User) -> None:
    """Neither app nor recovery code of the account works any more."""
    for devices in (TOTPDevice, StaticDevice):
        devices.objects.filter(user=user).delete()


def accepts(user: User, code: str, source: str) -> bool:
    """Whether it is the code that the app shows now, or a recovery code that was not used; it is used then.

    `source`: the address from which it came, for the event.
    """
    if is_recovery_code(code):
        return _use(user, code, source)
    with transaction.atomic():
        devices = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
        return any(device.verify_token(code) for device in devices)


def is_recovery_code(code: str) -> bool:
    """By its length: the code of an app has six digits."""
    return len(_bare(code)) == LETTERS


def _bare(code: str) -> str:
    """As it is hashed: without the marks between its groups, in capitals."""
    return "".join(code.split()).replace("-", "").upper()


def _hash(code: str) -> str:
    digest = hashlib.sha256(_bare(code).encode()).digest()
    return base64.b32encode(digest[:BYTES]).decode()


def _use(user: User, code: str, source: str) -> bool:
    """One statement: of two at once one finds the code."""
    used, _tables = StaticToken.objects.filter(device__user=user, token=_hash(code)).delete()
    if used:
        record("use_recovery_code", Act(user=user, at=timezone.now(), source=source), user, left=codes_left(user))
    return bool(used)


def codes_left(user: User) -> int:
    """How many recovery codes of the account were not used."""
    return int(StaticToken.objects.filter(device__user=user).count())


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in groups of four, to be shown once; those before them end."""
    codes = [base64.b32encode(secrets.token_bytes(BYTES)).decode() for _code in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_hash(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, LETTERS, 4)) for code in codes]
