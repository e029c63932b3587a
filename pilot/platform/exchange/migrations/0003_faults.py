from django.db import migrations, models


def count_what_was_there(apps, schema_editor):
    """What was wrong with a list as a whole stood among its notices alone."""
    for batch in apps.get_model("exchange", "ImportBatch").objects.iterator():
        if faults := dict(batch.notices).get("faults"):
            batch.fault_count = len(faults)
            batch.save(update_fields=["fault_count"])


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0002_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='fault_count',
            field=models.PositiveIntegerField(default=0, help_text='of the list as a whole; their words are notices'),
        ),
        migrations.RunPython(count_what_was_there, migrations.RunPython.noop, elidable=True),
    ]
