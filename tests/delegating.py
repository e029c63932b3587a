"""A delegation as a row, for tests of what a delegate does; how one comes about is tested in tests/access."""

import datetime as dt
from typing import Any

from django.utils import timezone

from pilot.programme.models import Delegation, User


def delegated(principal: str, delegate: str, **columns: Any) -> Delegation:
    """The first role of one demo account given to another, from 14 June on; TUQ. where nothing else is said."""
    giver = User.objects.get(username=principal)
    given = {
        "role": giver.role_grants.earliest("id").role, "status": "in_force", "authority": "tuq",
        "title": "Giám đốc Sở Nội vụ", "valid_from": dt.date(2021, 6, 14), "valid_to": dt.date(2021, 6, 21),
        "document_number": "07/UQ-UBND", "created_at": timezone.now(), "created_by": giver,
    }  # fmt: skip
    receiver = User.objects.get(username=delegate)
    return Delegation.objects.create(pilot=giver.person.pilot, principal=giver, delegate=receiver, **given | columns)
