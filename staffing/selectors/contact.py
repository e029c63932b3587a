"""The masked values of a postal employee, and whether the reader may ask for them."""

from typing import Any

from django.utils.translation import gettext as _

from pilot.platform.access.contact import PERMISSION, masked
from staffing.models import PostalEmployee


def contact_of(user: Any, employee: PostalEmployee) -> dict[str, Any]:
    """What templates/staffing/contact.html shows: each value masked. No query when the parties are loaded."""
    person = employee.person
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""
    values = [("phone", _("Phone"), masked(person.phone)), ("birth_date", _("Date of birth"), masked(born))]
    return {
        "employee": employee,
        "lines": [{"field": field, "label": label, "shown": shown} for field, label, shown in values],
        "may_see": user.has_perm(PERMISSION, employee),
    }
