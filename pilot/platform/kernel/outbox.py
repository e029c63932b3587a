"""E-mail that is neither lost nor sent for something that did not happen.

A message is written in the transaction of its cause and sent by `tick`. Sending takes the message by a
conditional UPDATE (so two ticks do not send it twice), sends, and marks it sent in a transaction of its own.
Killed between sending and marking it is sent again: at least once. Where no mail server is set up
(EMAIL_ENABLED is False) messages wait, and the administrator reads them on a page.
"""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from pilot.platform.kernel.models import OutboxMessage

log = logging.getLogger(__name__)

BACK_OFF = [5, 10, 30, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60]  # minutes after the first, second, … try
BATCH = 100


def send_later(
    to: str, subject_template: str, body_template: str, context: dict[str, object], language: str = "",
    *, key: str | None = None, secret: bool = False,
) -> OutboxMessage:  # fmt: skip
    """Write a message in the caller's transaction, in the reader's language; `tick` sends it.

    `key`: the same key is written once, whoever asks how often. `secret`: the body holds a one-time link; it
    is not shown on any page and is emptied when sent. Only the subject and the number of the message ever go
    into a log.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(subject_template, context).split())[:200]
        body = render_to_string(body_template, context)
    columns = {"to": to, "subject": subject, "body": body, "secret": secret}
    if key is None:
        return OutboxMessage.objects.create(**columns)
    return OutboxMessage.objects.get_or_create(key=key, defaults=columns)[0]


def waiting() -> QuerySet[OutboxMessage]:
    """Not sent and still to be tried."""
    return OutboxMessage.objects.filter(sent_at=None, tries__lt=OutboxMessage.MOST_TRIES)


def given_up() -> QuerySet[OutboxMessage]:
    """Not sent after all tries: they wait for an administrator."""
    return OutboxMessage.objects.filter(sent_at=None, tries__gte=OutboxMessage.MOST_TRIES)


def send_due(on: dt.date) -> dict[str, int]:
    """Send what is due, at most BATCH messages. Nothing is touched while there is no mail server."""
    if not settings.EMAIL_ENABLED:
        return {}
    counts = {"sent": 0, "not sent": 0}
    for message in waiting().filter(next_try_at__lte=timezone.now())[:BATCH]:
        if _take(message):
            counts["sent" if _send(message) else "not sent"] += 1
    return counts if any(counts.values()) else {}


def _take(message: OutboxMessage) -> bool:
    """Count the try and hold the message until the next one; False when another tick was quicker."""
    again = timezone.now() + dt.timedelta(minutes=BACK_OFF[message.tries])
    as_read = OutboxMessage.objects.filter(pk=message.pk, sent_at=None, tries=message.tries)
    return bool(as_read.update(tries=F("tries") + 1, next_try_at=again))


def _send(message: OutboxMessage) -> bool:
    try:
        EmailMessage(message.subject, message.body, to=[message.to]).send()
    except Exception as error:  # whatever a mail server or network can do; the message stays
        log.warning("message #%s was not sent: %s", message.pk, type(error).__name__)
        OutboxMessage.objects.filter(pk=message.pk).update(last_error=f"{type(error).__name__}: {error}"[:300])
        return False
    sent = {"sent_at": timezone.now(), "last_error": ""}
    OutboxMessage.objects.filter(pk=message.pk).update(**sent, **({"body": ""} if message.secret else {}))
    return True


def try_again(message: OutboxMessage) -> None:
    """All tries anew, from now on; a message that was sent stays sent."""
    OutboxMessage.objects.filter(pk=message.pk, sent_at=None).update(tries=0, next_try_at=timezone.now())


def forget(address: str) -> int:
    """Delete what was written to an address (erasure); returns how many messages."""
    return OutboxMessage.objects.filter(to__iexact=address).delete()[0] if address else 0
