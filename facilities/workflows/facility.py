"""Premises (trụ sở, điểm Bưu điện - Văn hóa xã): entered, corrected, changed from a day on, closed.

Purpose: what is let, where, how large and by whom is known before anybody agrees on a lease. Who acts: the post office
for its own, the secretariat for all. Source: each act names its document; KH giai đoạn II, II.2 (R22–R25).
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from facilities.rules import facility as rules
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import Agency, Site
from pilot.programme.rules import dated as days
from pilot.programme.rules.places import next_codes
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row, set_columns

FACILITY = Workflow(
    "facility", _("Premises"),
    [
        Transition("correct_facility", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("change_facility", (), None, _("Change from a day on")),
        Transition("close_facility", (), None, _("Close the premises")),
    ],
)  # fmt: skip
ENTRY = (rules.rule_one_of_a_kind, rules.rule_own_premises, days.rule_days_in_order)


@write("enter_facility", rules=ENTRY, label=_("Enter premises"))
def enter_facility(
    site: Site, call: Call, *, name: str, kind: str, owner: Agency | None = None, address: str = "",
    area_m2: Decimal | None = None, valid_from: dt.date | None = None, valid_to: dt.date | None = None,
    legal_basis: str = "",
) -> Facility:  # fmt: skip
    """Premises at the site, [valid_from, valid_to); area in m². Their code is given.

    Raises TransitionRefused premises_there, not_own, other_pilot, before_beginning.
    """
    call.note(**({"from_day": valid_from} if valid_from else {}))
    return Facility.objects.create(
        pilot=site.pilot, site=site, code=next(next_codes(Facility, f"{site.code}-TS")), name=name, kind=kind,
        owner=owner, address=address, area_m2=area_m2, valid_from=valid_from, valid_to=valid_to,
        legal_basis=legal_basis, illustrative=enters_illustrations(call.act),
    )  # fmt: skip


@FACILITY.verb("correct_facility", rules=(*ENTRY, rules.rule_owner_lets))
def correct_facility(facility: Facility, call: Call, **values: Any) -> None:
    """Put right what was typed wrong: name, kind, owner, address, area (m²), days, ground.

    Raises TransitionRefused as `enter_facility`, lease_left.
    """
    set_columns(facility, values)


@FACILITY.verb(
    "change_facility",
    rules=(days.rule_change_not_ahead, days.rule_change_within, rules.rule_own_premises, rules.rule_owner_lets),
)
def change_facility(
    facility: Facility, call: Call, *, day: dt.date, name: str, owner: Agency | None, address: str,
    area_m2: Decimal | None, legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on another name, owner, address or area (m²) holds; until then all stays as it was.

    Raises TransitionRefused day_ahead, day_outside, not_own, other_pilot, lease_left (of the owner).
    """
    values = {"name": name, "owner": owner, "address": address, "area_m2": area_m2, "legal_basis": legal_basis}
    set_columns(facility, values)
    call.note(from_day=day)


@FACILITY.verb("close_facility", rules=(days.rule_closes_within, rules.rule_no_lease_left))
def close_facility(facility: Facility, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The premises are used until `last_day`, included. Raises before_beginning, closed_already, lease_left."""
    end_row(facility, call, last_day, legal_basis)
