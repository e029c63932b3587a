"""The list of absences as an office keeps it: who, from when to when, of what kind; out and in without loss."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import (
    DOES_NOT_BELONG,
    Column,
    Known,
    Row,
    TwoStepResource,
    Values,
    Verbs,
)
from pilot.platform.exchange.widgets import ChoiceWidget, NameWidget, TextWidget, VietnameseDateWidget
from pilot.platform.half_days import Part, Span
from pilot.platform.kernel.types import User, Words
from pilot.platform.periods import Period, show
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency
from staffing.models import MARK_OF, OWN_LEAVE, Absence, PostalEmployee
from staffing.resources.employees import StaffCodeWidget
from staffing.rules.listed_people import People
from staffing.selectors.presence import sites_touched

PARTS = [(Part.MORNING.value, "Sáng"), (Part.AFTERNOON.value, "Chiều")]
NOTICE = [("yes", "Có"), ("no", "Không")]


class NoticeWidget(ChoiceWidget):
    """Whether an absence was sudden; a dash says that it was not."""

    def __init__(self) -> None:
        super().__init__(NOTICE, {"x": "yes", "đột xuất": "yes", "có báo trước": "no"})


class AbsenceSheet(TwoStepResource):
    """Danh sách vắng mặt of a post office: one row an absence; employee and first half-day tell them apart.

    A list enters absences and changes how long they last and of what kind they are; it takes none back.
    """

    kind, title = "absences", gettext_lazy("List of absences")
    verbs = Verbs(
        upload="upload_absence_list", check="check_absence_list", confirm="confirm_absence_list",
        discard="discard_absence_list", undo="undo_absence_list", export="export_absences",
    )  # fmt: skip
    key, named_by = "entry", "full_name"
    identified_by = (("staff_code", "first_day"), ("full_name", "first_day"))
    writes = "staffing.Absence"
    filters = {"q": gettext_lazy("Name")}
    known_but_not_kept = (
        "Đơn vị",
        "Bưu cục",
        "Địa điểm",
        "Chức danh",
        "Số ngày",
        "Số ngày nghỉ",
        "Ký tên",
        "Người duyệt",
    )

    entry = Column("", "Mã dòng", widget=TextWidget(60), kept=False, hint=gettext_lazy("Given by the system."))
    staff_code = Column(
        "employee__staff_code", "Mã nhân viên", widget=StaffCodeWidget(20), example="BD0001", width=16,
        hint=gettext_lazy("Staff code or name; the code where two have one name."),
        aliases=("Mã số", "MNV", "Số hiệu"),
    )  # fmt: skip
    full_name = Column(
        "employee__person__full_name", "Họ và tên", widget=NameWidget(120), example="Nguyễn Văn An", width=28,
        aliases=("Tên nhân viên", "Nhân viên", "Full name"),
    )  # fmt: skip
    first_day = Column(
        "first_day", "Từ ngày", widget=VietnameseDateWidget(), required=True, example="21/06/2021", width=14,
        aliases=("Ngày nghỉ", "Nghỉ từ ngày", "Ngày bắt đầu", "Từ", "First day"),
    )  # fmt: skip
    begins = Column(
        "begins", "Từ buổi", widget=ChoiceWidget(PARTS, {}), example="Sáng", width=12,
        hint=gettext_lazy("Left out: from the morning on."), aliases=("Buổi bắt đầu", "Buổi nghỉ từ"),
    )  # fmt: skip
    last_day = Column(
        "last_day", "Đến ngày", widget=VietnameseDateWidget(), example="23/06/2021", width=14,
        hint=gettext_lazy("Left out: one day."),
        aliases=("Đến hết ngày", "Nghỉ đến ngày", "Ngày kết thúc", "Đến", "Last day"),
    )  # fmt: skip
    ends = Column(
        "ends", "Đến buổi", widget=ChoiceWidget(PARTS, {}), example="Chiều", width=12,
        hint=gettext_lazy("Left out: to the end of the day."), aliases=("Buổi kết thúc", "Đến hết buổi"),
    )  # fmt: skip
    leave = Column(
        "leave", "Loại nghỉ", widget=ChoiceWidget(OWN_LEAVE, {MARK_OF[value]: value for value, _label in OWN_LEAVE}),
        example="Nghỉ phép", width=20, hint=gettext_lazy("By its name or mark: P, Ô, Cô, TS, KL, H, NB, NK."),
        aliases=("Ký hiệu", "Lý do nghỉ", "Hình thức nghỉ", "Loại", "Kind"),
    )  # fmt: skip
    why = Column(
        "why", "Ghi chú", widget=TextWidget(200), width=30, aliases=("Lý do", "Lý do vắng mặt", "Note"),
        hint=gettext_lazy("Read by the post office's personnel and the director of the centre alone."),
    )  # fmt: skip
    sudden = Column(
        "notice", "Đột xuất", widget=NoticeWidget(), example="Không", width=12, aliases=("Vắng đột xuất", "Sudden")
    )

    def refuses(self, target: Agency) -> Words:
        return "" if target.kind == Agency.Kind.POST_OFFICE else DOES_NOT_BELONG

    def present(self, target: Agency, on: dt.date) -> QuerySet[Absence]:
        return Absence.objects.filter(Absence.COUNTED, employee__post_office=target)

    def existing(self, target: Agency, on: dt.date, lock: bool = False) -> dict[str, Known]:
        """The absences of the post office by employee and first half-day. One query."""
        found = self.present(target, on).order_by("pk").select_related("employee__person")
        rows = found.select_for_update(of=("self",)) if lock else found
        return {values["entry"]: Known(row.pk, values) for row in rows if (values := values_of(row))}

    def questions(self, target: Agency, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Nothing is asked; employees are found, what is left out of a new row is filled in. One query."""
        people = People(target)
        recorded = self.existing(target, on)
        for row in rows:
            people.find(row)
            row.cells.setdefault("entry", None)
            row.values["entry"] = entry_of(row.values)
            if row.values["entry"] not in recorded:
                _fill_in(row.values)
        return []

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        """The span is one, of somebody with the pilot, and no other absence lies in it. Three queries."""
        known = self.existing(target, on)
        employed = People(target).employed
        spans = {row.number: _span(row, known) for row in rows if row.values["entry"]}
        taken: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        for one in known.values():
            taken[code_key(one.values["staff_code"])].append((one.values["entry"], span_of(one.values)))
        listed = {row.values["entry"] for row in rows}
        for row in rows:
            code = code_key(row.values.get("staff_code") or "")
            if (span := spans.get(row.number)) is None or code not in employed:
                continue
            others = [other for entry, other in taken[code] if entry not in listed]
            beside = (spans.get(other.number) for other in rows if other is not row and _of(other, code))
            others += [other for other in beside if other]
            _check_span(row, span, others, employed[code])

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """An absence a row, and the centres that it touches. Four statements."""
        people = People(target)
        made = [_absence(people.by_code[code_key(row["staff_code"])], row) for row in rows]
        ids = bulk.insert(made)
        return {"staffing.Absence_sites": _insert_sites(made), "staffing.Absence": ids}

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        """How long, of what kind, why; the centres follow. Five statements."""
        rows = list(Absence.objects.filter(pk__in=bulk.among(changes)).select_related("employee__person"))
        found = {}
        for row in rows:
            values = values_of(row) | changes[row.pk]
            row.first_half, row.past_half = span_of(values)
            found[row.pk] = {
                "first_half": row.first_half, "past_half": row.past_half, "leave": values["leave"],
                "why": values["why"] or "", "sudden": values["sudden"] == "yes", "row_version": row.row_version + 1,
            }  # fmt: skip
        bulk.update(Absence, found, ["first_half", "past_half", "leave", "why", "sudden", "row_version"])
        Absence.sites.through.objects.filter(absence__in=bulk.among(changes)).delete()
        _insert_sites(rows)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[Absence]:
        """The absences that count, under the filter of the page: what was taken back comes in by no list."""
        rows = Absence.objects.visible_to(user, on).filter(Absence.COUNTED).select_related("employee__person")
        if text := search_key(query.get("q", "")):
            rows = rows.filter(employee__person__search_key__contains=text)
        return rows.order_by("-first_half", "pk")


def entry_of(values: Values) -> str:
    """What tells absences apart; "" while employee or first day is not known."""
    code, day = values.get("staff_code"), values.get("first_day")
    return f"{code_key(code)}/{day}/{values.get('begins') or Part.MORNING}" if code and day else ""


def values_of(row: Absence) -> Values:
    values: Values = {
        "staff_code": row.employee.staff_code, "full_name": row.employee.person.full_name,
        "first_day": row.first_day, "begins": row.begins.value, "last_day": row.last_day, "ends": row.ends.value,
        "leave": row.leave, "why": row.why or None, "sudden": row.notice,
    }  # fmt: skip
    return {"entry": entry_of(values), **values}


def span_of(values: Values) -> Span:
    """Errors: ValueError when the end lies before the beginning."""
    return Span.inclusive(values["first_day"], values["last_day"], values["begins"], values["ends"])


def _fill_in(values: Values) -> None:
    """What a new row leaves out."""
    left_out = {
        "begins": Part.MORNING.value, "ends": Part.AFTERNOON.value, "last_day": values.get("first_day"),
        "leave": "other", "sudden": "no",
    }  # fmt: skip
    values |= {name: value for name, value in left_out.items() if not values.get(name)}


def _span(row: Row, known: dict[str, Known]) -> Span | None:
    """The half-days as they would be; None, and why, where there are none."""
    recorded = known[row.values["entry"]].values if row.values["entry"] in known else {}
    given = {name: value for name, value in row.values.items() if value is not None}
    try:
        return span_of(recorded | given)
    except (ValueError, KeyError) as error:
        if isinstance(error, ValueError):
            row.refuse("last_day", str(error))
        return None


def _of(row: Row, code: str) -> bool:
    return bool(row.values["entry"]) and code_key(row.values["staff_code"]) == code


def _check_span(row: Row, span: Span, others: Iterable[Span], employed: list[Period]) -> None:
    if any(other.first < span.past and span.first < other.past for other in others):
        row.refuse("first_day", _("Another absence of this employee lies in these days."))
    days = span.days()
    if not any(period.contains(days[0]) and period.contains(days[-1]) for period in employed):
        periods = "; ".join(show(period) for period in employed)
        words = _("%(name)s is with the pilot: %(periods)s.")
        row.refuse("first_day", words % {"name": row.values["full_name"], "periods": periods})


def _absence(employee: PostalEmployee, values: Values) -> Absence:
    first, past = span_of(values)
    return Absence(
        pilot_id=employee.pilot_id, employee=employee, leave=values["leave"], why=values.get("why") or "",
        sudden=values["sudden"] == "yes", first_half=first, past_half=past, illustrative=employee.illustrative,
    )  # fmt: skip


def _insert_sites(rows: list[Absence]) -> list[int]:
    """The centres that the absences touch. Two statements."""
    through = Absence.sites.through
    touched = sites_touched([(row.employee_id, row.span) for row in rows])
    return bulk.insert(
        [through(absence_id=row.pk, site_id=site) for row, sites in zip(rows, touched, strict=True) for site in sites]
    )
