"""`manage.py erase PERSON --reason …`: the erasure of the administrator's page, from the server's command line."""

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

    def handle(self, *, person: int, reason: str, **_options: object) -> None:
        found = Person.objects.filter(pk=person).first()
        if found is None:
            raise CommandError(f"There is no person {person}.")
        try:
            erase_person(found, Act(source="manage.py erase", reason=reason))
        except Refused as refused:
            raise CommandError("\n".join([refused.code, *(str(p.message) for p in refused.problems)])) from None
        self.stdout.write("erased")
