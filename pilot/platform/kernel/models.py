"""Tables of the mechanisms. They know no domain: rows of other apps are named by (type, id)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.personal import not_personal


class Versioned(models.Model):
    """A row that says how often it was written, so that a lost update is noticed instead of made."""

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AuditChain(models.Model):
    """Head of one hash chain: one per pilot (its code) and `platform` for sign-in, accounts and reference plans."""

    PLATFORM = "platform"

    name = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} #{self.length} {self.head[:12]}"


class AuditEvent(models.Model):
    """One thing that somebody did, tried or read. Append-only; the hash covers every other column."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    chain = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(help_text="wall clock")
    business_day = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    verb = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    not_personal(user, "who acted")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=120, blank=True, help_text="role @ anchor, for example payer@agency:12")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=80, blank=True, help_text="address or command")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_seq")]
        indexes = [models.Index(fields=["object_type", "object_id", "seq"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb} {self.outcome}"


class OperationKey(models.Model):
    """A form that was sent. The same key with the same body gives the first result again; with another body, 409."""

    key = models.CharField(max_length=64, primary_key=True)
    verb = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    not_personal(user, "who sent the form")
    body_hash = models.CharField(max_length=64)
    result_type = models.CharField(max_length=60, blank=True)
    result_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class Taken(models.Model):
    """How often something was tried since the first of a span (kernel/limits.py); forgotten when the span is over."""

    key = models.CharField(max_length=64, primary_key=True, help_text="name of the limit, fingerprint of whose it is")
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True, help_text="wall clock; from then on it no longer counts")

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"


class DemoClock(models.Model):
    """The business day of the demo: one row, moved forward by its administrator, never back."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demo_clock_one_row")]

    def __str__(self) -> str:
        return self.day.isoformat()


class OutboxMessage(models.Model):
    """An e-mail written in the same transaction as its cause and sent by `tick`: never lost, never for a rollback."""

    MOST_TRIES = 8  # with the back-off of kernel/outbox.py about two days; then the administrator's worklist

    key = models.CharField(max_length=100, null=True, unique=True, help_text="the same cause is written once")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    secret = models.BooleanField(default=False, help_text="holds a one-time link: never shown, emptied when sent")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, help_text="not before; also the lease of who sends now")
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="outbox_waiting")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def given_up(self) -> bool:
        return self.sent_at is None and self.tries >= self.MOST_TRIES


class ScheduledRun(models.Model):
    """When a schedule of kernel/jobs.py last ran and what it said; the row is the lock between two ticks."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    business_day = models.DateField(null=True, help_text="of the last run that finished")
    runner = models.CharField(max_length=120, blank=True, help_text="process that holds it; empty when none")
    held_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    result = models.JSONField(default=dict)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class JobWorker(models.Model):
    """A job worker that is alive, or was: it writes `seen_at` every few seconds; stopping deletes the row."""

    name = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VerifyRun(models.Model):
    """One run of every check of `verify`, and what it found; `started_by` nobody: the command, or the nightly run.

    `result`: name of the check → number of its faults and the first of them (operations/verifying.py). Of runs that
    people start one goes at a time; the others stand here when they are finished. Finished without a result: broken
    off.
    """

    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    running = models.BooleanField(default=True)
    faults = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["running"], condition=Q(running=True), name="verify_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(running=True, finished_at=None) | Q(running=False, finished_at__isnull=False),
                name="verify_running_or_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def broken_off(self) -> bool:
        return not self.running and not self.result


class Decision(models.Model):
    """Base of decision rows: who decided, in which capacity, when. A subclass is append-only."""

    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def paired(at: str, by: str, name: str) -> models.CheckConstraint:
    """Constraint: the `_at`/`_by` pair is set together or not at all."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    none = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | none, name=name)


def dated(name: str) -> models.CheckConstraint:
    """Constraint: valid_to (exclusive) lies after valid_from; either may be unknown."""
    return models.CheckConstraint(
        condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name
    )


class StoredFile(models.Model):
    """One file, named by its content. Append-only; the blob lies under FILE_ROOT by its hash."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="bytes")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    first_page = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", help_text="small, as a picture")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class ErasedFile(models.Model):
    """That the content of a file is gone on purpose: its period is over. Append-only; name, hash and owner stay."""

    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="erased")
    erased_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.file}"
