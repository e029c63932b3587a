"""The filter of the table of all withdrawals with what is out of the ordinary about them."""

from collections.abc import Mapping

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Row
from pilot.platform.ui.forms import ANY
from pilot.programme.forms.choosing import offer
from staffing.forms.withdrawal import WithdrawalFilter

EXCEPTIONS = {  # what is asked for: its words, its condition on rows that came through with_exceptions
    "any": (_("anything out of the ordinary"), Q(warned=True) | Q(breaks__gt=0) | Q(exempt=True) | Q(on_paper=True)
            | Q(assessor_decides=True) | Q(proposer_decides=True)),
    "warned": (_("warnings accepted"), Q(warned=True)),
    "broken": (_("cover broken since"), Q(breaks__gt=0)),
    "broken-now": (_("cover broken now"), Q(open_breaks__gt=0)),
    "exempt": (_("exemptions (R13, R29)"), Q(exempt=True)),
    "paper": (_("recorded from paper"), Q(on_paper=True)),
    "assessor": (_("assessor decides (A31)"), Q(assessor_decides=True)),
    "proposer": (_("proposer decides (A31)"), Q(proposer_decides=True)),
}  # fmt: skip


class RegisterFilter(WithdrawalFilter):
    """State, route and site; what is out of the ordinary; who decided, for himself or for another."""

    exception = forms.ChoiceField(
        label=_("Out of the ordinary"), required=False,
        choices=[ANY, *((name, words) for name, (words, _when) in EXCEPTIONS.items())],
    )  # fmt: skip
    decider = forms.ChoiceField(label=_("Who decided"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Model]) -> None:
        super().__init__(data, rows)
        who = rows.filter(decision__decided_by__isnull=False).order_by("decision__decided_by__person__sort_key")
        found = who.values_list("decision__decided_by", "decision__decided_by__person__full_name").distinct()
        offer(self, decider=[ANY, *((str(pk), name) for pk, name in found)])

    def chosen(self) -> dict[str, object]:
        return {name: value for name, value in super().chosen().items() if name not in ("exception", "decider")}

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = super().found(rows)
        exception, decider = (self.cleaned_data.get(name) for name in ("exception", "decider"))
        if exception:
            rows = rows.filter(EXCEPTIONS[exception][1])
        return rows.filter(decision__decided_by=decider) if decider else rows
