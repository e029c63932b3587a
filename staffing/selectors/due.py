"""Which assignments wait for what, asked of the database: the same as Standing says of one (selectors/standing.py)."""

import datetime as dt
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Exists, F, Func, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from pilot.platform.kernel.types import Row
from pilot.programme.models import Parameter, ProcedureHandover, User
from staffing.models import Assignment, CompetencyAssessment, Recognition, RecognitionDecision
from staffing.selectors.assessed import revoked_since
from staffing.selectors.standing import visible

As, Result = CompetencyAssessment.As, CompetencyAssessment.Result
STEPS = ProcedureHandover.Step
ON_THE_WAY = (STEPS.NOT_STARTED, STEPS.SHADOWING, STEPS.ASSISTED)
Sql = tuple[str, tuple[str | int, ...]]
PLACE = ("employee", "agency", "site", "field")


class MonthsLater(Func):
    """The same day so many months later, at most the last of its month: add_months, in the database."""

    output_field = DateField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        return self.as_sql(
            compiler, connection, template="(%(expressions)s * interval '1 month')::date", arg_joiner=" + "
        )

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Sql:
        """SQLite runs over into the next month, where the last of the month is the earlier one."""
        (day, day_values), (count, count_values) = map(compiler.compile, self.get_source_expressions())
        last = f"date({day}, 'start of month', (({count}) + 1) || ' months', '-1 day')"
        return f"min(date({day}, ({count}) || ' months'), {last})", (*day_values, *count_values) * 2


def learning_months(bound: str, on: dt.date) -> Subquery:
    """The "min" or "max" of the learning time by R04 in the pilot of a row; null where the pilot has no such rule."""
    times = Parameter.objects.as_at(on).filter(pilot=OuterRef("pilot"), code="R04")
    return Subquery(times.values(months=Cast(KT(f"value__{bound}"), IntegerField()))[:1])


def unrecognised(user: User, on: dt.date) -> QuerySet[Assignment]:
    """Today's assignments without a recognition, not even one that waits for its second signature."""
    pending = RecognitionDecision.objects.filter(assignments=OuterRef("pk"), status=RecognitionDecision.Status.WAITING)
    return visible(user, on).filter(~recognised(on), ~Exists(pending))


def recognised(on: dt.date) -> Exists:
    """Of an assignment: whether its employee is recognised for it on the day."""
    same = {name: OuterRef(name) for name in PLACE}
    return Exists(Recognition.objects.as_at(on).filter(Recognition.COUNTED, **same))


def with_window(rows: QuerySet[Assignment], on: dt.date) -> QuerySet[Assignment]:
    """Each with the first and the last day for assessing by R04: `assess_from` and `assess_until`."""
    return rows.annotate(
        assess_from=MonthsLater("learning__started_on", learning_months("min", on)),
        assess_until=MonthsLater("learning__started_on", learning_months("max", on)),
    )


def with_findings(rows: QuerySet[Assignment], on: dt.date, *capacities: str) -> QuerySet[Assignment]:
    """Each with `result` and assessor (`by`) of the newest assessment in each of these capacities."""
    newest = {capacity: _newest(capacity, on) for capacity in capacities}
    return rows.annotate(
        **{f"{capacity}_result": Subquery(made.values("result")[:1]) for capacity, made in newest.items()},
        **{f"{capacity}_by": Subquery(made.values("assessor")[:1]) for capacity, made in newest.items()},
    )


def _newest(capacity: str, on: dt.date) -> QuerySet[CompetencyAssessment]:
    same = {name: OuterRef(name) for name in PLACE}
    made = CompetencyAssessment.objects.filter(~revoked_since(on), **same, assessed_as=capacity, day__lte=on)
    return made.order_by("-day", "-id")


def not_begun(on: dt.date) -> Q:
    """The learning time has not begun by the day."""
    return Q(learning=None) | Q(learning__started_on__gt=on)


def open_to(capacity: str, on: dt.date) -> Q:
    """The learning time is over, attested or not ruled, and this finding is to be made or to be made again."""
    over = Q(learning__attested_on__lte=on) | Q(assess_from=None) | Q(assess_from__lte=on)
    to_make = Q(**{f"{capacity}_result": None}) | Q(**{f"{capacity}_result": Result.REPEAT})
    return Q(learning__started_on__lte=on) & over & to_make


BOTH_PROFICIENT = Q(agency_head_result=Result.PROFICIENT, centre_director_result=Result.PROFICIENT)
ASSESSED = BOTH_PROFICIENT & ~Q(agency_head_by=F("centre_director_by"))


def first_of_each(rows: QuerySet[Row], *columns: str) -> QuerySet[Row]:
    """One row for all that agree in these columns: the first."""
    firsts = rows.order_by().values(*columns).annotate(first=Min("pk")).values("first")
    return rows.model._base_manager.filter(pk__in=firsts)


def handed_over_next(user: User, on: dt.date) -> QuerySet[ProcedureHandover]:
    """Procedures not handed over yet, whose field has somebody recognised at the site."""
    same = {"agency": OuterRef("agency"), "site": OuterRef("site"), "field": OuterRef("procedure__field")}
    in_charge = visible(user, on).filter(recognised(on), **same)
    rows = ProcedureHandover.objects.visible_to(user, on).filter(step__in=ON_THE_WAY)
    return rows.filter(Exists(in_charge))
