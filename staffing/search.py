"""What search finds of the people's half: postal employees, civil servants, withdrawals."""

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.search import Hit, Searched
from pilot.programme.models import User
from staffing.models import CivilServant, Incumbency, PostalEmployee, WithdrawalRequest

PEOPLE = gettext_lazy("People")


def employee_hit(row: PostalEmployee) -> Hit:
    return Hit(row.person.full_name, reverse("employee", args=[row.pk]), row.staff_code)


def civil_servants(user: User, on: dt.date) -> QuerySet[CivilServant]:
    """Those whom the user sees, each with the code of a counter post that he holds (`held`)."""
    held = Incumbency.objects.visible_to(user, on).as_at(on).filter(civil_servant=OuterRef("pk"))
    return CivilServant.objects.visible_to(user, on).annotate(held=Subquery(held.values("post__code")[:1]))


def civil_servant_hit(row: CivilServant) -> Hit:
    """A civil servant has no page and leads to the counter post that names him, without one to the agency."""
    held: str | None = getattr(row, "held", None)
    address = reverse("counter-post", args=[held]) if held else reverse("agency", args=[row.agency.code])
    return Hit(row.person.full_name, address, _("%(code)s · civil servant") % {"code": row.staff_code})


SEARCHED = (
    Searched(
        PEOPLE,
        PostalEmployee,
        employee_hit,
        keys=("person__search_key",),
        code_keys=("staff_code_key",),
        select_related=("person",),
        order=("person__sort_key", "staff_code"),
    ),
    Searched(
        PEOPLE,
        CivilServant,
        civil_servant_hit,
        keys=("person__search_key",),
        code_keys=("staff_code_key",),
        select_related=("person", "agency"),
        seen=civil_servants,
        order=("person__sort_key", "staff_code"),
    ),
    Searched(
        gettext_lazy("Withdrawals"),
        WithdrawalRequest,
        lambda row: Hit(row.post.name, reverse("withdrawal", args=[row.pk]), row.post.code),
        keys=("search_key", "post__search_key", "post__agency__search_key", "post__site__search_key"),
        select_related=("post",),
        order=("proposal_document", "post__code", "pk"),
    ),
)
