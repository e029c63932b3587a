"""Who rents premises after a change of the organisation (pilot/programme/workflows/reforms.py).

What was signed stays as it is signed; the body that rents from a day on is another.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import FacilityLease
from pilot.platform.cases.setup import Missing
from pilot.platform.kernel.workflow import Call, write
from pilot.programme.models import Agency
from pilot.programme.rules.dated import rule_change_not_ahead
from pilot.programme.workflows.answers import Step
from pilot.programme.workflows.hanging import Reform, Thing, without_successor

S = FacilityLease.Status


@write("move_lease", rules=(rule_change_not_ahead,), label=gettext_lazy("Rented by another body"), by_two=True)
def move_lease(lease: FacilityLease, call: Call, *, day: dt.date, lessee: Agency) -> None:
    """From `day` on the other body rents; papers that are printed name the old one. Raises day_ahead."""
    lease.lessee = lessee
    call.note(from_day=day)


class Leases(Thing[FacilityLease]):
    """Leases that are not over."""

    title = gettext_lazy("Leases of premises")

    def rows(self, bodies: Collection[int], day: dt.date) -> Iterable[FacilityLease]:
        found = FacilityLease.objects.filter(lessee__in=bodies).exclude(status__in=(S.ENDED, S.REJECTED))
        return found.select_related("lessee__pilot", "facility").order_by("pk")

    def site(self, row: FacilityLease) -> int | None:
        return row.facility.site_id

    def step(self, row: FacilityLease, reform: Reform) -> Step | None:
        if reform.into is None or reform.into.pk == row.lessor_id:
            return None
        return Step(move_lease, row, {"day": reform.day, "lessee": reform.into})

    def left(self, row: FacilityLease) -> Missing:
        return without_successor(_("Lease %(lease)s: nobody rents by it") % {"lease": row}, row.lessee)
