"""What all parts of the simulated province share: its size, the demo it stands on, its places, its record of events."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model

from pilot.demo.simulate import words
from pilot.demo.simulate.events import Actor, Log, save
from pilot.platform.documents import evidence
from pilot.platform.kernel.models import StoredFile
from pilot.programme.models import Agency, CounterPost, Person, Pilot, Procedure, ServiceField, Site, User
from pilot.programme.models.organisation import AdminLevel
from staffing import demo as people_demo
from staffing.models import Assignment, AssignmentRole, PostalEmployee


@dataclass(frozen=True)
class Size:
    """How large the province is to be. `events`: of the whole audit log, filled up with sign-ins."""

    sites: int = 300
    posts: int = 3000
    employees: int = 10_000
    months: int = 12
    events: int = 100_000
    seed: int = 1


class Stage(StrEnum):
    """How far the staff of a counter post is."""

    BILLED = "billed"  # in charge since before the first billed month
    READY = "ready"  # in charge since this spring
    LEARNING = "learning"
    DRAFTED = "drafted"  # on the list of a decision that is not in force
    EMPTY = "empty"


NOT_BEGUN = 7  # at one place in so many those who are to learn have not begun
STAGES = [Stage(name) for name in "billed billed billed ready ready ready learning learning drafted empty".split()]


@dataclass
class Post:
    row: CounterPost
    stage: Stage
    fields: list[ServiceField]


@dataclass
class Place:
    """One site with its agency and posts, and who acts for it."""

    number: int
    agency: Agency
    site: Site
    head: Actor
    director: Actor
    chairman: Actor  # who decides a withdrawal: of the district, for a department the province
    payer: Actor
    payer_agency: Agency
    posts: list[Post] = field(default_factory=list)

    @property
    def provincial(self) -> bool:
        return self.site.level == AdminLevel.PROVINCE

    def of(self, *stages: Stage) -> list[Post]:
        return [post for post in self.posts if post.stage in stages]


@dataclass
class Crew:
    """Who stands, or will stand, at a post."""

    employee: PostalEmployee
    place: Place
    post: Post
    role: AssignmentRole
    assignments: list[Assignment] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether the learning time has begun: at some places it has not for those who are to learn."""
        return self.post.stage is not Stage.LEARNING or self.place.number % NOT_BEGUN > 0


class World:
    """The demo that the province is added to."""

    def __init__(self, size: Size, scan: StoredFile) -> None:
        self.size, self.scan, self.log = size, scan, Log()
        self.chance = random.Random(size.seed)  # noqa: S311 - illustrative names, not secrets
        self.pilot = Pilot.objects.get(code="HATINH")
        self.agency = {a.code: a for a in Agency.objects.filter(pilot=self.pilot).select_related("pilot")}
        self.user = {user.username: user for user in User.objects.all()}
        self.office = self.agency["HT-BDT"]
        self.hr = self.actor("buudien", "post_office_hr", self.office)
        self.post_director = self.actor("gd.buudien", "post_office_hr", self.office)
        self.committee = self.actor("truongban", "committee_head", self.pilot)
        self.secretariat = self.actor("thuky", "secretariat", self.pilot)
        self.finance = self.actor("taichinh", "finance_officer", self.pilot)
        self.administrator = self.actor("quantri1", "administrator", self.pilot)
        self.provincial_office = self.actor("vp.ubnd", "provincial_office", self.agency["HT-VPUBND"])
        self.places: list[Place] = []
        self.crew: list[Crew] = []
        self.procedures: dict[str, list[Procedure]] = {}

    def actor(self, username: str, role: str, place: Model) -> Actor:
        return Actor(self.user[username], f"{role}@{place._meta.model_name}:{place.pk}")

    def of(self, *stages: Stage) -> list[Crew]:
        return [crew for crew in self.crew if crew.post.stage in stages]

    def people(self, count: int, **columns: object) -> list[Person]:
        """New people of the pilot, none of whom is anybody's twin on purpose."""
        rows = [
            Person(pilot=self.pilot, full_name=words.person(self.chance), illustrative=True, **columns)
            for _ in range(count)
        ]
        for row in rows:
            row.set_keys()
        return save(rows)


def scan() -> StoredFile:
    """The one page that stands for every scan and every printed document of the province."""
    page = people_demo.scan()
    return evidence.keep(page, str(page.file.name), None)
