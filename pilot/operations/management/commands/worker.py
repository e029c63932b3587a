"""`manage.py worker`: django-tasks-db's worker with a heartbeat, so that its jobs come back when it is killed."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from pilot.operations import workers
from pilot.platform.kernel import guards


class Command(db_worker.Command):
    help = "Run jobs from the database queue until told to stop (SIGTERM)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=workers.new_name(), reload=False)

    def handle(self, *, worker_id: str, **options: Any) -> None:
        guards.warn_of_differences()
        with workers.heartbeat(worker_id):
            super().handle(worker_id=worker_id, **options)
