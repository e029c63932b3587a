"""`manage.py recover_administrator`: the way back when no administrator can help another; every step is an event."""

import getpass

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act
from pilot.platform.text import account_key
from pilot.programme.models import RoleGrant, User
from pilot.programme.presenters.accounts import one_time_path
from pilot.programme.workflows.accounts import recover_administrator, remove_administrator


class Command(BaseCommand):
    help = "Give an administrator a new one-time link (and the account and role back), or remove one who left."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pilot", default="HATINH", help="code of the pilot (default HATINH)")
        parser.add_argument("--username", help="whose account; may be left out where only one was ever administrator")
        parser.add_argument("--remove", action="store_true", help="take the role away instead; another has to remain")
        parser.add_argument("--reason", required=True, help="who asked and why; stays in the audit log")
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="address the office opens")

    @transaction.atomic
    def handle(
        self, *, pilot: str, username: str | None, remove: bool, reason: str, address: str, **_options: object
    ) -> None:
        user = self.account(pilot, username)
        act = Act(source=f"recover_administrator by {getpass.getuser()}"[:80], reason=reason)
        try:
            (remove_administrator if remove else recover_administrator)(user, act)
        except TransitionRefused as refused:
            raise CommandError("; ".join(str(p.message) for p in refused.problems)) from refused
        if remove:
            self.stdout.write(f"{user.username} is no administrator any more.")
            return
        user.refresh_from_db()
        self.stdout.write(f"Account {user.username}. Open this link once to set the password:")
        self.stdout.write(address + one_time_path(user))

    def account(self, pilot: str, username: str | None) -> User:
        """Somebody who is, or once was, administrator of the pilot: the server makes nobody else one."""
        grants = RoleGrant.objects.filter(pilot__code=pilot, role=Role.ADMINISTRATOR)
        held = grants.exclude(status__in=(RoleGrant.Status.PROPOSED, RoleGrant.Status.REFUSED)).values("user")
        accounts = User.objects.filter(pk__in=held)
        found = accounts.filter(username_key=account_key(username)) if username else accounts
        if len(found) != 1:
            names = ", ".join(accounts.values_list("username", flat=True)) or "nobody"
            raise CommandError(f"--username: whose account? Administrators of {pilot} are or were: {names}")
        account: User = found[0]
        return account
