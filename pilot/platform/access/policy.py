"""The access layer's answers to the kernel."""

import datetime as dt

from django.db.models import Model

from pilot.platform.access.actors import able, holders
from pilot.platform.access.capacity import Capacity, read_capacities
from pilot.platform.access.roles import ACTS, Group
from pilot.platform.access.scope import capacity_for
from pilot.platform.kernel.models import AuditChain
from pilot.platform.kernel.types import User


class AccessPolicy:
    def capacity(self, user: User, verb: str, row: Model, on: dt.date) -> Capacity | None:
        """Read anew from the database: a role removed a moment ago no longer counts."""
        return capacity_for(read_capacities(user.pk, on), verb, row)

    def likely_capacity(self, user: User, verb: str, row: Model | None, on: dt.date) -> Capacity | None:
        """The one that admits the verb on the row; else one whose role does it elsewhere; else the only one held."""
        held = read_capacities(user.pk, on)
        elsewhere = [c for c in held if c.role in ACTS.get(verb, {})]
        admitted = capacity_for(elsewhere, verb, row) if row is not None else None
        return admitted or next(iter(elsewhere), None) or (held[0] if len(held) == 1 else None)

    def who_can(self, verb: str, row: Model, on: dt.date) -> list[str]:
        """ "Name (role)" of everybody who could do the verb on the row, for the refused signer to turn to."""
        return [str(holder) for holder in able(holders([verb], on), verb, row)]

    def chain(self, row: Model) -> str:
        """The row's pilot names its chain; catalogue rows and accounts of nobody go to the platform's."""
        return str(getattr(pilot_of(row), "code", AuditChain.PLATFORM))

    def chain_of_user(self, user: User | None) -> str:
        return user.person.pilot.code if user is not None and user.is_authenticated else AuditChain.PLATFORM


def pilot_of(row: Model) -> Model | None:
    """The Pilot whose chain records the row; None for accounts and catalogues, which are the platform's."""
    if row._meta.label == "pilot.Pilot":
        return row
    if getattr(row, "SCOPE_GROUP", None) is Group.ACCOUNTS:
        return None
    return getattr(row, "pilot", None)
