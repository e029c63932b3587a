"""What the cases find that waits, beside what the worklist's providers find, while both stand."""

from typing import Any

from pilot.platform.access.actors import Me
from pilot.programme.models import User


def differing(provider: Any, kinds: Any, on: Any) -> dict[str, Any]:
    """Accounts for which the two differ, with what each finds: page → its first step."""
    found = {user.username: (_old(provider, user, on), _new(kinds, user, on)) for user in User.objects.all()}
    assert any(old for old, _new in found.values())
    return {name: both for name, both in found.items() if both[0] != both[1]}


def _old(provider: Any, user: Any, on: Any) -> dict[str, str]:
    steps: dict[str, str] = {}
    for item in provider(user, on, Me(user, on)):
        steps.setdefault(item.url, item.why)
    return steps


def _new(kinds: Any, user: Any, on: Any) -> dict[str, str]:
    steps = {}
    for work in kinds:
        for row in work.waiting(work.rows(user, on), on, work.mine(user, on)).select_related(*work.select_related):
            line = work.line(row, "")
            steps[line.url] = line.task
    return steps
