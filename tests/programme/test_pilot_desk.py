"""The desk of the secretariat: sites on time, late and unclear by the days of the documents, and everybody's work."""

import datetime as dt

import pytest

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Participation, Phase, Pilot, Site
from pilot.programme.selectors.places import SiteState
from pilot.programme.selectors.programme import SiteRow, Timing

SEPTEMBER, OCTOBER = dt.date(2021, 9, 30), dt.date(2021, 10, 1)


def row(state="wait", phase_to=OCTOBER, **site):
    """A site in one phase; the last day of the phase is the day before `phase_to`."""
    part = Participation(phase=Phase(valid_from=dt.date(2021, 2, 22), valid_to=phase_to))
    return SiteRow(Site(status="in_pilot", pilot_form="labour_transfer", **site), SiteState(state, ""), [part])


@pytest.mark.parametrize(
    ("site", "day", "timing"),
    [
        (row(), SEPTEMBER, Timing.ON_TIME),
        (row(), OCTOBER, Timing.LATE),
        (row("pass"), OCTOBER, Timing.ON_TIME),
        (row(phase_to=None), DEMO_START, Timing.UNCLEAR),
        (SiteRow(Site(status="unconfirmed"), SiteState("warn", "")), DEMO_START, Timing.UNCLEAR),
        (
            SiteRow(Site(pilot_form="facility_lease", facility_to=OCTOBER), SiteState("wait", "")),
            SEPTEMBER,
            Timing.ON_TIME,
        ),
        (SiteRow(Site(pilot_form="facility_lease", facility_to=OCTOBER), SiteState("wait", "")), OCTOBER, Timing.LATE),
        (SiteRow(Site(pilot_form="relocation"), SiteState("wait", "")), OCTOBER, Timing.UNCLEAR),
    ],
)
def test_a_site_is_late_only_after_a_day_of_the_documents(site, day, timing):
    assert site.timing(day) is timing


@pytest.mark.usefixtures("demo")
class TestPage:
    def page(self, client, view=""):
        return client.get(f"/thi-diem/HATINH/?viec={view}")

    def test_every_site_is_counted_once(self, as_user):
        page = self.page(as_user("thuky")).context["page"]
        assert sum(page.timed(DEMO_START).values()) == Site.objects.filter(pilot__code="HATINH").count()
        assert page.timed(DEMO_START)[Timing.LATE] == 0

    def lines(self, client, view=""):
        """All lines of a view, page after page."""
        after, found = "", []
        while after or not found:
            queue = client.get(f"/thi-diem/HATINH/?viec={view}&after={after}").context["queue"]
            found += queue.lines
            after = queue.following
            if not after:
                break
        return found

    def test_the_queue_shows_who_acts_and_its_views_are_parts_of_it(self, as_user):
        client = as_user("thuky")
        everything, late, mine = (self.lines(client, view) for view in ("", "cham", "cho-toi"))
        assert 0 < len(late) < len(everything)
        assert all(line.due < DEMO_START and line.who for line in late)
        assert mine
        assert {line.url for line in mine} < {line.url for line in everything}
        assert self.lines(client, "la") == everything

    def test_the_rest_of_the_queue_is_on_its_next_pages(self, as_user):
        client = as_user("thuky")
        first = self.page(client).context["queue"]
        everything = self.lines(client)
        assert first.following
        assert everything[: len(first.lines)] == first.lines
        assert len(everything) > len(first.lines)

    def test_others_see_only_what_they_may_see(self, as_user):
        whole, part = (len(self.lines(as_user(name))) for name in ("thuky", "ct.camthanh"))
        assert 0 < part < whole

    def test_the_page_takes_the_same_queries_whatever_waits(self, as_user, django_assert_max_num_queries):
        client = as_user("thuky")
        client.get(f"/thi-diem/{Pilot.objects.get(code='HATINH').code}/")
        with django_assert_max_num_queries(40):
            self.page(client)
