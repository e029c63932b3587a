"""A VAT rate: only put right. The list of rates and the page on which one is entered are plain views (views/vat.py)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.forms.calendar import CorrectVatRateForm
from billing.models import VatRate
from billing.workflows import vat as w
from pilot.platform.cases.case import Case
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Fact


class VatRateCase(Case[VatRate]):
    """The rate of a category in a pilot, from a day to a day."""

    workflow = w.VAT
    name, prefix, paged = "vat-rate", "thue-gtgt/", False
    kind = gettext_lazy("VAT rate")
    select_related = ("pilot",)
    forms = {w.correct_vat_rate: CorrectVatRateForm}

    def url(self, row: VatRate, verb: Verb | None = None) -> str:
        return reverse("vat-rates")

    def tone(self, row: VatRate) -> str:
        return ""

    def heading(self, row: VatRate) -> str:
        return str(row)

    def trail(self, row: VatRate) -> list[tuple[str, str]]:
        return [(_("VAT rates"), self.url(row))]

    def head(self, row: VatRate) -> list[Fact]:
        return [Fact(_("Pilot"), row.pilot), Fact(_("VAT"), row.get_category_display())]

    def initial(self, row: VatRate, verb: Verb) -> dict[str, object]:
        return {
            "rate": row.rate and row.rate * 100, "first_day": row.valid_from, "last_day": row.period.last_day,
            "source": row.source,
        }  # fmt: skip

    def consequences(self, row: VatRate, verb: Verb) -> list[str]:
        return [_("Months whose acceptance is signed keep their rate: where one would have another, this is refused.")]


VAT_RATE = VatRateCase()
