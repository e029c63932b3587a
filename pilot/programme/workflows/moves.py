"""The steps of a change of the organisation (workflows/reforms.py): each moves one row to another body or unit.

They have no pages of their own. The columns say what holds from the day on; the page of a former day undoes the event
(platform/cases/history.py), so that history keeps the old bodies and names.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.access import grants
from pilot.platform.access.roles import Role
from pilot.platform.kernel.workflow import Call, write
from pilot.programme.models import (
    AdminUnit,
    Agency,
    Agreement,
    CounterPost,
    Participation,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    RoleGrant,
    Site,
)
from pilot.programme.rules import dated as days
from pilot.programme.workflows.acting import person_of
from pilot.programme.workflows.columns import end_row

S = RoleGrant.Status
GOES_OVER = _("Goes over to another body")


@write("end_agency", rules=(days.rule_closes_within,), label=_("The body ends"), by_two=True)
def end_agency(agency: Agency, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """There is this body until `last_day`, included, whatever hangs on it still. Raises before_beginning,
    closed_already.
    """
    end_row(agency, call, last_day, legal_basis)


@write("govern_site", rules=(days.rule_change_not_ahead,), label=_("Governed by another body"), by_two=True)
def govern_site(
    site: Site, call: Call, *, day: dt.date, agency: Agency | None, parent_agency: Agency | None, level: str,
    legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on the site belongs to other bodies, of another level perhaps. Raises day_ahead."""
    site.agency, site.parent_agency, site.level, site.legal_basis = agency, parent_agency, level, legal_basis
    call.note(from_day=day)


@write("place_site", rules=(days.rule_change_not_ahead,), label=_("Lies in another unit"), by_two=True)
def place_site(site: Site, call: Call, *, day: dt.date, admin_unit: AdminUnit, legal_basis: str) -> None:
    """From `day` on the site lies in another administrative unit. Raises day_ahead."""
    site.admin_unit, site.legal_basis = admin_unit, legal_basis
    call.note(from_day=day)


@write("place_agency", rules=(days.rule_change_not_ahead,), label=_("Lies in another unit"), by_two=True)
def place_agency(agency: Agency, call: Call, *, day: dt.date, admin_unit: AdminUnit, legal_basis: str) -> None:
    """From `day` on the body is that of another administrative unit. Raises day_ahead."""
    agency.admin_unit, agency.legal_basis = admin_unit, legal_basis
    call.note(from_day=day)


@write("put_under", rules=(days.rule_change_not_ahead,), label=_("Stands under another body"), by_two=True)
def put_under(agency: Agency, call: Call, *, day: dt.date, parent: Agency | None, legal_basis: str) -> None:
    """From `day` on the body stands under another one, or under none. Raises day_ahead."""
    agency.parent, agency.legal_basis = parent, legal_basis
    call.note(from_day=day)


@write("be_standing_body", rules=(days.rule_change_not_ahead,), label=_("Standing body of the committee"), by_two=True)
def be_standing_body(agency: Agency, call: Call, *, day: dt.date, standing: bool) -> None:
    """From `day` on the body is the standing body of the committee, or no longer. Raises day_ahead."""
    agency.standing_body = standing
    call.note(from_day=day)


@write("move_post", rules=(days.rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_post(post: CounterPost, call: Call, *, day: dt.date, agency: Agency, legal_basis: str) -> None:
    """From `day` on the counter post is that of another body. Raises day_ahead."""
    post.agency, post.legal_basis = agency, legal_basis
    call.note(from_day=day)


@write("move_participation", label=GOES_OVER, by_two=True)
def move_participation(
    part: Participation, call: Call, *, day: dt.date, agency: Agency, legal_basis: str
) -> Participation:
    """The body takes part until the day before, from `day` on the other one, where it does not do so already.

    What has not begun by then is the other body's from its beginning.
    """
    if part.valid_from and part.valid_from >= day:
        part.agency, part.legal_basis = agency, legal_basis
        call.note(from_day=day)
        return part
    lasts, part.valid_to = part.valid_to, day
    Participation.objects.filter(pk=part.pk).update(valid_to=day)
    call.note(from_day=day)
    same = {"site": part.site, "agency": agency, "phase": part.phase, "pilot_form": part.pilot_form}
    found = Participation.objects.as_at(day).filter(**same).first()
    return found or Participation.objects.create(
        pilot=part.pilot, **same, valid_from=day, valid_to=lasts, legal_basis=legal_basis
    )


@write("move_agreement", rules=(days.rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_agreement(agreement: Agreement, call: Call, *, day: dt.date, agency: Agency) -> None:
    """What a body signed binds the one that takes its place, beside it on the same paper. Raises day_ahead."""
    agreement.parties.add(agency)
    call.note(from_day=day, parties=[agency.code])


@write("move_procedures", label=_("The procedures go over"), by_two=True)
def move_procedures(agency: Agency, call: Call, *, day: dt.date, into: Agency, legal_basis: str) -> None:
    """The set of the body ends; what is in it is in the set of the other body from `day` on, proposals as proposals."""
    entries = ProcedureSetEntry.objects.filter(procedure_set__agency=agency).as_at(day)
    own, _new = ProcedureSet.objects.get_or_create(agency=into, defaults={"pilot": into.pilot})
    known = set(own.entries.as_at(day).values_list("procedure", flat=True))
    moving = [entry for entry in entries if entry.procedure_id not in known]
    started = [entry.pk for entry in entries if entry.valid_from is None or entry.valid_from < day]
    call.note(from_day=day, into=into.code, procedures=len(moving), legal_basis=legal_basis)
    ProcedureSetEntry.objects.filter(pk__in=started).update(valid_to=day)
    ProcedureSetEntry.objects.exclude(pk__in=started).filter(pk__in=[entry.pk for entry in entries]).delete()
    ProcedureSetEntry.objects.bulk_create(_in_set(own, entry, day) for entry in moving)


def _in_set(own: ProcedureSet, entry: ProcedureSetEntry, day: dt.date) -> ProcedureSetEntry:
    first = entry.valid_from and max(entry.valid_from, day)
    entry.pk, entry.procedure_set, entry.valid_from = None, own, first
    entry._state.adding = True
    return entry


@write("move_handover", rules=(days.rule_change_not_ahead,), label=GOES_OVER, by_two=True)
def move_handover(handover: ProcedureHandover, call: Call, *, day: dt.date, agency: Agency) -> None:
    """From `day` on the other body hands the procedure over at the site; its step stays. Raises day_ahead."""
    handover.agency = agency
    call.note(from_day=day)


@write("end_role", label=_("The role ends with the body"), by_two=True)
def end_role(grant: RoleGrant, call: Call) -> None:
    """The account has the role at the body no longer; it no longer counts from the next question asked."""
    grant.status = S.REVOKED
    grants.take(grant.user, Role(grant.role), grant.place)


@write("carry_role", label=_("The role goes over to the successor"), by_two=True)
def carry_role(grant: RoleGrant, call: Call, *, agency: Agency) -> RoleGrant:
    """The account has the same role at the successor instead: the document names it, and two people confirmed it."""
    grant.status = S.REVOKED
    grants.take(grant.user, Role(grant.role), grant.place)
    grants.give(grant.user, Role(grant.role), agency)
    return RoleGrant.objects.create(
        pilot=grant.pilot, user=grant.user, role=grant.role, agency=agency, status=S.IN_FORCE,
        proposed_at=call.act.at, proposed_by=person_of(call.act), reason=call.act.reason,
    )  # fmt: skip
