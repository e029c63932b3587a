"""Each workflow: 8 racers × 50 rows, one winner each; the control without lock shows that the race is real."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Max

from billing.models import Statement
from pilot.platform.kernel import guards
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import WORKFLOWS
from pilot.programme.models import Agency, CounterPost, ProgrammeChange, Site, User
from staffing.models import AssignmentDecision, CoverBreak, Substitution, WithdrawalDecision, WithdrawalRequest
from tests.guards import without_guards
from tests.races import entries
from tests.races.harness import CASES, RACERS, Racers, racers
from tests.races.posts import drafted, new_posts, reforms_of_one, two_answers
from tests.races.presence import asked_twice
from tests.races.readiness import NUMBERED, decided_requests, decided_too_late, ready_requests
from tests.races.retries import accepted_months

pytestmark = pytest.mark.postgres
LOST = {"wrong_status", "stale", "conflict"}
SKEWS = 25


@pytest.fixture(scope="module")
def db(django_db_setup: None) -> None:
    """The name makes pytest-django set up the test database; no transaction around the tests here."""
    if connection.vendor != "postgresql":
        pytest.skip("races need PostgreSQL")


@pytest.fixture(scope="module")
def running(db: None, django_db_blocker: Any) -> Iterator[Racers]:
    """The demo, committed, since other processes have to see it; the tables are emptied afterwards."""
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "not the test's own database"
    with django_db_blocker.unblock():
        was, settings.DEMO = settings.DEMO, True
        for command in ("load_pilots", "load_demo"):
            call_command(command, verbosity=0, stdout=io.StringIO())
        with racers() as started:
            yield started
        settings.DEMO = was
        guards.lift()
        call_command("flush", verbosity=0, interactive=False)
        guards.install()


def events(since, name, rows, outcome):
    """Events of the workflow's verbs on these rows, written by the race."""
    return AuditEvent.objects.filter(
        id__gt=since, verb__in=WORKFLOWS[name].transitions, object_id__in=map(str, rows), outcome=outcome
    ).count()


def last_event():
    return AuditEvent.objects.aggregate(last=Max("id"))["last"]


@pytest.mark.parametrize("name", sorted(entries.PREPARE))
def test_one_winner(name, running):
    rows = entries.PREPARE[name](CASES)
    assert len(set(rows)) == CASES
    since = last_event()
    outcomes = running.run(name, rows)
    assert {code for outcome in outcomes for code in outcome} <= {"won", *LOST}
    assert [outcome["won"] for outcome in outcomes] == [1] * CASES
    assert events(since, name, rows, "done") == CASES
    assert events(since, name, rows, "refused") == CASES * (RACERS - 1)


def test_control_shows_the_race(running):
    rows = entries.submitted_requests(CASES, "CONTROL")
    winners = [outcome["won"] for outcome in running.run("control", rows)]
    assert max(winners) > 1, "the control never raced: the test of the race proves nothing"


def test_nothing_is_decided_on_what_was_just_taken_away(running):
    """Approving takes turns with pausing a procedure, ending an assignment, letting an employee go."""
    cases, since = ready_requests(SKEWS, "SKEW"), last_event()
    outcomes = running.run("readiness", cases)
    lost = {*LOST, "handed_over", "recognised", "handover_step", "end_outside"}
    assert {code for outcome in outcomes for code in outcome} <= {"won", *lost}
    assert decided_too_late(cases, since) == []
    proofs = WithdrawalDecision.objects.filter(request__in=[case["request"] for case in cases])
    assert 0 < proofs.count() < SKEWS, "one side always won: this raced nothing"
    assert {c["state"] for proof in proofs for c in proof.readiness} == {"pass", "warn"}


def test_control_shows_the_skew(running):
    cases, since = ready_requests(SKEWS, "UNLOCKED"), last_event()
    outcomes = running.run("readiness_unlocked", cases)
    assert not any(code.startswith("error") for outcome in outcomes for code in outcome), outcomes
    assert decided_too_late(cases, since), "the control shows no skew: the test above proves nothing"


@pytest.mark.parametrize(
    ("race", "prefix", "twice"),
    [("number_or_leave", "NUMBER", set()), ("number_or_revoke", "REVOKE", {"revoked_already"})],
)
def test_a_number_is_never_entered_over_cover_that_has_just_gone(running, race, prefix, twice):
    """Somebody leaves, or is revoked, while it is entered: it is refused, or the break is named to its people."""
    cases, since = decided_requests(SKEWS, prefix), last_event()
    outcomes = running.run(race, cases)
    assert {code for outcome in outcomes for code in outcome} <= {"won", *LOST, "recognised", *twice}
    assert decided_too_late(cases, since, NUMBERED) == []
    requests = WithdrawalRequest.objects.filter(pk__in=[case["request"] for case in cases])
    assert 0 < requests.filter(status="effective").count() < SKEWS, "one side always won: this raced nothing"
    named = CoverBreak.objects.filter(closed_at=None, condition="recognised", decision__request__in=requests)
    assert named.count() == SKEWS


def test_control_shows_a_number_over_cover_that_has_gone(running):
    cases, since = decided_requests(SKEWS, "OVER"), last_event()
    outcomes = running.run("number_unlocked_or_leave", cases)
    assert not any(code.startswith("error") for outcome in outcomes for code in outcome), outcomes
    assert decided_too_late(cases, since, NUMBERED), "the control shows no skew: the test above proves nothing"


def test_a_post_is_closed_or_its_withdrawal_begins_and_never_both(running):
    rows = [row.pk for row in new_posts(SKEWS, "DV")]
    outcomes = running.run("close_or_withdraw", rows)
    assert {code for one in outcomes for code in one} <= {
        "won", "conflict", "open_withdrawal", "post_not_in_use", "closed_already",
    }  # fmt: skip
    ways = ways_taken(running)
    assert {len(way) for way in ways} == {1}, "closed under its withdrawal"
    assert len(set(ways)) == 2, "one side always won: this raced nothing"


def test_control_shows_a_post_closed_under_its_withdrawal(running):
    running.run("close_unlocked_or_withdraw", [row.pk for row in new_posts(SKEWS, "DW")])
    assert max(len(way) for way in ways_taken(running)) == 2, "the control never raced"


def closed_under_a_withdrawal(rows):
    """Posts that are closed though a withdrawal is on its way."""
    closed = CounterPost.objects.filter(pk__in=rows).exclude(valid_to=None)
    return closed.filter(withdrawal_requests__status__in=WithdrawalRequest.OPEN)


def test_a_post_is_not_closed_while_its_withdrawal_is_handed_in(running):
    rows = drafted(SKEWS, "DX")
    outcomes = running.run("close_or_submit", rows)
    assert {code for one in outcomes for code in one} <= {
        "won", *LOST, "open_withdrawal", "closed_already", "post_not_in_use",
    }  # fmt: skip
    assert not closed_under_a_withdrawal(rows).exists()
    handed_in = WithdrawalRequest.objects.filter(post__in=rows, status="submitted").count()
    assert 0 < handed_in < SKEWS, "one side always won: this raced nothing"
    assert CounterPost.objects.filter(pk__in=rows).exclude(valid_to=None).exists()


def test_control_shows_a_post_closed_while_its_withdrawal_is_handed_in(running):
    rows = drafted(SKEWS, "DY")
    running.run("close_unlocked_or_submit", rows)
    submitted = closed_under_a_withdrawal(rows).filter(withdrawal_requests__status="submitted")
    assert submitted.exists(), "the control never raced: the test above proves nothing"


def test_what_everybody_proposes_at_once_waits_once(running):
    names = [f"Giai đoạn cùng {n}" for n in range(SKEWS)]
    assert running.run("propose_same", names) == [{"won": 1, "proposed_already": RACERS - 1}] * SKEWS


def test_the_constraint_alone_lets_one_proposal_wait(running):
    names = [f"Giai đoạn chỉ một {n}" for n in range(SKEWS)]
    outcomes = running.run("propose_same_unlocked", names)
    assert [one["won"] for one in outcomes] == [1] * SKEWS
    assert sum(one["conflict"] for one in outcomes), "nobody came late: this raced nothing"


def test_control_shows_two_proposals_without_the_constraint(running):
    names = [f"Giai đoạn hai lần {n}" for n in range(SKEWS)]
    once = next(one for one in ProgrammeChange._meta.constraints if one.name == "programme_change_proposed_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(ProgrammeChange, once)
    try:
        outcomes = running.run("propose_same_unlocked", names)
    finally:
        ProgrammeChange.objects.filter(subject__in=names).delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(ProgrammeChange, once)
    assert max(one["won"] for one in outcomes) > 1, "the control never raced: the test above proves nothing"


def test_two_answers_are_confirmed_at_once_and_one_is_carried_out(running):
    cases = two_answers(SKEWS, "QA")
    outcomes = running.run("settle_by_two", cases)
    assert {code for outcome in outcomes for code in outcome} <= {"won", *LOST}
    assert [outcome["won"] for outcome in outcomes] == [1] * SKEWS
    assert [closed_sites(case) for case in cases] == [1] * SKEWS


def test_control_shows_two_answers_carried_out(running):
    cases = two_answers(SKEWS, "QB")
    running.run("settle_unlocked", cases)
    assert max(map(closed_sites, cases)) == 2, "the control never raced: the test above proves nothing"


def closed_sites(case) -> int:
    return Site.objects.filter(pk__in=case["sites"]).exclude(valid_to=None).count()


def sites_of(case) -> int:
    """At how many sites the reserve was ordered to stand in."""
    return Substitution.objects.filter(employee=case["reserve"]).values("site").distinct().count()


def test_a_reserve_asked_at_two_sites_stands_in_at_one(running):
    cases = asked_twice(SKEWS, "SA")
    outcomes = running.run("stand_in_at_two_sites", cases)
    assert {code for one in outcomes for code in one} <= {"won", "elsewhere", "covered", "conflict"}
    assert [(one["won"], sites_of(case)) for one, case in zip(outcomes, cases, strict=True)] == [(1, 1)] * SKEWS
    assert Substitution.objects.filter(site__code="HT-S-CL").exists(), "one side always won: this raced nothing"


def test_the_guard_alone_lets_a_reserve_stand_in_at_one_site(running):
    cases = asked_twice(SKEWS, "SB")
    outcomes = running.run("stand_in_unlocked", cases)
    assert [sites_of(case) for case in cases] == [1] * SKEWS
    assert sum(one["conflict"] for one in outcomes), "nobody came late: this raced nothing"


def test_control_shows_a_reserve_at_two_sites_without_the_guard(running):
    cases = asked_twice(SKEWS, "SC")
    with without_guards():
        running.run("stand_in_unlocked", cases)
        found = max(map(sites_of, cases))
        Substitution.objects.filter(employee__in=[case["reserve"] for case in cases]).delete()
    assert found == 2, "the control never raced: the tests above prove nothing"


def ways_taken(running) -> list[frozenset[str]]:
    """For each post what somebody came through with."""
    return [frozenset(answer for answer in answers if answer) for answers in running.answers]


def test_one_body_in_eight_changes_of_the_organisation_is_reorganised_once(running):
    rows = reforms_of_one(4, RACERS, "DR")
    assert running.run("reform_of_one", rows) == [{"won": 1, "nothing_changes": RACERS - 1}] * len(rows)
    ended = Agency.objects.filter(code__startswith="DR-")
    assert not ended.filter(valid_to=None).exists()


def test_one_change_of_the_organisation_is_carried_out_once(running):
    rows, since = reforms_of_one(4, 1, "DX"), last_event()
    outcomes = running.run("reform_confirmed_twice", rows)
    assert [outcome["won"] for outcome in outcomes] == [1] * len(rows)
    assert AuditEvent.objects.filter(id__gt=since, verb="reorganise", outcome="done").count() == len(rows)


def test_every_workflow_is_raced():
    assert set(WORKFLOWS) == set(entries.PREPARE)


def test_one_number_goes_to_one_document(running):
    rows = entries.approved_documents(10 * RACERS, first=1000)
    outcomes = running.run("one_number", [rows[n : n + RACERS] for n in range(0, len(rows), RACERS)])
    assert outcomes == [{"won": 1, "number_taken": RACERS - 1}] * 10


def test_the_same_form_eight_times_has_one_effect(running):
    keys = [f"khoa-dua-{n}" for n in range(10)]
    assert running.run("same_form", keys) == [{"won": RACERS}] * 10
    assert [len(set(places)) for places in running.answers] == [1] * 10
    assert AssignmentDecision.objects.filter(subject__startswith="Đua khoa").count() == 10


def test_the_same_month_asked_for_eight_times_is_one_statement(running):
    records = accepted_months()
    outcomes = running.run("statement", records)
    assert outcomes == [{"won": RACERS}] * len(records)
    assert [len(set(ids)) for ids in running.answers] == [1] * len(records)
    assert Statement.objects.filter(acceptance__in=records).count() == len(records)


def accounts(first: int) -> list[int]:
    return list(User.objects.order_by("id").values_list("pk", flat=True)[first : first + 10])


def test_twenty_four_guesses_at_once_are_five(running):
    rows = accounts(0)
    running.run("guess", rows)
    assert [sum(looked) for looked in running.answers] == [settings.AXES_FAILURE_LIMIT] * len(rows)


def test_control_shows_the_guesses(running):
    rows = accounts(10)
    running.run("guess_counted_afterwards", rows)
    assert max(sum(looked) for looked in running.answers) > settings.AXES_FAILURE_LIMIT
