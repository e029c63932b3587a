"""The assignment decision as a document: Quyết định cử nhân viên with its list down to unit and locality.

Source: KH giai đoạn II, III-b.6 (R07: list and recipients); layout NĐ 30/2020/NĐ-CP, Mẫu 1.2 and Phụ lục.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.registry import DocumentKind, head_signature
from pilot.platform.periods import Period, show
from pilot.programme.documents.citing import cite
from staffing.models import AssignmentDecision, AssignmentDecisionLine
from staffing.selectors.assignment_decisions import recipients

COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Họ và tên", "align": ""},
    {"label": "Mã nhân viên", "align": "center"},
    {"label": "Cơ quan, đơn vị", "align": ""},
    {"label": "Địa điểm", "align": ""},
    {"label": "Lĩnh vực", "align": ""},
    {"label": "Vai trò", "align": ""},
    {"label": "Thời gian", "align": ""},
]


Lines = list[AssignmentDecisionLine]


def by_person(decision: AssignmentDecision) -> list[list[Lines]]:
    """The lines of each employee, those of one place, role and time together, in the order of the list. One query."""
    found: dict[int, dict[tuple[object, ...], Lines]] = {}
    for line in decision.lines.select_related("employee__person", "agency", "site", "field"):
        same = (line.agency_id, line.site_id, line.role, line.valid_from, line.valid_to)
        found.setdefault(line.employee_id, {}).setdefault(same, []).append(line)
    return [list(of_person.values()) for of_person in found.values()]


def list_rows(decision: AssignmentDecision) -> list[list[str]]:
    """People are counted, not lines: whoever goes to a second place, too, stands below without a number of his own.

    Under MINH HỌA no name of a real person.
    """
    hide = is_illustrative(decision)
    return [
        [str(number) if place == 0 else "", *_row(lines, hide)]
        for number, places in enumerate(by_person(decision), 1)
        for place, lines in enumerate(places)
    ]


def _row(lines: Lines, hide: bool) -> list[str]:
    first = lines[0]
    return [
        printed_name(first.employee.person, hide),
        first.employee.staff_code,
        first.agency.name,
        first.site.name,
        "; ".join(line.field.name for line in lines),
        str(first.get_role_display()),
        show(Period(first.valid_from, first.valid_to)),
    ]


def bases(decision: AssignmentDecision) -> list[str]:
    """The scheme of the pilot, and the reports on the chosen team (R06)."""
    found = [cite(decision.pilot.scheme_document)] if decision.pilot.scheme_document else []
    reports = dict.fromkeys(
        report.document
        for line in decision.lines.prefetch_related("employee__team_reports")
        for report in line.employee.team_reports.all()
    )
    return [*found, *(f"Xét báo cáo đội ngũ nhân viên số {document}" for document in reports)]


def context(decision: AssignmentDecision) -> dict[str, object]:
    rows = list_rows(decision)
    people = sum(1 for row in rows if row[0])
    duty = (
        "Nhân viên được cử chịu sự quản lý, giám sát của Trung tâm Hành chính công và cơ quan, đơn vị nơi được cử đến."
    )
    articles = [
        {
            "text": f"Cử {people:02} nhân viên Bưu điện làm việc tại các cơ quan, đơn vị, địa phương theo danh sách kèm theo."  # noqa: E501
        },
        {"text": duty},
        {
            "text": "Các nhân viên có tên trong danh sách và các bộ phận liên quan chịu trách nhiệm thi hành Quyết định này."  # noqa: E501
        },
    ]
    annex = {
        "title": "Danh sách nhân viên Bưu điện được cử",
        "table": {"columns": COLUMNS, "rows": rows},
        "wide": True,
    }
    return {
        "authority_line": f"Giám đốc {decision.post_office.name}",
        "bases": bases(decision),
        "articles": articles,
        "recipients": recipients(decision),
        "annexes": [annex],
    }


KIND = DocumentKind(
    code="assignment_decision",
    title=_("Assignment decision"),
    subject="staffing.AssignmentDecision",
    template="pdf/decision.html",
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
