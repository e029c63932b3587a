"""What the lists of a post office asked for its employees, as places, fields and role of the pilot."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilot.platform.periods import Period, show
from pilot.platform.vietnamese import search_key, uniqueness_key
from pilot.programme.models import Agency, Pilot, ServiceField, Site, User
from pilot.programme.models.organisation import AdminLevel
from staffing.models import Assignment, AssignmentDecision, AssignmentDecisionLine, AssignmentRole, PostalEmployee
from staffing.selectors.assignment_decisions import places
from staffing.selectors.employees import employees

SEVERAL = re.compile(r"\s*[;,\n/+]\s*")  # fields of one cell
SHORT = {  # how offices shorten the names of places, as search keys
    "tt": "trung tam", "hcc": "hanh chinh cong", "pvhcc": "phuc vu hanh chinh cong", "ubnd": "uy ban nhan dan",
    "tx": "thi xa", "tp": "thanh pho",
}  # fmt: skip
ROLES = {
    "chinh thuc": AssignmentRole.PRIMARY, "phu trach": AssignmentRole.PRIMARY, "dam nhiem": AssignmentRole.PRIMARY,
    "primary": AssignmentRole.PRIMARY, "du phong": AssignmentRole.RESERVE, "du bi": AssignmentRole.RESERVE,
    "thay the": AssignmentRole.RESERVE, "reserve": AssignmentRole.RESERVE, "ho tro": AssignmentRole.COMMUNE_SUPPORT,
    "ho tro cap xa": AssignmentRole.COMMUNE_SUPPORT,
}  # fmt: skip
Place = TypeVar("Place", bound=Agency | Site)


class NewLine(NamedTuple):
    """One employee at one place for fields in a role, from a day to a day (exclusive; None: until further notice)."""

    employee: PostalEmployee
    agency: Agency
    site: Site
    role: str
    fields: list[ServiceField]
    valid_from: dt.date
    valid_to: dt.date | None = None


class Lack(NamedTuple):
    """What is missing or not understood (presenters/wishes.py has the words), and what the list says instead."""

    code: str
    said: str = ""


@dataclass
class Wish:
    """What was asked for one employee, as far as it is understood; `lacking`: what is not."""

    employee: PostalEmployee
    agency: Agency | None = None
    site: Site | None = None
    fields: list[ServiceField] = field(default_factory=list)
    role: str = ""
    lacking: list[Lack] = field(default_factory=list)

    @property
    def query(self) -> str:
        """How the page that adds a line begins with it."""
        place = {"place": f"{self.agency.pk}-{self.site.pk}"} if self.agency and self.site else {}
        return urlencode({"nguoi": self.employee.pk} | place)

    def line(self, first_day: dt.date) -> NewLine:
        """The line of a decision; the day of the list goes before `first_day`. Only where nothing is lacking."""
        if self.agency is None or self.site is None:
            raise ValueError(self.lacking)
        return NewLine(
            self.employee, self.agency, self.site, self.role, self.fields, self.employee.asked_from or first_day
        )

    def __str__(self) -> str:
        known = [self.agency, self.site, "; ".join(one.name for one in self.fields)]
        role = AssignmentRole(self.role).label if self.role else ""
        day = self.employee.asked_from
        since = show(Period(day, None)) if day else ""
        return " · ".join(str(part) for part in [*known, role, since] if part)


class Named(Generic[Place]):
    """Agencies or sites by what people call them: name, short name, code, other names."""

    def __init__(self, rows: Iterable[Place], province: str) -> None:
        self.found: dict[str, set[Place]] = defaultdict(set)
        self.province: str = search_key(province)
        for row in rows:
            for text in (row.name, row.code, *getattr(row, "aliases", ())):
                self.found[self.key(text)].add(row)

    def key(self, text: str) -> str:
        """In full words, and without the province: "… công tỉnh Hà Tĩnh" is "… công tỉnh", and "… công"."""
        whole = " ".join(SHORT.get(word, word) for word in search_key(text).split())
        return re.sub(rf"(?<=.)(?: tinh)?(?: {re.escape(self.province)})?$", "", whole)

    def one(self, text: str) -> Place | None:
        """The only one of this name."""
        rows = self.found.get(self.key(text), set())
        return next(iter(rows)) if len(rows) == 1 else None


def agencies_and_sites(pilot: Pilot) -> tuple[Named[Agency], Named[Site]]:
    """All of the pilot, by name. Two queries."""
    return (
        Named(Agency.objects.filter(pilot=pilot), pilot.province),
        Named(Site.objects.filter(pilot=pilot), pilot.province),
    )


def role_of(text: str) -> str:
    """The role that a cell names; empty where it names none."""
    return str(ROLES.get(search_key(text), ""))


def wishes(office: Agency, user: User, on: dt.date, people: QuerySet[PostalEmployee] | None = None) -> list[Wish]:
    """Of each employee to be assigned: the reported ones of the office without a place, or `people`. Six queries."""
    rows = to_be_assigned(office, user, on) if people is None else people
    read = _Reader(office, user, on)
    return [read.wish(employee) for employee in rows]


def to_be_assigned(office: Agency, user: User, on: dt.date) -> QuerySet[PostalEmployee]:
    """Reported to the committee, on no list that is being drafted, and assigned nowhere from today on."""
    drafts = AssignmentDecisionLine.objects.filter(
        employee=OuterRef("pk"), decision__status=AssignmentDecision.Status.DRAFT
    )
    held = Assignment.objects.filter(Assignment.COUNTED, Q(valid_to=None) | Q(valid_to__gt=on), employee=OuterRef("pk"))
    rows = reported(office, user, on)
    return rows.filter(~Exists(drafts), ~Exists(held))


def reported(office: Agency, user: User, on: dt.date) -> QuerySet[PostalEmployee]:
    return employees(user, on).filter(post_office=office, status=PostalEmployee.Status.REPORTED)


class _Reader:
    """Turns what lists say into rows of the pilot. Five queries."""

    def __init__(self, office: Agency, user: User, on: dt.date) -> None:
        keys = [choice.split("-") for choice, _words in places(office.pilot_id, user, on)]
        self.pairs = {(int(agency), int(site)) for agency, site in keys}
        self.agencies, self.sites = agencies_and_sites(office.pilot)
        self.agency_of = {row.pk: row for rows in self.agencies.found.values() for row in rows}
        self.site_of = {row.pk: row for rows in self.sites.found.values() for row in rows}
        self.fields = {uniqueness_key(row.name): row for row in ServiceField.objects.all()}

    def wish(self, employee: PostalEmployee) -> Wish:
        wish = Wish(employee)
        if not any((employee.asked_agency, employee.asked_site, employee.asked_fields, employee.asked_role)):
            wish.lacking.append(Lack("nothing_asked"))
            return wish
        self._place(wish)
        self._fields(wish)
        said = employee.asked_role
        level_role = AssignmentRole.PRIMARY
        if wish.site and wish.site.level == AdminLevel.COMMUNE:
            level_role = AssignmentRole.COMMUNE_SUPPORT
        wish.role = role_of(said) if said else str(level_role)
        if said and not wish.role:
            wish.lacking.append(Lack("role", said))
        return wish

    def _place(self, wish: Wish) -> None:
        """Agency and site; where the list names one of them, and only one other fits, that one."""
        asked = wish.employee.asked_agency, wish.employee.asked_site
        wish.agency = self.agencies.one(asked[0]) if asked[0] else None
        wish.site = self.sites.one(asked[1]) if asked[1] else None
        if wish.site and not asked[0]:
            fit = [agency for agency, site in self.pairs if site == wish.site.pk]
            wish.agency = self.agency_of[fit[0]] if len(fit) == 1 else None
        if wish.agency and not asked[1]:
            fit = [site for agency, site in self.pairs if agency == wish.agency.pk]
            wish.site = self.site_of[fit[0]] if len(fit) == 1 else None
        self._place_lacks(wish, asked)

    def _place_lacks(self, wish: Wish, asked: tuple[str, str]) -> None:
        if wish.agency is None:
            wish.lacking.append(Lack("place", asked[0]) if asked[0] else Lack("no_agency"))
        if wish.site is None:
            wish.lacking.append(Lack("place", asked[1]) if asked[1] else Lack("no_site"))
        if wish.agency and wish.site and (wish.agency.pk, wish.site.pk) not in self.pairs:
            wish.lacking.append(Lack("no_part", f"{wish.agency} – {wish.site}"))

    def _fields(self, wish: Wish) -> None:
        """A name with a comma is tried whole first."""
        text = wish.employee.asked_fields
        parts = [text] if uniqueness_key(text) in self.fields else [part for part in SEVERAL.split(text) if part]
        wish.fields = list(dict.fromkeys(row for part in parts if (row := self.fields.get(uniqueness_key(part)))))
        unknown = [part for part in parts if uniqueness_key(part) not in self.fields]
        if not parts:
            wish.lacking.append(Lack("no_field"))
        if unknown:
            wish.lacking.append(Lack("field", ", ".join(f"“{part}”" for part in unknown)))
