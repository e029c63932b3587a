"""Three hundred offices: agencies and sites with who acts for them, their procedures, and counter posts."""

from collections.abc import Iterable

from pilot.demo.simulate.events import Actor, moment, save
from pilot.demo.simulate.timing import BEGAN
from pilot.demo.simulate.words import FIELDS, MARK, places
from pilot.demo.simulate.world import STAGES, Place, Post, World
from pilot.platform.access.grants import give_all
from pilot.platform.access.roles import Role
from pilot.programme.models import (
    Agency,
    CounterPost,
    Participation,
    Phase,
    PilotForm,
    Procedure,
    ProcedureSet,
    ProcedureSetEntry,
    RoleGrant,
    ServiceField,
    Site,
    User,
    post_fields,
)
from pilot.programme.models.organisation import AdminLevel

PROCEDURES = 43  # of each agency
PROVINCIAL = 10  # one site in so many is of the province, the others are of districts
Held = tuple[Role, User, Agency | Site]


def add_places(world: World) -> None:
    fields = catalogue(world)
    agencies, sites = offices(world)
    sets(world, agencies)
    world.places = [manned(world, n, *pair) for n, pair in enumerate(zip(agencies, sites, strict=True))]
    accounts(world)
    posts(world, fields)


def catalogue(world: World) -> list[ServiceField]:
    """Fields, and for either level procedures spread over them."""
    fields = save(ServiceField(name=f"{name} {MARK}") for name in FIELDS)
    for digit, level in ((8, AdminLevel.PROVINCE), (9, AdminLevel.DISTRICT)):
        rows = [procedure(n, digit, level, fields[n % len(fields)]) for n in range(PROCEDURES)]
        world.procedures[level] = save(rows)
    return fields


def procedure(number: int, digit: int, level: AdminLevel, field: ServiceField) -> Procedure:
    code, name = f"{digit}.{990_000 + number}", f"Thủ tục số {number + 1:02} lĩnh vực {field}"
    return Procedure(code=code, name=name, field=field, level=level, illustrative=True)


def offices(world: World) -> tuple[list[Agency], list[Site]]:
    """An agency and its site each, taking part in both phases."""
    names = places(world.size.sites)
    agencies = save(agency(world, number, name) for number, name in enumerate(names))
    sites = save(site(row, name) for row, name in zip(agencies, names, strict=True))
    phases = Phase.objects.filter(pilot=world.pilot)
    form = PilotForm.LABOUR_TRANSFER
    save(
        Participation(pilot=world.pilot, agency=row.agency, site=row, phase=phase, pilot_form=form, note=MARK)
        for row in sites
        for phase in phases
    )
    return agencies, sites


def agency(world: World, number: int, name: str) -> Agency:
    kind, level, words = Agency.Kind.PEOPLES_COMMITTEE, AdminLevel.DISTRICT, f"UBND huyện {name} {MARK}"
    if number % PROVINCIAL == 0:
        kind, level, words = Agency.Kind.DEPARTMENT, AdminLevel.PROVINCE, f"Sở {name} {MARK}"
    code = f"MH-{number + 1:03}"
    return Agency(pilot=world.pilot, code=code, name=words, kind=kind, level=level, illustrative=True)


def site(row: Agency, name: str) -> Site:
    words = f"Trung tâm Hành chính công huyện {name} {MARK}"
    if row.level == AdminLevel.PROVINCE:
        words = f"Điểm {name}, Trung tâm Phục vụ hành chính công tỉnh {MARK}"
    return Site(
        pilot=row.pilot, code=row.code.replace("MH-", "MH-S-"), name=words, level=row.level, agency=row,
        pilot_form=PilotForm.LABOUR_TRANSFER, illustrative=True,
    )  # fmt: skip


def sets(world: World, agencies: list[Agency]) -> None:
    """Each agency hands over all procedures of its level."""
    made = save(
        ProcedureSet(pilot=world.pilot, agency=row, coverage=ProcedureSet.Coverage.ALL, planned_count=PROCEDURES)
        for row in agencies
    )
    save(
        ProcedureSetEntry(pilot=world.pilot, procedure_set=row, procedure=one, illustrative=True)
        for row in made
        for one in world.procedures[row.agency.level]
    )


def manned(world: World, number: int, office: Agency, site: Site) -> Place:
    """The place with the demo's people where it has none of its own; `accounts` gives it its own."""
    somebody = world.provincial_office
    decider = world.actor("ubnd.tinh", "provincial_decider", world.agency["HT-UBND"])
    payer = world.actor("chitra", "payer", world.agency["HT-VPUBND"])
    return Place(number, office, site, somebody, somebody, decider, payer, world.agency["HT-VPUBND"])


def accounts(world: World) -> None:
    """A head and a director for each place, and for a district its chairman and who pays."""
    wanted: list[tuple[Place, str, str, Role]] = []
    for place in world.places:
        wanted += [(place, "head", "lanhdao", Role.AGENCY_HEAD), (place, "director", "gd", Role.CENTRE_DIRECTOR)]
        if not place.provincial:
            wanted.append((place, "chairman", "ct", Role.DISTRICT_CHAIRMAN))
            wanted.append((place, "payer", "chitra", Role.PAYER))
            place.payer_agency = place.agency
    password = world.user["thuky"].password  # the one of all demo accounts
    users = save(
        User(username=f"{word}.mh{place.number + 1:03}", person=person, password=password)
        for (place, _name, word, _role), person in zip(wanted, world.people(len(wanted)), strict=True)
    )
    held: list[Held] = []
    for user, (place, name, _word, role) in zip(users, wanted, strict=True):
        anchor = place.site if role is Role.CENTRE_DIRECTOR else place.agency
        setattr(place, name, Actor(user, f"{role}@{anchor._meta.model_name}:{anchor.pk}"))
        held.append((role, user, anchor))
    grant(world, held)


def grant(world: World, held: Iterable[Held]) -> None:
    """What propose_role writes of a command on the server: in force at once."""
    at, force = moment(BEGAN), RoleGrant.Status.IN_FORCE
    rows = save(
        RoleGrant(pilot=world.pilot, user=user, role=role, proposed_at=at, status=force, **{anchor_name(place): place})
        for role, user, place in held
    )
    for row in rows:
        world.log.made("propose_role", row, BEGAN, world.administrator)
    for role in {role for role, _user, _place in held}:
        give_all(role, [(user, place) for of, user, place in held if of is role])


def anchor_name(place: Agency | Site) -> str:
    return str(place._meta.model_name)


def posts(world: World, fields: list[ServiceField]) -> None:
    """Counter posts of two fields each, in every stage at every place."""
    size = world.size
    for number in range(size.posts):
        place = world.places[number % size.sites]
        at = number // size.sites
        stage = STAGES[at * len(STAGES) // -(-size.posts // size.sites)]
        own = [fields[(2 * at + n) % len(fields)] for n in (0, 1)]
        place.posts.append(Post(post(place, at), stage, own))
    found = [post for place in world.places for post in place.posts]
    save(post.row for post in found)
    save(row for post in found for row in post_fields(post.row, post.fields, None))


def post(place: Place, at: int) -> CounterPost:
    return CounterPost(
        pilot=place.site.pilot, code=f"{place.agency.code}-Q{at + 1:02}", name=f"Quầy {at + 1} – {place.agency.name}",
        agency=place.agency, site=place.site, illustrative=True,
    )  # fmt: skip
