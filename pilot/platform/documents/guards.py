"""What the database itself refuses of official documents; see pilot/platform/kernel/guards.py."""

from pilot.platform.documents.models import (
    FREE_AFTER_APPROVAL,
    FREE_AFTER_CLOSE,
    FREE_AFTER_NUMBER,
    OfficialDocument,
)
from pilot.platform.kernel.guards import Frozen, Guard

GUARDS: tuple[Guard, ...] = (
    Frozen(OfficialDocument, "OLD.approved_at IS NOT NULL", free=FREE_AFTER_APPROVAL, name="approved"),
    Frozen(OfficialDocument, "OLD.number IS NOT NULL", free=FREE_AFTER_NUMBER, name="numbered"),
    Frozen(
        OfficialDocument, "OLD.pdf_id IS NOT NULL", free=tuple({*FREE_AFTER_APPROVAL} - {"pdf_id"}), name="rendered"
    ),
    Frozen(OfficialDocument, "OLD.status IN ('replaced', 'recalled')", free=FREE_AFTER_CLOSE, name="closed"),
)
