"""What stands on somebody's worklist page."""

from django.test import Client
from django.urls import reverse


def addresses(client: Client) -> list[str]:
    """Where the lines lead that the page shows unfolded."""
    return [line.url for group in client.get(reverse("worklist")).context["groups"] for line in group.lines]
