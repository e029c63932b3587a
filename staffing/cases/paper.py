"""What already happened on paper: entered by one person, checked by another."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage, stages_on_paper
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Action, Fact
from staffing.models import PaperRecord
from staffing.selectors.employees import post_offices
from staffing.workflows import paper as w

S = PaperRecord.Status


def who_and_where(row: PaperRecord) -> str:
    """Whom or what the document is about, and where."""
    who = [row.employee.person.full_name] if row.employee else []
    return " – ".join([*who, str(row.agency), str(row.site)])


class PaperCase(Case[PaperRecord]):
    """The record of an assignment, a recognition or a hand-over that came about on paper."""

    workflow = w.PAPER
    name, plural, stem, prefix = "paper-record", "paper-records", "paper", "van-ban-giay/"
    kind, title = gettext_lazy("Recorded from paper"), gettext_lazy("Recorded from paper")
    tabs = "staffing/tabs.html"
    empty = gettext_lazy(
        "What happened on paper before, for instance in phase I, enters here: one person enters, another checks."
    )
    rule_codes = "R01 R07 R08 R09"
    help = gettext_lazy("What came about on paper: entered by one person with its scan, checked by another.")
    other_addresses = ("record-from-paper",)
    list_display = (
        Column("van-ban", gettext_lazy("Document"), "paper_source", always=True, value=str),
        Column("loai", gettext_lazy("Kind"), "kind"),
        Column("ve", gettext_lazy("About"), value=who_and_where),
        Column("nguoi-nhap", gettext_lazy("Entered by"), value=lambda row: row.paper_entered_by),
        Column("nguoi-kiem", gettext_lazy("Checked by"), value=lambda row: row.paper_checked_by),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = StatusFilter
    ordering = ("-entered_at",)
    select_related = (
        "agency", "site", "post_office", "pilot", "paper_entered_by", "paper_checked_by",
        "by_agency_head", "by_centre_director", "recognised_by",
    )  # fmt: skip
    scoped = ("employee__person",)  # a host sees the record of a person who does not work there yet
    tones = {S.CHECKED: "pass", S.REJECTED: "idle"}
    template = "staffing/paper.html"
    step_template = "staffing/paper_step.html"

    due = {w.check_paper_record: Q(status=S.ENTERED)}

    def thing(self, row: PaperRecord) -> str:
        if row.employee is None:
            return str(row)
        return _("%(document)s for %(person)s") % {"document": row, "person": row.employee.person.full_name}

    def unit(self, row: PaperRecord) -> str:
        return str(row.site)

    def since(self, row: PaperRecord) -> dt.date:
        return row.entered_on

    def heading(self, row: PaperRecord) -> str:
        return _("Recorded from paper: %(kind)s") % {"kind": row.get_kind_display()}

    def stages(self, row: PaperRecord) -> list[Stage]:
        return stages_on_paper(row, S.CHECKED)

    def list_context(self, request: Request) -> TemplateContext:
        """The ways to enter something, for the post offices where the reader may."""
        offices = [o for o in post_offices(request.user, request.business_day) if may(request, "record_from_paper", o)]
        return {
            "actions": [
                Action(_("Record: %(kind)s") % {"kind": label}, reverse("record-from-paper", args=[office.code, kind]))
                for office in offices
                for kind, label in PaperRecord.Kind.choices
            ]
        }

    def context(self, request: Request, row: PaperRecord, day: dt.date) -> TemplateContext:
        return {"said": [Fact(_("Agency and site"), f"{row.agency} – {row.site}"), *_of_its_kind(row)]}

    def step_context(self, request: Request, row: PaperRecord, verb: Verb) -> TemplateContext:
        return self.context(request, row, request.business_day)


def _of_its_kind(row: PaperRecord) -> list[Fact]:
    """What the document says beyond the place."""
    found = []
    if row.employee:
        found.append(Fact(_("Employee"), row.employee.person.full_name, reverse("employee", args=[row.employee_id])))
    if row.employee_id:
        found.append(Fact(_("Fields"), "; ".join(map(str, row.fields.all()))))
    if row.role:
        found.append(Fact(_("Role"), row.get_role_display()))
    if row.recognised_by:
        found.append(Fact(_("Assessed by"), f"{row.by_agency_head}; {row.by_centre_director}"))
        found.append(Fact(_("Recognised by"), row.recognised_by))
    if row.step:
        found.append(Fact(_("Step"), row.get_step_display()))
        found.append(Fact(_("Procedures"), "; ".join(map(str, row.procedures.all()))))
    return [*found, Fact(_("Period"), show(row.period))]


PAPER = PaperCase()
