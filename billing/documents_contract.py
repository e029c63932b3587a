"""The labour contract as a document that both sides sign: hợp đồng thuê nhân công.

Source: KH giai đoạn II, III.2, III.5 (R26: who pays), III.6 (R27: running costs are no part of it); layout NĐ
30/2020/NĐ-CP, Phụ lục III (HĐ). The parties print on paper of their own as well: see `issuing.issue_signed`.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract
from facilities.selectors.operating_costs import excluded_items
from pilot.platform.documents.registry import DocumentKind
from pilot.platform.money import amount_in_words, format_vnd
from pilot.platform.periods import Period, show
from pilot.programme.documents.citing import cite
from pilot.programme.documents.parties import party, signatory, term

COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Vị trí tại quầy", "align": ""},
    {"label": "Nội dung công việc", "align": ""},
    {"label": "Thời gian", "align": ""},
    {"label": "Đơn giá tháng (đồng)", "align": "right"},
]


def rows(contract: LabourContract) -> list[list[str]]:
    """One row per line. One query."""
    lines = contract.lines.select_related("post").order_by("valid_from", "post__code")
    return [
        [
            str(i),
            line.post.name,
            line.description,
            show(Period(line.valid_from, line.valid_to)),
            format_vnd(line.unit_price_vnd) if line.unit_price_vnd else "",
        ]
        for i, line in enumerate(lines, 1)
    ]


def price(contract: LabourContract) -> list[str]:
    """Prices without VAT, what is paid, the ceiling, and what is no part of it (R27)."""
    found = [
        "Đơn giá tại Điều 1 chưa gồm thuế giá trị gia tăng.",
        "Hằng tháng hai bên nghiệm thu theo bảng chấm công đã được Trung tâm xác nhận.",
        "Bên A chi trả qua Kho bạc Nhà nước theo giấy đề nghị thanh toán của Bên B.",
    ]
    if contract.ceiling_vnd is not None:
        words = amount_in_words(contract.ceiling_vnd)
        amount = f"{format_vnd(contract.ceiling_vnd)} đồng (bằng chữ: {words[:1].lower()}{words[1:]})"
        found.append(f"Tổng giá trị hợp đồng, gồm thuế giá trị gia tăng, không quá {amount}.")
    items = excluded_items(contract.pilot, contract.date or contract.valid_from).items  # type: ignore[arg-type]
    if items:
        named = ", ".join(item[:1].lower() + item[1:] for item in items)
        found.append(f"Hợp đồng chỉ gồm nhân công; không gồm {named}.")
    return found


def articles(contract: LabourContract) -> list[dict[str, object]]:
    duties = [
        "Bên A bố trí chỗ làm việc, hướng dẫn nghiệp vụ, xác nhận ngày công và chi trả đúng hạn.",
        "Bên B cử nhân viên đã được công nhận đủ điều kiện, bố trí người thay khi nhân viên vắng mặt.",
    ]
    final = (
        f"Hợp đồng có hiệu lực {term(contract)}, được lập thành 04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
        " Thay đổi nội dung phải được hai bên thống nhất bằng văn bản."
    )
    work = f"Bên B cử nhân viên Bưu điện làm việc tại {contract.site.name}, theo các vị trí sau:"
    return [
        {"title": "Nội dung.", "text": work, "table": {"columns": COLUMNS, "rows": rows(contract)}},
        {"title": "Giá và thanh toán.", "clauses": [{"text": line} for line in price(contract)]},
        {"title": "Trách nhiệm của hai bên.", "clauses": [{"text": line} for line in duties]},
        {"title": "Điều khoản chung.", "text": final},
    ]


def context(contract: LabourContract) -> dict[str, object]:
    scheme, basis = contract.pilot.scheme_document, contract.legal_basis.strip()
    bases = [cite(scheme)] if scheme else []
    return {
        "bases": [*bases, basis if basis.startswith("Căn cứ") else f"Căn cứ {basis}"] if basis else bases,
        "opening": ["Hai bên thống nhất ký hợp đồng thuê nhân công với các nội dung sau:"],
        "parties": [
            party("Bên A (bên thuê, chi trả)", contract.payer),
            party("Bên B (bên cung cấp nhân công)", contract.provider),
        ],
        "articles": articles(contract),
        "signatories": [
            signatory("Đại diện Bên A", contract.signed_by, contract),
            signatory("Đại diện Bên B", None, contract),
        ],
    }


KIND = DocumentKind(
    code="labour_contract",
    title=_("Labour contract"),
    subject="billing.LabourContract",
    template="pdf/contract.html",
    symbol="HĐNC",
    issuer=lambda contract: contract.provider,
    summary=lambda contract: f"Thuê nhân công Bưu điện tại {contract.site.name}",
    context=context,
    numbered_by="sign_contract",
    number_url=lambda contract: reverse("contract-step", args=[contract.pk, "sign_contract"]),
    url=lambda contract: reverse("contract", args=[contract.pk]),
)
