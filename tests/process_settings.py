"""Settings of the processes that tests start: database and files of one test, jobs in the database, mail as
files.
"""

import os
from pathlib import Path

from pilot.settings.test import *  # noqa: F403

DEMO = not os.environ.get("REAL")
FILE_ROOT = Path(os.environ["FILE_ROOT"])
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "tests.mail.FileBackend"
EMAIL_FILE_PATH = os.environ["MAIL_ROOT"]
KEY_PLACE = "nowhere, a test"


class NoMigrations:
    """Says of every app that it has none, so that `migrate --run-syncdb` makes the tables from the models."""

    def __contains__(self, label: str) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


if os.environ.get("TABLES_FROM") == "models":
    MIGRATION_MODULES = NoMigrations()
