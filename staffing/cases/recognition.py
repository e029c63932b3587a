"""The committee's decision that recognises a batch of employees."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.people import signed
from pilot.platform.access.requests import may
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Stage
from pilot.platform.cases.forms import StatusFilter
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import FormOptions, TemplateContext
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import add_days, show
from pilot.platform.ui.shapes import Fact
from staffing.forms.employees import LastDay, RevokeForm
from staffing.models import Recognition, RecognitionDecision
from staffing.presenters.leaving import revoking_effects
from staffing.selectors.recognitions import waiting
from staffing.workflows import recognition as w

S = RecognitionDecision.Status
BY_PERSON = ("employee__person__sort_key", "employee", "field__name")


class RecognitionCase(Case[RecognitionDecision]):
    """A recognition; with a second signature where A24 asks for one."""

    workflow = w.RECOGNITION
    name, plural, prefix = "recognition", "recognitions", "cong-nhan/"
    kind, title = gettext_lazy("Recognition"), gettext_lazy("Recognition of employees")
    tabs, exports = "staffing/tabs.html", "recognitions"
    empty = gettext_lazy("What was recognised before, on paper, stands under “From paper”.")
    rule_codes, help = "R08 R09", gettext_lazy("Only who is recognised takes over.")
    other_addresses = ("recognise", "revoke-recognition")
    list_display = (
        Column("van-ban", gettext_lazy("Document"), "document_number", always=True),
        Column("co-quan", gettext_lazy("Agency"), "agency__name"),
        Column("diem", gettext_lazy("Site"), "site__name"),
        Column("nguoi-ky", gettext_lazy("Signed by"), "recognised_by__sort_key", value=lambda row: row.recognised_by),
        Column("nguoi-ky-hai", gettext_lazy("Second signature"), value=lambda row: row.cosigned_by),
        Column("thoi-han", gettext_lazy("Period"), "valid_from", value=lambda row: show(row.period)),
        Column("trang-thai", gettext_lazy("State"), "status"),
    )
    list_filter = StatusFilter
    ordering = ("-recognised_at",)
    select_related = ("agency", "site", "recognised_by", "on_behalf_of", "cosigned_by", "pilot")
    tones = {S.IN_FORCE: "pass", S.DECLINED: "idle"}
    template, list_template = "staffing/recognition.html", "staffing/recognitions.html"
    step_template = "staffing/recognition_step.html"

    due = {w.cosign_recognition: Q(status=S.WAITING)}

    def thing(self, row: RecognitionDecision) -> str:
        return f"{row}: {row.agency}"

    def unit(self, row: RecognitionDecision) -> str:
        return str(row.site)

    def since(self, row: RecognitionDecision) -> dt.datetime:
        return row.recognised_at

    def head(self, row: RecognitionDecision) -> list[Fact]:
        return [Fact(_("Agency"), row.agency), Fact(_("Site"), row.site), Fact(_("Period"), show(row.period))]

    def stages(self, row: RecognitionDecision) -> list[Stage]:
        """One signature, or two where the first signer asked for it; the second one may decline."""
        first = signed(row.recognised_by, row.on_behalf_of)
        if row.status == S.IN_FORCE and row.cosigned_by is None:
            return [Stage(S.IN_FORCE, _("Signed by"), first)]
        last = S.DECLINED if row.status == S.DECLINED else S.IN_FORCE
        return [Stage(S.WAITING, _("Signed by"), first), Stage(last, _("Second signature"), str(row.cosigned_by or ""))]

    def list_context(self, request: Request) -> TemplateContext:
        """Where recognition is due; a link only for those who may recognise there."""
        found = waiting(request.user, request.business_day)
        return {"waiting": [(*place, rows, may(request, "recognise", place[0])) for *place, rows in found]}

    def context(self, request: Request, row: RecognitionDecision, day: dt.date) -> TemplateContext:
        """Who is recognised, as far as the reader sees them: on the page, and above a signature."""
        members = row.assignments.visible_to(request.user, request.business_day)
        return {"members": members.select_related("employee__person", "field").order_by(*BY_PERSON)}

    def step_context(self, request: Request, row: RecognitionDecision, verb: Verb) -> TemplateContext:
        return self.context(request, row, request.business_day)


class HeldCase(Case[Recognition]):
    """What one employee is recognised for; it is shown on the employee's page, its end has a page of its own."""

    model = Recognition
    kind = gettext_lazy("Recognition")
    select_related = ("employee__person", "agency", "site", "field", "pilot")
    step_template = "staffing/act.html"
    forms = {w.revoke_recognition: RevokeForm}

    def url(self, row: Recognition, verb: Verb | None = None) -> str:
        return reverse("employee", args=[row.employee_id])

    def heading(self, row: Recognition) -> str:
        return f"{row.employee} · {row.field} · {row.agency} · {row.site}"

    def head(self, row: Recognition) -> list[Fact]:
        return [Fact(_("Recognised by"), row.document_number), Fact(_("Period"), show(row.period))]

    def options(self, request: Request, row: Recognition, verb: Verb) -> FormOptions:
        return {"on": first_end(row, request.business_day)}

    def step_context(self, request: Request, row: Recognition, verb: Verb) -> TemplateContext:
        on = request.business_day
        day = LastDay(request.POST).day_or(first_end(row, on))
        shown = _("If it is revoked from %(day)s on") % {"day": f"{day:%d/%m/%Y}"}
        return {"consequences": revoking_effects(row, day, on), "shown": shown}


def first_end(row: Recognition, on: dt.date) -> dt.date:
    """The first day from which the recognition can be revoked: today, or the day after its own first one."""
    return max(on, add_days(row.valid_from, 1)) if row.valid_from else on


RECOGNITION, HELD = RecognitionCase(), HeldCase()
