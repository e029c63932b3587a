"""What pages of the programme and of the rooms above it need: breadcrumbs, the pilots one administers."""

from django.urls import reverse
from django.utils.translation import gettext as _

Crumb = tuple[str, str]


def crumbs(*path: Crumb) -> list[Crumb]:
    """The way to this page, from the list of pilots on."""
    return [(_("Pilots"), reverse("pilots")), *path]
