"""What of the people's half waits for whom: a fixed number of queries for each role held."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilot.access.capacity import Capacity, capacities
from pilot.access.roles import Role
from pilot.access.scope import capacity_for
from pilot.models import ProcedureHandover, User
from pilot.ui.shapes import WorkItem
from staffing.models import (
    AssignmentDecision,
    CompetencyAssessment,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    SystemAccount,
)
from staffing.selectors.standing import Standing, standings, visible

As = CompetencyAssessment.As
VERB_OF = {As.AGENCY_HEAD: "assess_as_agency_head", As.CENTRE_DIRECTOR: "assess_as_centre_director"}


def people_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    """Everything of this half that the user can do now."""
    roles = {c.role for c in capacities(user, on)}
    for provider, meant_for in PROVIDERS:
        if roles & meant_for:
            yield from provider(user, on)


def item(title: str, url: str, why: str, unit: Any = "", due: dt.date | None = None) -> WorkItem:
    return WorkItem(title=title, url=url, why=why, unit=str(unit), who=_("me"), due=due, state="wait")


def _hr_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    selected = PostalEmployee.objects.visible_to(user, on).filter(status=PostalEmployee.Status.SELECTED)
    if found := list(selected.select_related("post_office")):
        office, count = found[0].post_office, len(found)
        words = ngettext("%(count)d selected employee to report", "%(count)d selected employees to report", count)
        yield item(
            words % {"count": count},
            reverse("report-team", args=[office.code]),
            _("criteria of R05, report to the committee"),
            office,
        )
    for row in (
        AssignmentDecision.objects.visible_to(user, on)
        .filter(status__in=["draft", "approved"])
        .select_related("post_office")
    ):
        yield item(
            _("Assignment decision: %(subject)s") % {"subject": row},
            reverse("assignment-decision", args=[row.pk]),
            _why(row, user),
            row.post_office,
        )


def _why(row: AssignmentDecision, user: User) -> str:
    if row.status == AssignmentDecision.Status.APPROVED:
        return _("enter number and date")
    return (
        _("complete it; somebody else approves")
        if row.drafted_by_id == user.person_id
        else _("approve or have it completed")
    )


def _paper_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    rows = (
        PaperRecord.objects.visible_to(user, on)
        .filter(status=PaperRecord.Status.ENTERED)
        .exclude(entered_by=user.person_id)
    )
    for row in rows.select_related("site", "entered_by", "post_office", "pilot"):
        if capacity_for(capacities(user, on), "check_paper_record", row):
            yield item(
                _("Check the record from paper: %(document)s") % {"document": row.document},
                reverse("paper-record", args=[row.pk]),
                _("entered by %(name)s") % {"name": row.entered_by},
                row.site,
            )


def _unrecognised_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    """What those who are not recognised yet wait for, read once for assessors and committee."""
    found, held = standings(unrecognised(user, on), on), capacities(user, on)
    yield from _competence_items(found, held)
    yield from _committee_items(found, held)


def _competence_items(standing: list[Standing], held: list[Capacity]) -> Iterator[WorkItem]:
    """Learning to begin, and assessments to make, one line per employee and place."""
    groups: dict[tuple[str, int, int, int], list[Standing]] = defaultdict(list)
    for s in standing:
        place = (s.assignment.employee_id, s.assignment.agency_id, s.assignment.site_id)
        if s.learning is None and capacity_for(held, "start_learning", s.assignment):
            groups["learning", *place].append(s)
        for capacity, verb in VERB_OF.items():
            if s.open_to(capacity) and capacity_for(held, verb, s.assignment):
                groups[capacity, *place].append(s)
    for (what, *_place), found in groups.items():
        yield _competence_item(what, found)


def _competence_item(what: str, found: list[Standing]) -> WorkItem:
    first = found[0].assignment
    name, fields = first.employee.person.full_name, ", ".join(s.assignment.field.name for s in found)
    if what == "learning":
        return item(
            _("Begin the learning time: %(name)s") % {"name": name},
            reverse("start-learning", args=[first.pk]),
            fields,
            first.site,
        )
    due = max((s.window[1] for s in found if s.window), default=None)
    return item(
        _("Assess %(name)s") % {"name": name},
        reverse("assess", args=[first.pk, what]),
        fields,
        first.site,
        due,
    )


def unrecognised(user: User, on: dt.date) -> Any:
    """Today's assignments without a recognition, not even one that waits for its second signature."""
    pending = RecognitionDecision.objects.filter(assignments=OuterRef("pk"), status=RecognitionDecision.Status.WAITING)
    return visible(user, on).filter(~_recognised(on), ~Exists(pending))


def _recognised(on: dt.date) -> Exists:
    """Of an assignment: whether its employee is recognised for it on the day."""
    same = {name: OuterRef(name) for name in ("employee", "agency", "site", "field")}
    return Exists(Recognition.objects.as_at(on).filter(Recognition.COUNTED, **same))


def _committee_items(standing: list[Standing], held: list[Capacity]) -> Iterator[WorkItem]:
    groups: dict[tuple[Any, Any], set[int]] = defaultdict(set)
    for s in standing:
        if s.assessed and capacity_for(held, "recognise", s.assignment.site):
            groups[s.assignment.site, s.assignment.agency].add(s.assignment.employee_id)
    for (site, agency), people in groups.items():
        words = ngettext("Recognise %(count)d employee", "Recognise %(count)d employees", len(people)) % {
            "count": len(people)
        }
        yield item(
            f"{words}: {agency}",
            reverse("recognise", args=[site.code, agency.code]),
            _("assessed by both"),
            site,
        )


def _cosign_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    rows = RecognitionDecision.objects.visible_to(user, on).filter(status=RecognitionDecision.Status.WAITING)
    for row in rows.exclude(recognised_by=user.person_id).select_related("site", "agency"):
        yield item(
            _("Second signature: %(number)s") % {"number": row},
            reverse("recognition", args=[row.pk]),
            str(row.agency),
            row.site,
        )


def _account_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    rows = (
        SystemAccount.objects.visible_to(user, on)
        .filter(created_on=None)
        .select_related("employee__person", "provincial_office", "employee__post_office")
    )
    for row in rows:
        if capacity_for(capacities(user, on), "create_account", row):
            yield item(
                _("Create the e-one-stop account: %(name)s") % {"name": row.employee.person.full_name},
                reverse("create-account", args=[row.pk]),
                _("requested on %(day)s (R17)") % {"day": f"{row.requested_on:%d/%m/%Y}"},
                row.employee.post_office,
            )


def _handover_items(user: User, on: dt.date) -> Iterator[WorkItem]:
    """Procedures whose field has somebody recognised, not handed over yet."""
    own = [c.anchor_id for c in capacities(user, on) if c.role in (Role.AGENCY_HEAD, Role.DISTRICT_CHAIRMAN)]
    in_charge = visible(user, on).filter(_recognised(on), agency__in=own)
    ready = set(in_charge.values_list("agency_id", "site_id", "field_id"))
    rows = ProcedureHandover.objects.visible_to(user, on).filter(
        agency__in=own, step__in=["not_started", "shadowing", "assisted"]
    )
    groups: dict[tuple[Any, Any], int] = defaultdict(int)
    for row in rows.select_related("agency", "site", "procedure"):
        if (row.agency_id, row.site_id, row.procedure.field_id) in ready:
            groups[row.agency, row.site] += 1
    for (agency, site), count in groups.items():
        words = ngettext("%(count)d procedure can be handed over", "%(count)d procedures can be handed over", count)
        yield item(words % {"count": count}, reverse("handover", args=[agency.code, site.code]), str(agency), site)


PROVIDERS = (
    (_hr_items, {Role.POST_OFFICE_HR}),
    (_paper_items, {Role.POST_OFFICE_HR, Role.SECRETARIAT}),
    (_unrecognised_items, {Role.AGENCY_HEAD, Role.CENTRE_DIRECTOR, Role.COMMITTEE_HEAD}),
    (_cosign_items, {Role.COMMITTEE_HEAD, Role.SECRETARIAT}),
    (_account_items, {Role.PROVINCIAL_OFFICE}),
    (_handover_items, {Role.AGENCY_HEAD, Role.DISTRICT_CHAIRMAN}),
)
