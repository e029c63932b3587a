from django.db import migrations, models


def name_the_answers(apps, schema_editor):
    """Orders of dates were kept by column; now every answer is kept under the name of its question."""
    batches = apps.get_model("exchange", "ImportBatch").objects.exclude(options={})
    for batch in batches.iterator():
        batch.options = {f"order_{name}": order for name, order in batch.options.items()}
        batch.save(update_fields=["options"])


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AddField(
            "importbatch",
            "questions",
            models.JSONField(default=list, help_text="what has to be said before it is written (exchange.questions)"),
        ),
        migrations.AlterField(
            "importbatch",
            "options",
            models.JSONField(default=dict, help_text="name of a question → the choice made"),
        ),
        migrations.RunPython(name_the_answers, migrations.RunPython.noop),
    ]
