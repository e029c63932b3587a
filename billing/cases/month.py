"""A month of a contract, from its timesheet to the close."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import AcceptanceRecord, BillingMonth, Statement, Timesheet
from billing.presenters.calendar import added, confirmed
from billing.selectors import desk
from billing.selectors.calendar import added_in, calendar_of
from billing.selectors.calendar_since import CalendarSince, calendar_since
from billing.workflows import timesheet as w
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case
from pilot.platform.kernel.types import TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Fact, Step, TimelineEntry
from pilot.platform.ui.tags.text import vnd

REQUESTED = Q(Exists(Statement.objects.filter(contract=OuterRef("contract"), month=OuterRef("month"))))
S = BillingMonth.Status
TIMESHEET_TONES: dict[str, str] = {Timesheet.Status.DRAFT: "idle", Timesheet.Status.CHECKED: "pass"}
ACCEPTANCE_TONES: dict[str, str] = {AcceptanceRecord.Status.SIGNED: "pass"}


def named(month: BillingMonth) -> str:
    """A month of a contract, as lines and heads of its pages say it."""
    return _("Month %(month)s: %(site)s") % {"month": f"{month.month:%m/%Y}", "site": month.contract.site}


@dataclass(frozen=True)
class MonthPart:
    """A part of a month: what it is, how far it is, and its page where there is one."""

    label: str
    state: str
    words: str
    url: str = ""


def parts_of_month(month: BillingMonth) -> list[MonthPart]:
    """Timesheet → acceptance → payment request → payment. `month` comes from desk.attached."""
    sheet, record, statement = month.timesheet, month.acceptance, month.statement
    found = [_month_part(_("Timesheet"), "timesheet", sheet, TIMESHEET_TONES)]
    found.append(_month_part(_("Acceptance"), "acceptance", record, ACCEPTANCE_TONES))
    if statement is None:
        return [*found, *(MonthPart(label, "idle", _("not yet")) for label in (_("Payment request"), _("Payment")))]
    url = reverse("statement", args=[statement.pk])
    requested = MonthPart(_("Payment request"), "pass", statement.request_number, url)
    return [*found, requested, MonthPart(_("Payment"), *payment_state(statement), url)]


def _month_part(label: str, page: str, row: Timesheet | AcceptanceRecord | None, tones: Mapping[str, str]) -> MonthPart:
    if row is None:
        return MonthPart(label, "idle", _("not yet"))
    return MonthPart(label, tones.get(row.status, "wait"), row.get_status_display(), reverse(page, args=[row.pk]))


def payment_state(statement: Statement) -> tuple[str, str]:
    """Mark and words of a statement that came through with_paid."""
    if statement.paid_vnd >= statement.total_vnd:
        return "pass", _("paid")
    return ("warn", _("paid in part")) if statement.paid_vnd else ("wait", _("to be paid"))


def in_words(since: CalendarSince) -> str:
    """What a holiday entered after the check would have changed."""
    words = _(
        "%(days)s would make the working days of the month %(today)d instead of %(checked)d, and the accepted value"
        " %(today_vnd)s instead of %(checked_vnd)s. What was signed keeps its calendar."
    )
    days = ", ".join(f"{day:%d/%m/%Y} ({name})" if name else f"{day:%d/%m/%Y}" for day, name in since.days.items())
    return words % {
        "days": days, "today": since.days_today, "checked": since.days_checked,
        "today_vnd": vnd(since.today_vnd), "checked_vnd": vnd(since.checked_vnd),
    }  # fmt: skip


def opened_with(month: BillingMonth) -> list[Fact]:
    """The calendar by which the month is reckoned, by whom it was confirmed, and what it rests on. One query."""
    calendar = calendar_of(month.pilot_id, month.month.year)
    if calendar is None:
        return []
    words = f"{calendar.year}, {confirmed(calendar)}"
    return [Fact(_("Working calendar"), words, reverse("calendar", args=[calendar.pk]), note=calendar.ground)]


class MonthCase(Case[BillingMonth]):
    """A month of a contract: closed once payment was requested for it. Its page is a plain view: it reads more."""

    workflow = w.MONTH
    name, prefix = "billing-month", "ky/"
    above = gettext_lazy("Payments"), "billing"
    kind = gettext_lazy("Month")
    select_related = desk.RELATED
    tones = {S.CLOSING: "warn", S.CLOSED: "pass"}
    template = "billing/month.html"
    due = {w.begin_close: Q(status=S.OPEN) & REQUESTED, w.close_month: Q(status=S.CLOSING) & REQUESTED}

    def rows(self, user: User, on: dt.date) -> QuerySet[BillingMonth]:
        return desk.months(user, on)

    def thing(self, row: BillingMonth) -> str:
        return named(row)

    heading = thing

    def unit(self, row: BillingMonth) -> str:
        return str(row.contract.payer)

    def head(self, row: BillingMonth) -> list[Fact]:
        if not hasattr(row, "statement"):  # the page of the month brings it along, that of a step does not
            desk.with_outcome([row])
        found = [Fact(_("Contract"), row.contract.number, reverse("contract", args=[row.contract_id]))]
        found.append(Fact(_("Payer"), row.contract.payer))
        found += opened_with(row)
        if statement := row.statement:
            owed = vnd(statement.total_vnd - statement.paid_vnd)
            found += [Fact(_("Requested"), vnd(statement.total_vnd)), Fact(_("Still owed"), owed)]
        return found

    def way(self, row: BillingMonth, due: Collection[Verb], events: Iterable[TimelineEntry]) -> list[Step]:
        """The parts of the month, each with who acts; then the close."""
        contract = row.contract
        who = (contract.provider, f"{contract.site}; {contract.payer}", contract.provider, contract.payer)
        states = [part.state == "pass" for part in parts_of_month(row)] + [row.status == S.CLOSED]
        now = states.index(False) if False in states else -1
        labels = [part.label for part in parts_of_month(row)] + [str(w.close_month.transition.label)]
        marks = ["done" if done else "current" if n == now else "todo" for n, done in enumerate(states)]
        return [Step(label, mark, str(acts)) for label, mark, acts in zip(labels, marks, (*who, ""), strict=True)]

    def consequences(self, row: BillingMonth, verb: Verb) -> list[str]:
        return [_("Nothing of this month can be entered or changed any more.")] if verb is w.close_month else []

    def context(self, request: Request, row: BillingMonth, day: dt.date) -> TemplateContext:
        since = calendar_since(row.timesheet)
        return {
            "months": [(row, parts_of_month(row))], "since": since and in_words(since),
            "added": added(added_in(row.pilot_id, row.month)),
        }  # fmt: skip


MONTH = MonthCase()
