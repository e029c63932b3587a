"""The clerk's register, the scan behind a citation, a second factor asked of roles: as people see them."""

from typing import Any

import pytest

from tests.browser.visiting import PHONE, House
from tests.paper import SCAN

pytestmark = pytest.mark.browser
DECIDE = "Yêu cầu xác thực hai bước theo vai trò"
PLAN = (
    "Kế hoạch triển khai thực hiện Đề án thí điểm chuyển giao một số nhiệm vụ hành chính công thực hiện qua dịch vụ"
    " Bưu chính công ích trên địa bàn tỉnh Hà Tĩnh - giai đoạn II"
)
ATTACH = "Đính kèm bản chụp văn bản căn cứ"
BOOK = "/van-ban/so-dang-ky/?issuer=agency-HT-CX&year=2021"


def the_secretariat_puts_a_scan_beside_the_plan(house: House) -> None:
    file: dict[str, Any] = {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    with house.visit("thuky") as secretary:
        secretary.go("/van-ban-can-cu/")
        secretary.follow(PLAN)
        secretary.follow(ATTACH)
        secretary.press(ATTACH)  # says what is missing
        secretary.fill({"Bản chụp hoặc tệp của văn bản (PDF)": file, "Mục và số trang": "III-a.3 1"})
        secretary.press(ATTACH)
        secretary.reads("Mở bản chụp", "III-a.3", "trang 1")
        secretary.go("/thi-diem/HATINH/quy-dinh/")
        assert secretary.page.locator('a[href="/van-ban-can-cu/S3/ban-chup#page=1"]').count()


def the_register_is_read(house: House) -> None:
    with house.visit("thanhtra") as auditor:
        auditor.go("/van-ban/")
        auditor.follow("Sổ đăng ký văn bản đi")
        auditor.go(BOOK)
        auditor.reads("412/QĐ-UBND", "01–411/QĐ-UBND", "không có trong sổ này")
    with house.visit("vt.canloc", PHONE) as clerk:
        clerk.go("/van-ban/so-dang-ky/")
        clerk.reads("Chưa có văn bản nào trong sổ")
    with house.visit("vt.buudien", PHONE) as clerk:
        clerk.go("/van-ban/so-dang-ky/")
        clerk.reads("ĐNTT")


def two_administrators_require_a_second_factor(house: House) -> None:
    with house.visit("quantri1") as first:
        first.go("/tai-khoan/")
        first.follow("Yêu cầu xác thực hai bước (Hà Tĩnh)")
        first.fill({"Từ ngày": "01/07/2021", "Lý do": "An toàn.", "Mật khẩu hoặc mã xác nhận": "minh-hoa-2021"})
        first.press(DECIDE)
        first.reads("Xác thực hai bước theo vai trò")
    with house.visit("quantri2") as second:
        second.go("/tai-khoan/")
        second.follow("Xác nhận", second.page.get_by_role("region", name="Xác thực hai bước theo vai trò"))
        second.fill({"Lý do": "Đồng ý.", "Mật khẩu hoặc mã xác nhận": "minh-hoa-2021"})
        second.press("Xác nhận")
        second.reads("bắt buộc từ ngày 01/07/2021")
    with house.visit("ct.canloc", PHONE) as chairman:
        chairman.reads("Từ ngày 01/07/2021")
        chairman.go("/tai-khoan-cua-toi/")
        chairman.reads("Bắt buộc có ứng dụng xác thực")


def test_what_the_clerk_the_secretariat_and_the_administrators_see(house):
    the_secretariat_puts_a_scan_beside_the_plan(house)
    the_register_is_read(house)
    two_administrators_require_a_second_factor(house)
    assert house.faults == []
