"""Premises are entered, changed from a day on and closed by people."""

from django.db import migrations, models

UNKNOWN = models.Q(valid_from__isnull=True) | models.Q(valid_to__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_initial")]

    operations = [
        migrations.AddField("facility", "legal_basis", models.CharField("legal basis", blank=True, max_length=200)),
        migrations.AddField("facility", "valid_from", models.DateField("valid from", blank=True, null=True)),
        migrations.AddField(
            "facility", "valid_to", models.DateField("valid to", blank=True, help_text="exclusive", null=True)
        ),
        migrations.RemoveConstraint("facility", "facility_one_of_a_kind_per_site"),
        migrations.AddConstraint(
            "facility",
            models.UniqueConstraint(
                condition=models.Q(valid_to=None), fields=("site", "kind"), name="facility_one_of_a_kind_per_site"
            ),
        ),
        migrations.AddConstraint(
            "facility",
            models.CheckConstraint(
                condition=UNKNOWN | models.Q(valid_to__gt=models.F("valid_from")), name="facility_dates"
            ),
        ),
    ]
