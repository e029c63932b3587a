"""Whose money it is.

The payer, the post office that provides the staff, and the centre that checks the month.
"""

from django.db import models

from pilot.platform.access.roles import Anchor, Party
from pilot.programme.models import Person


def money_parties(path: str = "") -> dict[str, Party]:
    """Parties of a row from which `path` leads to its labour contract ("month__contract__")."""
    return {
        "pilot": Party(Anchor.PILOT, "pilot"),
        "payer": Party(Anchor.AGENCY, f"{path}payer"),
        "provider": Party(Anchor.AGENCY, f"{path}provider"),
        "site": Party(Anchor.SITE, f"{path}site"),
    }


def person_field(null: bool = False) -> "models.ForeignKey[Person | None, Person | None]":
    """Who did it, as a person: two signatures of one person under two accounts are one person's."""
    return models.ForeignKey("pilot.Person", models.PROTECT, related_name="+", null=null)
