"""What is missing in what a list asks for an employee, in words."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Words
from staffing.selectors.wishes import Lack

WORDS: dict[str, Words] = {
    "nothing_asked": _("no list says where and for which fields"),
    "place": _("there is no “%(said)s” in the pilot, or several"),
    "no_agency": _("the list names no agency"),
    "no_site": _("the list names no site"),
    "no_part": _("the agency takes no part there: %(said)s"),
    "no_field": _("the list names no field"),
    "field": _("not among the fields of the catalogue: %(said)s"),
    "role": _("the role “%(said)s” is none of those here"),
}


def lacks(found: list[Lack]) -> str:
    """All of it in one sentence without its end; empty where nothing is missing."""
    return "; ".join(str(WORDS[lack.code]) % {"said": lack.said} for lack in found)
