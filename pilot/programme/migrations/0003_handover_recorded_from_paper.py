from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery


def take_latest_step(apps, schema_editor):
    """The present step is the one of the latest date: where it came from paper it says so, and a step that an older
    record from paper has overwritten comes back."""
    steps = apps.get_model("pilot", "HandoverStep").objects.filter(handover=OuterRef("pk"))
    latest = steps.order_by("-since", "-id")
    columns = ("step", "since", "legal_basis", "paper_source")
    apps.get_model("pilot", "ProcedureHandover").objects.filter(Exists(steps)).update(
        **{name: Subquery(latest.values(name)[:1]) for name in columns}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('pilot', '0002_handoverstep'),
    ]

    operations = [
        migrations.AddField(
            model_name='procedurehandover',
            name='paper_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='recorded from paper'),
        ),
        migrations.RunPython(take_latest_step, migrations.RunPython.noop),
    ]
