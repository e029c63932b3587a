"""The list of a post office's employees as a workbook: import in two steps, export with the same columns."""

import datetime as dt
import re
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilot.platform.cases.forms import StatusFilter
from pilot.platform.exchange import bulk
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.questions import Answers, Question
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
from pilot.platform.exchange.widgets import (
    BirthDateWidget,
    ChoiceWidget,
    CodeWidget,
    NameWidget,
    PhoneWidget,
    TextWidget,
    VietnameseDateWidget,
)
from pilot.platform.kernel.types import User, Words
from pilot.platform.kernel.workflow import Act
from pilot.platform.text import line
from pilot.platform.vietnamese import search_key, sort_key
from pilot.programme.models import Agency, Person
from pilot.programme.workflows.acting import enters_illustrations
from staffing.cases import RECOGNITION, WITHDRAWAL
from staffing.forms.withdrawal import WithdrawalFilter
from staffing.models import PostalEmployee, RecognitionDecision, WithdrawalRequest, first_employment
from staffing.rules.listed import ask_about_units, compare_with_known
from staffing.rules.names import ask_about_names
from staffing.rules.same_person import ask_about_the_same
from staffing.rules.selection import rule_can_work
from staffing.selectors.employees import employees, next_codes

SEXES = [("male", "Nam"), ("female", "Nữ")]
S = PostalEmployee.Status
UNIT_LINE = re.compile(r"(buu|bd|phong|don vi|bo phan|trung tam|to|doi|diem|huyen|thi xa|thanh pho|xa|phuong|ban)\b")
PERSON = ("full_name", "birth_date", "phone")
ASKED = {  # column → where its words stay
    "agency": "asked_agency", "site": "asked_site", "field": "asked_fields", "role": "asked_role",
    "first_day": "asked_from",
}  # fmt: skip
FOR_LINE = gettext_lazy("An assignment decision is drafted from it.")
FOR_DECISION = gettext_lazy("Shown beside the name where an assignment decision is drafted.")


class StaffCodeWidget(CodeWidget):
    """The code of an employee, under whatever heading the office writes above it."""

    headed = (
        r"(?:ma|so hieu|ms)(?: so)?(?: (?:nv|nhan vien|nhan su|ns|cb|cbnv|cbcnv|can bo|cong nhan vien|nguoi lao dong"
        r"|lao dong|nld|hrm|hrms|buu dien|vnpost))+|msnv|msnld|(?:employee|staff) (?:code|id|no|number)"
    )


class EmployeeSheet(TwoStepResource):
    """Danh sách nhân viên Bưu điện: one row an employee; the staff code tells them apart within the post office.

    Place, fields, role and first day are kept in the words of the list: an assignment decision is drafted from them
    (selectors/wishes.py). Unit and position stay with the rows of the import (selectors/listed.py).
    """

    kind = "employees"
    title = gettext_lazy("List of postal employees")
    verbs = Verbs(
        upload="upload_employee_list",
        check="check_employee_list",
        confirm="confirm_employee_list",
        discard="discard_employee_list",
        undo="undo_employee_list",
        export="export_employees",
    )
    key, named_by = "staff_code", "full_name"
    identified_by = (("full_name", "birth_date", "phone"), ("full_name", "birth_date"))
    gives_keys = True
    sex_column = "sex"
    group_column = "unit"
    writes = "staffing.PostalEmployee"
    words = {
        "staffing.Assignment": gettext_lazy("assignments"),
        "staffing.CompetencyAssessment": gettext_lazy("assessments"),
        "staffing.Recognition": gettext_lazy("recognitions"),
        "pilot.User": gettext_lazy("accounts"),
    }
    filters = {"q": gettext_lazy("Name"), "status": gettext_lazy("State")}
    known_but_not_kept = (
        "Ghi chú", "Địa chỉ", "Nơi ở hiện nay", "Quê quán", "Email", "Dân tộc", "Tôn giáo", "Đảng viên",
        "Ngày vào Đảng", "Ngày vào làm", "Hệ số lương", "Mã số ngạch", "Mã ngạch", "Bậc", "Bậc lương", "Ngạch",
        "Lý luận chính trị", "Trình độ lý luận chính trị", "LLCT", "Chính trị", "Quản lý nhà nước", "QLNN",
        "Trình độ quản lý nhà nước", "Tiếng dân tộc", "Bồi dưỡng nghiệp vụ", "Dự bị", "Chính thức", "Nơi sinh",
        "Ngoại ngữ", "Tin học", "Thâm niên", "Loại hợp đồng",
        "Thời gian giữ ngạch", "Chuyên ngành", "Hệ số", "Giáo dục phổ thông", "Phụ cấp", "Chữ ký", "Ký nhận",
    )  # fmt: skip

    staff_code = Column(
        "staff_code", "Mã nhân viên", widget=StaffCodeWidget(20), example="BD0001", width=16,
        hint=gettext_lazy("The code of the post office; leading zeros stay. Without one the system gives a code."),
        aliases=("Mã số", "MNV", "Số hiệu"),
    )  # fmt: skip
    full_name = Column(
        "person__full_name", "Họ và tên", widget=NameWidget(120), required=True, example="Nguyễn Văn An", width=28,
        aliases=("Tên nhân viên", "Full name"),
    )  # fmt: skip
    birth_date = Column(
        "person__birth_date", "Ngày sinh", widget=BirthDateWidget(), example="05/01/1990", width=14,
        aliases=("NTNS", "N/sinh", "Date of birth"),
    )  # fmt: skip
    phone = Column(
        "person__phone", "Điện thoại", widget=PhoneWidget(), example="0912.345.678", width=16,
        aliases=("ĐTDĐ", "Số ĐTDĐ"),
    )  # fmt: skip
    sex = Column("", "Giới tính", widget=ChoiceWidget(SEXES, {}), aliases=("Phái", "Nam/Nữ", "Sex"), kept=False)
    qualification = Column(
        "qualification", "Trình độ", widget=TextWidget(120), example="Đại học", width=20,
        options=("Trung cấp", "Cao đẳng", "Đại học", "Sau đại học"),
        aliases=(
            "Trình độ chuyên môn", "Chuyên môn", "Trình độ đào tạo", "Bằng cấp", "Chuyên môn nghiệp vụ",
            "Trình độ học vấn", "Trình độ chuyên môn nghiệp vụ", "Trình độ chuyên môn được đào tạo", "Trình độ CM",
            "Qualification",
        ),
    )  # fmt: skip
    unit = Column(
        "", "Đơn vị", hint=FOR_DECISION, kept=False,
        aliases=(
            "Đơn vị công tác", "Bưu cục", "Bưu điện", "Bưu điện huyện", "Bưu điện huyện, thị xã", "Nơi làm việc",
            "Cơ quan, đơn vị", "Cơ quan, đơn vị đang làm việc", "Cơ quan, đơn vị công tác", "Tên đơn vị", "Bộ phận",
            "Nơi công tác", "Phòng, bưu cục", "Unit",
        ),
    )  # fmt: skip
    agency = Column(
        "asked_agency", "Cơ quan thí điểm", hint=FOR_LINE, width=28, example="Sở Tài chính",
        aliases=(
            "Sở, ban, ngành", "Sở, ngành", "Sở ngành", "Cơ quan được cử đến", "Cơ quan cử đến", "Cơ quan tiếp nhận",
            "Cơ quan, đơn vị thí điểm", "Đơn vị thí điểm", "Cơ quan có thủ tục", "Agency",
        ),
    )  # fmt: skip
    site = Column(
        "asked_site", "Điểm phục vụ", hint=FOR_LINE, width=36,
        aliases=(
            "Điểm", "Nơi cử đến", "Nơi được cử đến", "Nơi cử đến làm việc", "Địa điểm cử đến", "Nơi bố trí",
            "Trung tâm hành chính công", "Trung tâm HCC", "Điểm tiếp nhận", "Điểm thí điểm", "Site",
        ),
    )  # fmt: skip
    field = Column(
        "asked_fields", "Lĩnh vực phụ trách", TextWidget(300), width=36,
        hint=gettext_lazy("Several are separated by ; – an assignment decision is drafted from it."),
        aliases=(
            "Lĩnh vực", "Nghiệp vụ", "Lĩnh vực phụ trách/nghiệp vụ", "Nghiệp vụ phụ trách", "Lĩnh vực đảm nhiệm",
            "Lĩnh vực tiếp nhận", "Lĩnh vực được giao", "Nhiệm vụ được giao", "Field",
        ),
    )  # fmt: skip
    role = Column(
        "asked_role", "Vai trò", TextWidget(60), width=14, options=("chính thức", "dự phòng"),
        hint=gettext_lazy("In charge or reserve; empty: in charge."),
        aliases=("Chính thức/dự phòng", "Chính thức hoặc dự phòng", "Vai trò dự kiến", "Hình thức bố trí", "Role"),
    )  # fmt: skip
    first_day = Column(
        "asked_from", "Ngày bắt đầu", VietnameseDateWidget(), width=14,
        hint=gettext_lazy("First day at the site, where it is known."),
        aliases=(
            "Dự kiến từ ngày", "Ngày dự kiến", "Ngày nhận việc", "Ngày bắt đầu dự kiến", "Ngày nhận việc dự kiến",
            "Ngày cử đi", "First day",
        ),
    )  # fmt: skip
    position = Column(
        "", "Chức danh", hint=FOR_DECISION, kept=False,
        aliases=(
            "Chức vụ", "Chức danh/chức vụ", "Chức vụ, chức danh", "Chức danh, chức vụ", "Vị trí việc làm", "Vị trí",
            "Chức vụ hoặc chức danh công tác", "Chức danh nghề nghiệp", "Position",
        ),
    )  # fmt: skip

    def refuses(self, target: Agency) -> Words:
        return "" if target.kind == Agency.Kind.POST_OFFICE else DOES_NOT_BELONG

    def present(self, target: Agency, on: dt.date) -> QuerySet[PostalEmployee]:
        return PostalEmployee.objects.filter(post_office=target)

    def next_keys(self, target: Agency) -> Iterator[str]:
        """The next codes of the post office, until it gives its own: HT-BDT-0001."""
        return next_codes(target)

    def grouped(self, text: str) -> dict[str, str]:
        """A line above rows names their unit, if it begins like one; others say why people are listed."""
        return {"unit": text} if UNIT_LINE.match(search_key(text)) else {}

    def questions(self, target: Agency, rows: list[Row], answers: Answers, on: dt.date) -> list[Question]:
        asked = ask_about_names(rows, answers) + ask_about_units(rows, target, answers)
        return asked + ask_about_the_same(rows, target, answers)

    def check(self, target: Agency, rows: list[Row], on: dt.date) -> None:
        """A date of birth of somebody who can work."""
        for row in rows:
            for problem in rule_can_work(target, Act(on=on), row.values):
                row.refuse("birth_date", problem.message)
        compare_with_known(rows, target)
        _name_who_was_renamed(rows, target)
        _leave_who_left(rows, target)

    def create(self, target: Agency, rows: list[Values], on: dt.date) -> dict[str, list[int]]:
        """One Person and one PostalEmployee per row, selected. Three statements. In the demo they are illustrative."""
        shared = {"pilot_id": target.pilot_id, "illustrative": enters_illustrations(self.act)}
        people = [Person(**shared, **{name: row[name] for name in PERSON if name in row}) for row in rows]
        for person in people:
            person.set_keys()
        person_ids = bulk.insert(people)
        staff = [
            PostalEmployee(
                **shared,
                post_office=target,
                person=person,
                staff_code=row["staff_code"],
                qualification=row.get("qualification", ""),
                **{name: row[column] for column, name in ASKED.items() if row.get(column)},
            )
            for row, person in zip(rows, people, strict=True)
        ]
        staff_ids = bulk.insert(staff)
        return {
            "staffing.Employment": bulk.insert([first_employment(employee) for employee in staff]),
            "staffing.PostalEmployee": staff_ids,
            "pilot.Person": person_ids,
        }

    def change(self, target: Agency, changes: dict[int, Values]) -> None:
        """Names, dates and phones on the persons, the rest on the employees. Three statements."""
        rows = PostalEmployee.objects.filter(pk__in=bulk.among(changes)).select_related("person")
        people, staff = {}, {}
        for row in rows:
            new = changes[row.pk]
            person = {n: new.get(n, getattr(row.person, n)) for n in PERSON}
            person["full_name"] = line(person["full_name"])
            keys = {"sort_key": sort_key(person["full_name"]), "search_key": search_key(person["full_name"])}
            people[row.person_id] = person | keys | {"row_version": row.person.row_version + 1}
            staff[row.pk] = {
                "qualification": new.get("qualification", row.qualification),
                **{name: new.get(column, getattr(row, name)) for column, name in ASKED.items()},
                "row_version": row.row_version + 1,
            }
        bulk.update(Person, people, [*PERSON, "sort_key", "search_key", "row_version"])
        bulk.update(PostalEmployee, staff, ["qualification", *ASKED.values(), "row_version"])

    def afterwards(self, batch: ImportBatch) -> tuple[str, str, str]:
        """Those of the list who are to be reported to the committee, and where that is done."""
        if batch.agency is None:
            return "", "", ""
        among = PostalEmployee.objects.filter(pk__in=batch.created.get(self.writes, []), status=S.SELECTED)
        count = among.count()
        words = ngettext(
            "%(count)d new employee is to be reported to the steering committee, with what shows each criterion.",
            "%(count)d new employees are to be reported to the steering committee, with what shows each criterion.",
            count,
        )
        page = reverse("report-team", args=[batch.agency.code], query={"danh-sach": batch.pk})
        return (words % {"count": count}, str(_("Report the team")), page) if count else ("", "", "")

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[PostalEmployee]:
        """What the list of employees shows under the same filter: name without marks, state; given name first."""
        rows = employees(user, on)
        if text := search_key(query.get("q", "")):
            rows = rows.filter(person__search_key__contains=text)
        if query.get("status") in PostalEmployee.Status.values:
            rows = rows.filter(status=query["status"])
        return rows


def _name_who_was_renamed(rows: list[Row], target: Agency) -> None:
    """A remark where a list gives the code of one person another name: the code may be somebody else's. One query."""
    names = dict(PostalEmployee.objects.filter(post_office=target).values_list("pk", "person__full_name"))
    for row in rows:
        before, now = names.get(row.object_id or 0, ""), row.values.get("full_name") or ""
        if before and now and search_key(before) != search_key(now):
            words = _("%(code)s is %(name)s so far. If this is somebody else, give a code of their own.")
            row.notes.append(words % {"code": row.values["staff_code"], "name": before})


def _leave_who_left(rows: list[Row], target: Agency) -> None:
    """A list changes nobody who left or was merged: the row says by which step he comes back. One query."""
    gone = PostalEmployee.objects.filter(post_office=target, status__in=(S.ENDED, S.MERGED))
    found = {row.pk: row for row in gone.select_related("merged_into")}
    for row in rows:
        if (employee := found.get(row.object_id or 0)) is None:
            continue
        row.values = {name: value for name, value in row.values.items() if name == "staff_code"}
        if employee.merged_into:
            words = _("This code was merged into %(code)s: use that one. The row changes nothing.")
            row.notes.append(words % {"code": employee.merged_into.staff_code})
        else:
            words = _("%(code)s left the pilot: if back, use “Comes back” on that page. The row changes nothing.")
            row.notes.append(words % {"code": employee.staff_code})


class WithdrawalList(ListResource):
    """Requests for withdrawal under the filter of their page."""

    kind, title, event = "withdrawals", gettext_lazy("Withdrawals of civil servants"), "export_withdrawals"
    lists = "staffing.WithdrawalRequest"
    filters = {
        "status": gettext_lazy("State"), "route": gettext_lazy("Route"), "post__site__code": gettext_lazy("Site"),
    }  # fmt: skip
    post = shown("post__name", "Vị trí", 36)
    agency = shown("post__agency__name", "Cơ quan", 36)
    site = shown("post__site__name", "Điểm", 36)
    route = shown("get_route_display", "Quy trình", 20)
    effective_on = shown("effective_on", "Ngày hiệu lực", 14)
    state = shown("state", "Trạng thái", 30)
    paper = shown("paper_mark", "Văn bản giấy", 50)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[WithdrawalRequest]:
        rows = WITHDRAWAL.rows(user, on)
        return WithdrawalFilter(query, rows).found(rows)


class RecognitionList(ListResource):
    """Decisions on recognition as their page shows them."""

    kind, title, event = "recognitions", gettext_lazy("Recognition of employees"), "export_recognitions"
    lists = "staffing.RecognitionDecision"
    filters = {"status": gettext_lazy("State")}
    document = shown("document_number", "Văn bản", 24)
    agency = shown("agency__name", "Cơ quan", 36)
    site = shown("site__name", "Điểm", 36)
    signer = shown("recognised_by__full_name", "Người ký", 28)
    cosigner = shown("cosigned_by__full_name", "Người ký thứ hai", 28)
    first_day = shown("valid_from", "Từ ngày", 12)
    last_day = shown("period__last_day", "Đến hết ngày", 12)
    state = shown("get_status_display", "Trạng thái", 24)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[RecognitionDecision]:
        rows = RECOGNITION.rows(user, on)
        return StatusFilter(query, rows).found(rows)
