"""One import as a row of its own: the file, what was decided, what each row would do, who confirmed."""

from collections import defaultdict

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Anchor, Group, Party
from pilot.platform.access.rows import ScopedQuerySet
from pilot.platform.exchange.questions import Question
from pilot.platform.kernel.models import StoredFile, Versioned, paired
from pilot.platform.kernel.personal import personal

ACCOUNTS = "accounts"  # the kind of list of which the pilot's administration is a party


class ImportBatch(Versioned):
    """One uploaded workbook. `agency` is the party whose list it is; the target is named by (type, id).

    A list of the pilot itself (its agencies, its sites) is no agency's: a new pilot has none yet.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("being checked")
        CHECKED = "checked", _("waiting for confirmation")
        CONFIRMED = "confirmed", _("written")
        UNDONE = "undone", _("undone")
        REFUSED = "refused", _("discarded")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="import_batches")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="import_batches")
    kind = models.CharField(max_length=30)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sent_sha256 = models.CharField(max_length=64, blank=True, help_text="of the bytes as they were sent")
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.UPLOADED)
    sheet = models.CharField(max_length=100)
    head_row = models.PositiveIntegerField(help_text="row of the sheet with the headings, from 1; 0 until it is read")
    shape = models.CharField(max_length=64, blank=True, help_text="hash of its headings (ColumnMapping)")
    decisions = models.JSONField(default=list, help_text="one per column: letter, heading, name, said, state")
    notices = personal(
        models.JSONField(default=list, help_text="rows passed over and other remarks on the whole file"),
        erased=[], secret=True,
    )  # fmt: skip
    questions = personal(
        models.JSONField(default=list, help_text="what has to be said before it is written (exchange.questions)"),
        erased=[], secret=True,
    )  # fmt: skip
    options = models.JSONField(default=dict, help_text="name of a question → the choice made")
    row_count = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0, help_text="progress of the check")
    check_started_at = models.DateTimeField(null=True)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    error_count = models.PositiveIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0, help_text="of the list as a whole; their words are notices")
    note_count = models.PositiveIntegerField(default=0)
    errors_left_out = models.BooleanField(default=False, help_text="somebody chose to write the rows without errors")
    error_book = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", help_text="the list with errors it corrects"
    )  # fmt: skip
    is_part = models.BooleanField(default=False, help_text="it came back in a workbook of errors: not the whole list")
    created = personal(
        models.JSONField(default=dict, help_text="model label → ids written, in the order of an undo"),
        kept="people", secret=True,
    )  # fmt: skip
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("pilot.User", models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    not_by = models.ForeignKey(
        "pilot.Person", models.PROTECT, null=True, related_name="+",
        help_text="who sent it, where somebody else has to write it",
    )  # fmt: skip
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("pilot.User", models.PROTECT, null=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True, help_text="its rows and files are erased: the period is over")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.EXCHANGE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "agency": Party(Anchor.AGENCY, "agency"),
        "administration": Party(Anchor.PILOT, "pilot", only=("kind", ACCOUNTS)),
    }

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "import batches"
        constraints = [
            paired("confirmed_at", "confirmed_by", "import_confirmed_pair"),
            paired("undone_at", "undone_by", "import_undone_pair"),
            models.CheckConstraint(
                condition=~Q(status__in=["confirmed", "undone"])
                | Q(Q(error_count=0) | Q(errors_left_out=True), confirmed_at__isnull=False),
                name="import_written_only_without_errors",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def letters(self) -> dict[str, str]:
        """Column name → its letter in the file, in the order of the file; "D, E" where one value stands in several."""
        found = defaultdict[str, list[str]](list)
        for decision in self.decisions:
            found[decision["name"]].append(decision["letter"])
        return {name: ", ".join(letters) for name, letters in found.items() if name}

    @property
    def asked(self) -> list[Question]:
        """What the list asks its reader."""
        return [Question.thawed(kept) for kept in self.questions]

    @property
    def faults(self) -> list[str]:
        """What is wrong with the list as a whole."""
        return [str(words) for words in dict(self.notices).get("faults", [])]

    @property
    def target(self) -> models.Model:
        """What the rows belong to."""
        row: models.Model = apps.get_model(self.object_type)._base_manager.get(pk=self.object_id)
        return row

    @property
    def good_count(self) -> int:
        """How many rows without errors are there to be written."""
        return self.new_count + self.changed_count


class ColumnMapping(models.Model):
    """How columns were given by hand, remembered for the next list with the same headings.

    Of the agency or, of a list of the pilot itself, of the pilot.
    """

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    agency = models.ForeignKey("pilot.Agency", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    shape = models.CharField(max_length=64, help_text="hash of the headings, without marks and case")
    mapping = models.JSONField(default=dict, help_text="question on a column → the column it is read as")

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.EXCHANGE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "agency": Party(Anchor.AGENCY, "agency"),
        "administration": Party(Anchor.PILOT, "pilot", only=("kind", ACCOUNTS)),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "shape"], name="column_mapping_once"),
            models.UniqueConstraint(
                fields=["pilot", "kind", "shape"], condition=Q(agency=None), name="column_mapping_of_pilot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shape[:8]}"


class ImportRow(models.Model):
    """One row of the list while it is checked, and afterwards the record an undo works from."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        ERROR = "error", _("with errors")
        SKIPPED = "skipped", _("left out")

    pilot = models.ForeignKey("pilot.Pilot", models.PROTECT, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="row of the sheet, from 1")
    key = personal(models.CharField(max_length=120, blank=True), kept="people")
    outcome = models.CharField(max_length=10, choices=Outcome)
    cells = personal(models.JSONField(default=dict, help_text="as read, by column name"), erased={})
    faults = personal(models.JSONField(default=list, help_text="[column name, message]"), erased=[])
    notes = personal(models.JSONField(default=list), erased=[])
    before = personal(models.JSONField(default=dict), erased={})
    after = personal(models.JSONField(default=dict), erased={})
    object_id = models.BigIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()
    SCOPE_GROUP = Group.EXCHANGE
    PARTIES = {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "agency": Party(Anchor.AGENCY, "batch__agency"),
        "administration": Party(Anchor.PILOT, "pilot", only=("batch__kind", ACCOUNTS)),
    }

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}#{self.number}"
