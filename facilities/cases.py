"""The cases of facilities: what the kit needs to know of a lease."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import FacilityLease
from facilities.selectors.leases import PARTS, STATES
from facilities.workflows import lease as w
from pilot.platform.cases.case import Case
from pilot.platform.cases.work import Task
from pilot.programme.models.organisation import AdminLevel

S = FacilityLease.Status
AT_COMMUNE = Q(facility__site__level=AdminLevel.COMMUNE)
SEPARATED = Q(workspace_separated=True)


class LeaseCase(Case):
    """The lease of premises by an agency from the post office."""

    workflow = w.LEASE
    name, prefix = "lease", "hop-dong-thue/"
    kind = gettext_lazy("Lease")
    select_related = PARTS
    tones = STATES

    due = {
        w.agree_lease: Q(status=S.DRAFT),
        w.sign_lease: Q(status=S.AGREED),
        w.confirm_separation: Q(status__in=w.BEFORE) & AT_COMMUNE & ~SEPARATED,
        w.put_lease_in_force: Q(status=S.SIGNED),
        w.check_paper_lease: Q(status=S.ENTERED),
    }
    not_by = {w.sign_lease: "drafted_by", w.check_paper_lease: "paper_entered_by"}
    tasks = {w.agree_lease: Task.SIGN}

    def thing(self, row: FacilityLease) -> str:
        return _("Lease: %(facility)s") % {"facility": row.facility}

    def unit(self, row: FacilityLease) -> str:
        return str(row.facility.site)

    def since(self, row: FacilityLease) -> dt.datetime:
        return row.signed_at or row.agreed_at or row.drafted_at


LEASE = LeaseCase()
