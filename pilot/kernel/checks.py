"""Checks of `manage.py verify`: each yields one line per offending row, naming it."""

from collections.abc import Callable, Iterable, Iterator

from pilot.kernel import audit, guards
from pilot.kernel.models import AuditChain, AuditEvent

Check = Callable[[], Iterable[str]]
CHECKS: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    CHECKS[name] = check


def check_guards() -> Iterator[str]:
    yield from guards.differences()


def check_chains() -> Iterator[str]:
    """Every chain that has a head or an event is walked from its first event."""
    named = set(AuditChain.objects.values_list("name", flat=True))
    used = set(AuditEvent.objects.order_by().values_list("chain", flat=True).distinct())
    for chain in sorted(named | used):
        yield from audit.broken_links(chain)


register("guards", check_guards)
register("audit chains", check_chains)
