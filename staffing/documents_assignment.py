"""The assignment decision as a document: Quyết định cử nhân viên with its list down to unit and locality.

Source: KH giai đoạn II, III-b.6 (R07: list and recipients); layout NĐ 30/2020/NĐ-CP, Mẫu 1.2 and Phụ lục.
"""

from collections import defaultdict

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.registry import DocumentKind, head_signature
from pilot.platform.periods import Period, show
from pilot.platform.vietnamese import format_birth_date
from pilot.programme.documents.citing import grounds, in_full
from pilot.programme.models import LegalDocument
from staffing.models import AssignmentDecision, PostalEmployee, TeamReport
from staffing.selectors.assignment_decisions import recipients

Topic = LegalDocument.Topic
COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Họ và tên", "align": ""},
    {"label": "Năm sinh", "align": "center"},
    {"label": "Trình độ", "align": ""},
    {"label": "Đơn vị, địa điểm cử đến", "align": ""},
    {"label": "Lĩnh vực", "align": ""},
    {"label": "Chính thức/dự phòng", "align": ""},
    {"label": "Thời gian", "align": ""},
]


Place = tuple[str, str, Period]  # where, in which role, from when to when


def by_person(decision: AssignmentDecision) -> dict[PostalEmployee, dict[Place, list[str]]]:
    """Each employee of the list, in its order, with the fields at each place, in each role and time. One query."""
    found: dict[PostalEmployee, dict[Place, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in decision.lines.select_related("employee__person", "agency", "site", "field"):
        where = f"{line.agency.name}, {line.site.name}"
        found[line.employee][where, str(line.get_role_display()), line.period].append(line.field.name)
    return found


def list_rows(decision: AssignmentDecision) -> list[list[str]]:
    """A row for each person; another place, role or time follows in a row without number and name."""
    rows, hide = [], is_illustrative(decision)
    for number, (employee, places) in enumerate(by_person(decision).items(), 1):
        about = [str(number), *who(employee, hide)]
        for (where, role, period), fields in places.items():
            rows.append([*about, where, ", ".join(fields), role, show(period)])
            about = [""] * len(about)
    return rows


def who(employee: PostalEmployee, hide: bool) -> list[str]:
    """Name, year of birth and qualification; under MINH HỌA nothing of a real person."""
    person = employee.person
    if not (name := printed_name(person, hide)):
        return ["", "", ""]
    return [name, format_birth_date(person.birth_date)[-4:], employee.qualification]


def context(decision: AssignmentDecision) -> dict[str, object]:
    reports = TeamReport.objects.filter(employees__decision_lines__decision=decision).distinct()
    rows = list_rows(decision)
    annex = {"title": "Danh sách nhân viên Bưu điện được cử", "table": {"columns": COLUMNS, "rows": rows}, "wide": True}
    return {
        "authority_line": f"Giám đốc {decision.post_office.name}",
        "grounds": grounds(decision.pilot, decision.approved_on or localdate(decision.drafted_at), Topic.ONE_STOP),
        "reports": [in_full(document) for document in reports.values_list("document", flat=True)],
        "count": len({row[0] for row in rows if row[0]}),
        "hosts": recipients(decision),
        "annexes": [annex],
    }


KIND = DocumentKind(
    code="assignment_decision",
    title=_("Assignment decision"),
    subject="staffing.AssignmentDecision",
    template="pdf/decision.html",
    text="pdf/texts/assignment_decision.txt",
    symbol="QĐ-BĐ",
    issuer=lambda row: row.post_office,
    summary=lambda row: (
        row.subject
        if row.subject.lower().startswith("về việc")
        else f"Về việc {row.subject[:1].lower()}{row.subject[1:]}"
    ),
    context=context,
    signature=head_signature("GIÁM ĐỐC"),
    numbered_by="number_assignment_decision",
    number_url=lambda row: reverse("assignment-step", args=[row.pk, "number_assignment_decision"]),
    decides=lambda row: row,
    url=lambda row: reverse("assignment-decision", args=[row.pk]),
)
