"""Random changes of the organisation on a small world: nothing is lost, and every open request has a decider or says
that it has none.
"""

import datetime as dt
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import LabourContract
from pilot.platform.cases.history import as_they_were
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency, CounterPost, Participation, Person, Pilot, Site, User
from pilot.programme.workflows.hanging import left_in
from pilot.programme.workflows.reforms import plan_of, reform_of, reorganise
from staffing.models import WithdrawalRequest
from tests.programme.test_reforms import asked

START = dt.date(2021, 1, 1)
REFUSED = {"successor_ends", "nothing_changes", "name_taken", "day_outside", "sites_missing", "closed_already"}
COMMITTEES, DEPARTMENTS = range(4), range(4, 6)


@pytest.fixture
def world(db):
    """Four districts with a centre each, and two departments at one of them: posts, requests, contracts, who takes
    part.
    """
    pilot = Pilot.objects.create(code="NHO", province="Tỉnh nhỏ")
    office = Agency.objects.create(pilot=pilot, code="N-BD", name="Bưu điện", kind="post_office", level="province")
    user = User.objects.create_user("soan", Person.objects.create(pilot=pilot, full_name="Người soạn"))
    bodies = [
        Agency.objects.create(
            pilot=pilot, code=f"N-{n}", name=f"Cơ quan {n}", level="district",
            kind="peoples_committee" if n in COMMITTEES else "department",
        )
        for n in (*COMMITTEES, *DEPARTMENTS)
    ]  # fmt: skip
    sites = [
        Site.objects.create(pilot=pilot, code=f"N-S{n}", name=f"Điểm {n}", level="district", agency=bodies[n])
        for n in COMMITTEES
    ]
    for n, body in enumerate(bodies):
        for site in {sites[n % 4], sites[0]}:
            post = CounterPost.objects.create(
                pilot=pilot, code=f"N-{n}-{site.code}", name=f"Quầy {n} {site.code}", agency=body, site=site
            )
            Participation.objects.create(pilot=pilot, agency=body, site=site, pilot_form="labour_transfer")
            LabourContract.objects.create(
                pilot=pilot, payer=body, provider=office, site=site, valid_from=START, number=f"{n}/{site.code}",
                drafted_at=business_moment(START),
            )  # fmt: skip
            WithdrawalRequest.objects.create(
                pilot=pilot, post=post, route="district", decider=bodies[n % 4], post_office=office, status="submitted",
                effective_on=dt.date(2022, 1, 1), drafted_at=business_moment(START), drafted_by=user,
            )  # fmt: skip
    return pilot


REFORMS = st.lists(
    st.fixed_dictionaries({
        "kind": st.sampled_from(["merge", "dissolve", "split", "rename"]),
        "bodies": st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True),
        "into": st.one_of(st.none(), st.integers(0, 7)), "name": st.sampled_from(["", "Cơ quan mới", "Cơ quan 1"]),
        "sites": st.lists(st.integers(0, 3), max_size=2, unique=True), "gap": st.integers(1, 40),
    }),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=REFORMS)
def test_nothing_is_lost_whatever_is_reorganised(world, drawn):
    with transaction.atomic():
        day, before = START, counts(world)
        for one in drawn:
            eve, governed = day + dt.timedelta(days=one["gap"] - 1), governing(world)
            day = eve + dt.timedelta(days=1)
            carry_out(world, day, one)
            assert counts(world) == before
            assert_governed_or_listed(world, day)
            assert_dates_never_overlap(world)
            assert governing_on(world, eve) == governed
        transaction.set_rollback(True)


def carry_out(pilot, day, one):
    """What was planned is what was done, or nothing was done and the refusal is one that people can understand."""
    known = list(Agency.objects.filter(pilot=pilot).exclude(kind="post_office").order_by("pk"))
    bodies = [known[n % len(known)] for n in one["bodies"]][: 1 if one["kind"] in ("split", "rename") else 3]
    takes = one["kind"] in ("merge", "split")
    inputs = asked(
        one["kind"], day=day, agencies=list(dict.fromkeys(bodies)),
        into=known[one["into"] % len(known)] if takes and one["into"] is not None else None,
        name=one["name"] or "Tên" if one["kind"] != "dissolve" else "",
        sites=[Site.objects.get(code=f"N-S{n}") for n in one["sites"]] if one["kind"] == "split" else [],
    )  # fmt: skip
    planned = [step.verb.name for step in plan_of(reform_of(pilot, inputs)).steps]
    last = AuditEvent.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    if codes := refused_by(pilot, Act(on=day, source="test"), inputs):
        assert codes <= REFUSED
        return
    done = AuditEvent.objects.filter(pk__gt=last, outcome="done").order_by("id").values_list("verb", flat=True)
    assert list(done) == [*planned, "reorganise"]


def refused_by(pilot, act, inputs):
    """Carry it out; the codes of what stands in the way, none where it was done."""
    try:
        reorganise(pilot, act, **inputs)
    except TransitionRefused as refused:
        return {problem.code for problem in refused.problems}
    return set()


def counts(pilot):
    """How many there are of what is moved and never made or ended."""
    models = (Site, CounterPost, LabourContract, WithdrawalRequest)
    return {model: model.objects.filter(pilot=pilot).count() for model in models}


def assert_governed_or_listed(pilot, day):
    """Each row has a body that lives on the day, or a line on the list names it or the body that it stays with."""
    listed = " | ".join(str(one.words) for one in left_in(pilot, day))
    for site in Site.objects.filter(pilot=pilot).select_related("agency"):
        assert site.agency.period.contains(day) or str(site) in listed
    for post in CounterPost.objects.filter(pilot=pilot).select_related("agency", "site"):
        assert post.agency.period.contains(day) or f"{post.agency} tại {post.site}" in listed
    for contract in LabourContract.objects.filter(pilot=pilot).select_related("payer"):
        assert contract.payer.period.contains(day) or str(contract) in listed
    for request in WithdrawalRequest.objects.filter(pilot=pilot).select_related("decider", "post"):
        assert request.decider.period.contains(day) or str(request.post) in listed
    for part in Participation.objects.as_at(day).filter(pilot=pilot).select_related("agency"):
        assert part.agency.period.contains(day) or str(part.agency) in listed


def assert_dates_never_overlap(pilot):
    """Nobody takes part twice in one thing on one day."""
    rows = list(Participation.objects.filter(pilot=pilot))
    for one in rows:
        same = [
            r for r in rows if (r.agency_id, r.site_id, r.pilot_form) == (one.agency_id, one.site_id, one.pilot_form)
        ]
        assert sum(r.period.overlaps(one.period) for r in same) == 1
    names = Counter(Agency.objects.filter(pilot=pilot, valid_to=None).values_list("name", flat=True))
    assert max(names.values()) == 1


def governing(pilot):
    return dict(Site.objects.filter(pilot=pilot).values_list("code", "agency"))


def governing_on(pilot, day):
    return {site.code: site.agency_id for site in as_they_were(Site.objects.filter(pilot=pilot), day)}
