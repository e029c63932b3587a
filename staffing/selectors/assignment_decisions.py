"""What the pages of assignment decisions show."""

import datetime as dt

from django.db.models import Q, QuerySet

from pilot.programme.models import Agency, Participation, Person, ServiceField, Site, User
from pilot.programme.models.organisation import AdminLevel
from staffing.models import AssignmentDecision, AssignmentDecisionLine, PaperRecord


def lines(decision: AssignmentDecision, user: User, on: dt.date, day: dt.date) -> list[AssignmentDecisionLine]:
    """The list down to unit and locality, each line with `in_force`: whether its assignment held on `day`.

    An agency or a centre sees its own lines. One query.
    """
    related = ("employee__person", "agency", "site", "field", "assignment")
    rows = list(decision.lines.visible_to(user, on).select_related(*related))
    for row in rows:
        made = getattr(row, "assignment", None)
        row.in_force = decision.approved_on is not None and made is not None and made.period.contains(day)
    return rows


def recipients(decision: AssignmentDecision) -> list[str]:
    """R07: "Ban Chỉ đạo, Giám đốc Trung tâm Hành chính công, UBND cấp xã", and the host agencies. Two queries.

    Where the pilot names no committee, none stands here.
    """
    found = list(
        Agency.objects.filter(pilot=decision.pilot_id, kind=Agency.Kind.STEERING_COMMITTEE).values_list(
            "name", flat=True
        )
    )
    for line in decision.lines.select_related("site__agency", "site__parent_agency", "agency"):
        found.append(_commune(line.site) if line.site.level == AdminLevel.COMMUNE else f"Giám đốc {line.site.name}")
        found.append(line.agency.name)
    return list(dict.fromkeys(found))


def _commune(site: Site) -> str:
    return site.agency.name if site.agency else f"UBND ({site.name})"


def places(pilot_id: int, user: User, on: dt.date) -> list[tuple[str, str]]:
    """Agency × site where the agency takes part, as choices "agency-site"; for a commune its own or its district's."""
    participations = (
        Participation.objects.visible_to(user, on)
        .as_at(on)
        .filter(pilot=pilot_id)
        .select_related("agency", "site__agency", "site__parent_agency")
    )
    found: dict[str, str] = {}
    for part in participations:
        agency = part.agency or part.site.agency or part.site.parent_agency
        if agency is not None:
            found[f"{agency.pk}-{part.site_id}"] = f"{agency.name} – {part.site.name}"
    return sorted(found.items(), key=lambda item: item[1])


def fields_of(agency: Agency) -> QuerySet[ServiceField]:
    """Fields of the agency's procedures; all fields where its set is not listed."""
    own = ServiceField.objects.filter(procedures__set_entries__procedure_set__agency=agency).distinct()
    return own if own.exists() else ServiceField.objects.all()


def signers_on_paper(pilot_id: int) -> QuerySet[Person]:
    """Whom a recognition on paper may name: people with an account, and signers that an earlier record named."""
    columns = ("by_agency_head", "by_centre_director", "recognised_by")
    records = PaperRecord.objects.filter(pilot=pilot_id)
    named = Q(pk__in=[])
    for column in columns:
        named |= Q(pk__in=records.values(column))
    return Person.objects.filter(Q(accounts__isnull=False) | named, pilot=pilot_id).distinct()
