"""The authenticator app while it is set up: its secret is made by a press, new each time, and waits ten minutes."""

import datetime as dt

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from pilot.platform.kernel.types import User

TO_CONFIRM = dt.timedelta(minutes=10)


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
    """From now on this is the device of its owner; the one before ends."""
    TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
    device.confirmed = True
    device.save()
