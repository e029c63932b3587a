"""What waits for a second person already is not proposed again, whoever proposes at the same moment."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from pilot.programme.models.changes import digest_of


def fill(known: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Of two that wait alike only the one proposed first is kept; the other is refused, as the rule would have done."""
    seen = set()
    for row in known.get_model("pilot.ProgrammeChange")._base_manager.order_by("pk"):
        row.digest = digest_of(vars(row))
        if row.status == "proposed" and row.digest in seen:
            row.status = "refused"
        elif row.status == "proposed":
            seen.add(row.digest)
        row.save()
    editor.connection.check_constraints()  # PostgreSQL alters no table while a row of it waits to be checked


class Migration(migrations.Migration):
    dependencies = [("pilot", "0010_answers")]

    operations = [
        migrations.AddField("programmechange", "digest", models.CharField(default="", editable=False, max_length=64)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "programmechange",
            models.UniqueConstraint(
                condition=models.Q(("status", "proposed")), fields=("digest",), name="programme_change_proposed_once"
            ),
        ),
    ]
