"""Who is meant by the rows of a list that is not one of employees itself."""

from collections import defaultdict

from django.utils.translation import gettext as _

from pilot.platform.exchange.resource import Row
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency
from staffing.models import PostalEmployee


class People:
    """The employees of a post office by code and by name. Two queries."""

    def __init__(self, office: Agency) -> None:
        rows = PostalEmployee.objects.filter(post_office=office, merged_into=None).select_related("person")
        self.by_code = {code_key(row.staff_code): row for row in rows.prefetch_related("employments")}
        self.by_name: dict[str, list[PostalEmployee]] = defaultdict(list)
        for row in self.by_code.values():
            self.by_name[row.person.search_key].append(row)
        self.employed = {code: [one.period for one in row.employments.all()] for code, row in self.by_code.items()}

    def find(self, row: Row) -> None:
        """Put code and name of the one who is meant into the row, or say that nobody, or more than one, may be."""
        code, name = row.values.get("staff_code"), row.values.get("full_name") or ""
        if code:
            one = self.by_code.get(code_key(code))
            found = [one] if one else []
        else:
            found = self.by_name.get(search_key(name), [])
        if len(found) == 1:
            row.cells.setdefault("staff_code", None)
            row.cells.setdefault("full_name", None)
            row.values |= {"staff_code": found[0].staff_code, "full_name": found[0].person.full_name}
        elif found:
            codes = ", ".join(one.staff_code for one in found)
            row.refuse(
                "full_name", _("Several employees bear this name: write the staff code (%(codes)s).") % {"codes": codes}
            )
        else:
            row.refuse("staff_code" if code else "full_name", _("The post office has no such employee."))
