"""What the verbs of dated rows write into them."""

import datetime as dt
from typing import Any

from django.db.models import Model

from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Call
from pilot.platform.periods import day_after


def set_columns(row: Model, values: Inputs) -> None:
    """These columns take these values; the verb saves the row."""
    for name, value in values.items():
        setattr(row, name, value)


def end_row(row: Any, call: Call, last_day: dt.date, legal_basis: str) -> None:
    """The row holds until `last_day`, included. It keeps the ground on which it was entered, if it had one; the event
    names the day and the document that ends it, which the history of the row shows.
    """
    row.valid_to, row.legal_basis = day_after(last_day), row.legal_basis or legal_basis
    call.note(last_day=last_day, legal_basis=legal_basis)
