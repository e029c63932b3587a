"""What an office's list says of employees besides who they are: unit and fields, compared with what is known."""

import re
from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import first_of
from pilot.platform.exchange.resource import Row
from pilot.platform.vietnamese import search_key, uniqueness_key
from pilot.programme.models import AdminUnit, Agency, ServiceField, Site
from staffing.selectors.wishes import SEVERAL, agencies_and_sites, role_of

ASKED = 20  # units of other provinces; the rows of more than that are at fault
# the 63 provinces until 30/6/2025 (public list of administrative units, as pilot/facts/units.yaml)
PROVINCES = (
    "An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre", "Bình Dương",
    "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông",
    "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương",
    "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hồ Chí Minh", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu",
    "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ",
    "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh",
    "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thừa Thiên Huế", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long",
    "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
NAMED = re.compile(
    r"(?:^|\b(?:tinh|thanh pho|tp|buu dien|bdt?|vnpost) )(" + "|".join(map(search_key, PROVINCES)) + r")\b(?! \d)"
)
KIND = re.compile(r"^(tinh|thanh pho|thi xa|huyen|quan|phuong|thi tran|xa) ")


def ask_about_units(rows: list[Row], office: Agency, answers: Answers) -> list[Question]:
    """Whose people are those whose unit names another province? One question a unit, for all its rows."""
    own, foreign = search_key(office.pilot.province), defaultdict[str, list[Row]](list)
    elsewhere = {
        unit for unit in _said(rows, "unit") if (found := NAMED.findall(search_key(unit))) and own not in found
    }
    for row in rows:
        if row.values.get("unit") in elsewhere:
            foreign[row.values["unit"]].append(row)
    asked = [_ask(unit, of_unit, office, answers) for unit, of_unit in list(foreign.items())[:ASKED]]
    for unit, of_unit in list(foreign.items())[ASKED:]:
        for row in of_unit:
            row.refuse("unit", _("“%(unit)s” lies in another province.") % {"unit": unit})
    return asked


def _ask(unit: str, rows: list[Row], office: Agency, answers: Answers) -> Question:
    numbers = first_of([str(row.number) for row in rows])
    words = _("“%(unit)s” (rows %(rows)s) lies in another province; this is the list of %(office)s. Take these rows?")
    choices = (("leave", _("leave them out")), ("take", _("take them")))
    said = words % {"unit": unit, "rows": numbers, "office": office.name}
    question = Question(f"unit_{rows[0].number}", said, choices)
    if question.answer(answers) == "leave":
        for row in rows:
            row.outcome = ImportRow.Outcome.SKIPPED
            row.notes.append(_("Left out: the unit lies in another province."))
    return question


def compare_with_known(rows: list[Row], office: Agency) -> None:
    """A remark on unit, fields, place and role that the system does not know: typing errors, or new. Five queries."""
    _compare_place(rows, office)
    places = _places(office)
    fields = {uniqueness_key(name) for name in ServiceField.objects.values_list("name", flat=True)}
    strange = {
        unit for unit in _said(rows, "unit") if not any(f" {place} " in f" {search_key(unit)} " for place in places)
    }
    unknown = {text: _unknown(text, fields) for text in _said(rows, "field")}
    for row in rows:
        if (unit := row.values.get("unit")) in strange:
            words = _(
                "The unit “%(unit)s” is none of the places of the pilot in %(province)s. The list is written all the"
                " same; correct the unit where it is a typing error."
            )
            row.notes.append(words % {"unit": unit, "province": office.pilot.province})
        if names := unknown.get(row.values.get("field") or ""):
            words = _("Not among the fields of the catalogue: %(fields)s.")
            row.notes.append(words % {"fields": ", ".join(f"“{name}”" for name in names)})


def _compare_place(rows: list[Row], office: Agency) -> None:
    """A remark where a decision could not be drafted from the list: agency, site and role."""
    agencies, sites = agencies_and_sites(office.pilot)
    words = _("“%(said)s” is none of those of the pilot (%(column)s): it has to be chosen in the assignment decision.")
    known = (
        ("agency", _("agency"), agencies.one),
        ("site", _("site"), sites.one),
        ("role", _("role"), role_of),
    )
    for row in rows:
        for column, name, find in known:
            if (said := row.values.get(column)) and not find(said):
                row.notes.append(words % {"said": said, "column": name})


def _said(rows: list[Row], column: str) -> set[str]:
    """The distinct texts of a column: each is looked at once, however long the list."""
    return {text for row in rows if (text := row.values.get(column))}


def _places(office: Agency) -> set[str]:
    """The province, its districts and communes without the words for what they are, sites and agencies of the pilot."""
    whole = office.admin_unit_id
    units = AdminUnit.objects.filter(Q(parent=whole) | Q(parent__parent=whole), parent__isnull=False)
    names = [office.pilot.province, *units.values_list("name", flat=True)]
    sites = Site.objects.filter(pilot=office.pilot_id).order_by().values_list("name")
    named = sites.union(Agency.objects.filter(pilot=office.pilot_id).order_by().values_list("name"))
    province = search_key(office.pilot.province)
    return {KIND.sub("", search_key(name)) for name in names} | {_unsaid(name, province) for (name,) in named}


def _unsaid(name: str, province: str) -> str:
    """A name as a list of the province says it: "… cấp tỉnh Hà Tĩnh" may leave out which province it is."""
    key = search_key(name)
    return key.removesuffix(f" {province}") if key.endswith(f" tinh {province}") else key


def _unknown(text: str, known: set[str]) -> list[str]:
    """The fields of a cell that are not known; a name with a comma is tried whole first."""
    if uniqueness_key(text) in known:
        return []
    return [part for part in SEVERAL.split(text) if part and uniqueness_key(part) not in known]
