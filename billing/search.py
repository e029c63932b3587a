"""What search finds of the money: labour contracts by number, party or site."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import LabourContract
from pilot.platform.cases.search import Hit, Searched


def contract_hit(row: LabourContract) -> Hit:
    number = row.number or _("not signed yet")
    return Hit(f"{number} – {row.site}", reverse("contract", args=[row.pk]), str(row.payer))


CONTRACTS = Searched(
    gettext_lazy("Labour contracts"),
    LabourContract,
    contract_hit,
    keys=("search_key", "payer__search_key", "provider__search_key", "site__search_key"),
    select_related=("payer", "site"),
    order=("-pk",),
)
