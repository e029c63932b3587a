"""What search finds of premises and their leases."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Facility, FacilityLease
from pilot.platform.cases.search import Hit, Searched


def lease_hit(row: FacilityLease) -> Hit:
    number = row.number or _("not signed yet")
    return Hit(f"{number} – {row.facility}", reverse("lease", args=[row.pk]))


SEARCHED = (
    Searched(
        gettext_lazy("Premises"),
        Facility,
        lambda row: Hit(row.name, reverse("facility", args=[row.code]), row.code),
        keys=("search_key", "site__search_key"),
        order=("name", "code"),
    ),
    Searched(
        gettext_lazy("Leases"),
        FacilityLease,
        lease_hit,
        keys=("search_key", "facility__search_key"),
        select_related=("facility",),
        order=("facility__name", "pk"),
    ),
)
