"""Sites, agencies, phases and who takes part: entered, corrected, changed from a day on, closed.

Purpose: which bodies there are, where, and in which form and phase they take part decides who may act, so each of
these acts is proposed by one person and confirmed by another (workflows/changes.py). Who acts: the secretariat and the
head of the committee. Source: each act names its document.
"""

import datetime as dt

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Call, Transition, Workflow, write
from pilot.programme.models import AdminUnit, Agency, Participation, Phase, Pilot, Site
from pilot.programme.rules import dated as days
from pilot.programme.rules import places as rules
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row, set_columns
from pilot.programme.workflows.removal import RULES as FREE
from pilot.programme.workflows.removal import removal, take_out

CORRECT, CHANGE = _("Correct a typing error"), _("Change from a day on")
SITE = Workflow(
    "site", _("Site"),
    [
        Transition("correct_site", (), None, CORRECT, reason=True, corrects=True, by_two=True),
        Transition("change_site", (), None, CHANGE, by_two=True),
        Transition("close_site", (), None, _("Close the site"), by_two=True),
        removal("remove_site"),
    ],
)  # fmt: skip
AGENCY = Workflow(
    "agency", _("Agency"),
    [
        Transition("correct_agency", (), None, CORRECT, reason=True, corrects=True, by_two=True),
        Transition("change_agency", (), None, CHANGE, by_two=True),
        Transition("close_agency", (), None, _("Close the agency"), by_two=True),
        removal("remove_agency"),
    ],
)  # fmt: skip
PHASE = Workflow(
    "phase", _("Phase"),
    [
        Transition("correct_phase", (), None, CORRECT, reason=True, corrects=True, by_two=True),
        Transition("close_phase", (), None, _("End the phase"), by_two=True),
        removal("remove_phase"),
    ],
)  # fmt: skip
PARTICIPATION = Workflow(
    "participation", _("Takes part"),
    [
        Transition("correct_participation", (), None, CORRECT, reason=True, corrects=True, by_two=True),
        Transition("change_participation", (), None, CHANGE, by_two=True),
        Transition("close_participation", (), None, _("No longer takes part"), by_two=True),
        removal("remove_participation"),
    ],
)  # fmt: skip


def _change(row: Model, call: Call, day: dt.date, values: Inputs) -> None:
    """The columns hold from the day on; until then the page of a former day shows those before."""
    set_columns(row, values)
    call.note(from_day=day)


# --- sites ----------------------------------------------------------------------------------------


@write(
    "enter_site",
    rules=(rules.rule_name_free, rules.rule_site_fits, days.rule_days_in_order),
    label=_("Enter a site"),
    by_two=True,
)
def enter_site(
    pilot: Pilot, call: Call, *, name: str, level: str, agency: Agency | None = None,
    parent_agency: Agency | None = None, admin_unit: AdminUnit | None = None, pilot_form: str | None = None,
    valid_from: dt.date | None = None, valid_to: dt.date | None = None, legal_basis: str = "",
) -> Site:  # fmt: skip
    """A site of the pilot, [valid_from, valid_to); its code is given. Raises TransitionRefused name_taken, site_level,
    before_beginning.
    """
    return Site.objects.create(
        pilot=pilot, code=next(rules.next_codes(Site, f"{rules.stem(pilot)}-S")), name=name, level=level, agency=agency,
        parent_agency=parent_agency, admin_unit=admin_unit, pilot_form=pilot_form or None, valid_from=valid_from,
        valid_to=valid_to, legal_basis=legal_basis, illustrative=enters_illustrations(call.act),
    )  # fmt: skip


@SITE.verb("correct_site", rules=(rules.rule_name_free, rules.rule_site_fits, days.rule_days_in_order))
def correct_site(
    site: Site, call: Call, *, name: str, level: str, agency: Agency | None, parent_agency: Agency | None,
    admin_unit: AdminUnit | None, pilot_form: str | None, status: str, valid_from: dt.date | None,
    valid_to: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong. Raises TransitionRefused name_taken, site_level, before_beginning."""
    set_columns(site, {
        "name": name, "level": level, "agency": agency, "parent_agency": parent_agency, "admin_unit": admin_unit,
        "pilot_form": pilot_form or None, "status": status, "valid_from": valid_from, "valid_to": valid_to,
        "legal_basis": legal_basis,
    })  # fmt: skip


@SITE.verb(
    "change_site",
    rules=(days.rule_change_not_ahead, days.rule_change_within, rules.rule_name_free, rules.rule_site_fits),
)
def change_site(
    site: Site, call: Call, *, day: dt.date, name: str, agency: Agency | None, parent_agency: Agency | None,
    admin_unit: AdminUnit | None, pilot_form: str | None, status: str, legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on it is called otherwise, governed by another body, or takes part in another form.

    Raises TransitionRefused day_ahead, day_outside, name_taken, site_level.
    """
    _change(site, call, day, {
        "name": name, "agency": agency, "parent_agency": parent_agency, "admin_unit": admin_unit,
        "pilot_form": pilot_form or None, "status": status, "legal_basis": legal_basis,
    })  # fmt: skip


@SITE.verb("close_site", rules=(days.rule_closes_within, rules.rule_nothing_stands_there))
def close_site(site: Site, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """A site of the pilot until `last_day`, included.

    Raises TransitionRefused before_beginning, closed_already, posts_left.
    """
    end_row(site, call, last_day, legal_basis)


# --- agencies -------------------------------------------------------------------------------------


@write(
    "enter_agency",
    rules=(rules.rule_name_free, rules.rule_only_one, rules.rule_unit_of_this_pilot, days.rule_days_in_order),
    label=_("Enter an agency"),
    by_two=True,
)
def enter_agency(
    pilot: Pilot, call: Call, *, name: str, kind: str, level: str, parent: Agency | None = None,
    admin_unit: AdminUnit | None = None, valid_from: dt.date | None = None, valid_to: dt.date | None = None,
    legal_basis: str = "",
) -> Agency:  # fmt: skip
    """A body of the pilot, [valid_from, valid_to); its code is given.

    Raises TransitionRefused name_taken, only_one, before_beginning.
    """
    return Agency.objects.create(
        pilot=pilot, code=next(rules.next_codes(Agency, f"{rules.stem(pilot)}-CQ")), name=name, kind=kind, level=level,
        parent=parent, admin_unit=admin_unit, valid_from=valid_from, valid_to=valid_to, legal_basis=legal_basis,
        illustrative=enters_illustrations(call.act),
    )  # fmt: skip


@AGENCY.verb(
    "correct_agency",
    rules=(
        rules.rule_name_free,
        rules.rule_only_one,
        rules.rule_unit_of_this_pilot,
        days.rule_days_in_order,
        rules.rule_r29_guidance,
    ),
)
def correct_agency(
    agency: Agency, call: Call, *, name: str, kind: str, level: str, parent: Agency | None,
    admin_unit: AdminUnit | None, withdrawal_rule: str, unconfirmed: bool, valid_from: dt.date | None,
    valid_to: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong. Raises name_taken, only_one, before_beginning, not_of_phase_one."""
    set_columns(agency, {
        "name": name, "kind": kind, "level": level, "parent": parent, "admin_unit": admin_unit,
        "withdrawal_rule": withdrawal_rule, "unconfirmed": unconfirmed, "valid_from": valid_from,
        "valid_to": valid_to, "legal_basis": legal_basis,
    })  # fmt: skip


@AGENCY.verb(
    "change_agency",
    rules=(
        days.rule_change_not_ahead,
        days.rule_change_within,
        rules.rule_name_free,
        rules.rule_unit_of_this_pilot,
        rules.rule_r29_guidance,
    ),
)
def change_agency(
    agency: Agency, call: Call, *, day: dt.date, name: str, parent: Agency | None, admin_unit: AdminUnit | None,
    withdrawal_rule: str, legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on it has another name, stands under another body, or withdraws its people by another rule.

    Raises TransitionRefused day_ahead, day_outside, name_taken, not_of_phase_one.
    """
    _change(agency, call, day, {
        "name": name, "parent": parent, "admin_unit": admin_unit, "withdrawal_rule": withdrawal_rule,
        "legal_basis": legal_basis,
    })  # fmt: skip


@AGENCY.verb("close_agency", rules=(days.rule_closes_within, rules.rule_nothing_hangs_on_it))
def close_agency(agency: Agency, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """There is this body until `last_day`, included.

    Raises TransitionRefused before_beginning, closed_already, posts_left, sites_left.
    """
    end_row(agency, call, last_day, legal_basis)


# --- phases and who takes part --------------------------------------------------------------------


@write("enter_phase", rules=(rules.rule_name_free, days.rule_days_in_order), label=_("Enter a phase"), by_two=True)
def enter_phase(
    pilot: Pilot, call: Call, *, name: str, valid_from: dt.date | None = None, valid_to: dt.date | None = None,
    legal_basis: str = "",
) -> Phase:  # fmt: skip
    """A phase of the pilot; its code is given. Raises TransitionRefused name_taken, before_beginning."""
    return Phase.objects.create(
        pilot=pilot, code=next(rules.next_codes(Phase, f"{rules.stem(pilot)}-P")), name=name, valid_from=valid_from,
        valid_to=valid_to, legal_basis=legal_basis,
    )  # fmt: skip


@PHASE.verb("correct_phase", rules=(rules.rule_name_free, days.rule_days_in_order))
def correct_phase(
    phase: Phase, call: Call, *, name: str, valid_from: dt.date | None, valid_to: dt.date | None, legal_basis: str
) -> None:
    """Put right what was typed wrong. Raises TransitionRefused name_taken, before_beginning."""
    set_columns(phase, {"name": name, "valid_from": valid_from, "valid_to": valid_to, "legal_basis": legal_basis})


@PHASE.verb("close_phase", rules=(rules.rule_phase_has_begun,))
def close_phase(phase: Phase, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The phase ends with `last_day`, included, earlier or later than was planned. Raises before_beginning."""
    end_row(phase, call, last_day, legal_basis)


PART = (rules.rule_of_this_pilot, rules.rule_takes_part_once, days.rule_days_in_order)


@write("enter_participation", rules=PART, label=_("Enter who takes part"), by_two=True)
def enter_participation(
    site: Site, call: Call, *, agency: Agency, phase: Phase | None = None, pilot_form: str | None = None,
    valid_from: dt.date | None = None, valid_to: dt.date | None = None, legal_basis: str = "",
) -> Participation:  # fmt: skip
    """An agency takes part at the site, in a phase and a form, [valid_from, valid_to).

    Raises TransitionRefused other_pilot, takes_part_already, before_beginning.
    """
    return Participation.objects.create(
        pilot=site.pilot, site=site, agency=agency, phase=phase, pilot_form=pilot_form or None, valid_from=valid_from,
        valid_to=valid_to, legal_basis=legal_basis,
    )  # fmt: skip


@PARTICIPATION.verb("correct_participation", rules=PART)
def correct_participation(
    part: Participation, call: Call, *, agency: Agency, phase: Phase | None, pilot_form: str | None,
    valid_from: dt.date | None, valid_to: dt.date | None, legal_basis: str,
) -> None:  # fmt: skip
    """Put right what was typed wrong. Raises TransitionRefused as `enter_participation`."""
    set_columns(part, {
        "agency": agency, "phase": phase, "pilot_form": pilot_form or None, "valid_from": valid_from,
        "valid_to": valid_to, "legal_basis": legal_basis,
    })  # fmt: skip


@PARTICIPATION.verb("change_participation", rules=(days.rule_change_within, rules.rule_of_this_pilot))
def change_participation(
    part: Participation, call: Call, *, day: dt.date, phase: Phase | None, pilot_form: str | None, legal_basis: str
) -> Participation:
    """From `day` on in another phase or form: what was ends with the day before, and a new row begins.

    Raises TransitionRefused day_outside, other_pilot.
    """
    lasts, part.valid_to = part.valid_to, day
    Participation.objects.filter(pk=part.pk).update(valid_to=day)
    call.note(from_day=day)
    return Participation.objects.create(
        pilot=part.pilot, site=part.site, agency=part.agency, phase=phase, pilot_form=pilot_form or None,
        valid_from=day, valid_to=lasts, legal_basis=legal_basis,
    )  # fmt: skip


@PARTICIPATION.verb("close_participation", rules=(days.rule_closes_within,))
def close_participation(part: Participation, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The agency takes part there until `last_day`, included. Raises before_beginning, closed_already."""
    end_row(part, call, last_day, legal_basis)


# --- entered by mistake ---------------------------------------------------------------------------


@SITE.verb("remove_site", rules=FREE)
def remove_site(site: Site, call: Call) -> Pilot:
    """Take out a site that never was one. Raises TransitionRefused from_document, in_use."""
    return take_out(site, call)


@AGENCY.verb("remove_agency", rules=FREE)
def remove_agency(agency: Agency, call: Call) -> Pilot:
    """Take out a body that never was one, with an empty set of procedures. Raises from_document, in_use."""
    return take_out(agency, call)


@PHASE.verb("remove_phase", rules=FREE)
def remove_phase(phase: Phase, call: Call) -> Pilot:
    """Take out a phase that never was one. Raises TransitionRefused from_document, in_use."""
    return take_out(phase, call)


@PARTICIPATION.verb("remove_participation", rules=FREE)
def remove_participation(part: Participation, call: Call) -> Pilot:
    """Take out that somebody takes part. Raises TransitionRefused from_document, in_use."""
    return take_out(part, call)
