"""The desk of the secretariat: sites on time, late and unclear by the days of the documents, and everybody's work."""

import datetime as dt

import pytest

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Participation, Phase, Pilot, Site, User
from pilot.programme.presenters.places import site_state
from pilot.programme.selectors.places import with_handover_counts
from pilot.programme.selectors.programme import Timing, timed

SEPTEMBER, OCTOBER = dt.date(2021, 9, 30), dt.date(2021, 10, 1)
LABOUR, LEASE = {"pilot_form": "labour_transfer"}, {"pilot_form": "facility_lease"}


def site(phase_to=None, **columns):
    """A site in one phase; the last day of the phase is the day before `phase_to`."""
    pilot = Pilot.objects.get(code="HATINH")
    row = Site.objects.create(pilot=pilot, code="MOI", name="Điểm mới", level="district", **columns)
    phase = Phase.objects.create(pilot=pilot, code="MOI", valid_from=dt.date(2021, 2, 22), valid_to=phase_to)
    Participation.objects.create(pilot=pilot, site=row, phase=phase)
    return row


def timing(day, code):
    sites, user = Site.objects.filter(code=code), User.objects.get(username="thuky")
    return next(found for found, count in timed(sites, user, day).items() if count)


@pytest.mark.usefixtures("demo")
@pytest.mark.both_engines
class TestTiming:
    @pytest.mark.parametrize(
        ("columns", "day", "expected"),
        [
            ({**LABOUR, "phase_to": OCTOBER}, SEPTEMBER, Timing.ON_TIME),
            ({**LABOUR, "phase_to": OCTOBER}, OCTOBER, Timing.LATE),
            (LABOUR, DEMO_START, Timing.UNCLEAR),
            ({"phase_to": OCTOBER}, OCTOBER, Timing.LATE),
            ({"status": "unconfirmed", "phase_to": OCTOBER}, OCTOBER, Timing.UNCLEAR),
            ({**LABOUR, "status": "moved_to_postal_point", "phase_to": OCTOBER}, OCTOBER, Timing.ON_TIME),
            ({**LABOUR, "status": "continuing", "phase_to": OCTOBER}, OCTOBER, Timing.LATE),
            ({**LEASE, "status": "continuing", "facility_to": OCTOBER}, OCTOBER, Timing.ON_TIME),
            ({**LEASE, "facility_to": OCTOBER}, SEPTEMBER, Timing.ON_TIME),
            ({**LEASE, "facility_to": OCTOBER}, OCTOBER, Timing.LATE),
            ({"pilot_form": "relocation", "phase_to": OCTOBER}, OCTOBER, Timing.UNCLEAR),
        ],
    )
    def test_a_site_is_late_only_after_a_day_of_the_documents(self, columns, day, expected):
        assert timing(day, site(**columns).code) is expected

    @pytest.mark.parametrize(("code", "expected"), [("HT-S-CL", Timing.ON_TIME), ("HT-S-TTPVHCC", Timing.LATE)])
    def test_what_is_handed_over_is_on_time_for_ever(self, code, expected):
        assert timing(dt.date(2030, 1, 1), code) is expected

    def test_the_database_takes_for_done_what_the_page_shows_as_done(self):
        far, user = dt.date(2030, 1, 1), User.objects.get(username="thuky")
        shown = [site_state(row, far).state for row in with_handover_counts(Site.objects.filter(pilot__code="HATINH"))]
        assert timed(Site.objects.filter(pilot__code="HATINH"), user, far)[Timing.ON_TIME] == shown.count("pass") > 0


@pytest.mark.usefixtures("demo")
class TestPage:
    def page(self, client, view=""):
        return client.get(f"/thi-diem/HATINH/?viec={view}")

    def test_every_site_is_counted_once(self, as_user):
        page = self.page(as_user("thuky")).context["page"]
        assert page.site_count == Site.objects.filter(pilot__code="HATINH").count()
        assert page.timed[Timing.LATE] == 0

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
