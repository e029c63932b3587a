"""The official documents of a month: acceptance minutes and payment request.

Source: public_facts section 4 (contents of monthly minutes, amount in words), KH giai đoạn II, III-a.5 (R15: three
supervising parties); layout NĐ 30/2020/NĐ-CP, Mẫu 1.9. The request bears a number of our own: one sequence without gap
per post office and year.
"""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import AcceptanceLine, AcceptanceRecord, BillingMonth, LabourContract, Statement, StatementLine
from billing.selectors.calendar import rates_as_at
from billing.selectors.reckoning import reckoned
from pilot.platform.documents.issuing import is_illustrative, printed_name
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import DocumentKind, NumberMode, head_signature
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.money import amount_in_words, format_vnd
from pilot.platform.text import line
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.letterhead import full_name, symbol
from pilot.programme.documents.parties import BLANK, date_line
from pilot.programme.models import Person

ACCEPTED = AcceptanceLine.Outcome.ACCEPTED
COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Vị trí tại quầy", "align": ""},
    {"label": "Nhân viên Bưu điện", "align": ""},
    {"label": "Ngày công", "align": "center"},
    {"label": "Ngày chuẩn", "align": "center"},
    {"label": "Đơn giá tháng (đồng)", "align": "right"},
    {"label": "Thành tiền (đồng)", "align": "right"},
]


def days(half_days: int) -> str:
    """Half-days as days in Vietnamese writing: 37 → "18,5"."""
    whole, half = divmod(half_days, 2)
    return f"{whole},5" if half else str(whole)


def month_words(row: BillingMonth | Statement) -> str:
    return document_date(row.month).partition(" ")[2].partition(" ")[2]


def contract_words(contract: LabourContract) -> str:
    """ "Hợp đồng số … ngày …" as the other papers cite it."""
    return line(f"Hợp đồng thuê nhân công số {contract.number} {date_line(contract.date)}")


def minutes_rows(record: AcceptanceRecord, lines: list[AcceptanceLine]) -> list[list[str]]:
    """All lines, disputed ones with that word instead of an amount."""
    hide = is_illustrative(record)
    return [
        [
            str(i),
            row.line.post.name,
            f"{printed_name(row.employee.person, hide)} ({row.employee.staff_code})",
            days(row.half_days),
            days(row.standard_half_days),
            format_vnd(row.unit_price_vnd),
            format_vnd(row.amount_vnd) if row.outcome == ACCEPTED else "chưa thống nhất",
        ]
        for i, row in enumerate(lines, 1)
    ]


def minutes_context(record: AcceptanceRecord) -> dict[str, object]:
    """Parties, work, value with VAT, what is disputed, conclusion, signatures of both sides and the supervisor."""
    month = record.timesheet.month
    contract = month.contract
    lines = list(record.lines.select_related("line__post", "employee__person"))
    value = reckoned([row for row in lines if row.outcome == ACCEPTED], rates_as_at(month.pilot_id, month.month))
    figure, words = format_vnd(value.total_vnd), amount_in_words(value.total_vnd)
    totals = [
        ["", "Cộng trước thuế", "", "", "", "", format_vnd(value.amount_vnd)],
        ["", "Thuế giá trị gia tăng", "", "", "", "", format_vnd(value.vat_vnd)],
        ["", "Tổng cộng", "", "", "", "", format_vnd(value.total_vnd)],
    ]
    return {
        "contract": contract_words(contract),
        "month": month_words(month),
        "day": date_line(record.signed_on),
        "site": contract.site.name,
        "payer": full_name(contract.payer),
        "provider": full_name(contract.provider),
        **present(record),
        "table": {"columns": COLUMNS, "rows": minutes_rows(record, lines), "totals": totals},
        "disputed": disputed(lines),
        "figure": figure,
        "in_words": words,
        "signatories": [
            _signatory("ĐẠI DIỆN BÊN CHI TRẢ", record.payer_signed_by, record.payer_signed_for, record),
            _signatory("ĐẠI DIỆN TRUNG TÂM", record.centre_signed_by, record.centre_signed_for, record),
            _signatory("ĐẠI DIỆN BƯU ĐIỆN", record.timesheet.submitted_by, None, record),
            {"lines": ["ĐƠN VỊ GIÁM SÁT"], "name": ""},
        ],
    }


def present(record: AcceptanceRecord) -> dict[str, str]:
    """Who stands for each side, to be filled in by hand where no name may stand."""
    people = {
        "for_payer": record.payer_signed_by, "for_centre": record.centre_signed_by,
        "for_provider": record.timesheet.submitted_by,
    }  # fmt: skip
    return {side: _name(person, record) or BLANK for side, person in people.items()}


def disputed(lines: list[AcceptanceLine]) -> list[str]:
    """What is said of each disputed line; it leaves the rest payable."""
    return [
        f"{row.line.post.name}, mã nhân viên {row.employee.staff_code}: {row.remark}"
        for row in lines
        if row.outcome != ACCEPTED
    ]


def _signatory(side: str, person: Person | None, principal: Person | None, row: Model) -> dict[str, object]:
    """One who signs; by delegation the principal stands above the name (NĐ 30/2020/NĐ-CP, Điều 13)."""
    delegated = [f"(theo ủy quyền của {_name(principal, row)})"] if principal else []
    return {"lines": [side, *delegated], "name": _name(person, row)}


def _name(person: Person | None, row: Model) -> str:
    return printed_name(person, is_illustrative(row)) if person else ""


def request_rows(statement: Statement) -> list[list[str]]:
    hide = is_illustrative(statement)
    lines = StatementLine.objects.filter(statement=statement).select_related("acceptance_line__employee__person")
    return [
        [
            str(i),
            row.post_name,
            f"{printed_name(row.acceptance_line.employee.person, hide)} ({row.staff_code})",
            days(row.half_days),
            days(row.standard_half_days),
            format_vnd(row.unit_price_vnd),
            format_vnd(row.amount_vnd),
        ]
        for i, row in enumerate(lines, 1)
    ]


def request_context(statement: Statement) -> dict[str, object]:
    """What is asked for, of whom, for which contract and month, in figures and words."""
    contract = statement.contract
    taxes = [
        [
            "",
            f"Thuế giá trị gia tăng {part.percent} %" if part.rate is not None else "Không chịu thuế giá trị gia tăng",
            "",
            "",
            "",
            "",
            format_vnd(part.vat_vnd),
        ]
        for part in statement.vat_sums.all()
    ]
    totals = [
        ["", "Cộng trước thuế", "", "", "", "", format_vnd(statement.amount_vnd)],
        *taxes,
        ["", "Tổng cộng", "", "", "", "", format_vnd(statement.total_vnd)],
    ]
    return {
        "form_name": "Giấy đề nghị thanh toán",
        "payer": full_name(contract.payer),
        "provider": full_name(contract.provider),
        "contract": contract_words(contract),
        "accepted_on": date_line(statement.acceptance.signed_on),
        "month": month_words(statement),
        "site": statement.site_name,
        "table": {"columns": COLUMNS, "rows": request_rows(statement), "totals": totals},
        "in_words": statement.amount_in_words,
        "signatories": [
            {"lines": ["NGƯỜI LẬP"], "name": _name(statement.acceptance.timesheet.submitted_by, statement)},
        ],
    }


def minutes_summary(record: AcceptanceRecord) -> str:
    month = record.timesheet.month
    return f"Nghiệm thu dịch vụ nhân công Bưu điện {month_words(month)} tại {month.contract.site.name}"


def veto_payable(document: OfficialDocument, act: Act, inputs: Inputs) -> list[Problem]:
    """A request is paid, or still to be paid, on its paper: another paper may take its place, none may not."""
    message = _("Money is paid on this request: replace it by a new one instead of recalling it.")
    return [Problem("request_payable", message)]


KINDS = (
    DocumentKind(
        code="acceptance_minutes",
        title=_("Acceptance minutes"),
        subject="billing.AcceptanceRecord",
        template="pdf/minutes.html",
        text="pdf/texts/acceptance_minutes.txt",
        symbol=lambda record: symbol("BB", record.timesheet.month.contract.site),
        issuer=lambda record: record.timesheet.month.contract.site,
        summary=minutes_summary,
        context=minutes_context,
        url=lambda record: reverse("acceptance", args=[record.pk]),
    ),
    DocumentKind(
        code="payment_request",
        title=_("Payment request"),
        subject="billing.Statement",
        template="pdf/request.html",
        text="pdf/texts/payment_request.txt",
        symbol="ĐNTT",
        issuer=lambda statement: statement.provider,
        summary=lambda row: f"Thanh toán chi phí nhân công {month_words(row)} tại {row.site_name}",
        context=request_context,
        signature=head_signature("GIÁM ĐỐC"),
        numbers=NumberMode.OWN,
        vetoes=(veto_payable,),
        url=lambda statement: reverse("statement", args=[statement.pk]),
    ),
)
