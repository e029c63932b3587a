"""The labour contract between a payer and the post office, and what the page of a site shows of it."""

import datetime as dt

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.cases.month import parts_of_month
from billing.forms.contract import ContractFilter, ContractLineForm, OpenMonthForm
from billing.models import BillingMonth, LabourContract
from billing.selectors import desk, history
from billing.workflows import contract as w
from billing.workflows.timesheet import open_month
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft, Stage, stages_on_paper
from pilot.platform.cases.forms import SignedEndForm, SignedNumberForm
from pilot.platform.cases.history import as_they_were
from pilot.platform.cases.lists import Column
from pilot.platform.cases.panels import Panel
from pilot.platform.cases.work import Task
from pilot.platform.kernel.types import FormOptions, TemplateContext
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Action, Fact
from pilot.platform.ui.tags.text import vn_date, vnd
from pilot.programme.models import CounterPost, Site, User
from pilot.programme.presenters.rules import applied
from pilot.programme.selectors.rules import grounds

S = LabourContract.Status
OPENINGS = {w.draft_contract: "contract-draft", w.record_contract_from_paper: "contract-from-paper"}


def numbered(row: LabourContract) -> str:
    """Number and date, or that there is none yet."""
    return f"{row.number}, {vn_date(row.date)}" if row.number else _("not signed yet")


def ceiling(row: LabourContract) -> str:
    """The most that may be requested, VAT included."""
    return _("none given") if row.ceiling_vnd is None else vnd(row.ceiling_vnd)


class ContractCase(Case[LabourContract]):
    """A labour contract between a payer and the post office."""

    workflow = w.CONTRACT
    name, plural, prefix = "contract", "contracts", "hop-dong/"
    kind, title = gettext_lazy("Labour contract"), gettext_lazy("Labour contracts")
    tabs, exports = "billing/tabs.html", "contracts"
    empty = gettext_lazy("The post office drafts a contract with each payer of the pilot.")
    rule_codes, help = "R26 R27 R28", gettext_lazy("Labour contracts between a payer and the post office.")
    other_addresses = ("contract-draft", "contract-line-add", "contract-line-remove", "contract-from-paper")
    list_display = (
        Column("diem", gettext_lazy("Site"), "site__name", always=True),
        Column("ben-chi-tra", gettext_lazy("Payer"), "payer__name"),
        Column("so", gettext_lazy("Number and date"), value=numbered),
        Column("thoi-han", gettext_lazy("Term"), "valid_from", value=lambda row: show(row.period)),
        Column("muc-tran", gettext_lazy("Ceiling"), numeric=True, value=ceiling),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = ContractFilter
    ordering = ("-drafted_at",)
    select_related = ("payer", "provider", "site", "pilot", "paper_entered_by", "paper_checked_by")
    tones = {S.IN_FORCE: "pass", S.DRAFT: "idle", S.LIQUIDATED: "idle", S.REJECTED: "idle"}
    dated = True
    template = "billing/contract.html"

    due = {
        w.agree_contract: Q(status=S.DRAFT),
        w.sign_contract: Q(status=S.AGREED),
        w.put_contract_in_force: Q(status=S.SIGNED),
        w.check_paper_contract: Q(status=S.ENTERED),
    }
    tasks = {w.agree_contract: Task.SIGN}
    forms = {
        w.sign_contract: SignedNumberForm, w.liquidate_contract: SignedEndForm,
        w.add_contract_line: ContractLineForm, open_month: OpenMonthForm,
    }  # fmt: skip
    signs = (w.sign_contract,)
    own_pages = {w.add_contract_line: "", w.remove_contract_line: "", open_month: ""}

    def thing(self, row: LabourContract) -> str:
        return _("Labour contract: %(site)s") % {"site": row.site}

    heading = thing

    def unit(self, row: LabourContract) -> str:
        return str(row.payer)

    def since(self, row: LabourContract) -> dt.datetime:
        return row.signed_at or row.agreed_at or row.drafted_at

    def amount_vnd(self, row: LabourContract) -> int | None:
        return row.ceiling_vnd

    def head(self, row: LabourContract) -> list[Fact]:
        return [
            Fact(_("Number and date"), numbered(row)),
            Fact(_("Payer"), row.payer),
            Fact(_("Post office"), row.provider),
            Fact(_("Term"), show(row.period)),
            Fact(_("Ceiling, VAT included"), ceiling(row)),
        ]

    def stages(self, row: LabourContract) -> list[Stage]:
        end = [Stage(S.LIQUIDATED, w.liquidate_contract.transition.label)] if row.status == S.LIQUIDATED else []
        if row.paper_source:
            return [*stages_on_paper(row, S.IN_FORCE), *end]
        way = ((w.agree_contract, row.payer), (w.sign_contract, row.payer), (w.put_contract_in_force, row.provider))
        return [*(Stage(str(v.transition.target), v.transition.label, str(who)) for v, who in way), *end]

    def drafts(self, row: LabourContract, on: dt.date) -> list[Draft]:
        return [("labour_contract", row)]

    def consequences(self, row: LabourContract, verb: Verb) -> list[str]:
        in_force = _("From now on months may be opened; no other contract pays for the same counter posts.")
        return {
            w.sign_contract: [_("Parties, term, lines and prices can no longer be changed.")],
            w.put_contract_in_force: [in_force],
            w.check_paper_contract: [in_force],
        }.get(verb, [])

    def options(self, request: Request, row: LabourContract, verb: Verb) -> FormOptions:
        """A line is for a counter post of the contract's site."""
        if verb is not w.add_contract_line:
            return {}
        return {"post": CounterPost.objects.visible_to(request.user, request.business_day).filter(site=row.site_id)}

    def initial(self, row: LabourContract, verb: Verb) -> dict[str, object]:
        return {"first_day": row.valid_from, "last_day": row.period.last_day} if verb is w.add_contract_line else {}

    def after(self, row: LabourContract, verb: Verb, made: Model) -> str:
        return reverse("timesheet", args=[made.timesheet.pk]) if isinstance(made, BillingMonth) else self.url(row)

    def list_context(self, request: Request) -> TemplateContext:
        user, on = request.user, request.business_day
        ways = OPENINGS.items() if desk.providers(user, on) else ()
        return {
            "grounds": grounds(user, on, "R26", "R27"),
            "actions": [Action(str(verb.transition.label), reverse(name)) for verb, name in ways],
        }

    def context(self, request: Request, row: LabourContract, day: dt.date) -> TemplateContext:
        """Its lines and months as they were on the day."""
        user, on = request.user, request.business_day
        months = desk.with_outcome(list(desk.months(user, on).filter(contract=row)))
        found = months if day == on else history.months_on(months, day)
        return {
            "lines": history.lines_on(row, day), "months": [(month, parts_of_month(month)) for month in found],
            "rules": applied(row.pilot_id, day, "R26", "R27"),
        }  # fmt: skip


CONTRACT = ContractCase()


def site_panels(site: Site, user: User, on: dt.date, day: dt.date) -> list[Panel]:
    """On the page of a site: its labour contracts of the day, for those who may see the money."""
    rows = as_they_were(CONTRACT.rows(user, on).filter(site=site), day)
    if not rows:
        return []
    context: TemplateContext = {"contracts": rows, "tones": CONTRACT.tones}
    return [Panel(title=_("Labour contracts"), template="billing/site_panel.html", context=context)]
