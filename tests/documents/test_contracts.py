"""Contracts as documents: what both sides signed, with the number they gave it; and papers made outside."""

import pytest

from billing.models import LabourContract, Statement
from billing.workflows import contract as contracts
from facilities.models import Facility, FacilityLease
from facilities.workflows import lease as leases
from pilot.platform.documents import render
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.vietnamese import document_date
from pilot.programme.models import CounterPost
from tests.billing.refused import codes
from tests.documents.test_pdf import text_of
from tests.staffing import people as p

pytestmark = pytest.mark.usefixtures("demo")
needs_pdf = pytest.mark.skipif(bool(render.unavailable()), reason="this machine makes no PDFs")


def contract_of(kind, subject):
    return OfficialDocument.objects.of(kind, subject)


@pytest.fixture
def sign_lease(act):
    def sign(number, date=p.TODAY):
        place = Facility.objects.get(site__code="HT-S-CAMTHANH")
        row = leases.draft_lease(place, act("buudien"), lessee=place.site.agency, first_day=p.FIRST)
        leases.agree_lease(row, act("ct.camthanh"))
        leases.sign_lease(row, act("ct.camthanh"), number=number, date=date)
        return FacilityLease.objects.get(pk=row.pk)

    return sign


@pytest.fixture
def sign_contract(act):
    def sign(number):
        payer = {"payer": p.agency("HT-VPUBND"), "site": p.site("HT-S-TTPVHCC")}
        row = contracts.draft_contract(p.office(), act("buudien"), first_day=p.FIRST, **payer)
        line = {"post": CounterPost.objects.get(code="HT-STC-Q1"), "description": "Nhân công", "first_day": p.FIRST}
        contracts.add_contract_line(row, act("buudien"), unit_price_vnd=7_000_000, vat_category="standard", **line)
        contracts.agree_contract(row, act("chitra"))
        contracts.sign_contract(row, act("chitra"), number=number, date=p.TODAY)
        return LabourContract.objects.get(pk=row.pk)

    return sign


def test_a_signed_lease_is_a_document(sign_lease):
    row = sign_lease("9/HĐTTS")
    document = contract_of("facility_lease", row)
    assert (row.number, document.number, document.issued_on, document.status) == (
        "09/HĐTTS", "09/HĐTTS", p.TODAY, "numbered",
    )  # fmt: skip


def test_a_signed_contract_is_a_document(sign_contract):
    row = sign_contract("12/2021/HĐ-VPUB-BĐT")
    document = contract_of("labour_contract", row)
    assert (row.number, document.number) == ("12/2021/HĐ-VPUB-BĐT", "12/2021/HĐ-VPUB-BĐT")


@pytest.mark.parametrize("number", ["HĐ 12 (bản giấy)", "số 7"])
def test_a_paper_made_outside_only_leaves_its_number(number, sign_lease, sign_contract):
    for kind, row in (("facility_lease", sign_lease(number)), ("labour_contract", sign_contract(number))):
        assert (row.number, row.status) == (number, "signed")
        assert not OfficialDocument.objects.about(row).filter(kind=kind).exists()


def test_a_number_that_is_taken_is_refused(sign_lease, sign_contract):
    sign_lease("9/HĐ")
    assert codes(lambda: sign_contract("09/HĐ")) == ["number_taken"]


@needs_pdf
def test_the_lease_reads_as_a_contract():
    row = FacilityLease.objects.get(status="in_force", paper_date=None)
    text = text_of(contract_of("facility_lease", row))
    for part in (
        "HỢP ĐỒNG", "Số: 03/HĐ-BĐVHX", "Bên A (bên cho thuê)", "Bên B (bên thuê)", "Ủy ban nhân dân xã Cẩm Thành",
        "3.000.000 đồng (bằng chữ: ba triệu đồng)", "không tính vào giá thuê", "bố trí tách biệt",
        "bằng văn bản./.", "ĐẠI DIỆN BÊN A", "ĐẠI DIỆN BÊN B",
    ):  # fmt: skip
        assert part in text, part


@needs_pdf
def test_the_labour_contract_lists_its_posts_and_prices():
    row = LabourContract.objects.get(payer__code="HT-CX", paper_date=None)
    text = text_of(contract_of("labour_contract", row))
    for part in (
        "HỢP ĐỒNG", f"Số: {row.number}", document_date(row.date), "Bên A (bên thuê, chi trả)", "7.000.000",
        "không quá 600.000.000 đồng (bằng chữ: sáu trăm triệu đồng)", "không gồm điện, nước", "./.",
    ):  # fmt: skip
        assert part in text, part


@needs_pdf
def test_the_payment_request_is_signed_by_who_issued_it():
    """And never by a real person under MINH HỌA."""
    row = Statement.objects.order_by("pk").first()
    document = contract_of("payment_request", row)
    text = text_of(document)
    for part in ("Kho bạc Nhà nước./.", "NGƯỜI LẬP", "GIÁM ĐỐC", document.signer_name, "Lưu: VT, TCHC."):
        assert part in text, part
    assert document.signer_name == row.issued_by.full_name
    assert html_of(document).count(row.issued_by.full_name) == 1


def test_a_real_signer_is_not_named_under_the_demo_mark(act, sign_contract):
    user = act("chitra").user
    user.person.illustrative = False
    user.person.save()
    document = contract_of("labour_contract", sign_contract("13/HĐNC"))
    assert [one["name"] for one in document.snapshot["context"]["signatories"]] == ["", ""]
