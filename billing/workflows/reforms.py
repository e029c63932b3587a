"""Who pays a labour contract after a change of the organisation (pilot/programme/workflows/reforms.py).

What was signed stays as it is signed; the body that pays from a day on is another.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import LabourContract, Statement
from billing.selectors.payments import PAID_VND
from pilot.platform.cases.setup import Missing
from pilot.platform.kernel.workflow import Call, write
from pilot.programme.models import Agency
from pilot.programme.rules.dated import rule_change_not_ahead
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import Reform, Thing, without_successor

S = LabourContract.Status
OVER = (S.LIQUIDATED, S.REJECTED)


@write("move_contract", rules=(rule_change_not_ahead,), label=gettext_lazy("Paid by another body"), by_two=True)
def move_contract(contract: LabourContract, call: Call, *, day: dt.date, payer: Agency) -> None:
    """From `day` on the other body agrees, signs and pays; printed papers name the old one. Raises day_ahead."""
    contract.payer = payer
    call.note(from_day=day)


class Contracts(Thing[LabourContract]):
    """Contracts that are not over, and those that are with something left to pay."""

    title = gettext_lazy("Labour contracts")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[LabourContract]:
        unpaid = (
            Statement.objects.filter(contract__payer__in=bodies).annotate(paid=PAID_VND).filter(paid__lt=F("total_vnd"))
        )
        owed = Q(status=S.LIQUIDATED, pk__in=unpaid.order_by().values("contract"))
        found = LabourContract.objects.filter(~Q(status__in=OVER) | owed, payer__in=bodies)
        return found.select_related("payer__pilot", "site").order_by("pk")

    def site(self, row: LabourContract) -> int:
        return row.site_id

    def step(self, row: LabourContract, reform: Reform) -> Step | None:
        if reform.into is None or reform.into.pk == row.provider_id:
            return None
        return Step(move_contract, row, {"day": reform.day, "payer": reform.into})

    def left(self, row: LabourContract) -> Missing:
        return without_successor(_("Labour contract %(contract)s: nobody pays it") % {"contract": row}, row.payer)
