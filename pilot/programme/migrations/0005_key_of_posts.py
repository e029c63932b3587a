"""The code of a counter post has a key."""

from django.db import migrations, models

from pilot.platform.kernel.keys import filled


class Migration(migrations.Migration):
    dependencies = [("pilot", "0004_year_of_birth")]

    operations = [
        migrations.AddField("counterpost", "code_key", models.CharField(default="", editable=False, max_length=160)),
        filled("pilot.CounterPost", "code_key", "code"),
        migrations.AddConstraint(
            "counterpost", models.UniqueConstraint(fields=("code_key",), name="counter_post_code")
        ),
    ]
