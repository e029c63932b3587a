"""What the pages of billing, the worklist and the page of a site show."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import AcceptanceLine, AcceptanceRecord, BillingMonth, LabourContract, Statement, Timesheet
from billing.selectors.states import CONTRACT_STATES, month_steps, with_paid
from billing.workflows.acceptance import ACCEPTANCE
from billing.workflows.contract import CONTRACT
from billing.workflows.timesheet import MONTH, TIMESHEET
from pilot.platform.access.actors import Actors
from pilot.platform.access.capacity import capacities
from pilot.platform.access.scope import capacity_for
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.panels import Panel
from pilot.platform.cases.paper.selectors import maker_of
from pilot.platform.kernel.workflow import VERBS, Transition, Workflow
from pilot.platform.periods import ONE_DAY, month_of
from pilot.platform.ui.shapes import WorkItem
from pilot.programme.models import User

NO_NEXT_STEP = {
    "return_contract",
    "remove_contract_line",
    "liquidate_contract",
    "enter_timesheet",
    "return_timesheet",
    "dispute_line",
    "accept_line",
    "stop_close",
    "add_contract_line",
    "reject_paper_contract",
}


SETTLED = (
    LabourContract.Status.IN_FORCE, LabourContract.Status.LIQUIDATED, LabourContract.Status.REJECTED,
)  # fmt: skip

MOST_CHANGES = 5
WAY = {  # a step and the one after it, from the contract to the closed month
    "agree_contract": "sign_contract",
    "sign_contract": "put_contract_in_force",
    "put_contract_in_force": "open_month",
    "check_paper_contract": "open_month",
    "submit_timesheet": "check_timesheet",
    "check_timesheet": "sign_acceptance_centre",
    "sign_acceptance_centre": "issue_statement",
    "sign_acceptance_payer": "issue_statement",
    "issue_statement": "record_payment",
    "record_payment": "begin_close",
    "begin_close": "close_month",
    "close_month": "",
}


def contracts(user: User, on: dt.date) -> Any:
    """Contracts the user may see, with what their row needs."""
    return LabourContract.objects.visible_to(user, on).select_related(
        "payer", "provider", "site", "pilot", "paper_entered_by"
    )


def months(user: User, on: dt.date, **lookup: Any) -> list[BillingMonth]:
    """Months the user may see, each with timesheet, `acceptance` and `statement` (None while there is none).

    Three queries.
    """
    rows = BillingMonth.objects.visible_to(user, on).filter(**lookup)
    rows = rows.select_related("contract__payer", "contract__provider", "contract__site", "timesheet")
    return attached(list(rows.order_by("-month", "contract__site__code", "contract_id")))


def attached(rows: list[BillingMonth]) -> list[BillingMonth]:
    """The months with their main acceptance (with its `disputed` lines) and statement attached. Two queries."""
    main = AcceptanceRecord.Kind.MAIN
    sheets = [row.timesheet.pk for row in rows]
    disputed = Count("lines", filter=Q(lines__outcome=AcceptanceLine.Outcome.DISPUTED))
    found = AcceptanceRecord.objects.filter(timesheet__in=sheets, kind=main).annotate(disputed=disputed)
    statements = with_paid(Statement.objects.filter(acceptance__timesheet__in=sheets, acceptance__kind=main))
    records = {r.timesheet_id: r for r in found}
    by_record = {s.acceptance_id: s for s in statements}
    for row in rows:
        row.acceptance = records.get(row.timesheet.pk)
        row.statement = by_record.get(row.acceptance.pk) if row.acceptance else None
    return rows


def desk_rows(rows: Iterable[BillingMonth]) -> list[dict[str, Any]]:
    """The finance desk: a row per contract with its steps and amounts in VND."""
    return [
        {
            "month": row,
            "steps": month_steps(row),
            "total_vnd": row.statement.total_vnd if row.statement else None,
            "paid_vnd": row.statement.paid_vnd if row.statement else None,
            "disputed": row.acceptance.disputed if row.acceptance else 0,
        }
        for row in rows
    ]


@dataclass
class Bridge:
    """From the amount requested for one month to that for the next: ± VND by payer, the largest changes first."""

    start: tuple[str, int]
    changes: list[tuple[str, int]]
    end: str


def bridge(user: User, on: dt.date, month: dt.date) -> Bridge | None:
    """What the month before and `month` have requested; None where one of them has nothing. One query."""
    before = month_of(month - ONE_DAY)
    rows = Statement.objects.visible_to(user, on).filter(month__in=(before, month)).order_by()
    sums = rows.values_list("month", "contract__payer__name").annotate(sum=Sum("total_vnd"))
    totals: dict[dt.date, Counter[str]] = {before: Counter(), month: Counter()}
    for day, payer, amount in sums:
        totals[day][payer] = amount
    if not all(totals.values()):
        return None
    changes = {p: totals[month][p] - totals[before][p] for p in sorted(totals[before] | totals[month])}
    ordered = sorted(((p, vnd) for p, vnd in changes.items() if vnd), key=lambda change: -abs(change[1]))
    rest = sum(vnd for _payer, vnd in ordered[MOST_CHANGES:])
    others = [(_("others"), rest)] if rest else []
    return Bridge((_month(before), sum(totals[before].values())), ordered[:MOST_CHANGES] + others, _month(month))


def _month(month: dt.date) -> str:
    return f"{month:%m/%Y}"


def known_months(user: User, on: dt.date) -> list[dt.date]:
    """Months of which the user sees something, newest first."""
    return sorted(set(BillingMonth.objects.visible_to(user, on).values_list("month", flat=True)), reverse=True)


def open_to(user: User, workflow: Workflow, row: Any, on: dt.date) -> list[Transition]:
    """Transitions that the status admits, the row still needs and the user may do."""
    held = capacities(user, on)
    return [t for t in _needed(workflow, row) if capacity_for(held, t.verb, row)]


def due_now(workflow: Workflow, row: Any) -> list[Transition]:
    """The steps forward for which the row waits; two at once while both sides have to sign."""
    return [t for t in _needed(workflow, row) if t.verb not in NO_NEXT_STEP]


def _needed(workflow: Workflow, row: Any) -> list[Transition]:
    """A side that has signed does not sign again."""
    signed = {
        "sign_acceptance_centre": getattr(row, "centre_signed_at", None),
        "sign_acceptance_payer": getattr(row, "payer_signed_at", None),
    }
    return [t for t in workflow.possible(row) if not signed.get(t.verb)]


def work_items(user: User, on: dt.date, actors: Actors) -> list[WorkItem]:
    """What waits in billing: four queries whatever its amount."""
    if not actors.could(*WAY):
        return []
    waiting = contracts(user, on).exclude(status__in=SETTLED).order_by("id")
    of_months = (item for month in months(user, on) for item in _of_month(actors, month, on))
    return [*_contract_items(waiting, actors), *of_months]


def _contract_items(waiting: Iterable[LabourContract], actors: Actors) -> Iterator[WorkItem]:
    for contract in waiting:
        title = _("Labour contract: %(site)s") % {"site": contract.site}
        yield from _items(actors, CONTRACT, contract, title, reverse("contract", args=[contract.pk]), contract.site)


def _of_month(actors: Actors, month: BillingMonth, on: dt.date) -> Iterator[WorkItem]:
    unit = month.contract.payer
    title = _("Month %(month)s: %(site)s") % {"month": f"{month.month:%m/%Y}", "site": month.contract.site}
    timesheet, record, statement = month.timesheet, month.acceptance, month.statement
    timesheet.month = month  # the same contract, without a query of its own
    if timesheet.status != Timesheet.Status.CHECKED and _over(month, on):
        yield from _items(actors, TIMESHEET, timesheet, title, reverse("timesheet", args=[timesheet.pk]), unit)
    if record is not None and statement is None:
        record.timesheet = timesheet
        address = reverse("acceptance", args=[record.pk])
        yield from _items(actors, ACCEPTANCE, record, title, address, unit)
        if record.status == AcceptanceRecord.Status.SIGNED and (who := actors("issue_statement", record)):
            yield _item(title, address, "issue_statement", unit, who)
    if statement is not None:
        statement.contract = month.contract
        if statement.paid_vnd < statement.total_vnd and (who := actors("record_payment", statement)):
            yield _item(title, reverse("statement", args=[statement.pk]), "record_payment", unit, who)
        yield from _items(actors, MONTH, month, title, reverse("billing-month", args=[month.pk]), unit)


def _over(month: BillingMonth, on: dt.date) -> bool:
    return (month.month.year, month.month.month) < (on.year, on.month)


def _items(actors: Actors, workflow: Workflow, row: Any, title: str, address: str, unit: Any) -> Iterator[WorkItem]:
    for step in due_now(workflow, row):
        if who := actors(step.verb, row, maker_of(step, row)):
            yield _item(title, address, step.verb, unit, who)


def _item(title: str, address: str, verb: str, unit: Any, who: str) -> WorkItem:
    following = WAY.get(verb, "")
    return WorkItem(
        title=title, url=address, why=_label(verb), unit=str(unit), who=who, state="wait",
        next=_label(following) if following else _("nothing more: the month is done"),
    )  # fmt: skip


def _label(verb: str) -> str:
    return str(VERBS[verb].transition.label)


def site_panels(site: Any, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: its labour contracts of the day, for those who may see the money."""
    rows = as_they_were(contracts(user, on).filter(site=site), day)
    if not rows:
        return []
    context = {"contracts": rows, "states": CONTRACT_STATES}
    return [Panel(title=_("Labour contracts"), template="billing/site_panel.html", context=context)]
