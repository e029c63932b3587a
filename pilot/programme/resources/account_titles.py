"""Roles that offices write as the titles of their people, which mean a role only together with the body."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from pilot.platform.access.roles import Role
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Row
from pilot.platform.vietnamese import search_key
from pilot.programme.models import AdminLevel, Agency, Site
from pilot.programme.resources.account_places import Places

K = Agency.Kind
FINANCE, CENTRE = "finance", "centre"
COMMITTEES = {
    AdminLevel.PROVINCE: "province",
    AdminLevel.DISTRICT: "district",
    AdminLevel.COMMUNE: "commune",
}
IN_WORDS = ((r"\bso tai chinh\b", FINANCE), (r"\bto giup viec\b", K.SECRETARIAT), (r"\bbuu dien\b", K.POST_OFFICE))
STAFF = r"(?:chuyen vien(?: chinh)?|can bo|cong chuc|nhan vien|thanh vien)"
UBND = r"(?: (?:ubnd|uy ban nhan dan|huyen|thi xa|xa|phuong|thi tran)\b.*)?"


class Title(NamedTuple):
    """A title as offices write it (a pattern of its search key), the kind of body, and the role it means there."""

    words: str
    body: str
    role: Role


TITLES = (
    Title(rf"{STAFF}(?: so tai chinh)?", FINANCE, Role.FINANCE_OFFICER),
    Title(rf"(?:{STAFF}|to truong|to pho)(?: to giup viec.*)?", K.SECRETARIAT, Role.SECRETARIAT),
    Title(rf"{STAFF}(?: phu trach)? nhan su(?: buu dien.*)?", K.POST_OFFICE, Role.POST_OFFICE_HR),
    Title(r"giam doc(?: buu dien.*)?", K.POST_OFFICE, Role.POST_OFFICE_HR),
    Title(r"giam doc", CENTRE, Role.CENTRE_DIRECTOR),
    Title(r"giam doc", K.DEPARTMENT, Role.AGENCY_HEAD),
    Title(rf"pho chu tich{UBND}", "district", Role.AGENCY_HEAD),
    Title(rf"(?:pho )?chu tich{UBND}", "commune", Role.AGENCY_HEAD),
    Title(r"chu tich", "district", Role.DISTRICT_CHAIRMAN),
)


def ask_about_titles(rows: Iterable[Row], places: Places, answers: Answers) -> list[Question]:
    """Give rows whose role is a title the role that it means at their body; where it may mean two, ask.

    A title that means none there stays refused.
    """
    asked = []
    for row in rows:
        title = row.cells.get("role")
        if not isinstance(title, str) or all(fault.column != "role" for fault in row.faults):
            continue
        place = search_key(row.values.get("place") or "")
        roles = _roles(search_key(title), place, places.named(place))
        if roles:
            row.faults = [fault for fault in row.faults if fault.column != "role"]
            asked += _take(row, title, roles, answers)
    return asked


def _roles(title: str, place: str, found: list[Agency | Site]) -> list[Role]:
    """The roles that a title means at these places; what the pilot does not record is told by words."""
    bodies = {kind for one in found for kind in _kinds(one)}
    said = " ".join((title, place, *(search_key(one.name) for one in found)))
    bodies |= {kind for words, kind in IN_WORDS if re.search(words, said)}
    means = (one.role for one in TITLES if one.body in bodies and re.fullmatch(one.words, title))
    return list(dict.fromkeys(means))


def _kinds(place: Agency | Site) -> set[str]:
    if isinstance(place, Site):
        return {CENTRE}
    if place.kind == K.PEOPLES_COMMITTEE:
        return {COMMITTEES[AdminLevel(place.level)]}
    return {place.kind}


def _take(row: Row, title: str, roles: list[Role], answers: Answers) -> list[Question]:
    """One role is taken, with a note; of several the chosen one. Until it is chosen nothing is written."""
    chosen, asked = roles[0], []
    if len(roles) > 1:
        words = _("Row %(number)d: “%(title)s” may mean several roles at “%(place)s”. Which one is meant?")
        said = {"number": row.number, "title": title, "place": row.values.get("place")}
        asked.append(Question(f"role_{row.number}", words % said, tuple((one.value, str(one.label)) for one in roles)))
        chosen = Role(asked[0].answer(answers) or roles[0])
    row.values["role"] = chosen.value
    row.notes.append(_("“%(title)s” is taken as the role “%(role)s”.") % {"title": title, "role": chosen.label})
    return asked
