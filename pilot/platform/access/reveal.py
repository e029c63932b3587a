"""Reading a masked value: asked for with a reason, allowed or refused, and recorded. Nothing else shows it.

Which columns are masked, and which permission shows them, says the field (kernel/personal.py).
"""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pilot.platform.kernel.personal import Personal, personal_columns
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act, record, require_capacity


def masked_columns(model: type[Model]) -> dict[str, Personal]:
    """Masked columns by name: of the person behind the rows of the model, and of the rows themselves."""
    keys = [key for key in model._meta.concrete_fields if key.name == "person"]
    people = [key.related_model for key in keys if key.related_model]
    found = {name: words for owner in (*people, model) for name, words in personal_columns(owner).items()}
    return {name: words for name, words in found.items() if words.masked}


def owner_of(row: Any, name: str) -> Model:
    """The row, or the person behind it, whichever has the column."""
    owner: Model = row if name in personal_columns(type(row)) else row.person
    return owner


def masked_value(row: Model, name: str) -> dict[str, str]:
    """What everybody who sees the row sees of the value, and where it is revealed."""
    owner = owner_of(row, name)
    column = next(column for column in owner._meta.concrete_fields if column.name == name)
    return {
        "label": capfirst(str(column.verbose_name)),
        "shown": masked_columns(type(row))[name].mask(in_words(getattr(owner, name))),
        "address": reverse("reveal", args=[row._meta.label_lower, row.pk, name]),
    }


def reveal(row: Model, name: str, act: Act) -> str:
    """The value for whoever may see it; leaves the event `reveal` with the reason and without the value.

    The parties of `row` decide. Raises TransitionRefused reason_needed, NotAllowed; ValueError for a column that is
    not masked.
    """
    words = masked_columns(type(row)).get(name)
    if words is None:
        raise ValueError(f"{name} is not a masked field")
    capacity = require_capacity(act.user, words.masked, row, act.on)
    if not act.reason.strip():
        raise TransitionRefused("reason_needed", _("Give the reason."))
    record("reveal", act, row, capacity, field=name)
    owner = owner_of(row, name)
    label = getattr(owner, f"get_{name}_display", None)  # of a choice what pages say, not what is stored
    return in_words(label() if label else getattr(owner, name))


def in_words(value: object) -> str:
    """A value as pages write it; empty where there is none."""
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value or "")
