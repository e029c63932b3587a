"""The order in which the province is written, and where it may not be."""

from django.conf import settings
from django.db import connection, transaction

from pilot.demo.simulate.assignments import add_assignments
from pilot.demo.simulate.events import Actor
from pilot.demo.simulate.months import add_months
from pilot.demo.simulate.papers import Papers
from pilot.demo.simulate.people import add_people
from pilot.demo.simulate.places import add_places
from pilot.demo.simulate.recognition import add_recognitions
from pilot.demo.simulate.timing import SECOND_WAVE, TODAY
from pilot.demo.simulate.withdrawals import add_withdrawals
from pilot.demo.simulate.world import Size, World, scan
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, Person, User


class NotHere(Exception):
    """The database is none that a province may be added to; the message says why."""


def simulate(size: Size) -> None:
    """Write the province, all of it or nothing. Raises NotHere."""
    refuse_real_work(size)
    with transaction.atomic():
        world = World(size, scan())
        papers = Papers(world)
        add_places(world)
        add_people(world)
        add_assignments(world, papers)
        add_recognitions(world)
        add_withdrawals(world, papers)
        add_months(world, papers)
        papers.save()
        sign_ins(world)
        world.log.write()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what the database knows of its tables is from before


def refuse_real_work(size: Size) -> None:
    if not settings.DEMO:
        raise NotHere("This is not a demo database: DEMO is off.")
    if not User.objects.filter(username="thuky", person__illustrative=True).exists():
        raise NotHere("There is no demo in this database: load_pilots and load_demo come first.")
    if Person.objects.filter(illustrative=False).exists():
        raise NotHere("There are people in this database who are not illustrative: nothing was added.")
    if Agency.objects.filter(code="MH-001").exists():
        raise NotHere("There is a simulated province in this database already.")
    if size.sites < 1 or size.posts < size.sites or size.employees < 2 * size.posts or not 1 <= size.months <= 12:
        raise NotHere("A site has a post at least, a post two employees at least, and there are 1 to 12 months.")


def sign_ins(world: World) -> None:
    """As many as the audit log lacks to its size, on the working days since the second wave began."""
    days = [day for n in range((TODAY - SECOND_WAVE).days) if (day := add_days(SECOND_WAVE, n)).weekday() < 5]
    people = [Actor(user, "") for user in User.objects.all()]
    missing = world.size.events - len(world.log) - AuditEvent.objects.count()
    for _ in range(missing):
        who = world.chance.choice(people)
        world.log.did("sign_in", who.user, world.chance.choice(days), who)
