import django.db.models.deletion
from django.db import migrations, models

RENAMED = {
    "document": "paper_source",
    "document_date": "paper_date",
    "scan": "paper_scan",
    "signers": "paper_signers",
    "entered_by": "paper_entered_by",
    "checked_at": "paper_checked_at",
    "checked_by": "paper_checked_by",
}
KEYS = {"scan": "kernel.storedfile", "entered_by": "pilot.person", "checked_by": "pilot.person"}  # their indexes bear names
CONSTRAINTS = ("paper_record_checked_pair", "paper_record_checked", "paper_record_two_people")


def key(name, to, indexed):
    protect = django.db.models.deletion.PROTECT
    field = models.ForeignKey(null=True, db_index=indexed, on_delete=protect, related_name="+", to=to)
    return migrations.AlterField("paperrecord", name, field)


class Migration(migrations.Migration):
    """A record from paper says its document, scan and two people in the same columns as every other row on paper."""

    dependencies = [
        ("kernel", "0004_erased_file"),
        ("pilot", "0007_delegations_keep_their_state"),
        ("staffing", "0002_record_withdrawals_from_paper"),
    ]
    operations = [
        *(migrations.RemoveConstraint("paperrecord", name) for name in CONSTRAINTS),
        *(key(name, to, indexed=False) for name, to in KEYS.items()),
        *(migrations.RenameField("paperrecord", old, new) for old, new in RENAMED.items()),
        *(key(f"paper_{name}", to, indexed=True) for name, to in KEYS.items()),
        migrations.AlterField(
            model_name="paperrecord",
            name="paper_date",
            field=models.DateField(null=True, verbose_name="date of the document"),
        ),
        migrations.AlterField(
            model_name="paperrecord",
            name="paper_entered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilot.person"
            ),
        ),
        migrations.AlterField(
            model_name="paperrecord",
            name="paper_source",
            field=models.CharField(blank=True, max_length=160, verbose_name="recorded from paper"),
        ),
        migrations.AddConstraint(
            model_name="paperrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("paper_date", None),
                        ("paper_entered_by", None),
                        ("paper_scan", None),
                        ("paper_signers", ""),
                        ("paper_source", ""),
                    ),
                    models.Q(
                        ("paper_date__isnull", False),
                        ("paper_entered_by__isnull", False),
                        ("paper_scan__isnull", False),
                        models.Q(("paper_source", ""), _negated=True),
                        models.Q(("paper_signers", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="paper_record_paper_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_entered_by", models.F("paper_checked_by")), _negated=True),
                name="paper_record_paper_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper_checked_at__isnull", False), ("paper_checked_by__isnull", False)),
                    models.Q(("paper_checked_at__isnull", True), ("paper_checked_by__isnull", True)),
                    _connector="OR",
                ),
                name="paper_record_paper_checked_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(("paper_date__isnull", False)), name="paper_record_has_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "checked"), _negated=True), ("paper_checked_at__isnull", False), _connector="OR"
                ),
                name="paper_record_checked",
            ),
        ),
    ]
