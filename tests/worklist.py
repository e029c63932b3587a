"""What waits for somebody, and what of it stands on the page."""

from django.test import Client
from django.urls import reverse

from pilot.platform.cases import waiting
from pilot.programme.models import User


def addresses(client: Client) -> list[str]:
    """Where the lines lead that the page shows unfolded."""
    return [line.url for group in client.get(reverse("worklist")).context["groups"] for line in group.lines]


def lines(user, on, work=None):
    """Everything that waits for the user, folded or not: the name of the step and its line, by kind of work."""
    found = []
    for kind in work or waiting.WORK:
        rows = kind.waiting(kind.rows(user, on), on, kind.mine(user, on)).select_related(*kind.select_related)
        found += [(row.due_step, kind.line(row, "")) for row in rows]
    return found


def by_account(work, on):
    """Who has which steps of these kinds of work to take: account → names of verbs."""
    found = {user.username: sorted(step for step, _line in lines(user, on, work)) for user in User.objects.all()}
    return {name: steps for name, steps in found.items() if steps}
