"""Fields and what stands in an agency's set are entered, corrected and closed by people."""

from django.db import migrations, models

from pilot.platform.kernel.keys import filled
from pilot.platform.vietnamese import search_key

UNKNOWN = models.Q(valid_from__isnull=True) | models.Q(valid_to__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("pilot", "0016_ground_of_coverage")]

    operations = [
        migrations.AddField(
            "proceduresetentry", "legal_basis", models.CharField("legal basis", blank=True, max_length=200)
        ),
        migrations.AddField(
            "proceduresetentry", "row_version", models.PositiveIntegerField(default=1, editable=False)
        ),
        migrations.AddField("servicefield", "legal_basis", models.CharField("legal basis", blank=True, max_length=200)),
        migrations.AddField("servicefield", "row_version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("servicefield", "valid_from", models.DateField("valid from", blank=True, null=True)),
        migrations.AddField(
            "servicefield", "valid_to", models.DateField("valid to", blank=True, help_text="exclusive", null=True)
        ),
        migrations.AddField("servicefield", "name_key", models.CharField(default="", editable=False, max_length=160)),
        filled("pilot.ServiceField", "name_key", "name", reckon=search_key),
        migrations.AddConstraint(
            "servicefield",
            models.CheckConstraint(
                condition=UNKNOWN | models.Q(valid_to__gt=models.F("valid_from")), name="service_field_dates"
            ),
        ),
        migrations.AddConstraint(
            "servicefield", models.UniqueConstraint(fields=("name_key",), name="service_field_name")
        ),
    ]
