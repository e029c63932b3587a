"""Rules of employment: leaving, coming back, assignments within it, and one person under two codes."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, add_days, add_months, show
from pilot.programme.models import Agency
from staffing.models import AssignmentDecision, Employment, PaperRecord, PostalEmployee
from staffing.rules.assignment import new_lines
from staffing.selectors.leaving import lasting
from staffing.selectors.merging import absences_between, orders_between

Problems = list[Problem]
AHEAD = 12  # months: a later day is a typing error


def rule_leaves_after_coming(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """The last day is not before the first one of the present period."""
    begun = employee.employments.filter(valid_to=None, valid_from__gt=inputs["day"]).first()
    if begun is None:
        return []
    words = _("Came on %(day)s: the last day cannot be earlier.")
    return [Problem("before_coming", words % {"day": f"{begun.valid_from:%d/%m/%Y}"})]


def rule_returns_after_leaving(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """The first day lies after the last one of the period before, and at most a year ahead."""
    if inputs["day"] > add_months(act.on, AHEAD):
        return [Problem("far_ahead", _("The first day lies more than a year ahead. Is the year right?"))]
    left = [row.period for row in employee.employments.all() if row.period.end and row.period.end > inputs["day"]]
    words = _("The last day was %(day)s: choose a later one for coming back.")
    return [Problem("not_after_leaving", words % {"day": f"{period.last_day:%d/%m/%Y}"}) for period in left]


def rule_new_lines_within_employment(row: AssignmentDecision | Agency, act: Act, inputs: Inputs) -> Problems:
    """A line is for days on which its employee is employed."""
    wanted: dict[PostalEmployee, list[Period]] = {}
    for line in new_lines(inputs):
        wanted.setdefault(line.employee, []).append(Period(line.valid_from, line.valid_to))
    return outside(wanted) if wanted else []


def rule_lines_within_employment(decision: AssignmentDecision, act: Act, inputs: Inputs) -> Problems:
    """The same for the whole list, when it is approved."""
    wanted: dict[PostalEmployee, list[Period]] = {}
    for line in decision.lines.select_related("employee__person"):
        wanted.setdefault(line.employee, []).append(line.period)
    return outside(wanted)


def rule_record_within_employment(record: PaperRecord, act: Act, inputs: Inputs) -> Problems:
    """The same for an assignment on paper."""
    if record.kind != PaperRecord.Kind.ASSIGNMENT or record.employee is None:
        return []
    return outside({record.employee: [record.period]})


def outside(wanted: Mapping[PostalEmployee, list[Period]]) -> Problems:
    """One problem per employee who is not employed on all the days wanted of him.

    The employees are locked, so that a leaving waits or is seen.
    """
    keys = [employee.pk for employee in wanted]
    list(PostalEmployee.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    held: dict[int, list[Period]] = {}
    for row in Employment.objects.filter(employee__in=keys):
        held.setdefault(row.employee_id, []).append(row.period)
    found = ((e, held.get(e.pk, []), [p for p in periods if not _within(p, held.get(e.pk, []))])
             for e, periods in wanted.items())  # fmt: skip
    words = _("%(name)s is with the pilot %(employed)s; the assignment %(wanted)s lies outside of that.")
    return [
        Problem("employee_ended", words % {"name": e.person.full_name, "employed": _shown(own), "wanted": _shown(out)})
        for e, own, out in found
        if out
    ]


def _within(period: Period, employed: list[Period]) -> bool:
    """Whether one of the periods holds all days of the first."""
    return any(own.intersection(period) == period for own in employed)


def _shown(periods: list[Period]) -> str:
    return "; ".join(dict.fromkeys(map(show, periods)))


MergeVeto = Callable[[PostalEmployee, PostalEmployee], Problems]  # of the record merged, and the one kept
MERGE_VETOES: dict[str, MergeVeto] = {}


def register_merge_veto(name: str, veto: MergeVeto) -> None:
    """A higher app says why two records cannot be one person's (billing: both worked on one day)."""
    MERGE_VETOES[name] = veto


def rule_merge_fits(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """The record kept is another one of the same post office, and was not merged itself."""
    keep: PostalEmployee = PostalEmployee.objects.select_for_update().get(pk=inputs["keep"].pk)
    if keep.pk != employee.pk and keep.post_office_id == employee.post_office_id and keep.merged_into_id is None:
        return []
    return [Problem("merge_other", _("Choose another record of this post office that is not merged itself."))]


def rule_merge_nothing_running(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Nobody is taken from a counter by a merging: assignments of the code that goes are ended first."""
    words = _("%(what)s still runs under this code (%(days)s). End it first, or keep this record and merge the other.")
    return [
        Problem("merge_running", words % {"what": f"{row.field}, {row.site}", "days": show(row.period)})
        for row in lasting(employee, add_days(act.on, -1))
    ]


def rule_merge_days(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """Two people, after all, where both did something on one day."""
    return [problem for veto in MERGE_VETOES.values() for problem in veto(employee, inputs["keep"])]


def rule_merge_presence(employee: PostalEmployee, act: Act, inputs: Inputs) -> Problems:
    """What moves fits what the record kept has: nobody is away twice, at two sites, or stands in for himself."""
    pair = {employee.pk, inputs["keep"].pk}
    away, orders = absences_between(pair), orders_between(pair)
    words = _("%(what)s: both records say something about these half-days. Take one of them back first.")
    return [Problem("merge_presence", words % {"what": row}) for row in (*away, *orders)]
