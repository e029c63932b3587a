"""Events of the audit log in words, for its page and its workbook."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace

from django.utils.translation import gettext as _

from pilot.platform.access.people import step_of, who
from pilot.platform.cases.naming import RowKey, changes, key_of, kind_of, names_in
from pilot.platform.cases.timeline import moment, verb_label
from pilot.platform.kernel.models import AuditChain, AuditEvent
from pilot.platform.ui.tags.text import vn_datetime

AT_ONCE = 1000  # events whose things are named together


def line_of(event: AuditEvent, names: dict[RowKey, str], pages: dict[RowKey, str]) -> dict[str, object]:
    """A line of the page; a link only to what the reader may see."""
    return {
        "event": event, "at": moment(event), "title": step_of(event) or verb_label(event.verb), "who": who(event),
        "kind": kind_of(event.object_type), "thing": names.get(key_of(event), ""),
        "url": pages.get(key_of(event), ""), "changes": list(changes(event, names)),
        "shared": event.chain == AuditChain.PLATFORM,
    }  # fmt: skip


def records_of(events: Sequence[AuditEvent]) -> Iterator[SimpleNamespace]:
    """The same as rows of a workbook."""
    for first in range(0, len(events), AT_ONCE):
        some = events[first : first + AT_ONCE]
        names = names_in(some)
        yield from (_record(event, line_of(event, names, {})) for event in some)


def _record(event: AuditEvent, line: dict[str, object]) -> SimpleNamespace:
    return SimpleNamespace(
        **line, said_at=vn_datetime(moment(event)), business_day=event.business_day, reason=event.reason,
        on_behalf_of=event.on_behalf_of.person.full_name if event.on_behalf_of else "",
        outcome=event.get_outcome_display(), chain=_("whole system") if line["shared"] else event.chain, seq=event.seq,
        hash=event.hash, said="; ".join(f"{name}: {old} → {new}" for name, old, new in changes_in(line)),
    )  # fmt: skip


def changes_in(line: dict[str, object]) -> list[tuple[str, str, str]]:
    """What changed, with a dash where there is nothing."""
    found: list[tuple[str, str, str]] = line["changes"]  # type: ignore[assignment]  # as line_of makes it
    return [(name, old or "–", new or "–") for name, old, new in found]
