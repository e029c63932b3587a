"""The timesheet of a month: entered by the post office, checked by the director of the centre."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.cases.month import TIMESHEET_TONES, named
from billing.models import BillingMonth, Timesheet
from billing.presenters.sheets import nobody
from billing.selectors.sheets import read_sheet
from billing.workflows import timesheet as w
from pilot.platform.cases.case import Case, Stage
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import month_of, next_month
from pilot.platform.ui.shapes import Fact
from pilot.platform.ui.tags.text import vn_date

S = Timesheet.Status


class TimesheetCase(Case[Timesheet]):
    """The timesheet of a month; it waits from the day on which the month is over."""

    workflow = w.TIMESHEET
    name, prefix = "timesheet", "cham-cong/"
    above = gettext_lazy("Payments"), "billing"
    kind = gettext_lazy("Timesheet")
    rule_codes, help = "R02 R15", gettext_lazy("Days worked, kept by the post office and checked at the centre.")
    select_related = ("month__contract__site", "month__contract__payer", "month__contract__provider")
    tones = {**TIMESHEET_TONES, S.DRAFT: "wait"}
    template = "billing/timesheet.html"
    due = {w.submit_timesheet: Q(status=S.DRAFT), w.check_timesheet: Q(status=S.SUBMITTED)}
    own_pages = {w.enter_timesheet: ""}

    def due_at(self, on: dt.date) -> Mapping[Verb, Q]:
        ready = Q(month__month__lt=month_of(on), month__status=BillingMonth.Status.OPEN)
        return {verb: when & ready for verb, when in self.due.items()}

    def possible(self, row: Timesheet, due: Collection[Verb]) -> list[Verb]:
        """In a month that is being closed only the return."""
        verbs = super().possible(row, due)
        return verbs if row.month.status == BillingMonth.Status.OPEN else [v for v in verbs if v is w.return_timesheet]

    def thing(self, row: Timesheet) -> str:
        return named(row.month)

    def heading(self, row: Timesheet) -> str:
        said = {"month": f"{row.month.month:%m/%Y}", "site": row.month.contract.site}
        return _("Timesheet %(month)s: %(site)s") % said

    def unit(self, row: Timesheet) -> str:
        return str(row.month.contract.payer)

    def since(self, row: Timesheet) -> dt.date | dt.datetime:
        return row.submitted_at or next_month(row.month.month)

    def head(self, row: Timesheet) -> list[Fact]:
        month = reverse("billing-month", args=[row.month_id])
        found = [Fact(_("Month"), f"{row.month.month:%m/%Y}", month), Fact(_("Payer"), row.month.contract.payer)]
        sent = Fact(_("May be sent from"), vn_date(next_month(row.month.month)))
        return [*found, *([sent] if row.status == S.DRAFT else [])]

    def stages(self, row: Timesheet) -> list[Stage]:
        contract = row.month.contract
        way = ((w.submit_timesheet, contract.provider), (w.check_timesheet, contract.site))
        return [Stage(str(verb.transition.target), verb.transition.label, str(who)) for verb, who in way]

    def consequences(self, row: Timesheet, verb: Verb) -> list[str]:
        """What a signature makes, and before it, or the handing in, the days on which nobody is entered at a post."""
        if verb not in (w.submit_timesheet, w.check_timesheet):
            return []
        signed = _("The acceptance is made with the amounts of these days; the days can no longer be changed.")
        return [signed] * (verb is w.check_timesheet) + nobody(read_sheet(row))


TIMESHEET = TimesheetCase()
