"""Whether the program has the migrations that made a database: those of another release it may not have.

Version 0.4 starts anew. An older demo is set aside (`manage.py prepare`); other data stay with the version that made
them, and neither `prepare` nor `migrate` touches them.
"""

from collections.abc import Iterable, Sequence

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from django.utils.translation import gettext

OURS = ("pilot", "staffing", "facilities", "billing")  # packages may merge migrations of theirs as they like


def unknown(applied: Iterable[tuple[str, str]]) -> list[str]:
    """Those of the applied migrations (app, name) of our apps that this program does not have."""
    ours = {config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in OURS}
    on_disk = MigrationLoader(None).disk_migrations
    return sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in on_disk)


def unknown_here(alias: str = "default") -> list[str]:
    """The same of a database; nothing where there are no tables yet."""
    return unknown(MigrationRecorder(connections[alias]).applied_migrations())


def refusal(names: list[str]) -> str:
    """Why nothing is done, and what to do, in the language of the office."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(
            "This database was made by another version of the program (not known here: %(names)s). Nothing was "
            "changed. Install that version again to go on with it or to restore a backup of it. Data of versions "
            "before 0.4 are not carried over: version 0.4 starts with an empty database."
        ) % {"names": ", ".join(names[:3])}


def check_release(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: object
) -> list[CheckMessage]:
    """System check of `migrate`: a database of another release is not touched."""
    strange = {alias: names for alias in databases or () if (names := unknown_here(alias))}
    return [Error(refusal(names), id="operations.E001") for names in strange.values()]
