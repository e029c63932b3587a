"""A VAT rate says how often it was written, since it can be corrected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_working_calendars")]

    operations = [
        migrations.AddField("vatrate", "row_version", models.PositiveIntegerField(default=1, editable=False)),
    ]
