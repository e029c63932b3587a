"""What the database itself refuses; see pilot/platform/kernel/guards.py."""

from pilot.platform.kernel.guards import AppendOnly, Guard, NoOverlap
from pilot.programme.models import (
    AdminUnit,
    CitedScan,
    Delegation,
    HandoverStep,
    Parameter,
    PostField,
    ProcedureSetEntry,
)

GUARDS: tuple[Guard, ...] = (
    AppendOnly(CitedScan),
    AppendOnly(HandoverStep),
    NoOverlap(AdminUnit, keys=("code",)),
    NoOverlap(Delegation, keys=("principal_id", "role"), only="{row}.status IN ('proposed', 'in_force')"),
    NoOverlap(Parameter, keys=("pilot_id", "code")),
    NoOverlap(PostField, keys=("post_id", "field_id")),
    NoOverlap(ProcedureSetEntry, keys=("procedure_set_id", "procedure_id")),
)
