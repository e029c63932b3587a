"""Service fields (lĩnh vực): entered, named rightly, closed.

Purpose: employees are assigned, assessed and counted by field (R01), so a field has one name everywhere. Who acts: a
secretariat. Fields are those of the national catalogue and belong to all pilots. Source: each act names its document.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Pilot, ServiceField
from pilot.programme.rules.dated import rule_closes_within, rule_days_in_order
from pilot.programme.rules.procedures import rule_field_name
from pilot.programme.workflows.columns import end_row

FIELD = Workflow(
    "service_field", _("Field"),
    [
        Transition("correct_field", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("close_field", (), None, _("Close the field")),
    ],
)  # fmt: skip


@write("enter_field", rules=(rule_field_name,), label=_("Enter a field"))
def enter_field(
    pilot: Pilot, call: Call, *, name: str, legal_basis: str, valid_from: dt.date | None = None
) -> ServiceField:
    """A field in which procedures and counter posts can be entered. Raises TransitionRefused name_taken."""
    return ServiceField.objects.create(name=name, valid_from=valid_from, legal_basis=legal_basis)


@FIELD.verb("correct_field", rules=(rule_field_name, rule_days_in_order))
def correct_field(
    field: ServiceField, call: Call, *, name: str, valid_from: dt.date | None, valid_to: dt.date | None,
    legal_basis: str,
) -> None:  # fmt: skip
    """Put right a name or a day that was typed wrong. Raises TransitionRefused name_taken, before_beginning."""
    field.name, field.valid_from, field.valid_to, field.legal_basis = name, valid_from, valid_to, legal_basis


@FIELD.verb("close_field", rules=(rule_closes_within,))
def close_field(field: ServiceField, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """After `last_day` nothing new is entered in the field; posts and procedures that have it keep it.

    Raises TransitionRefused before_beginning, closed_already.
    """
    end_row(field, call, last_day, legal_basis)
