"""What pages of the programme and of the rooms above it need: breadcrumbs, the pilots one administers."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.types import Request
from pilot.platform.kernel.refusals import NotVisible
from pilot.programme.models import Pilot
from pilot.programme.selectors.accounts import administered_pilots

Crumb = tuple[str, str]


def crumbs(*path: Crumb) -> list[Crumb]:
    """The way to this page, from the list of pilots on."""
    return [(_("Pilots"), reverse("pilots")), *path]


def administered_or_404(request: Request, about: type[Model]) -> list[Pilot]:
    """The pilots that the reader administers; for others there is no such page, and the attempt is recorded."""
    pilots = administered_pilots(request.user, request.business_day)
    if not pilots:
        raise NotVisible(about._meta.label, "")
    return pilots
