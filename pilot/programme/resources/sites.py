"""The sites of a pilot as a workbook, with who takes part there."""

import datetime as dt
import re

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import Column, Known, Row, Values, Verbs
from pilot.platform.exchange.widgets import ChoiceWidget, CodeWidget, TextWidget
from pilot.platform.kernel.types import User
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Participation, Phase, Pilot, PilotForm, Site
from pilot.programme.resources import cells
from pilot.programme.resources.agencies import put_level
from pilot.programme.resources.places import PlaceSheet
from pilot.programme.rules import places as rules
from pilot.programme.workflows.acting import enters_illustrations

FORMS = [
    (PilotForm.LABOUR_TRANSFER, "Chuyển giao nhân lực"),
    (PilotForm.FACILITY_LEASE, "Thuê cơ sở vật chất"),
    (PilotForm.BOTH, "Chuyển giao nhân lực và thuê cơ sở vật chất"),
    (PilotForm.RELOCATION, "Chuyển Bộ phận Một cửa đến điểm bưu điện"),
]
FORM_ALIASES = {
    "Chuyển giao nhân sự": PilotForm.LABOUR_TRANSFER, "Nhân lực": PilotForm.LABOUR_TRANSFER,
    "Chuyển giao nhân viên": PilotForm.LABOUR_TRANSFER, "Cơ sở vật chất": PilotForm.FACILITY_LEASE,
    "Thuê trụ sở": PilotForm.FACILITY_LEASE, "Thuê trụ sở, cơ sở vật chất": PilotForm.FACILITY_LEASE,
    "Cả hai": PilotForm.BOTH, "Chuyển giao nhân lực, thuê cơ sở vật chất": PilotForm.BOTH,
    "Chuyển giao nhân lực và thuê trụ sở": PilotForm.BOTH, "Chuyển đến bưu điện": PilotForm.RELOCATION,
    "Chuyển địa điểm": PilotForm.RELOCATION, "Chuyển đến điểm bưu điện": PilotForm.RELOCATION,
}  # fmt: skip
OF_PHASE, NUMERALS = re.compile(r"^(?:giai doan|gd)\s*"), {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
RECORDED = ("level", "agency", "district", "form", "phase", "takes_part", "first_day", "ground")


class SiteSheet(PlaceSheet):
    """Danh sách điểm thí điểm: one row a site, with its phase and the agencies that take part there in its form.

    A list enters sites and puts names right. What else is recorded is changed on the page of the site, where it says
    from which day on.
    """

    kind, title = "sites", gettext_lazy("List of a pilot's sites")
    verbs = Verbs(
        upload="upload_site_list", check="check_site_list", confirm="confirm_site_list", discard="discard_site_list",
        undo="undo_site_list", export="export_sites",
    )  # fmt: skip
    model, writes, given_code, recorded = Site, "pilot.Site", "S", RECORDED
    code_taken = gettext_lazy("This code is that of another site.")
    elsewhere = gettext_lazy("Recorded is “%(known)s”. Change or correct it on the page of the site.")
    proposed_with = ("site",)
    words = {
        "pilot.CounterPost": gettext_lazy("counter posts"),
        "pilot.Participation": gettext_lazy("agencies taking part"),
        "pilot.ProcedureHandover": gettext_lazy("steps of a hand-over"),
        "pilot.SiteGrant": gettext_lazy("roles"),
    }
    known_but_not_kept = (
        "Ghi chú", "Địa chỉ", "Điện thoại", "Số điện thoại", "Người liên hệ", "Giám đốc", "Số quầy", "Số vị trí",
        "Diện tích", "Số thủ tục", "Số TTHC",
    )  # fmt: skip

    code = Column(
        "code", "Mã điểm", widget=CodeWidget(30), example="HT-S1", width=16,
        hint=gettext_lazy("Without one the system gives a code."),
        aliases=("Mã địa điểm", "Mã trung tâm", "Mã số", "Mã", "Site code"),
    )  # fmt: skip
    name = Column(
        "name", "Tên điểm", widget=TextWidget(160), required=True, width=44,
        example="Trung tâm Hành chính công huyện Can Lộc",
        aliases=(
            "Điểm", "Điểm thí điểm", "Tên điểm thí điểm", "Địa điểm", "Tên địa điểm", "Địa điểm thí điểm", "Trung tâm",
            "Tên trung tâm", "Bộ phận một cửa", "Tên bộ phận một cửa", "Nơi thí điểm", "Điểm tiếp nhận", "Site",
        ),
    )  # fmt: skip
    level = cells.LEVEL
    agency = Column(
        "agency__name", "Cơ quan quản lý", widget=TextWidget(160), example="UBND huyện Can Lộc", width=36,
        hint=gettext_lazy("Name or code of an agency of the pilot."),
        aliases=("Cơ quan chủ quản", "Đơn vị quản lý", "Đơn vị chủ quản", "Trực thuộc", "Thuộc", "Governed by"),
    )  # fmt: skip
    district = Column(
        "parent_agency__name", "Huyện", widget=TextWidget(160), example="", width=30,
        hint=gettext_lazy("Of a commune's site."),
        aliases=(
            "Thuộc huyện", "UBND huyện", "UBND cấp huyện", "Cấp huyện", "Huyện, thị xã, thành phố",
            "Thuộc huyện, thị xã, thành phố", "District above it",
        ),
    )  # fmt: skip
    form = Column(
        "pilot_form", "Hình thức", widget=ChoiceWidget(FORMS, FORM_ALIASES), example="Chuyển giao nhân lực", width=32,
        aliases=("Hình thức thí điểm", "Phương án", "Phương án thí điểm", "Nội dung thí điểm", "Form"),
    )  # fmt: skip
    phase = Column(
        "phases_in_words", "Giai đoạn", widget=TextWidget(200), example="Giai đoạn II", width=18,
        hint=gettext_lazy("In which the agencies of the row take part."),
        aliases=("Giai đoạn thí điểm", "Thuộc giai đoạn", "Phase"),
    )  # fmt: skip
    takes_part = Column(
        "agencies_in_words", "Cơ quan tham gia", widget=cells.SeveralWidget(2000), width=60,
        hint=gettext_lazy("Several in one cell with semicolons or line breaks between them."),
        example="Sở Tư pháp; UBND huyện Can Lộc",
        aliases=(
            "Đơn vị tham gia", "Các cơ quan tham gia", "Các đơn vị tham gia", "Cơ quan, đơn vị tham gia",
            "Cơ quan tham gia thí điểm", "Agencies taking part",
        ),
    )  # fmt: skip
    first_day = cells.FIRST_DAY
    ground = cells.GROUND

    def present(self, target: Pilot, on: dt.date) -> QuerySet[Site]:
        return cells.not_over(Site.objects.filter(pilot=target), on)

    def existing(self, target: Pilot, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The sites of the pilot that have not ended, by code, each with who takes part there."""
        rows = with_parts(self.present(target, on)).order_by("pk")
        found = rows.select_for_update(of=("self",)) if lock else rows
        return {code_key(site.code): Known(site.pk, _values(said(site, on))) for site in found}

    def questions(self, target: Pilot, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Asks nothing: names become those that are recorded, before rows are compared. Three queries."""
        bodies, phases = cells.Bodies(target, on), phases_of(target)
        aliases = {search_key(one): site.name for site in self.present(target, on) for one in site.aliases}
        for row in rows:
            if name := aliases.get(search_key(row.values.get("name") or "")):
                row.values["name"] = name
            for column in ("agency", "district"):
                _find_body(row, column, bodies)
            _find_who_takes_part(row, bodies)
            _find_phases(row, phases)
        return []

    def check_new(self, row: Row) -> None:
        """A new site takes part in one phase at once, and its level says whether somebody governs it."""
        if not row.values.get("level") and all(fault.column != "level" for fault in row.faults):
            put_level(row, row.values.get("name") or "")
        if len(cells.split(row.values.get("phase"))) > 1:
            row.refuse("phase", _("Name one phase; enter the other one on the page of the site."))
        if all(fault.column != "agency" for fault in row.faults):
            for problem in rules.needs_body(row.values.get("level") or "", row.values.get("agency")):
                row.refuse("agency", problem.message)

    def create(self, target: Pilot, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """One site a row, and who takes part there. Two statements. In the demo they are illustrative.

        Raises TransitionRefused changed_since_check.
        """
        cells.refuse_moved([one.values for one in self.existing(target, on).values()], rows)
        bodies, phases = cells.Bodies(target, on), {phase.name: phase for phase in Phase.objects.filter(pilot=target)}
        illustrative = enters_illustrations(self.act)
        sites = [_site(target, row, bodies, illustrative=illustrative) for row in rows]
        made = bulk.insert(sites)
        parts = [
            one for site, row in zip(sites, rows, strict=True) for one in _participations(site, row, bodies, phases)
        ]
        return {"pilot.Participation": bulk.insert(parts), self.writes: made}

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[Site]:
        """The sites of the day (`pilot`: the code of theirs), each with who takes part there."""
        rows = with_parts(Site.objects.visible_to(user, on).as_at(on)).select_related("pilot")
        if pilot := query.get("pilot"):
            rows = rows.filter(pilot__code=pilot)
        return [said(site, on) for site in rows.order_by("pilot", "level", "code")]


def with_parts(sites: QuerySet[Site]) -> QuerySet[Site]:
    """The sites with everything that a row of the list says. Two queries."""
    return sites.select_related("agency", "parent_agency").prefetch_related(
        "participations__agency", "participations__phase"
    )


def said(site: Site, on: dt.date) -> Site:
    """The site with its phases and who takes part, of what has not ended on the day."""
    parts = [one for one in site.participations.all() if one.valid_to is None or one.valid_to > on]
    site.phases_in_words = cells.joined({one.phase.name for one in parts if one.phase})
    site.agencies_in_words = cells.joined({one.agency.name for one in parts if one.agency})
    return site


def _values(site: Site) -> Values:
    return {
        "code": site.code, "name": site.name, "level": site.level, "agency": site.agency and site.agency.name,
        "district": site.parent_agency and site.parent_agency.name, "form": site.pilot_form,
        "phase": site.phases_in_words, "takes_part": site.agencies_in_words, "first_day": site.valid_from,
        "ground": site.legal_basis,
    }  # fmt: skip


def _find_body(row: Row, column: str, bodies: cells.Bodies) -> None:
    """Put the recorded name into the cell, or say that it is unknown."""
    if text := row.values.get(column):
        if body := bodies.find(text):
            row.values[column] = body.name
        else:
            row.refuse(column, cells.no_such_body(text))


def _find_who_takes_part(row: Row, bodies: cells.Bodies) -> None:
    """The same of several; a name that has a comma is found before it is divided there."""
    parts = cells.parts_of(row.values.get("takes_part") or "")
    parts = [one for part in parts for one in ([part] if bodies.find(part) else part.split(","))]
    found = {part: bodies.find(part) for part in parts}
    if unknown := [part.strip() for part, body in found.items() if body is None]:
        row.refuse("takes_part", cells.no_such_body("; ".join(unknown)))
    elif found:
        row.values["takes_part"] = cells.joined({body.name for body in found.values() if body})


def phases_of(pilot: Pilot) -> dict[str, str]:
    """Names of the phases as cells call them: by name or code, and "II" or "2" for Giai đoạn II. One query."""
    rows = Phase.objects.filter(pilot=pilot)
    return {_phase_key(text): phase.name for phase in rows for text in (phase.code, phase.name)}


def _phase_key(text: str) -> str:
    key = OF_PHASE.sub("", search_key(text))
    return NUMERALS.get(key, key)


def _find_phases(row: Row, phases: dict[str, str]) -> None:
    if not (text := row.values.get("phase")):
        return
    names = [phases.get(_phase_key(part), "") for part in cells.parts_of(text)]
    if all(names):
        row.values["phase"] = cells.joined(set(names))
    else:
        words = _("The pilot has no phase “%(name)s”. It has: %(names)s.")
        row.refuse("phase", words % {"name": text, "names": cells.joined(set(phases.values())) or _("none")})


def _site(pilot: Pilot, row: Values, bodies: cells.Bodies, *, illustrative: bool) -> Site:
    return Site(
        pilot=pilot, code=row["code"], name=row["name"], level=row["level"], agency=bodies.named(row.get("agency")),
        parent_agency=bodies.named(row.get("district")), pilot_form=row.get("form"), valid_from=row.get("first_day"),
        legal_basis=row.get("ground") or "", illustrative=illustrative,
    )  # fmt: skip


def _participations(site: Site, row: Values, bodies: cells.Bodies, phases: dict[str, Phase]) -> list[Participation]:
    """Who takes part at a new site; where only the phase is named, the list leaves open who.

    Raises TransitionRefused changed_since_check.
    """
    phase, agencies = row.get("phase"), [bodies.named(name) for name in cells.split(row.get("takes_part"))]
    if phase and phase not in phases:
        raise cells.changed_since_check([phase])
    return [
        Participation(
            pilot_id=site.pilot_id, site=site, agency=agency, phase=phases[phase] if phase else None,
            pilot_form=site.pilot_form, valid_from=site.valid_from, legal_basis=site.legal_basis,
        )
        for agency in agencies or ([None] if phase else [])
    ]  # fmt: skip
