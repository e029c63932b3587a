"""What the timeline of a payment request tells of the money (pilot/platform/cases)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Model, Q

from billing.models import Payment, Statement
from pilot.platform.cases.timeline import Related, events_of
from pilot.programme.models import User


def of_statement(statement: Statement, user: User, on: dt.date) -> Iterator[Q]:
    """Its payments and their reversals."""
    yield events_of(Payment.objects.visible_to(user, on).filter(statement=statement))


STORIES: dict[type[Model], Related] = {Statement: of_statement}
