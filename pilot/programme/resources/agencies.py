"""The agencies of a pilot as a workbook."""

import datetime as dt
import re
from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.resource import Column, Known, Row, Values, Verbs
from pilot.platform.exchange.widgets import ChoiceWidget, CodeWidget, TextWidget
from pilot.platform.kernel.types import User
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import AdminLevel, Agency, Pilot
from pilot.programme.resources import cells
from pilot.programme.resources.levels import LEVELS
from pilot.programme.resources.places import PlaceSheet
from pilot.programme.rules import places as rules
from pilot.programme.workflows.acting import enters_illustrations

K = Agency.Kind
KINDS = [
    (K.DEPARTMENT, "Sở, ban, ngành"),
    (K.PEOPLES_COMMITTEE, "Ủy ban nhân dân"),
    (K.STEERING_COMMITTEE, "Ban Chỉ đạo"),
    (K.SECRETARIAT, "Tổ giúp việc"),
    (K.PROVINCIAL_OFFICE, "Văn phòng UBND tỉnh"),
    (K.POST_OFFICE, "Bưu điện"),
]
COMMITTEE, BELOW = "(?:ubnd|uy ban nhan dan)", r"\b(?:huyen|thi xa|thanh pho|thi tran|phuong|xa)\b"
NAMED_KINDS = (  # how a name, or what an office calls the kind, begins; in the order in which they are looked for
    (re.compile(r"ban chi dao\b"), K.STEERING_COMMITTEE),
    (re.compile(r"to giup viec\b"), K.SECRETARIAT),
    (re.compile(rf"(?:van phong|vp)\b.*\b{COMMITTEE}\b(?!.*{BELOW})"), K.PROVINCIAL_OFFICE),
    (re.compile(r"buu dien\b"), K.POST_OFFICE),
    (re.compile(rf"{COMMITTEE}\b"), K.PEOPLES_COMMITTEE),
    (re.compile(r"(?:so|ban|nganh|cuc|chi cuc|cong an|bao hiem xa hoi|thanh tra|van phong|phong)\b"), K.DEPARTMENT),
)
NAMED_LEVELS = re.compile(r"\b(?:(huyện|thị xã|thành phố|quận)|(xã(?! hội)|phường|thị trấn))\b")  # a thị xã is no xã
RECORDED = ("body_kind", "level", "parent", "first_day", "ground")


class KindWidget(ChoiceWidget):
    """A kind of body, also as the office calls it: "Sở", "UBND huyện", "VP UBND tỉnh"."""

    def read(self, value: Cell) -> str:
        known = search_key(str(value)) in self.known
        return (None if known else kind_named(str(value))) or super().read(value)


def kind_named(text: str) -> str | None:
    """The kind of body that a name tells; None where it tells none."""
    key = search_key(text)
    return next((kind.value for pattern, kind in NAMED_KINDS if pattern.match(key)), None)


def level_named(text: str) -> str:
    """The level that a name tells by its first unit: "UBND thị xã Hồng Lĩnh"; else the province's."""
    found = NAMED_LEVELS.search(text.casefold())
    if not found:
        return AdminLevel.PROVINCE.value
    return (AdminLevel.DISTRICT if found[1] else AdminLevel.COMMUNE).value


class AgencySheet(PlaceSheet):
    """Danh sách cơ quan of a pilot: one row a body, with its kind, its level and the body above it.

    A list enters bodies and puts names right. What else is recorded is changed on the page of the agency, where it
    says from which day on.
    """

    kind, title = "agencies", gettext_lazy("List of a pilot's agencies")
    verbs = Verbs(
        upload="upload_agency_list", check="check_agency_list", confirm="confirm_agency_list",
        discard="discard_agency_list", undo="undo_agency_list", export="export_agencies",
    )  # fmt: skip
    model, writes, given_code, recorded = Agency, "pilot.Agency", "CQ", RECORDED
    code_taken = gettext_lazy("This code is that of another agency.")
    elsewhere = gettext_lazy("Recorded is “%(known)s”. Change or correct it on the page of the agency.")
    proposed_with = ("agency", "parent_agency", "parent")
    words = {
        "pilot.Agency": gettext_lazy("bodies below them"),
        "pilot.Site": gettext_lazy("sites"),
        "pilot.Participation": gettext_lazy("sites where they take part"),
        "pilot.CounterPost": gettext_lazy("counter posts"),
        "pilot.AgencyGrant": gettext_lazy("roles"),
    }
    known_but_not_kept = (
        "Ghi chú", "Địa chỉ", "Điện thoại", "Số điện thoại", "Email", "Thủ trưởng", "Người đứng đầu", "Lãnh đạo",
        "Người liên hệ", "Cán bộ đầu mối", "Chức vụ", "Họ và tên", "Website", "Fax", "Số thủ tục", "Số TTHC",
    )  # fmt: skip

    code = Column(
        "code", "Mã cơ quan", widget=CodeWidget(30), example="HT-CQ1", width=16,
        hint=gettext_lazy("Without one the system gives a code."), aliases=("Mã đơn vị", "Mã số", "Mã", "Agency code"),
    )  # fmt: skip
    name = Column(
        "name", "Tên cơ quan", widget=TextWidget(160), required=True, example="UBND huyện Can Lộc", width=44,
        aliases=(
            "Cơ quan", "Đơn vị", "Tên đơn vị", "Cơ quan, đơn vị", "Tên cơ quan, đơn vị", "Sở, ban, ngành, địa phương",
            "Cơ quan, địa phương", "Đơn vị, địa phương", "Agency",
        ),
    )  # fmt: skip
    body_kind = Column(
        "kind", "Loại cơ quan", widget=KindWidget(KINDS, {"sở": K.DEPARTMENT, "ủy ban": K.PEOPLES_COMMITTEE}),
        hint=gettext_lazy("Left out, it is guessed from the name."), example="Ủy ban nhân dân", width=24,
        options=[label for _kind, label in KINDS], aliases=("Loại", "Loại hình", "Loại đơn vị", "Kind of body"),
    )  # fmt: skip
    level = cells.LEVEL
    parent = Column(
        "parent__name", "Cơ quan cấp trên", widget=TextWidget(160), example="UBND tỉnh Hà Tĩnh", width=36,
        hint=gettext_lazy("Name or code of a body of the pilot or of this list."),
        aliases=("Cấp trên", "Trực thuộc", "Thuộc", "Cơ quan chủ quản", "Đơn vị chủ quản", "Body above it"),
    )  # fmt: skip
    first_day = cells.FIRST_DAY
    ground = cells.GROUND

    def present(self, target: Pilot, on: dt.date) -> QuerySet[Agency]:
        return cells.not_over(Agency.objects.filter(pilot=target), on)

    def existing(self, target: Pilot, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The bodies of the pilot that have not ended, by code."""
        rows = self.present(target, on).order_by("pk").select_related("parent")
        found = rows.select_for_update(of=("self",)) if lock else rows
        return {code_key(agency.code): Known(agency.pk, _values(agency)) for agency in found}

    def questions(self, target: Pilot, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Asks nothing: bodies above become those that are recorded, or stand in this list. One query."""
        bodies, listed = cells.Bodies(target, on), _listed(rows)
        for row in rows:
            if said := row.values.get("parent"):
                found = bodies.find(said)
                name = found.name if found else listed.get(search_key(said))
                row.values["parent"] = name or said
                if not name:
                    row.refuse("parent", cells.no_such_body(said))
        return []

    def check_new(self, row: Row) -> None:
        """Kind and level where the list says none, and remarks that say so; the level may stand beside the kind."""
        name, said = row.values.get("name") or "", str(row.cells.get("body_kind") or "")
        wrong = {fault.column for fault in row.faults}
        if not row.values.get("body_kind") and "body_kind" not in wrong:
            cells.put(row, "body_kind", kind_named(name) or K.DEPARTMENT.value)
            words = _("Kind of body guessed from the name: %(kind)s.")
            row.notes.append(words % {"kind": dict(KINDS)[K(row.values["body_kind"])]})
        if not row.values.get("level") and "level" not in wrong:
            put_level(row, f"{name} {said}")

    def check_together(self, rows: list[Row], known: dict[int, Values]) -> None:
        _refuse_second_bodies(rows, known.values())
        _put_new_names(rows, known)
        _refuse_hanging(rows)

    def create(self, target: Pilot, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """One body a row, then those above it from the same list. Four statements. In the demo they are illustrative.

        Raises TransitionRefused changed_since_check.
        """
        known = [one.values for one in self.existing(target, on).values()]
        cells.refuse_moved(known, rows)
        _refuse_moved_bodies(known, rows)
        bodies, listed = cells.Bodies(target, on), {search_key(row["name"]) for row in rows}
        parents = [None if _is_among(listed, row) else bodies.named(row.get("parent")) for row in rows]
        illustrative = enters_illustrations(self.act)
        made = [
            _agency(target, row, parent, illustrative=illustrative) for row, parent in zip(rows, parents, strict=True)
        ]
        ids = bulk.insert(made)
        bulk.update(Agency, _above(made, rows), ["parent"])
        return {self.writes: ids}

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[Agency]:
        """The bodies of the day (`pilot`: the code of theirs)."""
        rows = Agency.objects.visible_to(user, on).as_at(on).select_related("parent", "pilot")
        if pilot := query.get("pilot"):
            rows = rows.filter(pilot__code=pilot)
        return rows.order_by("pilot", "code")


def put_level(row: Row, text: str) -> None:
    """The level that the text tells, and a remark that it is guessed."""
    cells.put(row, "level", level_named(text))
    words = _("Level guessed from the name: %(level)s.")
    row.notes.append(words % {"level": dict(LEVELS)[AdminLevel(row.values["level"])]})


def _values(agency: Agency) -> Values:
    return {
        "code": agency.code, "name": agency.name, "body_kind": agency.kind, "level": agency.level,
        "parent": agency.parent and agency.parent.name, "first_day": agency.valid_from, "ground": agency.legal_basis,
    }  # fmt: skip


def _agency(pilot: Pilot, row: Values, parent: Agency | None, *, illustrative: bool) -> Agency:
    return Agency(
        pilot=pilot, code=row["code"], name=row["name"], kind=row["body_kind"], level=row["level"], parent=parent,
        valid_from=row.get("first_day"), legal_basis=row.get("ground") or "", illustrative=illustrative,
    )  # fmt: skip


def _is_among(names: Collection[str], row: Values) -> bool:
    """Whether the body above is one of those that bear these names."""
    return search_key(row.get("parent") or "") in names


def _above(made: list[Agency], rows: list[Values]) -> dict[int, Values]:
    """The bodies above that were written together with those below them."""
    written = {search_key(agency.name): agency.pk for agency in made}
    return {
        agency.pk: {"parent": written[search_key(row["parent"])]}
        for agency, row in zip(made, rows, strict=True)
        if _is_among(written, row)
    }


def _listed(rows: Iterable[Row]) -> dict[str, str]:
    """Names of the list's bodies by name and code."""
    named = [(row.values.get("code"), row.values["name"]) for row in rows if row.values.get("name")]
    return {search_key(text): name for code, name in named for text in (code, name) if text}


def _refuse_second_bodies(rows: Iterable[Row], known: Iterable[Values]) -> None:
    """The rule of the verbs (`rule_only_one`), for all rows at once; of two new ones the second is refused."""
    there = {rules.alone(values["body_kind"], values["level"]): values["name"] for values in known}
    for row in rows:
        kind, level = row.values.get("body_kind"), row.values.get("level")
        if row.object_id or not kind or not level or not (only := rules.alone(kind, level)):
            continue
        if only in there:
            row.refuse("body_kind", rules.second(there[only]).message)
        there.setdefault(only, row.values.get("name"))


def _refuse_moved_bodies(known: Iterable[Values], rows: Iterable[Values]) -> None:
    there = {rules.alone(values["body_kind"], values["level"]) for values in known} - {""}
    if clashing := [row["name"] for row in rows if rules.alone(row["body_kind"], row["level"]) in there]:
        raise cells.changed_since_check(clashing)


def _put_new_names(rows: Iterable[Row], known: dict[int, Values]) -> None:
    """A body above that this list calls otherwise bears its new name when the rows are written."""
    renamed = {
        known[row.object_id]["name"]: row.values["name"]
        for row in rows
        if row.object_id and row.values.get("name") and not row.faults
    }
    for row in rows:
        if row.values.get("parent") in renamed:
            row.values["parent"] = renamed[row.values["parent"]]


def _refuse_hanging(rows: list[Row]) -> None:
    """A new body below one of the list that has errors is not written without it; none stands above itself."""
    new = {search_key(row.values["name"]): row for row in rows if row.object_id is None and row.values.get("name")}
    for row in new.values():
        above = _chain(row, new)
        if row in above:
            row.refuse("parent", _("By this list the body stands above itself."))
    for row in new.values():
        if not row.faults and (wrong := next((one for one in _chain(row, new) if one.faults), None)):
            words = _("The body above it stands in row %(number)d, which has errors.")
            row.refuse("parent", words % {"number": wrong.number})


def _chain(row: Row, new: dict[str, Row]) -> list[Row]:
    """The new bodies above a row, each once."""
    found: list[Row] = []
    above = new.get(search_key(row.values.get("parent") or ""))
    while above and above not in found:
        found.append(above)
        above = new.get(search_key(above.values.get("parent") or ""))
    return found
