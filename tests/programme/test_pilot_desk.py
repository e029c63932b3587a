"""The desk of the secretariat: sites on time, late and unclear by the days of the documents, and everybody's work."""

import datetime as dt

import pytest

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Participation, Phase, Pilot, Procedure, ProcedureHandover, Site, User
from pilot.programme.presenters.places import site_state
from pilot.programme.selectors.places import with_handover_counts
from pilot.programme.selectors.programme import Timing, days_given, timed

FEBRUARY, MAY = dt.date(2021, 2, 22), dt.date(2021, 5, 22)
SEPTEMBER, OCTOBER = dt.date(2021, 9, 30), dt.date(2021, 10, 1)
LABOUR, LEASE = {"pilot_form": "labour_transfer"}, {"pilot_form": "facility_lease"}
STEPS = ProcedureHandover.Step


def site(code="HATINH", phases=(), step=None, **columns):
    """A site at which one agency takes part in these phases (columns); one procedure stands on the step, if any."""
    pilot = Pilot.objects.get(code=code)
    row = Site.objects.create(pilot=pilot, code="MOI", name="Điểm mới", level="district", **columns)
    agency = Agency.objects.filter(pilot=pilot, level="district").first()
    for number, given in enumerate(phases):
        phase = Phase.objects.create(pilot=pilot, code=f"MOI{number}", **given)
        Participation.objects.create(pilot=pilot, agency=agency, site=row, phase=phase)
    if step:
        procedure = Procedure.objects.first()
        ProcedureHandover.objects.create(
            pilot=pilot,
            agency=agency,
            site=row,
            procedure=procedure,
            step=step,
            since=FEBRUARY,
            legal_basis="QĐ số 1",
        )
    return row


def timing(day, code):
    found, user = Site.objects.filter(code=code), User.objects.get(username="thuky")
    days = days_given(found[0].pilot, Phase.objects.filter(pilot=found[0].pilot), day)
    if found[0].pilot.code == "GIALAI":
        user = User.objects.get(username="thuky.gialai")
    return next(one for one, count in timed(found, days, user, day).items() if count)


UNDATED, OPEN = {}, {"valid_from": FEBRUARY}
DATED = {"valid_from": FEBRUARY, "valid_to": OCTOBER}
WAY = {**LABOUR, "step": STEPS.ASSISTED}


@pytest.mark.usefixtures("demo")
@pytest.mark.both_engines
class TestTiming:
    @pytest.mark.parametrize(
        ("columns", "day", "expected"),
        [
            # R04: 3 months from 22/02/2021, for whoever begins in this phase
            ({**WAY, "phases": [OPEN]}, MAY - dt.timedelta(1), Timing.ON_TIME),
            ({**WAY, "phases": [OPEN]}, MAY, Timing.LATE),
            ({**WAY, "phases": [DATED]}, MAY, Timing.LATE),
            # who continues from a phase without a first day has learnt at a time nobody states: the last day counts
            ({**WAY, "phases": [UNDATED, DATED]}, SEPTEMBER, Timing.ON_TIME),
            ({**WAY, "phases": [UNDATED, DATED]}, OCTOBER, Timing.LATE),
            ({**WAY, "phases": [UNDATED]}, OCTOBER, Timing.UNCLEAR),
            ({**WAY, "phases": [{**DATED, "confidence": "inferred"}]}, OCTOBER, Timing.UNCLEAR),
            ({**LABOUR, "step": STEPS.HANDED_OVER, "phases": [DATED]}, OCTOBER, Timing.ON_TIME),
            # nothing entered
            ({**LABOUR, "phases": [DATED]}, FEBRUARY, Timing.UNCLEAR),
            ({**LABOUR, "phases": [DATED]}, OCTOBER, Timing.UNCLEAR),
            ({**LABOUR, "status": "continuing", "phases": [DATED]}, OCTOBER, Timing.UNCLEAR),
            ({**WAY, "status": "unconfirmed", "phases": [DATED]}, OCTOBER, Timing.UNCLEAR),
            ({**LABOUR, "status": "moved_to_postal_point", "phases": [DATED]}, OCTOBER, Timing.ON_TIME),
            # premises, by their own day
            ({**LEASE, "status": "continuing", "facility_to": OCTOBER}, OCTOBER, Timing.ON_TIME),
            ({**LEASE, "facility_to": OCTOBER}, SEPTEMBER, Timing.UNCLEAR),
            ({**LEASE, "facility_to": OCTOBER}, OCTOBER, Timing.LATE),
            ({"pilot_form": "relocation", "phases": [DATED]}, OCTOBER, Timing.UNCLEAR),
            # Gia Lai has no learning time
            ({**WAY, "code": "GIALAI", "phases": [OPEN]}, OCTOBER, Timing.UNCLEAR),
        ],
    )
    def test_a_site_is_late_only_after_a_day_of_a_document_or_parameter(self, columns, day, expected):
        assert timing(day, site(**columns).code) is expected

    @pytest.mark.parametrize(("code", "expected"), [("HT-S-CL", Timing.ON_TIME), ("HT-S-TTPVHCC", Timing.LATE)])
    def test_what_is_handed_over_is_on_time_for_ever(self, code, expected):
        assert timing(dt.date(2030, 1, 1), code) is expected

    def test_the_database_takes_for_done_what_the_page_shows_as_done(self):
        far, user, pilot = dt.date(2030, 1, 1), User.objects.get(username="thuky"), Pilot.objects.get(code="HATINH")
        sites, days = Site.objects.filter(pilot=pilot), days_given(pilot, pilot.phases.all(), far)
        shown = [site_state(row, far).state for row in with_handover_counts(sites)]
        assert timed(sites, days, user, far)[Timing.ON_TIME] == shown.count("pass") > 0


@pytest.mark.usefixtures("demo")
class TestPage:
    def page(self, client, view=""):
        return client.get(f"/thi-diem/HATINH/?viec={view}")

    def test_every_site_is_counted_once(self, as_user):
        page = self.page(as_user("thuky")).context["page"]
        assert page.site_count == Site.objects.filter(pilot__code="HATINH").count()
        assert page.timed[Timing.LATE] == 1  # the centre: those of phase II have learnt by 22/05/2021

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
