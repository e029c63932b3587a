"""What the evidence pack of a withdrawal is made of, as far as its reader sees it; and which withdrawals rest on what.

Everything goes through `visible_to`: the pack shows what the pages show. The log in full is for those who read the
audit log; others get the events of the request as its page tells them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from pilot.platform.access.capacity import capacities
from pilot.platform.access.roles import SEES, Group
from pilot.platform.cases.timeline import READINGS, told_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.selectors import READ_WITH_IT
from pilot.platform.half_days import halves_of
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import User
from pilot.platform.periods import add_days
from pilot.programme.models import CounterPost, ServiceField
from staffing.models import (
    Assignment,
    AssignmentDecision,
    CivilServant,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    WithdrawalRequest,
)
from staffing.selectors.counter_days import stands
from staffing.selectors.exceptions import with_exceptions
from staffing.selectors.presence import Place, Presence, Slot, presence
from staffing.selectors.touches import told_of_cover, told_of_rows
from staffing.selectors.withdrawals import held_until

LOOK_AHEAD = 14  # days after the day of effect among which its first working day is looked for


def packed(rows: QuerySet[WithdrawalRequest]) -> QuerySet[WithdrawalRequest]:
    """The requests with everything of their own that a pack tells."""
    people = ("drafted_by", "submitted_by", "agreed_office_by", "agreed_centre_by")
    related = [f"{name}__person" for name in (*people, "decision__decided_by", "decision__on_behalf_of")]
    own = ("paper_scan", "paper_entered_by", "paper_checked_by", "post__agency", "post__site")
    found = with_exceptions(rows).select_related(*related, *own)
    return found.prefetch_related("decision__breaks__cause__user__person", "post__received__field")


def reads_the_log(row: WithdrawalRequest, user: User, on: dt.date) -> bool:
    """Whether the user reads the audit log of the pilot."""
    return any(c.pilot_id == row.pilot_id and Group.AUDIT in SEES[c.role] for c in capacities(user, on))


def log_of(row: WithdrawalRequest, whole: bool) -> list[AuditEvent]:
    """The events of the request and, where the log is `whole`, of all that it rests on, as they stand in their chain.

    Not who has read it: taking a pack changes no pack.
    """
    wanted = _about(row) if whole else told_of(WithdrawalRequest.objects.filter(pk=row.pk))
    events = AuditEvent.objects.filter(wanted, outcome=AuditEvent.Outcome.DONE).exclude(verb__in=READINGS)
    return list(events.select_related("user__person", "on_behalf_of__person").order_by("chain", "seq"))


def _about(row: WithdrawalRequest) -> Q:
    """Events about the request, its papers, the people withdrawn, and about all that the cover of the post rests on."""
    return told_of_cover(row.post) | told_of_rows({
        "staffing.WithdrawalRequest": WithdrawalRequest.objects.filter(pk=row.pk).values("pk"),
        "documents.OfficialDocument": OfficialDocument.objects.filter(_own_papers(row)).values("pk"),
        "staffing.Incumbency": Incumbency.objects.filter(post=row.post_id).values("pk"),
    })  # fmt: skip


def _own_papers(row: WithdrawalRequest) -> Q:
    decision = getattr(row, "decision", None)
    report = getattr(decision, "committee_report", None)
    found = Q(object_type=row._meta.label, object_id=row.pk)
    for subject in filter(None, (decision, report)):
        found |= Q(object_type=subject._meta.label, object_id=subject.pk)
    return found


def documents_of(row: WithdrawalRequest, user: User, on: dt.date) -> list[OfficialDocument]:
    """The papers of the request, and the decisions by which those were assigned who took over; the oldest first."""
    here = Assignment.objects.filter(Assignment.COUNTED, agency=row.post.agency_id, site=row.post.site_id)
    assigning = here.as_at(row.effective_on).filter(line__isnull=False).values("line__decision")
    of_people = Q(object_type=AssignmentDecision._meta.label, object_id__in=assigning)
    found = OfficialDocument.objects.visible_to(user, on).filter(_own_papers(row) | of_people)
    return list(found.select_related(*READ_WITH_IT).order_by("pk"))


def records_from_paper(row: WithdrawalRequest, user: User, on: dt.date) -> list[PaperRecord]:
    """What was recorded from paper about the place and holds on the day of effect, each with its scan."""
    found = PaperRecord.objects.visible_to(user, on).as_at(row.effective_on)
    found = found.filter(agency=row.post.agency_id, site=row.post.site_id, status=PaperRecord.Status.CHECKED)
    return list(found.select_related("paper_scan", "employee__person").order_by("pk"))


@dataclass(frozen=True)
class Named:
    """People as far as the reader may see them: their names, and how many there are besides."""

    names: list[str]
    besides: int


@dataclass(frozen=True)
class InCharge:
    """Somebody who may stand at the post on the day of effect; `recognition` says by whom he was found proficient."""

    assignment: Assignment
    recognition: Recognition


def withdrawn(row: WithdrawalRequest, user: User, on: dt.date) -> Named:
    """The civil servants who hold the post until the day of effect."""
    held = held_until(row.post_id, row.effective_on).select_related("civil_servant__person")
    seen = [one.civil_servant.person.full_name for one in held.visible_to(user, on).order_by("pk")]
    return Named(seen, held.count() - len(seen))


def in_charge(row: WithdrawalRequest, day: dt.date) -> list[InCharge]:
    """Who may stand there on the day, for the fields of the post."""
    fields = {one.pk for one in row.post.fields_on(day)}
    here = stands([row.post.agency_id], [row.post.site_id], [day])
    held = [(one.assignment, one.days[day].pk) for one in here if one.assignment.field_id in fields]
    told = ("field", "by_agency_head", "by_centre_director", "recognised_by", "cosigned_by")
    recognitions = Recognition.objects.select_related(*told).in_bulk([pk for _assignment, pk in held])
    return sorted(
        (InCharge(assignment, recognitions[pk]) for assignment, pk in held),
        key=lambda one: (one.recognition.field.name, one.assignment.role, one.assignment.employee.person.sort_key),
    )


def seen_among(employees: Collection[int], user: User, on: dt.date) -> set[int]:
    """Those of the employees whom the reader may see named."""
    return set(PostalEmployee.objects.visible_to(user, on).filter(pk__in=employees).values_list("pk", flat=True))


@dataclass(frozen=True)
class FieldDay:
    """A field of the post on a half-day."""

    field: ServiceField
    half: int
    slot: Slot


def first_day(row: WithdrawalRequest) -> tuple[dt.date, list[FieldDay]]:
    """The first working day from the day of effect on, and who stands where then, field by field.

    The day of effect and nothing where no working day follows soon.
    """
    days = [add_days(row.effective_on, n) for n in range(LOOK_AHEAD)]
    found = presence([row.post.site], days)
    day = next((day for day in days if day in found.working[row.pilot_id]), None)
    return (day, list(_slots(row, found, day))) if day else (days[0], [])


def _slots(row: WithdrawalRequest, found: Presence, day: dt.date) -> Iterator[FieldDay]:
    for field in row.post.fields_on(day):
        place = Place(row.post.site_id, row.post.agency_id, field.pk)
        yield from (FieldDay(field, half, found.slot(place, half)) for half in halves_of(day))


# --- which withdrawals rest on a thing


class Source(NamedTuple):
    """A kind of thing from whose page a reader gets to packs: its name in addresses, and which withdrawals they are."""

    name: str
    model: type[Model]
    find: Callable[[Any], Q]


SOURCES: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Higher apps add theirs."""
    SOURCES.update({source.name: source for source in sources})


def of_post(post: CounterPost) -> Q:
    """Those of the post."""
    return Q(post=post)


def of_civil_servant(row: CivilServant) -> Q:
    """Those of posts that he held until their day of effect."""
    day = OuterRef("effective_on")
    held = Incumbency.objects.filter(civil_servant=row, post=OuterRef("post"))
    began = Q(valid_from=None) | Q(valid_from__lt=day)
    return Q(Exists(held.filter(began, Q(valid_to=None) | Q(valid_to__gte=day))))


def of_employee(row: PostalEmployee) -> Q:
    """Those at places where he is recognised on the day of effect."""
    return rest_on(Recognition.objects.filter(employee=row))


def of_recognition(row: RecognitionDecision) -> Q:
    """Those that rest on somebody whom it recognises."""
    return rest_on(Recognition.objects.filter(decision=row))


def rest_on(rows: QuerySet[Recognition]) -> Q:
    """Withdrawals at the place of one of the recognitions, which holds on their day of effect."""
    day = OuterRef("effective_on")
    here = rows.filter(Recognition.COUNTED, agency=OuterRef("post__agency"), site=OuterRef("post__site"))
    return Q(Exists(here.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)))


register(
    Source("vi-tri", CounterPost, of_post),
    Source("cong-chuc", CivilServant, of_civil_servant),
    Source("nhan-vien", PostalEmployee, of_employee),
    Source("cong-nhan", RecognitionDecision, of_recognition),
)
