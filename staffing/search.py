"""What search finds of the people's half: postal employees, civil servants, withdrawals."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.search import Hit, Searched
from staffing.models import CivilServant, PostalEmployee, WithdrawalRequest

PEOPLE = gettext_lazy("People")


def employee_hit(row: PostalEmployee) -> Hit:
    return Hit(row.person.full_name, reverse("employee", args=[row.pk]), row.staff_code)


def civil_servant_hit(row: CivilServant) -> Hit:
    words = _("%(code)s · civil servant") % {"code": row.staff_code}
    return Hit(row.person.full_name, reverse("civil-servant", args=[row.pk]), words)


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
        select_related=("person",),
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
