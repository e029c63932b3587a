"""What people see before an amount or a list counts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import workbook
from tests.browser.visiting import PATIENCE, House

pytestmark = pytest.mark.browser
WEIGHT = 60

EMPLOYEES = "/nhap-xuat/employees/HT-BDT/"
HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Zalo", "Trình độ"]
HOA = [1, "BD9101", "Lê Thị Thử Hòa", "12/03/1991", "0912345601", "Đại học"]
LONG = [2, "BD9102", "Phạm Văn Thử Long", "25/11/1988", "0912345602", "Cao đẳng"]
LONG_AGAIN = [3, *LONG[1:4], "0987654321", "Cao đẳng"]
PAYER = "chitra.camxuyen"


def the_payer_reads_the_amount_before_it_is_sent(house: House) -> None:
    with house.visit(PAYER) as payer:
        payer.follow(re.compile("05.2021"))
        payer.follow("Ghi nhận thanh toán")
        echo = payer.page.locator(".field-echo")
        payer.fill({"Số tiền": "7,5"})
        expect(echo).to_contain_text("75 đ hoặc 7,5 đ", timeout=PATIENCE)
        payer.fill({"Số tiền": "500.000"})
        expect(echo).to_have_text("500.000 đ: năm trăm nghìn đồng", timeout=PATIENCE)
        payer.fill({"Số chứng từ Kho bạc": "KB 1506/90"})
        payer.press("Ghi nhận thanh toán")
        expect(payer.page.get_by_role("row").filter(has_text="KB 1506/90")).to_contain_text("500.000 đ")


def the_post_office_brings_its_list_in_and_takes_it_back(house: House) -> None:
    """A column of telephone numbers headed "Zalo", and one person twice with two numbers."""
    with house.visit("buudien") as office:
        office.go(EMPLOYEES)
        office.fill({"Tệp bảng tính": workbook("danh-sach.xlsx", HEAD, HOA, LONG, LONG_AGAIN)})
        office.press("Kiểm tra danh sách")
        office.fill({"E: “Zalo” đọc là": "Điện thoại"})
        office.press("Kiểm tra lại theo các lựa chọn này")
        office.page.get_by_role("radio", name=re.compile("0987.654.321")).check()
        office.press("Kiểm tra lại theo các lựa chọn này")
        office.press("Ghi danh sách")
        office.reads("đã ghi", HOA[2], LONG[2])
        office.follow("Hoàn tác lần nhập")
        office.fill({"Lý do": "Danh sách của tháng trước."})
        office.press("Hoàn tác lần nhập")
        office.reads("đã hoàn tác")
        office.go("/nhan-su/")
        expect(office.page.locator("main")).not_to_contain_text(HOA[2])


# --- the stories ------------------------------------------------------------------------------------------


def test_what_is_typed_is_seen_before_it_counts(house: House) -> None:
    the_payer_reads_the_amount_before_it_is_sent(house)
    the_post_office_brings_its_list_in_and_takes_it_back(house)
    assert house.faults == []
