"""The civil servants at the post of a withdrawal."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser

from pilot.platform.access.rows import DatedQuerySet
from pilot.platform.periods import add_days
from staffing.models import Incumbency, WithdrawalRequest


def present_at(request: WithdrawalRequest) -> DatedQuerySet[Incumbency]:
    """The civil servants who are at the post until the day of effect."""
    held = Incumbency.objects.as_at(add_days(request.effective_on, -1)).filter(post=request.post_id)
    return held.select_related("civil_servant__person")


def names_of(held: DatedQuerySet[Incumbency], user: AbstractBaseUser, on: dt.date) -> list[str]:
    """Their names, as far as the reader may see civil servants."""
    return [row.civil_servant.person.full_name for row in held.visible_to(user, on)]
