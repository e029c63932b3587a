"""The acceptance of a month by both sides."""

import datetime as dt
from collections.abc import Collection, Iterable
from copy import copy

from django.db.models import BigIntegerField, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.cases.month import ACCEPTANCE_TONES, named
from billing.forms.month import DisputeForm
from billing.models import AcceptanceLine, AcceptanceRecord
from billing.workflows import acceptance as w
from billing.workflows.statement import issue_statement
from pilot.platform.access.people import signed
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft
from pilot.platform.kernel.types import TemplateContext, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Fact, Step, TimelineEntry
from pilot.platform.ui.tags.text import vnd

S = AcceptanceRecord.Status
ACCEPTED = AcceptanceLine.objects.filter(record=OuterRef("pk"), outcome=AcceptanceLine.Outcome.ACCEPTED).order_by()
ACCEPTED_VND = Coalesce(
    Subquery(ACCEPTED.values("record").annotate(sum=Sum("amount_vnd")).values("sum")),
    Value(0), output_field=BigIntegerField(),
)  # fmt: skip

SUMS = {"accepted_vnd": ACCEPTED_VND}  # no keyword, as in selectors/payments.py


class AcceptanceCase(Case[AcceptanceRecord]):
    """The acceptance of a month: both sides sign, then the post office requests payment."""

    workflow = w.ACCEPTANCE
    name, prefix = "acceptance", "nghiem-thu/"
    above = gettext_lazy("Payments"), "billing"
    kind = gettext_lazy("Acceptance")
    rule_codes = "R15 R36 R39"
    help = gettext_lazy("Both sides accept the days; what is disputed stays apart until it is settled.")
    other_addresses = ("acceptance-line-step",)
    select_related = (
        "statement", "timesheet__month__contract__site", "timesheet__month__contract__payer",
        "timesheet__month__contract__provider", "centre_signed_by", "centre_signed_for", "payer_signed_by",
        "payer_signed_for",
    )  # fmt: skip
    tones = ACCEPTANCE_TONES
    template = "billing/acceptance.html"
    due = {
        w.sign_acceptance_centre: Q(status=S.DRAFT, centre_signed_at=None),
        w.sign_acceptance_payer: Q(status=S.DRAFT, payer_signed_at=None),
        issue_statement: Q(status=S.SIGNED, statement=None),
    }
    forms = {w.dispute_line: DisputeForm}
    signs = (w.sign_acceptance_centre, w.sign_acceptance_payer)
    own_pages = {w.dispute_line: "", w.accept_line: "", issue_statement: "statement-issue"}

    def rows(self, user: User, on: dt.date) -> QuerySet[AcceptanceRecord]:
        return super().rows(user, on).annotate(**SUMS)

    def thing(self, row: AcceptanceRecord) -> str:
        return named(row.timesheet.month)

    def heading(self, row: AcceptanceRecord) -> str:
        month = row.timesheet.month
        return _("Acceptance %(month)s: %(site)s") % {"month": f"{month.month:%m/%Y}", "site": month.contract.site}

    def unit(self, row: AcceptanceRecord) -> str:
        return str(row.timesheet.month.contract.payer)

    def since(self, row: AcceptanceRecord) -> dt.date | dt.datetime:
        return row.signed_on or row.created_at

    def amount_vnd(self, row: AcceptanceRecord) -> int:
        """The sum of the accepted lines, without VAT."""
        return row.accepted_vnd

    def head(self, row: AcceptanceRecord) -> list[Fact]:
        sheet = row.timesheet
        return [
            Fact(_("Month"), f"{sheet.month.month:%m/%Y}", reverse("billing-month", args=[sheet.month_id])),
            Fact(_("Payer"), sheet.month.contract.payer),
            Fact(_("Timesheet"), sheet.get_status_display(), reverse("timesheet", args=[sheet.pk])),
            Fact(_("Accepted, without VAT"), vnd(row.accepted_vnd)),
        ]

    def way(self, row: AcceptanceRecord, due: Collection[Verb], events: Iterable[TimelineEntry]) -> list[Step]:
        """Both signatures, in whatever order, then the request."""
        contract = row.timesheet.month.contract
        centre = signed(row.centre_signed_by, row.centre_signed_for) or str(contract.site)
        payer = signed(row.payer_signed_by, row.payer_signed_for) or str(contract.payer)
        made = getattr(row, "statement", None)
        days = {event.verb: event.at for event in reversed(list(events))}
        way = (
            (w.sign_acceptance_centre, centre, row.centre_signed_at),
            (w.sign_acceptance_payer, payer, row.payer_signed_at),
            (issue_statement, str(contract.provider), made),
        )
        return [
            Step(str(verb.transition.label), "done", who, at=days.get(verb.name)) if done
            else Step(str(verb.transition.label), "current" if verb in due else "todo", who)
            for verb, who, done in way
        ]  # fmt: skip

    def drafts(self, row: AcceptanceRecord, on: dt.date) -> list[Draft]:
        """The minutes as they would be signed today."""
        minutes = copy(row)
        minutes.signed_on = minutes.signed_on or on
        return [("acceptance_minutes", minutes)]

    def consequences(self, row: AcceptanceRecord, verb: Verb) -> list[str]:
        if verb is issue_statement:
            return [_("Amount without VAT: %(amount)s.") % {"amount": vnd(self.amount_vnd(row))}]
        if verb.transition.signed:
            return [_("With both signatures lines and amounts can no longer be changed.")]
        return []

    def after(self, row: AcceptanceRecord, verb: Verb, made: Model) -> str:
        return reverse("statement", args=[made.pk]) if verb is issue_statement else self.url(row)

    def context(self, request: Request, row: AcceptanceRecord, day: dt.date) -> TemplateContext:
        return {"lines": list(row.lines.select_related("line__post", "employee__person"))}


ACCEPTANCE = AcceptanceCase()
