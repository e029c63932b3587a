"""What bodies have signed with each other: the coordination regulation (R16)."""

import datetime as dt

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import FormOptions, User
from pilot.platform.kernel.workflow import Verb
from pilot.platform.periods import show
from pilot.platform.ui.shapes import Fact
from pilot.programme.cases.closing import closed
from pilot.programme.forms import agreements as f
from pilot.programme.forms.dated import CloseForm
from pilot.programme.models import Agency, Agreement, Pilot
from pilot.programme.workflows import agreements as w


def parties_of(row: Agreement) -> str:
    return ", ".join(party.name for party in row.parties.all())


class AgreementCase(Case[Agreement]):
    """An agreement of the pilot's bodies."""

    workflow = w.AGREEMENT
    name, plural, prefix = "agreement", "agreements", "quy-che-phoi-hop/"
    kind, title = gettext_lazy("Coordination regulation"), gettext_lazy("Coordination regulations")
    rule_codes = "R15 R16"
    help = gettext_lazy("Which bodies have signed with the post office how they work together, and for how long.")
    empty = gettext_lazy("The secretariat enters a regulation once the parties have signed it.")
    list_display = (
        Column("van-ban", gettext_lazy("Document"), "paper_source", always=True),
        Column("trich-yeu", gettext_lazy("Subject"), "subject"),
        Column("cac-ben", gettext_lazy("Parties"), value=parties_of),
        Column("thoi-han", gettext_lazy("Term"), "valid_from", value=lambda row: show(row.period)),
    )
    list_filter = f.AgreementFilter
    ordering = ("-valid_from",)
    select_related = ("pilot", "paper_scan")
    dated = True
    forms = {
        w.correct_agreement: f.CorrectAgreementForm, w.change_agreement: f.ChangeAgreementForm,
        w.close_agreement: CloseForm,
    }  # fmt: skip
    openings = (
        Opening(
            w.enter_agreement, f.AgreementForm, Pilot, "enter-agreement", "quy-che-phoi-hop/moi/<code>/", "pilot",
            gettext_lazy("The regulation is entered."),
        ),
    )  # fmt: skip

    def tone(self, row: Agreement) -> str:
        return ""

    def heading(self, row: Agreement) -> str:
        return row.subject

    def rows(self, user: User, on: dt.date) -> QuerySet[Agreement]:
        return super().rows(user, on).prefetch_related("parties")

    def head(self, row: Agreement) -> list[Fact]:
        return [Fact(_("Parties"), parties_of(row)), Fact(_("Term"), show(row.period))]

    def initial(self, row: Agreement, verb: Verb) -> dict[str, object]:
        if verb is w.close_agreement:
            return {}
        said: dict[str, object] = {"subject": row.subject, "parties": [party.pk for party in row.parties.all()]}
        if verb is w.change_agreement:
            return said
        return said | {
            "document": row.paper_source, "document_date": row.paper_date, "signers": row.paper_signers,
            "valid_from": row.valid_from, "last_day": row.period.last_day,
        }  # fmt: skip

    def options(self, request: Request, row: Agreement, verb: Verb) -> FormOptions:
        return {} if verb is w.close_agreement else self._bodies(request, row.pilot)

    def choices(self, request: Request, parent: Pilot, opening: Opening) -> FormOptions:
        return self._bodies(request, parent)

    def _bodies(self, request: Request, pilot: Pilot) -> FormOptions:
        seen = Agency.objects.visible_to(request.user, request.business_day).as_at(request.business_day)
        return {"parties": seen.filter(pilot=pilot).order_by("name")}

    def consequences(self, row: Agreement, verb: Verb) -> list[str]:
        return closed() if verb is w.close_agreement else []

    def after(self, row: Agreement, verb: Verb, made: Model) -> str:
        """A change leads to what follows."""
        return self.url(made if isinstance(made, Agreement) else row)


AGREEMENTS = AgreementCase()
