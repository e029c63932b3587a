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


class In(migrations.operations.base.Operation):
    """An operation on a table of another app."""

    def __init__(self, app_label, operation):
        self.app_label, self.operation = app_label, operation

    def state_forwards(self, _app_label, state):
        self.operation.state_forwards(self.app_label, state)

    def database_forwards(self, _app_label, *arguments):
        self.operation.database_forwards(self.app_label, *arguments)

    def database_backwards(self, _app_label, *arguments):
        self.operation.database_backwards(self.app_label, *arguments)


def wait(_apps, _editor):
    if place := os.environ.get("WAIT_AT"):
        Path(place).write_text(str(os.getpid()))
        time.sleep(120)


def changes(model):
    """A column more, and one that is longer than before."""
    meta = model._meta
    yield In(meta.app_label, migrations.AddField(meta.model_name, "later", models.IntegerField(null=True)))
    text = next((f for f in meta.local_fields if type(f) is models.CharField and not f.choices and not f.unique), None)
    if text is not None:
        longer = text.clone()
        longer.max_length += 1
        yield In(meta.app_label, migrations.AlterField(meta.model_name, text.name, longer))


class Migration(migrations.Migration):
    dependencies = [(app, "__latest__") for app in ("kernel", "documents", "pilot", "staffing", "facilities", "billing")]
    operations = [
        *(change for model in dict.fromkeys(g.model for g in GUARDS if isinstance(g, AppendOnly | Frozen))
          for change in changes(model)),
        migrations.RunPython(wait, migrations.RunPython.noop),
    ]  # fmt: skip
