"""Delegations from before the status: ended ones are ended, the others in force as they were."""

from django.db import migrations


def keep_state(apps, schema_editor):
    rows = apps.get_model("pilot", "Delegation").objects
    rows.filter(ended_at=None).update(status="in_force")
    rows.exclude(ended_at=None).update(status="ended")


class Migration(migrations.Migration):
    dependencies = [("pilot", "0006_two_people_for_administrators_and_delegations")]
    operations = [migrations.RunPython(keep_state, migrations.RunPython.noop)]
