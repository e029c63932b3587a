"""Ways to the evidence packs, from the page of a withdrawal and of what withdrawals rest on."""

import datetime as dt

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import SEES, Group
from pilot.platform.kernel.types import User
from pilot.platform.ui.shapes import Action
from staffing.models import WithdrawalRequest
from staffing.selectors.packs import SOURCES


def to_packs(row: Model, user: User, on: dt.date) -> list[Action]:
    """To the packs of the withdrawals that rest on the row, for those who see withdrawals at all."""
    name = next((source.name for source in SOURCES.values() if isinstance(row, source.model)), "")
    if not name or not any(Group.WITHDRAWAL in SEES[c.role] for c in capacities(user, on)):
        return []
    return [Action(_("Evidence packs"), reverse("evidence-packs", args=[name, row.pk]))]


def to_pack(row: WithdrawalRequest, user: User, on: dt.date) -> list[Action]:
    """The pack of the withdrawal, in one click."""
    return [Action(_("Take the evidence pack"), reverse("withdrawal-pack", args=[row.pk]))]
