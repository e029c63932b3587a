"""What a later version may do to a table: a new column, and a longer one, in every append-only and frozen table.

SQLite makes such a table anew, going forward for the longer column and going back for the new one. With WAIT_AT the
migration names its process in that file and waits, so that a test can kill it in the middle.
"""

import os
import time
from pathlib import Path

from django.apps import apps
from django.db import migrations, models

from pilot.platform.kernel.guards import GUARDS, AppendOnly, Frozen


class Together(migrations.operations.base.Operation):
    """Operations on tables of other apps, one a table: the models of a state are made anew once, not for each."""

    def __init__(self, *operations):
        self.operations = operations  # (app label, operation)

    def state_forwards(self, _app_label, state):
        vars(state).pop("apps", None)
        for app_label, operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, _app_label, *arguments):
        for app_label, operation in self.operations:
            operation.database_forwards(app_label, *arguments)

    def database_backwards(self, _app_label, *arguments):
        for app_label, operation in self.operations:
            operation.database_backwards(app_label, *arguments)


def wait(_apps, _editor):
    if place := os.environ.get("WAIT_AT"):
        Path(place).write_text(str(os.getpid()))
        time.sleep(120)


def new_column(model):
    return model._meta.app_label, migrations.AddField(model._meta.model_name, "later", models.IntegerField(null=True))


def longer_column(model):
    fields = model._meta.local_fields
    text = next((f for f in fields if type(f) is models.CharField and not f.choices and not f.unique), None)
    if text is None:
        return None
    longer = text.clone()
    longer.max_length += 1
    return model._meta.app_label, migrations.AlterField(model._meta.model_name, text.name, longer)


def newest(app_label):
    """The last one of an app. "__latest__" takes one that replaces others for it."""
    return max(file.stem for file in Path(apps.get_app_config(app_label).path, "migrations").glob("0*.py"))


LEDGERS = list(dict.fromkeys(guard.model for guard in GUARDS if isinstance(guard, AppendOnly | Frozen)))


class Migration(migrations.Migration):
    dependencies = [(app, newest(app)) for app in ("kernel", "documents", "pilot", "staffing", "facilities", "billing")]
    operations = [
        Together(*map(new_column, LEDGERS)),
        Together(*filter(None, map(longer_column, LEDGERS))),
        migrations.RunPython(wait, migrations.RunPython.noop),
    ]
