"""The list of an agency's procedures as a workbook: its set, from the catalogue or new to it."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportRow
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.reading import Cell, first_of
from pilot.platform.exchange.resource import (
    DOES_NOT_BELONG,
    Column,
    ListResource,
    Row,
    TwoStepResource,
    Values,
    Verbs,
    shown,
)
from pilot.platform.exchange.widgets import CodeWidget, TextWidget, VietnameseDateWidget
from pilot.platform.kernel.types import User, Words
from pilot.platform.kernel.workflow import Act
from pilot.platform.vietnamese import search_key, uniqueness_key
from pilot.programme.forms.programme import ProcedureFilter
from pilot.programme.models import Agency, Procedure, ProcedureSetEntry, ServiceField
from pilot.programme.models.procedure import CODE, without_suffix
from pilot.programme.resources.channels import differences
from pilot.programme.resources.known_procedures import ask_about_days, ask_about_names, refuse_early, say_the_day
from pilot.programme.resources.levels import LEVEL_ALIASES, LEVELS, LevelWidget
from pilot.programme.rules.procedures import NOT_OWNERS, closed
from pilot.programme.selectors.catalogue import procedures
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.procedures import put_in_set

NUMBER_OF_CODE = re.compile(r"([1-9]),([0-9]{6})")  # 1.001193, shown as a number by a Vietnamese Excel
SUFFIX = ("code_suffix",)
LEVEL_LINE = re.compile(r"(?!.*\blinh vuc\b).*\b(cap (?:tinh|huyen|xa))\b")  # "A. Thủ tục hành chính cấp huyện"
WITHIN = r"[1-9]\.[0-9]{6}(?:(?:\.[0-9]{2,3}){3}\.[A-Z][0-9]{2})?"
CODE_IN_NAME = re.compile(  # "Đăng ký khai sinh (1.001193)", "1.001193.000.00.00.H27 - Đăng ký khai sinh"
    rf"(?P<name>.+?)\s*\((?:mã[^:()0-9]*:?\s*)?(?P<code>{WITHIN})\)\.?|(?P<first>{WITHIN})\s*[-–:.,]\s*(?P<rest>\D.+)",
    re.IGNORECASE,
)
PART = re.compile(r"\b(?:moi ban hanh|sua doi|thay the|chuan hoa|bai bo|huy bo|het hieu luc)\b")  # of a decision
ABOLISHED = re.compile(r"bai bo|huy bo|het hieu luc")
NUMBERED = re.compile(r"\s*\d+\s*[.)]\s*")  # "1. Đăng ký khai sinh"
ASKED = 20  # names that several procedures bear


class ProcedureCodeWidget(CodeWidget):
    """A code, also as the number that Excel made of it: 1.00119 is 1.001190."""

    def read(self, value: Cell) -> str:
        if isinstance(value, float) and 1 < value < 10 and value != int(value) and value == round(value, 6):
            return f"{value:.6f}"
        return NUMBER_OF_CODE.sub(r"\1.\2", super().read(value))


class ProcedureSheet(TwoStepResource):
    """Danh mục thủ tục hành chính of an agency: one row a procedure; its national code tells it apart.

    The catalogue belongs to everybody: a list never renames what is there. A name that differs is a remark in
    the preview, and the catalogue's stays. A row without a code is known by its name, exactly as in the catalogue;
    a level that the list leaves out is that of the agency.
    """

    kind = "procedures"
    title = gettext_lazy("List of an agency's procedures")
    verbs = Verbs(
        upload="upload_procedure_list",
        check="check_procedure_list",
        confirm="confirm_procedure_list",
        discard="discard_procedure_list",
        undo="undo_procedure_list",
        export="export_procedures",
    )
    key, named_by = "code", "name"
    identified_by = (("name",),)
    group_column = "field"
    writes = "pilot.ProcedureSetEntry"
    words = {
        "pilot.ProcedureHandover": gettext_lazy("steps of a hand-over"),
        "pilot.ProcedureSetEntry": gettext_lazy("procedure sets of other agencies"),
        "pilot.CounterPost": gettext_lazy("counter posts"),
        "staffing.Assignment": gettext_lazy("assignments"),
    }
    filters = {"agency": gettext_lazy("Agency"), "proposal": gettext_lazy("Proposal")}
    known_but_not_kept = (
        "Ghi chú", "Phí", "Lệ phí", "Phí, lệ phí", "Phí và lệ phí", "Mức phí", "Căn cứ pháp lý", "Cơ sở pháp lý",
        "Địa điểm thực hiện", "Cách thức thực hiện", "Nơi tiếp nhận", "Cơ quan giải quyết", "Cơ quan thực hiện",
        "Cơ quan có thẩm quyền", "Thành phần hồ sơ", "Kết quả", "4 tại chỗ", "Quyết định công bố", "Đối tượng",
        "Đối tượng thực hiện",
        "Cơ quan phối hợp", "Trả kết quả qua bưu chính", "Trả kết quả qua BCCI", "Trả kết quả",
    )  # fmt: skip

    code = Column(
        "procedure__code", "Mã TTHC", widget=ProcedureCodeWidget(40), example="1.001193", width=14,
        hint=gettext_lazy("The national code, like 1.001193; with its suffix .000.00.00.H42 or without."),
        aliases=(
            "Mã thủ tục", "Mã thủ tục hành chính", "Mã số TTHC", "Mã số thủ tục hành chính", "Mã hồ sơ TTHC",
            "Mã số hồ sơ TTHC", "Mã số", "Mã", "Mã TTHC quốc gia", "Số hồ sơ TTHC", "Procedure code",
        ),
    )  # fmt: skip
    name = Column(
        "procedure__name", "Tên TTHC", widget=TextWidget(400), example="Đăng ký khai sinh", width=70,
        hint=gettext_lazy("Without a code: exactly as the catalogue names it."),
        aliases=(
            "Tên thủ tục", "Tên thủ tục hành chính", "Thủ tục hành chính", "Thủ tục", "TTHC", "Tên gọi thủ tục",
            "Danh mục thủ tục hành chính", "Danh mục TTHC", "Nội dung thủ tục", "Procedure",
        ),
    )  # fmt: skip
    field = Column(
        "procedure__field__name", "Lĩnh vực", widget=TextWidget(120), example="Hộ tịch", width=28,
        hint=gettext_lazy("Needed for a procedure that the catalogue does not have."),
        aliases=("Tên lĩnh vực", "Thuộc lĩnh vực", "Lĩnh vực TTHC", "Field"),
    )  # fmt: skip
    level = Column(
        "procedure__level", "Cấp thực hiện", widget=LevelWidget(LEVELS, LEVEL_ALIASES), example="Cấp xã", width=16,
        hint=gettext_lazy("Left out, it is the level of the agency."),
        aliases=("Cấp", "Cấp giải quyết", "Cấp thẩm quyền", "Cấp hành chính", "Level"),
    )  # fmt: skip
    suffix = Column(
        "code_suffix", "Phần sau của mã", widget=CodeWidget(20), example="000.00.00.H42", width=16,
        aliases=("Code suffix",),
    )  # fmt: skip
    first_day = Column(
        "valid_from", "Từ ngày", widget=VietnameseDateWidget(), example="01/03/2021", width=14,
        hint=gettext_lazy("First day in the agency's list. Left out, it is the day on which the list is checked."),
        aliases=(
            "Ngày áp dụng", "Áp dụng từ ngày", "Áp dụng từ", "Ngày bắt đầu", "Ngày bắt đầu áp dụng", "Ngày hiệu lực",
            "Ngày có hiệu lực", "Có hiệu lực từ ngày", "Hiệu lực từ ngày", "Thực hiện từ ngày", "Từ", "First day",
        ),
    )  # fmt: skip
    state = Column(
        "", "Tình trạng", kept=False, hint=gettext_lazy("Abolished procedures are asked about."),
        aliases=("Trạng thái", "Tình trạng TTHC", "Hiệu lực"),
    )  # fmt: skip
    time_limit = Column(
        "", "Thời hạn giải quyết", kept=False,
        aliases=(
            "Thời hạn", "Thời gian giải quyết", "Thời hạn GQ", "Thời gian thực hiện",
            "Thời hạn giải quyết theo quy định",
        ),
    )  # fmt: skip
    online = Column(
        "", "Trực tuyến", kept=False,
        aliases=(
            "Mức độ", "Mức độ DVC", "Mức độ dịch vụ công", "Mức độ DVCTT", "DVC trực tuyến",
            "Dịch vụ công trực tuyến", "Mức độ dịch vụ công trực tuyến", "DVCTT",
        ),
    )  # fmt: skip
    postal = Column(
        "", "Qua BCCI", kept=False,
        aliases=(
            "BCCI", "Dịch vụ BCCI", "Bưu chính công ích", "Dịch vụ bưu chính công ích",
            "Qua dịch vụ bưu chính công ích", "Tiếp nhận hồ sơ qua bưu chính", "Tiếp nhận qua BCCI",
            "Thực hiện qua BCCI",
        ),
    )  # fmt: skip

    def clean_row(self, row: Row, orders: Mapping[str, str]) -> None:
        """The suffix of a code goes into its own column, a code beside a name, too; the number before a name goes."""
        super().clean_row(row, orders)
        if _has_only_name(row) and (found := CODE_IN_NAME.fullmatch(row.values["name"])):
            row.cells.setdefault("code", None)
            row.values |= {"name": found["name"] or found["rest"], "code": found["code"] or found["first"]}
        if name := row.values.get("name"):
            row.values["name"] = NUMBERED.sub("", name, count=1) if NUMBERED.match(name) else name
        code, suffix = without_suffix(row.values.get("code") or "")
        if suffix:
            row.values |= {"code": code, "suffix": suffix}

    def refuses(self, target: Agency) -> Words:
        return DOES_NOT_BELONG if target.kind in NOT_OWNERS else ""

    def grouped(self, text: str) -> dict[str, str]:
        """A line above rows names their field, their level ("A. Thủ tục cấp huyện"), or what becomes of them."""
        key = search_key(text)
        level = {"level": found[1]} if (found := LEVEL_LINE.match(key)) else {}
        part = {"state": text, "field": ""} if PART.search(key) else {}
        return level | part or {"field": text}

    def present(self, target: Agency, on: dt.date) -> QuerySet[ProcedureSetEntry]:
        """Entries of the agency's set that have not ended by `on`; a proposal is none until a list names it."""
        rows = ProcedureSetEntry.objects.filter(procedure_set__agency=target).exclude(valid_to__lte=on)
        return rows.exclude(ProcedureSetEntry.PROPOSED)

    def questions(self, target: Agency, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        """Whether abolished ones belong to the set; the code of each row that has only a name, from the catalogue.

        Which of several is asked, whether a code under a very different name is meant, and from which day on what the
        list dates not stands in the set. Three queries.
        """
        abolished = _ask_abolished(rows, answers)
        wanting = [row for row in rows if _has_only_name(row)]
        codes: dict[str, list[str]] = defaultdict(list)
        if wanting:
            for code, name in Procedure.objects.order_by("code").values_list("code", "name"):
                codes[_name_key(name)].append(code)
        asked = [
            question for row in wanting for question in _find_code(row, codes[_name_key(row.values["name"])], answers)
        ]
        listed = set(self.present(target, on).values_list("procedure__code", flat=True))
        named = ask_about_names([row for row in rows if row.values.get("code") not in listed], answers)
        return abolished + asked[:ASKED] + named + ask_about_days(rows, self.around, answers, on)

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        """The form of the code; what the catalogue says differently; what a new procedure lacks. Five queries."""
        refuse_early(target, rows)
        _keep_days(rows, dict(self.present(target, on).values_list("pk", "valid_from")))
        catalogue = {
            p[0]: p[1:] for p in Procedure.objects.order_by().values_list("code", "name", "field__name", "level")
        }
        known = list(ServiceField.objects.all())
        fields = {field.search_key: field.name for field in known}
        gone = {field.name for field in known if not field.period.contains(on)}
        for row in rows:
            code = row.values.get("code")
            if code and not re.match(CODE.regex, code):
                row.refuse("code", _("“%(code)s” is not a procedure code; it looks like 1.001193.") % {"code": code})
            elif code in catalogue:
                self._take_catalogue(row, dict(zip(("name", "field", "level"), catalogue[code], strict=True)))
            elif code:
                self._take_new(target, row, fields)
                if row.values.get("field") in gone:
                    row.refuse("field", closed(row.values["field"]).message)
        differences(rows, on)

    def notes_whole(self, target: Agency, rows: list[Row], on: dt.date) -> list[str]:
        return say_the_day(rows)

    def _take_new(self, target: Agency, row: Row, fields: dict[str, str]) -> None:
        """A procedure that the catalogue lacks has name and field; without a level it has that of the agency."""
        for name in ("name", "field"):
            if row.values.get(name) is None and name not in {fault.column for fault in row.faults}:
                words = _("“%(heading)s” is empty, and the catalogue has no procedure %(code)s.")
                row.refuse(name, words % {"heading": self.columns[name].heading, "code": row.values["code"]})
        if field := row.values.get("field"):
            self._take_field(row, field, fields)
        if row.values.get("level") is None:
            row.values["level"] = target.level
            words = _("The list gives no level; taken is that of the agency: %(level)s.")
            row.notes.append(words % {"level": self.columns["level"].widget.show(target.level)})

    def _take_catalogue(self, row: Row, known: dict[str, str]) -> None:
        """The catalogue's words, and a remark where the list differs by more than case, punctuation and tone marks."""
        for name, value in known.items():
            given = row.values.get(name)
            if given is not None and uniqueness_key(given) != uniqueness_key(value):
                column = self.columns[name]
                words = _(
                    "%(heading)s in the catalogue: “%(known)s”; in the list: “%(given)s”. The catalogue stays as it is."
                )
                known_and_given = {"known": column.widget.show(value), "given": column.widget.show(given)}
                row.notes.append(words % {"heading": column.heading, **known_and_given})
            row.values[name] = value

    def _take_field(self, row: Row, name: str, fields: dict[str, str]) -> None:
        """The field as the catalogue spells it; a new one is a remark: it may be a typing error.

        A new one all in capitals, as lines above rows print it, is stored like the others.
        """
        if search_key(name) not in fields:
            name = name.capitalize() if name.isupper() else name
            row.notes.append(_("“%(name)s” is a new field; it will be added.") % {"name": name})
        row.values["field"] = fields.setdefault(search_key(name), name)

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """Entries of the set, each from its day on; procedures and fields that the catalogue lacks.

        A fixed number of statements.
        """
        fields, field_ids = self._fields({row["field"] for row in rows})
        procedures, procedure_ids = self._procedures(target, rows, fields)
        suffixes = {procedures[row["code"]]: row.get("suffix", "") for row in rows}
        days = {procedures[row["code"]]: row.get("first_day") or on for row in rows}
        whole, is_new, entry_ids = put_in_set(target, suffixes, days, **_stated_by(target, self.act))
        return {
            "pilot.ProcedureSetEntry": entry_ids,
            "pilot.Procedure": procedure_ids,
            "pilot.ServiceField": field_ids,
            "pilot.ProcedureSet": [whole.pk] if is_new else [],
        }

    def _fields(self, names: set[str]) -> tuple[dict[str, int], list[int]]:
        """Field ids by name, and the ids of those that are new."""
        known = dict(ServiceField.objects.filter(name__in=names).values_list("name", "id"))
        new = [ServiceField(name=name) for name in sorted(names - known.keys())]
        ids = bulk.insert(new)
        return known | {field.name: field.pk for field in new}, ids

    def _procedures(
        self, target: Agency, rows: list[Values], fields: dict[str, int]
    ) -> tuple[dict[str, int], list[int]]:
        """Procedure ids by code, and the ids of those that are new to the catalogue."""
        known = dict(Procedure.objects.order_by().values_list("code", "id"))
        new = [
            Procedure(
                code=row["code"],
                name=row["name"],
                field_id=fields[row["field"]],
                level=row["level"],
                **_stated_by(target, self.act),
            )
            for row in rows
            if row["code"] not in known
        ]
        ids = bulk.insert(new)
        return known | {procedure.code: procedure.pk for procedure in new}, ids

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        """Only the suffix of a code: a list never changes the catalogue (see _take_catalogue)."""
        bulk.update(ProcedureSetEntry, {key: {"code_suffix": new["suffix"]} for key, new in changes.items()}, SUFFIX)

    def undone(self, target: Agency) -> None:
        """Proposals that only the deleted entries had ended stand again; one that was struck names its ground."""
        ended = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED, legal_basis="")
        proposals = ended.filter(procedure_set__agency=target)
        same = {"procedure_set": OuterRef("procedure_set"), "procedure": OuterRef("procedure")}
        followed = Exists(ProcedureSetEntry.objects.filter(**same, valid_from=OuterRef("valid_to")))
        proposals.filter(~followed, valid_to__isnull=False).update(valid_to=None)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[ProcedureSetEntry]:
        """The entries of an agency's set on that day (`agency`: its code), by procedure code.

        No proposal is among them, or it would come back as a fact; with `proposal` only what the national catalogue
        proposes, for the agency to strike from and to send back as its list.
        """
        rows = ProcedureSetEntry.objects.visible_to(user, on).as_at(on).select_related("procedure__field", "pilot")
        if query.get("proposal"):
            rows = rows.filter(ProcedureSetEntry.PROPOSED, illustrative=False)
        else:
            rows = rows.exclude(ProcedureSetEntry.PROPOSED)
        if agency := query.get("agency"):
            rows = rows.filter(procedure_set__agency__code=agency)
        return rows.order_by("procedure__code")


def _keep_days(rows: list[Row], known: Mapping[int, dt.date | None]) -> None:
    """The first day of what is in the set already stays; a list that says another one is told so."""
    for row in rows:
        if row.object_id is None:
            continue
        said, recorded = row.values.pop("first_day", None), known.get(row.object_id)
        if row.cells.get("first_day") and recorded and said != recorded:
            words = _("Stands in the set from %(day)s on already; the list does not change that day.")
            row.notes.append(words % {"day": f"{recorded:%d/%m/%Y}"})


def _ask_abolished(rows: list[Row], answers: Answers) -> list[Question]:
    """A decision lists what it abolishes beside what it adds: nobody may guess whether that is still received."""
    gone = [row for row in rows if _is_abolished(search_key(row.values.get("state") or ""))]
    if not gone:
        return []
    words = _("The list calls these procedures abolished: %(rows)s.")
    named = first_of([_("row %(number)d") % {"number": row.number} for row in gone])
    choices = (("leave", _("leave them out")), ("take", _("take them")))
    question = Question("abolished", words % {"rows": named}, choices)
    if question.answer(answers) == "leave":
        for row in gone:
            row.values, row.faults, row.outcome = {}, [], ImportRow.Outcome.SKIPPED
    return [question]


def _is_abolished(key: str) -> bool:
    """A heading that names more than what is abolished stands above all of it."""
    return bool(ABOLISHED.search(key)) and not PART.search(ABOLISHED.sub("", key))


def _has_only_name(row: Row) -> bool:
    faulty = any(fault.column == "code" for fault in row.faults)
    return row.values.get("code") is None and not faulty and bool(row.values.get("name"))


def _name_key(name: str) -> str:
    """Equal for two spellings of a procedure's name; "Thủ tục" before it does not count."""
    return uniqueness_key(name).removeprefix("thủ tục ").removeprefix("hành chính ")


def _find_code(row: Row, codes: list[str], answers: Answers) -> list[Question]:
    """Give the row its code, or a fault, or ask which one it is."""
    name, asked = row.values["name"], []
    row.cells.setdefault("code", None)
    if len(codes) > 1:
        words = _("Row %(number)d: several procedures are called “%(name)s”. Which one is meant?")
        said = words % {"number": row.number, "name": name}
        asked.append(Question(f"code_{row.number}", said, tuple((code, code) for code in codes)))
        codes = [code for code in codes if code == asked[0].answer(answers)]
    if codes:
        row.values["code"] = codes[0]
        row.notes.append(
            _("The list gives no code; found in the catalogue by its name: %(code)s.") % {"code": codes[0]}
        )
    elif not asked:
        row.refuse("name", _("The catalogue has no procedure of this name. Add its code."))
    return asked


def _stated_by(agency: Agency, act: Act) -> Values:
    """Where what a list adds comes from: not from the documents."""
    outside = ProcedureSetEntry.Confidence.OUTSIDE
    said = {"confidence": outside, "note": f"Danh mục do {agency.name} gửi."}
    return {"illustrative": enters_illustrations(act), **said}


class ProcedureCatalogue(ListResource):
    """The catalogue of procedures as its page shows it."""

    kind, title, event = "procedure-catalogue", gettext_lazy("Administrative procedures"), "export_procedure_catalogue"
    lists = "pilot.Procedure"
    filters = {
        "q": gettext_lazy("Name or code"),
        "field": gettext_lazy("Field"),
        "agency": gettext_lazy("Agency"),
        "illustrative": gettext_lazy("Kind"),
    }
    code = shown("code", "Mã TTHC", 14)
    name = shown("name", "Tên TTHC", 70)
    field = shown("field__name", "Lĩnh vực", 28)
    level = shown("get_level_display", "Cấp thực hiện", 16)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[Procedure]:
        chosen = ProcedureFilter(query, user, on).chosen()
        return procedures(user, on, chosen.pop("q", ""), **chosen).order_by("code")
