"""The erasure of a person where no law keeps the name, and what goes by itself each night (docs/retention.md).

Purpose: personal data go when nothing needs them any more (NĐ 13/2023/NĐ-CP, then Luật 91/2025/QH15), and not
before the law lets them go. Who signs: an administrator of the pilot. Erasing anonymises the person's row and
accounts; rows that point to it keep their number, audit events never held more.
"""

import datetime as dt
from collections.abc import Iterator

from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from pilot.platform.access.devices import forget_devices
from pilot.platform.exchange.forgetting import forget, forget_unwritten
from pilot.platform.kernel import files, outbox
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.models import OutboxMessage, Versioned
from pilot.platform.kernel.personal import erase, erased_columns, lookups_to
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Verb
from pilot.programme.models import Person
from pilot.retention.needs import kept_by_law, still_open
from pilot.retention.periods import GOES, RETENTION


def sweep(on: dt.date) -> dict[str, int]:
    """Delete what its period in RETENTION has let go and nobody has to decide about; failed jobs stay."""
    now = timezone.now()
    kept = {code: dt.timedelta(days=period.days) for code, period in RETENTION.items() if period.days is not None}
    old = {code: now - period for code, period in kept.items()}
    gone = {
        "attempts": AccessAttempt.objects.filter(attempt_time__lt=old["attempts"]).delete()[0]
        + AccessLog.objects.filter(attempt_time__lt=old["attempts"]).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=old["sessions"]).delete()[0],
        "outbox": OutboxMessage.objects.filter(sent_at__lt=old["outbox"]).delete()[0],
        "jobs": DBTaskResult.objects.successful().filter(finished_at__lt=old["jobs"]).delete()[0],
        "lists": forget_unwritten(business_moment(on) - kept["lists"]),
    }
    files.purge()
    return {code: count for code, count in gone.items() if count}


def goes() -> list[str]:
    """What an erasure takes away, in words: first the columns that declare themselves erased."""
    columns = [
        column
        for model, _ways in _about_people()
        for column in model._meta.concrete_fields
        if column.attname in erased_columns(model)
    ]
    names = dict.fromkeys(str(column.verbose_name) for column in columns if column.editable)
    return [gettext("Overwritten for good: %(what)s.") % {"what": ", ".join(names)}, *map(str, GOES)]


def _about_people() -> Iterator[tuple[type[Model], list[str]]]:
    """Models with columns that an erasure overwrites, and the lookups from their rows to the person."""
    for model in apps.get_models():
        if erased_columns(model) and (found := lookups_to(model, Person)):
            yield model, found


def rule_still_needed(person: Person, act: Act, inputs: Inputs) -> list[Problem]:
    """A name goes only when nothing open and no law needs it (RETENTION)."""
    reasons = [*still_open(person, act.on), *kept_by_law(person, act.on)]
    return [Problem("still_needed", reason) for reason in reasons]


def rule_erased_once(person: Person, act: Act, inputs: Inputs) -> list[Problem]:
    """An erased row has nothing left to erase."""
    return [Problem("erased_before", _("This person was erased before."))] if person.erased_at else []


def _erase(person: Person, call: Call) -> None:
    """Overwrite every column about the person that declares itself erased; messages to the person are deleted.

    Rows that point to the person stay. Raises TransitionRefused still_needed, erased_before, reason_needed.
    """
    for user in person.accounts.select_for_update():
        outbox.forget(user.email)
        AccessAttempt.objects.filter(username=user.username_key).delete()
        AccessLog.objects.filter(username=user.username_key).delete()
        forget_devices(user)
    for row in (person, *_rows_about(person)):
        erase(row)
        forget(row._meta.label, [row.pk])
        if row is not person:  # which the verb itself saves
            _save(row)
    person.erased_at = call.act.at


def _rows_about(person: Person) -> Iterator[Model]:
    """Every other row with a column that goes."""
    for model, lookups in _about_people():
        for lookup in lookups if model is not Person else ():
            yield from model._base_manager.select_for_update(of=("self",)).filter(**{lookup: person.pk})


def _save(row: Model) -> None:
    if isinstance(row, Versioned):
        row.row_version += 1
    row.save()


erase_person = Verb(
    "erase_person", _erase, (rule_erased_once, rule_still_needed),
    Transition("erase_person", (), None, _("Erase a person"), signed=True, reason=True),
)  # fmt: skip
