"""The labour contract as a document that both sides sign: hợp đồng thuê nhân công.

Source: KH giai đoạn II, III.2, III.5 (R26: who pays), III.6 (R27: running costs are no part of it); layout NĐ
30/2020/NĐ-CP, Phụ lục III (HĐ). The parties print on paper of their own as well: see `issuing.issue_signed`.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract
from facilities.selectors.operating_costs import excluded_items
from pilot.platform.documents.registry import DocumentKind
from pilot.platform.money import format_vnd
from pilot.platform.periods import Period, show
from pilot.programme.documents.citing import cite, in_full
from pilot.programme.documents.parties import in_figures_and_words, named, party, signatory, term

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


def context(contract: LabourContract) -> dict[str, object]:
    """Posts and prices without VAT, the ceiling, and what is no part of it (R27)."""
    items = excluded_items(contract.pilot, contract.date or contract.valid_from).items  # type: ignore[arg-type]
    return {
        "scheme": cite(contract.pilot.scheme_document) if contract.pilot.scheme_document else "",
        "basis": in_full(contract.legal_basis).removeprefix("Căn cứ "),
        "site": contract.site.name,
        "table": {"columns": COLUMNS, "rows": rows(contract)},
        "ceiling": in_figures_and_words(contract.ceiling_vnd) if contract.ceiling_vnd is not None else "",
        "excluded": named(items),
        "term": term(contract),
        "parties": [
            party("Bên A (bên thuê, chi trả)", contract.payer),
            party("Bên B (bên cung cấp nhân công)", contract.provider),
        ],
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
    text="pdf/texts/labour_contract.txt",
    symbol="HĐNC",
    issuer=lambda contract: contract.provider,
    summary=lambda contract: f"Thuê nhân công Bưu điện tại {contract.site.name}",
    context=context,
    numbered_by="sign_contract",
    number_url=lambda contract: reverse("contract-step", args=[contract.pk, "sign_contract"]),
    url=lambda contract: reverse("contract", args=[contract.pk]),
)
