"""`manage.py first_administrator`: the first account of a real installation, once; prints its one-time link."""

from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pilot.access.roles import Role
from pilot.kernel.workflow import Act
from pilot.models import Pilot, PilotGrant, User
from pilot.workflows.accounts import invite_account, propose_role


class Command(BaseCommand):
    help = "Create the first administrator (only while there is none) and print the link that sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="HATINH", help="code of the pilot (default HATINH)")
        parser.add_argument("--name", default="Quản trị viên")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="address the office opens")

    @transaction.atomic
    def handle(self, *args: Any, pilot: str, name: str, address: str, **options: Any) -> None:
        place = Pilot.objects.get(code=pilot)
        administrators = PilotGrant.objects.filter(content_object=place, permission__codename="act_administrator")
        user = User.objects.filter(pk__in=administrators.values("user")).first()
        if user is None:
            act = Act(source="first_administrator", confirmed=True)
            user = invite_account(place, act, full_name=name, username=f"quantri.{pilot.lower()}")
            propose_role(place, act, user=user, role=Role.ADMINISTRATOR)
        if user.has_usable_password():
            self.stdout.write(f"{place} already has an administrator: {user.username}")
            return
        uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
        self.stdout.write(f"Account {user.username}. Open this link once to set the password:")
        self.stdout.write(address + reverse("set-password", args=[uid, token]))
