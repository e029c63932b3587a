"""`manage.py erase PERSON --reason …`: the erasure of the administrator's page, from the server's command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Person
from pilot.retention.workflows import erase_person


class Command(BaseCommand):
    help = "Anonymise a person (by number) where no law keeps the name; says what stands in the way."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", type=int)
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(pk=options["person"]).first()
        if person is None:
            raise CommandError(f"There is no person {options['person']}.")
        try:
            erase_person(person, Act(source="manage.py erase", reason=options["reason"]))
        except Refused as refused:
            raise CommandError("\n".join([refused.code, *(str(p.message) for p in refused.problems)])) from None
        self.stdout.write("erased")
