"""The lease as a document that both sides sign: hợp đồng thuê trụ sở.

Source: KH giai đoạn II, II.2 (R25: the post office invests, the agency rents), II.3 (R21), III.6 (R27); layout NĐ
30/2020/NĐ-CP, Phụ lục III (HĐ). The parties print on paper of their own as well: see `issuing.issue_signed`.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.models import FacilityLease
from facilities.selectors.operating_costs import excluded_items
from pilot.platform.documents.registry import DocumentKind
from pilot.platform.money import amount_in_words, format_vnd
from pilot.programme.documents.citing import cite
from pilot.programme.documents.parties import BLANK, party, signatory, term
from pilot.programme.models import AdminLevel


def premises(lease: FacilityLease) -> list[str]:
    """What is let, as far as it is known: name, address, area, what belongs to it."""
    facility = lease.facility
    found = [f"Bên A cho Bên B thuê {facility.name} để làm việc tại {facility.site.name}."]
    if facility.address:
        found.append(f"Địa chỉ: {facility.address}.")
    if facility.area_m2 is not None:
        found.append(f"Diện tích: {facility.area_m2.normalize():f} m²".replace(".", ",") + ".")
    return [*found, f"Gồm: {lease.included}."] if lease.included else found


def rent(lease: FacilityLease) -> str:
    """In figures and words; a line to fill in where none is given."""
    if lease.rent_vnd is None:
        return f"Giá thuê mỗi tháng: {BLANK} đồng."
    words = amount_in_words(lease.rent_vnd)
    return f"Giá thuê mỗi tháng: {format_vnd(lease.rent_vnd)} đồng (bằng chữ: {words[:1].lower()}{words[1:]})."


def costs(lease: FacilityLease) -> str:
    """What the rent does not hold (R27)."""
    items = excluded_items(lease.pilot, lease.date or lease.valid_from).items  # type: ignore[arg-type]
    named = f" ({', '.join(item[:1].lower() + item[1:] for item in items)})" if items else ""
    return f"Chi phí vận hành thường xuyên{named} không tính vào giá thuê, do Bên B chi trả."


def articles(lease: FacilityLease) -> list[dict[str, object]]:
    duties = ["Bên A bàn giao trụ sở đúng hiện trạng hai bên đã xác nhận, bảo đảm quyền sử dụng của Bên B."]
    duties.append("Bên B sử dụng trụ sở đúng mục đích, trả tiền thuê đầy đủ, đúng hạn.")
    if lease.facility.site.level == AdminLevel.COMMUNE:
        duties.append("Khu vực làm việc của công chức và quầy giao dịch Bưu điện được bố trí tách biệt.")
    final = (
        f"Hợp đồng có hiệu lực {term(lease)}, được lập thành 04 bản có giá trị như nhau, mỗi bên giữ 02 bản."
        " Thay đổi nội dung phải được hai bên thống nhất bằng văn bản."
    )
    return [
        {"title": "Trụ sở cho thuê.", "clauses": [{"text": line} for line in premises(lease)]},
        {"title": "Thời hạn thuê.", "text": f"Thời hạn thuê {term(lease)}."},
        {"title": "Giá thuê và chi phí.", "clauses": [{"text": rent(lease)}, {"text": costs(lease)}]},
        {"title": "Trách nhiệm của hai bên.", "clauses": [{"text": line} for line in duties]},
        {"title": "Điều khoản chung.", "text": final},
    ]


def context(lease: FacilityLease) -> dict[str, object]:
    scheme = lease.pilot.scheme_document
    return {
        "bases": [cite(scheme)] if scheme else [],
        "opening": ["Hai bên thống nhất ký hợp đồng thuê trụ sở với các nội dung sau:"],
        "parties": [party("Bên A (bên cho thuê)", lease.lessor), party("Bên B (bên thuê)", lease.lessee)],
        "articles": articles(lease),
        "signatories": [signatory("Đại diện Bên A", None, lease), signatory("Đại diện Bên B", lease.signed_by, lease)],
    }


KIND = DocumentKind(
    code="facility_lease",
    title=_("Contract of lease of premises"),
    subject="facilities.FacilityLease",
    template="pdf/contract.html",
    symbol="HĐTTS",
    issuer=lambda lease: lease.lessor,
    summary=lambda lease: f"Thuê trụ sở tại {lease.facility.site.name}",
    context=context,
    numbered_by="sign_lease",
    number_url=lambda lease: reverse("lease-step", args=[lease.pk, "sign_lease"]),
    url=lambda lease: reverse("lease", args=[lease.pk]),
)
