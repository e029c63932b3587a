"""The lease as a document that both sides sign: hợp đồng thuê trụ sở.

Source: KH giai đoạn II, II.2 (R25: the post office invests, the agency rents), II.3 (R21), III.6 (R27); layout NĐ
30/2020/NĐ-CP, Phụ lục III (HĐ). The parties print on paper of their own as well: see `issuing.issue_signed`.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.models import FacilityLease
from facilities.selectors.operating_costs import excluded_items
from pilot.platform.documents.registry import DocumentKind
from pilot.programme.documents.citing import cite
from pilot.programme.documents.parties import BLANK, in_figures_and_words, named, party, signatory, term
from pilot.programme.models import AdminLevel


def context(lease: FacilityLease) -> dict[str, object]:
    """What is let, as far as it is known, the rent, and what it does not hold (R27)."""
    scheme, facility = lease.pilot.scheme_document, lease.facility
    area = facility.area_m2
    items = excluded_items(lease.pilot, lease.date or lease.valid_from).items  # type: ignore[arg-type]
    return {
        "scheme": cite(scheme) if scheme else "",
        "facility": facility.name,
        "site": facility.site.name,
        "address": facility.address,
        "area": f"{area.normalize():f}".replace(".", ",") if area is not None else "",
        "included": lease.included,
        "rent": f"{BLANK} đồng" if lease.rent_vnd is None else in_figures_and_words(lease.rent_vnd),
        "excluded": named(items),
        "apart": facility.site.level == AdminLevel.COMMUNE,
        "term": term(lease),
        "parties": [party("Bên A (bên cho thuê)", lease.lessor), party("Bên B (bên thuê)", lease.lessee)],
        "signatories": [signatory("Đại diện Bên A", None, lease), signatory("Đại diện Bên B", lease.signed_by, lease)],
    }


KIND = DocumentKind(
    code="facility_lease",
    title=_("Contract of lease of premises"),
    subject="facilities.FacilityLease",
    template="pdf/contract.html",
    text="pdf/texts/facility_lease.txt",
    symbol="HĐTTS",
    issuer=lambda lease: lease.lessor,
    summary=lambda lease: f"Thuê trụ sở tại {lease.facility.site.name}",
    context=context,
    numbered_by="sign_lease",
    number_url=lambda lease: reverse("lease-step", args=[lease.pk, "sign_lease"]),
    url=lambda lease: reverse("lease", args=[lease.pk]),
)
