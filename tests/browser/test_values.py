"""What people see before a value, a list or a last day counts: one demo, the days of June to August 2021 in order."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_story import EXCEL, the_administrator_moves_the_day, workbook
from tests.browser.visiting import PATIENCE, House, Visitor
from tests.found.timesheet_books import Worker, form_of_200

pytestmark = pytest.mark.browser
WEIGHT = 60

EMPLOYEES = "/nhap-xuat/employees/HT-BDT/"
HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Zalo", "Trình độ"]
HOA = [1, "BD9101", "Lê Thị Thử Hòa", "12/03/1991", "0912345601", "Đại học"]
LONG = [2, "BD9102", "Phạm Văn Thử Long", "25/11/1988", "0912345602", "Cao đẳng"]
LONG_AGAIN = [3, *LONG[1:4], "0987654321", "Cao đẳng"]
PAYER, DIRECTOR = "chitra.camxuyen", "gd.tt.camxuyen"


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


def open_timesheet(visitor: Visitor) -> None:
    """From the contracts to the timesheet of Cẩm Xuyên that is kept at present."""
    visitor.go("/thanh-toan/hop-dong/")
    visitor.page.get_by_role("row").filter(has_text="Cẩm Xuyên").get_by_role("link").first.click()
    visitor.follow("đang nhập")


def workers(visitor: Visitor) -> list[Worker]:
    """Those in the grid who are at work on the first day."""
    rows = visitor.page.locator(".sheet-grid tbody tr:has(input.day)").all()
    there = [row.locator("th") for row in rows if row.locator("input.day").first.input_value() == "1"]
    names = [cell.inner_text().split("\n") for cell in there]
    return [Worker(name.strip(), code.strip(), "") for name, code in names]


def the_post_office_brings_the_printed_timesheet_in(house: House) -> tuple[Worker, str]:
    """The form of circular 200 as it is printed: sick on two days, half a day of annual leave."""
    with house.visit("buudien") as office:
        open_timesheet(office)
        people, sheet = workers(office), office.path
        people[0].marks = {7: "Ô", 8: "Ô", 9: "P/2"}
        printed = {"name": "cham-cong.xlsx", "mimeType": EXCEL, "buffer": form_of_200(people)}
        office.follow("Nhập từ Excel")
        office.fill({"Tệp bảng tính": printed})
        office.press("Kiểm tra danh sách")
        office.press("Ghi danh sách")
    return people[0], sheet


def the_post_office_sends_the_timesheet(house: House, sheet: str) -> None:
    with house.visit("buudien") as office:
        office.go(sheet)
        office.step("Gửi bảng chấm công")


def the_director_checks_it_and_the_payer_sees_no_kind_of_leave(house: House, sick: Worker) -> None:
    with house.visit(DIRECTOR) as director:
        director.follow(re.compile("06.2021"))
        row = director.page.get_by_role("row").filter(has_text=sick.code)
        expect(row).to_contain_text("Ô")
        expect(row).to_contain_text("P/2")
        sheet = director.path
        director.sign("Xác nhận bảng chấm công")
    with house.visit(PAYER) as payer:
        payer.go(sheet)
        row = payer.page.get_by_role("row").filter(has_text=sick.code)
        expect(row).to_contain_text("nghỉ")
        expect(row).not_to_contain_text("Ô")


def the_post_office_sees_what_a_last_day_touches(house: House, leaver: Worker) -> None:
    with house.visit("buudien") as office:
        office.go("/nhan-su/")
        office.filter({"Tên": leaver.name})
        office.follow(leaver.name)
        office.more("Thôi tham gia thí điểm")
        said = {"Ngày làm việc cuối": "06/07/2021", "Lý do": "Nghỉ việc theo đơn."}
        office.fill(said)
        office.press("Thôi tham gia thí điểm")
        office.reads("Nếu ngày làm việc cuối là 06/07/2021", "Chưa có dữ liệu nào được lưu")
        office.reads("Quầy 1 – UBND huyện Cẩm Xuyên", "Phân công kết thúc ngày 06/07/2021")
        office.press("Thôi tham gia thí điểm")
        office.reads("Việc này làm thiếu người đứng quầy")
        office.press("Thôi tham gia thí điểm")
        office.reads("– 06/07/2021")


def july_stops_on_the_last_day(house: House, leaver: Worker) -> None:
    """Thursday 1 to Tuesday 6 July 2021: four working days of 22."""
    with house.visit("buudien") as office:
        office.go("/thanh-toan/hop-dong/")
        office.page.get_by_role("row").filter(has_text="Cẩm Xuyên").get_by_role("link").first.click()
        office.step("Mở kỳ thanh toán", {"Tháng": "07/2021"})
        open_timesheet(office)
        row = office.page.get_by_role("row").filter(has_text=leaver.code)
        expect(row.locator("input.day")).to_have_count(4)
        expect(row.locator("td.num")).to_have_text("4")


# --- the stories ------------------------------------------------------------------------------------------


def test_what_is_typed_is_seen_before_it_counts(house: House) -> None:
    the_payer_reads_the_amount_before_it_is_sent(house)
    the_post_office_brings_its_list_in_and_takes_it_back(house)
    sick, sheet = the_post_office_brings_the_printed_timesheet_in(house)
    the_administrator_moves_the_day(house, "07/07/2021")
    the_post_office_sends_the_timesheet(house, sheet)
    the_director_checks_it_and_the_payer_sees_no_kind_of_leave(house, sick)
    the_post_office_sees_what_a_last_day_touches(house, sick)
    the_administrator_moves_the_day(house, "02/08/2021")
    july_stops_on_the_last_day(house, sick)
    assert house.faults == []
