"""A labour contract in force for each place, and beside some of them one that is still on its way."""

import datetime as dt

from billing.models import LabourContract, LabourContractLine
from billing.models.calendar import VatCategory
from pilot.demo.simulate.events import moment, save
from pilot.demo.simulate.papers import Papers
from pilot.demo.simulate.timing import FIRST_HANDED_OVER, TODAY, months
from pilot.demo.simulate.words import MARK
from pilot.demo.simulate.world import Place, Post, Stage, World
from pilot.platform.periods import add_days

S = LabourContract.Status
PRICES = range(6_500_000, 8_000_000, 125_000)  # VND per post and month without VAT, made up
ENDS = dt.date(2022, 1, 1)
ON_THE_WAY = 24  # places with a second contract
WAY = {
    S.DRAFT: (),
    S.AGREED: (("agree_contract", "draft agreed"),),
    S.SIGNED: (("agree_contract", "draft agreed"), ("sign_contract", "agreed signed")),
    S.IN_FORCE: (
        ("agree_contract", "draft agreed"), ("sign_contract", "agreed signed"),
        ("put_contract_in_force", "signed in_force"),
    ),
}  # fmt: skip
LATER_STATES = (S.DRAFT, S.AGREED, S.SIGNED)


def add_contracts(world: World, papers: Papers) -> list[tuple[Place, LabourContract, list[LabourContractLine]]]:
    """Those in force, with their lines; the others are only there."""
    first = min([*months(world.size.months)[:1], FIRST_HANDED_OVER])
    billed = [(place, place.of(Stage.BILLED)) for place in world.places]
    started = [(place, place.of(Stage.READY)) for place in world.places[:ON_THE_WAY]]
    for n, status in enumerate(LATER_STATES):
        add(world, papers, started[n :: len(LATER_STATES)], status, TODAY)
    return add(world, papers, billed, S.IN_FORCE, first)


def add(
    world: World, papers: Papers, wanted: list[tuple[Place, list[Post]]], status: S, day: dt.date
) -> list[tuple[Place, LabourContract, list[LabourContractLine]]]:
    wanted = [(place, posts) for place, posts in wanted if posts]
    rows = save(contract(world, place, status, day) for place, _posts in wanted)
    lines = [[line(world, row, post) for post in posts] for row, (_place, posts) in zip(rows, wanted, strict=True)]
    save(one for some in lines for one in some)
    made = [(place, row, some) for (place, _posts), row, some in zip(wanted, rows, lines, strict=True)]
    for place, row, some in made:
        tell(world, place, row, some, day)
        if row.number:
            papers.issue("labour_contract", row, day, place.payer, row.number)
    return made


def contract(world: World, place: Place, status: S, day: dt.date) -> LabourContract:
    at, payer = moment(day), place.payer.user.person
    signed = {"signed_at": at, "signed_by": payer, "number": f"{2001 + place.number}/HĐNC", "date": day}
    return LabourContract(
        pilot=world.pilot, payer=place.payer_agency, provider=world.office, site=place.site, status=status,
        legal_basis=f"Kế hoạch thí điểm {MARK}", valid_from=day, valid_to=ENDS, illustrative=True,
        drafted_at=moment(day, 8), drafted_by=world.hr.user.person,
        **({"agreed_at": at, "agreed_by": payer} if status != S.DRAFT else {}),
        **(signed if status in (S.SIGNED, S.IN_FORCE) else {}),
    )  # fmt: skip


def line(world: World, row: LabourContract, post: Post) -> LabourContractLine:
    return LabourContractLine(
        pilot=row.pilot, contract=row, post=post.row, description=f"Hướng dẫn, tiếp nhận, trả kết quả {MARK}",
        unit_price_vnd=world.chance.choice(PRICES), vat_category=VatCategory.STANDARD, valid_from=row.valid_from,
        valid_to=ENDS, live=row.status == S.IN_FORCE,
    )  # fmt: skip


def tell(world: World, place: Place, row: LabourContract, lines: list[LabourContractLine], day: dt.date) -> None:
    log = world.log
    log.made("draft_contract", row, add_days(day, -1), world.hr, status=S.DRAFT)
    for one in lines:
        notes = {"line": one.pk, "post": one.post.code, "unit_price_vnd": one.unit_price_vnd}
        log.did("add_contract_line", row, add_days(day, -1), world.hr, **notes)
    for verb, way in WAY[S(row.status)]:
        log.moved(verb, row, day, world.hr if verb == "put_contract_in_force" else place.payer, way=way)
