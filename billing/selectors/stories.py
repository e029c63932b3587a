"""What the timelines of a timesheet and a payment request tell (pilot/platform/cases)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Model, Q

from billing.models import Payment, Statement, Timesheet
from pilot.platform.cases.timeline import Related, events_of
from pilot.platform.exchange.models import ImportBatch
from pilot.programme.models import User


def of_statement(statement: Statement, user: User, on: dt.date) -> Iterator[Q]:
    """Its payments and their reversals."""
    yield events_of(Payment.objects.visible_to(user, on).filter(statement=statement))


def of_timesheet(timesheet: Timesheet, user: User, on: dt.date) -> Iterator[Q]:
    """The lists that were written into it."""
    yield events_of(ImportBatch.objects.visible_to(user, on).filter(kind="timesheet", object_id=timesheet.pk))


STORIES: dict[type[Model], Related] = {Statement: of_statement, Timesheet: of_timesheet}
