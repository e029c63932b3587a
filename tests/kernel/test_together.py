"""Querysets of whatever models, read in one statement: each holds what it would hold alone."""

import datetime as dt

import pytest
from django.db.models import Count, DateField, Exists, OuterRef, Value
from django.db.models.functions import Cast

from pilot.kernel.together import answer, answers, together
from pilot.models import Agency, Inconsistency, Parameter, Participation, Phase, Pilot, Procedure, Site, SourceDocument

pytestmark = [pytest.mark.usefixtures("facts"), pytest.mark.both_engines]


def asked():
    """Relations, dates, JSON, numbers, annotations, distinct rows, plain values, a slice and a subquery."""
    return [
        Site.objects.select_related("agency__pilot", "parent_agency").order_by("-name"),
        Phase.objects.select_related("pilot", "source").order_by("valid_from", "code"),
        Parameter.objects.select_related("source").order_by("-code", "pilot"),
        Pilot.objects.annotate(parts=Count("sites")).order_by("-parts"),
        Agency.objects.filter(sites__isnull=False).distinct().order_by("code"),
        Procedure.objects.order_by("name").values_list("code", "field__name"),
        Participation.objects.order_by("site__code", "id").values("site__code", "phase__valid_from"),
        SourceDocument.objects.order_by("code")[1:3],
        Agency.objects.annotate(takes=Exists(Participation.objects.filter(agency=OuterRef("pk")))).order_by("-code"),
        Inconsistency.objects.order_by("code").values_list("code", flat=True),
        Phase.objects.order_by("code").values_list("code", Cast(Value(None), DateField())),
        Site.objects.none(),
        Pilot.objects.filter(pk__in=[]),
    ]


def held(row):
    """What a row holds: its columns, annotations and the rows it brought along."""
    if not hasattr(row, "__dict__"):
        return row
    return {k: v for k, v in vars(row).items() if k != "_state"} | {
        name: held(value) for name, value in row._state.fields_cache.items() if value is not None
    }


def test_each_queryset_holds_what_it_would_hold_alone(django_assert_num_queries):
    alone, side_by_side = [list(q) for q in asked()], asked()
    with django_assert_num_queries(1):
        together(*side_by_side)
        assert [len(q) for q in side_by_side] == [len(rows) for rows in alone]
    for queryset, rows in zip(side_by_side, alone, strict=True):
        assert [held(row) for row in queryset] == [held(row) for row in rows], queryset.model
    assert sum(map(bool, alone)) == len(alone) - 2


def test_what_is_filtered_afterwards_is_read_anew():
    sites, phases = Site.objects.all(), Phase.objects.all()
    together(sites, phases)
    assert {site.level for site in sites.filter(level="commune")} == {"commune"}


def test_what_is_prefetched_takes_a_statement_of_its_own(django_assert_num_queries):
    pilots, sites = Pilot.objects.prefetch_related("phases"), Site.objects.all()
    with django_assert_num_queries(2):
        together(pilots, sites)
        assert [len(pilot.phases.all()) for pilot in pilots]


def test_nothing_asked_takes_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        together()
        together(Site.objects.none())


def by_pilot(code):
    pilots = Pilot.objects.filter(code=code)
    yield (pilots,)
    sites = Site.objects.filter(pilot=pilots[0])
    yield (sites,)
    return len(sites)


def phases():
    rows = Phase.objects.filter(valid_from__lte=dt.date(2021, 6, 15))
    yield (rows,)
    return [row.code for row in rows]


def at_once():
    return "nothing"
    yield


def test_readings_run_side_by_side_take_as_many_statements_as_the_longest(django_assert_num_queries):
    with django_assert_num_queries(2):
        pair = answers(by_pilot("HATINH"), by_pilot("GIALAI"), phases(), at_once())
    assert pair[:2] == [Site.objects.filter(pilot__code=code).count() for code in ("HATINH", "GIALAI")]
    assert pair[2] == answer(phases())
    assert pair[3] == "nothing"
