"""The assignment decision as a document: Quyết định cử nhân viên with its list down to unit and locality.

Source: KH giai đoạn II, III-b.6 (R07: list and recipients); layout NĐ 30/2020/NĐ-CP, Mẫu 1.2 and Phụ lục.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.registry import DocumentKind, head_signature
from pilot.platform.periods import Period, show
from pilot.programme.documents.citing import cite
from staffing.models import AssignmentDecision
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


def list_rows(decision: AssignmentDecision) -> list[list[str]]:
    """One row per line, in the order of the list; under MINH HỌA no name of a real person. One query."""
    hide = is_illustrative(decision)
    lines = decision.lines.select_related("employee__person", "agency", "site", "field")
    return [
        [
            str(i),
            printed_name(line.employee.person, hide),
            line.employee.staff_code,
            line.agency.name,
            line.site.name,
            line.field.name,
            str(line.get_role_display()),
            show(Period(line.valid_from, line.valid_to)),
        ]
        for i, line in enumerate(lines, 1)
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
    people = decision.lines.values("employee").distinct().count()
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
