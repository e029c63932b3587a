"""What search finds of the people's half: postal employees, civil servants, withdrawals."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.cases.search import Hit, Wanted
from pilot.programme.models import User
from staffing.models import CivilServant, PostalEmployee, WithdrawalRequest


def people_and_withdrawals(user: User, on: dt.date, wanted: Wanted) -> dict[str, Iterable[Hit]]:
    """Postal employees and civil servants by name or code, requests by post, agency, site or proposal. One query.

    A civil servant leads to the agency. The requests are folded here.
    """
    matching = Q(person__search_key__contains=wanted.key) | Q(staff_code__iexact=wanted.text)
    person = {"named": F("person__full_name"), "coded": F("staff_code"), "sorted": F("person__sort_key")}
    employees = PostalEmployee.objects.visible_to(user, on).filter(matching)
    servants = CivilServant.objects.visible_to(user, on).filter(matching)
    requests = WithdrawalRequest.objects.visible_to(user, on)
    at = Concat("post__agency__name", Value(" "), "post__site__name")
    post = {"named": F("post__name"), "coded": F("post__code"), "sorted": F("proposal_document")}
    rows = _columns(employees, "employee", place=Value(""), **person).union(
        _columns(servants, "agency", place=F("agency__code"), **person),
        _columns(requests, "withdrawal", place=at, **post),
    )
    found = list(rows.order_by("sorted", "coded", "key"))
    return {
        _("People"): (_person(*row) for row in found if row[0] != "withdrawal"),
        _("Withdrawals"): (
            Hit(name, reverse(page, args=[key]), code)
            for page, key, place, name, code, proposal in found
            if page == "withdrawal" and wanted.within(name, code, place, proposal)
        ),
    }


def _columns(rows: Any, page: str, **columns: Any) -> Any:
    named = {"page": Value(page, output_field=CharField()), "key": F("pk"), **columns}
    return rows.order_by().annotate(**named).values_list("page", "key", "place", "named", "coded", "sorted")


def _person(page: str, key: int, agency: str, name: str, code: str, _order: str) -> Hit:
    if page == "employee":
        return Hit(name, reverse(page, args=[key]), code)
    return Hit(name, reverse(page, args=[agency]), f"{code} · {_('civil servant')}")
