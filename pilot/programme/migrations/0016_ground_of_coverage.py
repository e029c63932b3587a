from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pilot", "0015_proposed_once")]

    operations = [
        migrations.AddField(
            "procedureset",
            "legal_basis",
            models.CharField(blank=True, default="", max_length=200, verbose_name="legal basis"),
            preserve_default=False,
        ),
    ]
