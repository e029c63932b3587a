"""What the database itself refuses of premises; see pilot/platform/kernel/guards.py."""

from facilities.models import FacilityLease
from pilot.platform.kernel.guards import Frozen, Guard, NoOverlap

# what still happens to a signed lease: its status, the confirmation of R21, its last day, who rents after a reform
STILL_FREE = (
    "status",
    "workspace_separated",
    "separated_at",
    "separated_by_id",
    "lessee_id",
    "valid_to",
    "row_version",
)
GUARDS: tuple[Guard, ...] = (
    NoOverlap(FacilityLease, keys=("facility_id",), only="{row}.status IN ('in_force', 'ended')"),
    Frozen(FacilityLease, "OLD.status IN ('signed', 'in_force', 'ended', 'rejected')", free=STILL_FREE),
)
