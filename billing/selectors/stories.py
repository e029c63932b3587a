"""What the timelines of payment requests and timesheets tell beside their own events (pilot/platform/cases)."""

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
    """The lists that were written into it, or taken back."""
    lists = ImportBatch.objects.visible_to(user, on).filter(kind="timesheet", object_id=timesheet.pk)
    yield events_of(lists) & Q(verb__in=("confirm_timesheet_list", "undo_timesheet_list"))


STORIES: dict[type[Model], Related] = {Statement: of_statement, Timesheet: of_timesheet}
LOG_PAGES: dict[type[Model], tuple[str, str]] = {
    Statement: ("statement", "pk"),
    Payment: ("statement", "statement"),
}
