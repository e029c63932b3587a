"""What lists whose target is a pilot have in common."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Words
from pilot.programme.models import Agency, Pilot

K = Agency.Kind
BODIES = (K.SECRETARIAT, K.STEERING_COMMITTEE)  # after the standing body
NO_AGENCY = _("The pilot has no agency yet: enter one first, for example the standing body of the steering committee.")


def agency_of_pilot(pilot: Pilot) -> Agency | None:
    """The agency that stands for the pilot as a party of its lists. One query.

    The standing body, else support team or steering committee, else the first agency; None where there is no agency.
    """
    rows = Agency.objects.filter(pilot=pilot).order_by("pk")
    ranks = {kind: rank for rank, kind in enumerate(BODIES, 1)}
    return min(rows, key=lambda one: 0 if one.standing_body else ranks.get(K(one.kind), len(ranks) + 1), default=None)


def refuses_pilot(pilot: Pilot) -> Words:
    """Why no list of a pilot is taken yet; empty where one is."""
    return "" if Agency.objects.filter(pilot=pilot).exists() else NO_AGENCY
