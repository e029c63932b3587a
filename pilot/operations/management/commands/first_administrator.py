"""`manage.py first_administrator`: the first account of a real installation, once; prints its one-time link."""

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from pilot.platform.access.roles import Role
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Person, Pilot, RoleGrant, User
from pilot.programme.presenters.accounts import one_time_path
from pilot.programme.workflows.accounts import make_first_administrator


class Command(BaseCommand):
    help = "Create the first administrator (only while there never was one) and print the link that sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="HATINH", help="code of the pilot (default HATINH)")
        parser.add_argument("--name", default=Person.UNNAMED, help="else the first page asks it")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="address the office opens")

    @transaction.atomic
    def handle(self, *, pilot: str, name: str, address: str, **_options: object) -> None:
        place = Pilot.objects.get(code=pilot)
        grants = RoleGrant.objects.filter(pilot=place, role=Role.ADMINISTRATOR).select_related("user")
        active = grants.filter(status__in=RoleGrant.IN_FORCE, user__is_active=True).first()
        if grants and active is None:
            self.stdout.write(f"{place} has no administrator left: manage.py recover_administrator --pilot {pilot}")
            return
        user = active.user if active else self.create(place, name)
        if user.has_usable_password():
            self.stdout.write(f"{place} already has an administrator: {user.username}")
            return
        self.stdout.write(f"Account {user.username}. Open this link once to set the password:")
        self.stdout.write(address + one_time_path(user))

    def create(self, place: Pilot, name: str) -> User:
        """An account under a user name that nobody has yet."""
        wanted, act = f"quantri.{place.code.lower()}", Act(source="first_administrator", confirmed=True)
        taken = User.objects.filter(username__startswith=wanted).count()
        username = f"{wanted}{taken + 1}" if taken else wanted
        return make_first_administrator(place, act, username=username, full_name=name)
