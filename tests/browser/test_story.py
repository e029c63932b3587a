"""The whole chain at Sở Tài chính, Can Lộc, Cẩm Thịnh and the centre, by all its people, in Vietnamese.

From two lists in Excel to a month that is paid. Each function is one step; the order is the chain's.
"""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from pilot.demo.accounts import ACCOUNTS
from tests.browser.visiting import PHONE, House, Visitor
from tests.platform.exchange.books import HEAD, xlsx

pytestmark = pytest.mark.browser
WEIGHT = 100

EMPLOYEE, CODE = "Nguyễn Thị Thử Việc", "BD9001"
PROCEDURE = "Quyết định xử lý tài sản công (thủ tục thử)"
CENTRE = "Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh"
PLACE = f"Sở Tài chính – {CENTRE}"
FIELDS = ("Quản lý công sản", "Tin học - Thống kê", "Tài chính doanh nghiệp")
COUNTER = "Quầy 1 – Sở Tài chính"
LADDER = "/ban-giao/HT-STC/HT-S-TTPVHCC/"
PROCEDURES = ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện"]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AGREEMENTS = [
    ("vp.ubnd", "Thống nhất (Văn phòng UBND tỉnh)"),
    ("gd.trungtam", "Thống nhất (Giám đốc Trung tâm)"),
]
TASK = f"Tháng 08/2021: {CENTRE}"
ASSESS_HEAD = "Đánh giá với tư cách thủ trưởng đơn vị, địa phương thí điểm"
ASSESS_DIRECTOR = "Đánh giá với tư cách giám đốc trung tâm"


def workbook(name: str, *rows: list[object]) -> dict[str, object]:
    return {"name": name, "mimeType": EXCEL, "buffer": xlsx(*rows)}


def file(name: str, book: Workbook) -> dict[str, object]:
    buffer = io.BytesIO()
    book.save(buffer)
    return {"name": name, "mimeType": EXCEL, "buffer": buffer.getvalue()}


def upload(visitor: Visitor, book: dict[str, object]) -> None:
    """Upload, look at the preview, write."""
    visitor.fill({"Tệp bảng tính": book})
    visitor.press("Kiểm tra danh sách")
    visitor.press("Ghi danh sách")


def find(visitor: Visitor, name: str) -> None:
    """The page of an employee, through the list and its filter."""
    visitor.go("/nhan-su/")
    visitor.filter({"Tên": name})
    visitor.follow(name)


# --- lists and people -------------------------------------------------------------------------------------


def the_agency_imports_its_procedures(house: House) -> None:
    with house.visit("gd.taichinh") as head:
        head.go("/co-quan/HT-STC/")
        title = head.page.get_by_role("heading", name="Thủ tục", exact=True)
        head.follow(re.compile("^Nhập từ Excel"), within=head.page.locator("section", has=title))
        row = [1, "9.000001", PROCEDURE, FIELDS[0], "Cấp tỉnh"]
        upload(head, workbook("thu-tuc.xlsx", ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện"], row))
        head.reads("đã ghi")
        head.go("/thu-tuc/9.000001/")
        head.reads(PROCEDURE)


def the_post_office_imports_its_employees(house: House) -> None:
    with house.visit("buudien") as office:
        office.go("/nhan-su/")
        office.follow("Nhập từ Excel")
        office.fill({"Tệp bảng tính": workbook("loi.xlsx", HEAD, [1, CODE, EMPLOYEE, "31/9/1995"])})
        office.press("Kiểm tra danh sách")
        office.reads("không có ngày “31/9/1995”")
        office.go("/nhap-xuat/employees/HT-BDT/")
        row = [1, CODE, EMPLOYEE, "30/9/1995", "0912345678", "Đại học"]
        upload(office, workbook("nhan-vien.xlsx", HEAD, row))
        office.reads("đã ghi")


def the_post_office_selects_and_reports_the_team(house: House) -> None:
    with house.visit("buudien") as office:
        find(office, EMPLOYEE)
        office.more("Đánh dấu tiêu chí lựa chọn")
        for box in office.page.get_by_role("main").get_by_role("checkbox").all():
            box.check()
        for line in office.page.get_by_role("main").get_by_role("textbox").all():
            line.fill("Phiếu đánh giá 01/2021")
        office.press("Đánh dấu tiêu chí lựa chọn")
        office.go("/nhan-su/bao-cao-doi-ngu/")
        office.go("/nhan-su/bao-cao-doi-ngu/moi/HT-BDT/")
        for box in office.page.get_by_role("main").get_by_role("checkbox").all():
            box.uncheck()
        office.fill({f"{EMPLOYEE} ({CODE})": True, "Báo cáo: số và ngày": "45/BĐT-TCLĐ ngày 15/06/2021"})
        office.press("Báo cáo đội ngũ")
        office.reads(EMPLOYEE, "45/BĐT-TCLĐ")


def the_post_office_assigns_by_decision(house: House) -> None:
    subject = "Cử nhân viên Bưu điện làm việc tại quầy Sở Tài chính"
    with house.visit("buudien") as office:
        office.go("/nhan-su/quyet-dinh-cu/")
        office.step("Soạn quyết định cử nhân viên", {"Trích yếu": subject})
        office.follow("Thêm vào danh sách")
        office.fill({"Cơ quan và địa điểm": PLACE})
        office.press("Tiếp tục")
        chosen = dict.fromkeys(FIELDS, True)
        office.fill({"Nhân viên": f"{EMPLOYEE} ({CODE})", "Vai trò": "chính thức", **chosen, "Từ ngày": "15/06/2021"})
        office.press("Thêm vào danh sách")
        office.reads(EMPLOYEE, *FIELDS)
    with house.visit("gd.buudien") as director:
        director.go("/nhan-su/quyet-dinh-cu/")
        director.follow(subject)
        director.sign("Duyệt quyết định")
    with house.visit("buudien") as office:
        office.go("/nhan-su/quyet-dinh-cu/")
        office.follow(subject)
        office.step("Vào số, ngày văn bản", {"Số, ký hiệu": "77", "Ngày văn bản": "15/06/2021"})
        office.open_document("Quyết định cử nhân viên")
        office.pdf("BƯU ĐIỆN", "QUYẾT ĐỊNH", "Số: 77", "ngày 15 tháng 6 năm 2021", EMPLOYEE, "1995", "MINH HỌA")


def the_employee_learns(house: House) -> None:
    with house.visit("gd.taichinh") as head:
        take_step(head, "quan sát", "15/06/2021", PROCEDURE)
        head.go("/nhan-su/diem/HT-S-TTPVHCC/nang-luc/")
        head.follow(EMPLOYEE)
        head.follow("Bắt đầu học việc – Sở Tài chính")
        head.fill({"Ngày bắt đầu học việc": "15/06/2021"})
        head.press("Bắt đầu học việc")
        head.reads("học việc từ")


# --- assessment, recognition, hand-over -------------------------------------------------------------------


def the_administrator_moves_the_day(house: House, day: str) -> None:
    with house.visit("quantri1") as administrator:
        administrator.go("/ngay-lam-viec/")
        administrator.fill({"Ngày làm việc mới": day})
        administrator.press("Chuyển ngày")
        administrator.reads(day)


def two_people_assess(house: House) -> None:
    for username, step in (("gd.taichinh", ASSESS_HEAD), ("gd.trungtam", ASSESS_DIRECTOR)):
        with house.visit(username) as assessor:
            line = assessor.page.get_by_role("row").filter(has_text="Đánh giá").filter(has_text="15/06/2021")
            assessor.follow("Sở Tài chính", within=line)
            assessor.fill({f"{EMPLOYEE}: {name}": "thành thạo công việc" for name in FIELDS})
            assessor.fill({"Mật khẩu hoặc mã xác nhận": assessor.password})
            assessor.press(step)


def the_committee_recognises(house: House) -> None:
    with house.visit("truongban") as chairman:
        chairman.go("/nhan-su/cong-nhan/")
        chairman.follow(PLACE)
        for box in chairman.page.get_by_role("checkbox").all():
            box.uncheck()
        chosen = {f"{EMPLOYEE}: {name}": True for name in FIELDS}
        chairman.fill({**chosen, "Số văn bản": "12/QĐ-BCĐ", "Từ ngày": "16/08/2021"})
        chairman.fill({"Mật khẩu hoặc mã xác nhận": chairman.password})
        chairman.press("Công nhận nhân viên")
        chairman.reads("12/QĐ-BCĐ", EMPLOYEE)


def take_step(head: Visitor, step: str, day: str, only: str = "") -> None:
    """One step on the hand-over ladder: of one procedure or of the whole set, previewed first."""
    head.go(LADDER)
    code = {"9.000001": True} if only else {"Toàn bộ Bộ TTHC": True}
    head.fill({"Bước": step, "Từ ngày": day, **code})
    head.press("Xem trước")
    head.fill({"Căn cứ: số và ngày của văn bản": "Biên bản 15/BB-STC"})
    head.press("Thực hiện bước này")


def the_agency_hands_its_procedures_over(house: House) -> None:
    with house.visit("gd.taichinh") as head:
        take_step(head, "có hỗ trợ", "02/08/2021")
        take_step(head, "đã bàn giao", "16/08/2021")
        head.go("/diem/HT-S-TTPVHCC/")
        head.reads("Đã bàn giao 23/31 thủ tục")


# --- withdrawal -------------------------------------------------------------------------------------------


def the_province_withdraws(house: House) -> None:
    with house.visit("gd.taichinh") as head:
        head.go("/vi-tri/HT-STC-Q1/")
        head.step("Lập đề nghị rút công chức", {"Ngày đầu tiên không còn công chức": "01/09/2021"})
    for username, step in AGREEMENTS:
        with house.visit(username) as visitor:
            visitor.follow(COUNTER)
            visitor.sign(step, **{"Lý do": "Bố trí dự phòng sau."})
    with house.visit("gd.taichinh") as head:
        head.follow(COUNTER)
        proposal = {
            "Văn bản đề xuất: số và ngày": "90/STC-VP ngày 16/08/2021",
            "Lý do": "Bố trí dự phòng sau.",
        }
        head.step("Trình", proposal)
    with house.visit("truongban") as chairman:
        chairman.follow(COUNTER)
        chairman.sign("Tham mưu UBND tỉnh", **{"Lý do": "Bố trí dự phòng sau."})
    with house.visit("ubnd.tinh") as province:
        province.follow(COUNTER)
        province.decide("Duyệt rút", **{"Lý do": "Bố trí dự phòng sau."})
        province.step("Vào số, ngày văn bản", {"Số, ký hiệu": "2890/QĐ-UBND", "Ngày văn bản": "16/08/2021"})
        province.open_document("Quyết định rút công chức")
        province.pdf("ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH", "QUYẾT ĐỊNH", "2890/QĐ-UBND", COUNTER, "MINH HỌA")


def the_district_withdraws(house: House) -> None:
    with house.visit("ct.canloc") as chairman:
        chairman.go("/vi-tri/HT-CL-Q2/")
        chairman.step("Lập đề nghị rút công chức", {"Ngày đầu tiên không còn công chức": "01/09/2021"})
        reason = {"Lý do": "Chưa có dự phòng."}
        chairman.step("Trình", reason)
        chairman.decide("Duyệt rút", **{"Lý do": "Chưa có dự phòng, sẽ bổ sung."})
        chairman.step("Vào số, ngày văn bản", {"Số, ký hiệu": "512/QĐ-UBND", "Ngày văn bản": "16/08/2021"})
        chairman.reads("Đã báo cáo Ban Chỉ đạo")
        chairman.open_document("Quyết định rút công chức")
        chairman.pdf("HUYỆN CAN LỘC", "QUYẾT ĐỊNH", "512/QĐ-UBND", "CHỦ TỊCH", "MINH HỌA")


def the_commune_is_refused(house: House) -> None:
    with house.visit("ct.camthanh") as head:
        head.go("/vi-tri/HT-U-CAMTHANH-Q1/")
        head.go("/nhan-su/rut-cong-chuc/moi/HT-U-CAMTHANH-Q1/")
        head.fill({"Ngày đầu tiên không còn công chức": "01/09/2021"})
        head.press("Lập đề nghị rút công chức")
        head.reads("(R12)")


# --- premises and money -----------------------------------------------------------------------------------


def the_post_office_lets_a_commune_point(house: House) -> None:
    title = "Điểm Bưu điện - Văn hóa xã – xã Cẩm Thịnh"
    with house.visit("buudien") as office:
        office.go("/co-so/")
        office.follow(title)
        office.follow("Soạn hợp đồng thuê trụ sở")
        office.fill({"Bên thuê": "UBND huyện Cẩm Xuyên", "Từ ngày": "01/09/2021", "Tiền thuê một tháng": "3000000"})
        office.press("Soạn hợp đồng thuê trụ sở")
        lease = office.path
    with house.visit("ct.camxuyen") as tenant:
        tenant.go(lease)
        tenant.step("Thống nhất việc thuê")
        tenant.sign("Ký hợp đồng thuê", **{"Số, ký hiệu": "04/HĐ-BĐVHX", "Ngày văn bản": "16/08/2021"})
        tenant.sign("Xác nhận không gian làm việc đã tách biệt")
    with house.visit("buudien") as office:
        office.go(lease)
        office.step("Đưa hợp đồng thuê vào thực hiện")
        office.reads("đang thực hiện")


def the_payer_signs_the_labour_contract(house: House) -> None:
    with house.visit("buudien") as office:
        office.go("/thanh-toan/hop-dong/")
        office.follow("Soạn hợp đồng thuê nhân công")
        office.fill({
            "Bưu điện": "Bưu điện tỉnh Hà Tĩnh", "Điểm": CENTRE, "Bên chi trả": "Văn phòng UBND tỉnh",
            "Từ ngày": "16/08/2021", "Đến hết ngày": "31/12/2021",
        })  # fmt: skip
        office.press("Soạn hợp đồng thuê nhân công")
        office.follow("Thêm dòng")
        line = {"Vị trí tại quầy": COUNTER, "Đơn giá một tháng, chưa có thuế": "7000000"}
        office.fill(line | {"Công việc": "Tiền điện"})
        office.press("Thêm dòng")
        office.reads("A28")
        office.fill({"Công việc": "Nhân công Bưu điện tại quầy"})
        office.press("Thêm dòng")
        contract = office.path
    with house.visit("chitra") as payer:
        payer.go(contract)
        payer.step("Thống nhất hợp đồng")
        payer.sign("Ký hợp đồng", **{"Số, ký hiệu": "21/HĐ-BĐT", "Ngày văn bản": "16/08/2021"})
    with house.visit("buudien") as office:
        office.go(contract)
        office.step("Đưa hợp đồng vào thực hiện")
        office.step("Mở kỳ thanh toán", {"Tháng": "08/2021"})


def the_post_office_keeps_the_timesheet(house: House) -> None:
    """Half a day in the grid, a whole one in Excel, with their reason; 16 to 31/08 has 12 working days."""
    with house.visit("buudien") as office:
        open_month(office)
        sheet = office.path
        office.fill({f"{EMPLOYEE}, 17/08/2021": "0.5", f"Lý do, {EMPLOYEE}": "Họp"})
        office.press("Lưu bảng chấm công")
        office.follow("Xuất Excel")
        office.fill({"Lý do": "Chấm công ngày 18/08."})  # the reason of an absence is personal
        book = load_workbook(io.BytesIO(office.download("Tải về")))
        put(book, "18", "0")
        office.go(sheet)
        office.follow("Nhập từ Excel")
        upload(office, file("bang-cham-cong.xlsx", book))
        office.go(sheet)
        office.reads("10,5")
        office.step("Gửi bảng chấm công")


def open_month(visitor: Visitor) -> None:
    """From the desk to the timesheet of the new contract in August."""
    visitor.go("/thanh-toan/hop-dong/")
    visitor.page.get_by_role("row").filter(has_text="16/08/2021").get_by_role("link").first.click()
    visitor.follow(re.compile("đang nhập|đã gửi|đã kiểm tra"))


def put(book: Workbook, day: str, worked: str) -> None:
    """Write into the column of the day in the row of the employee."""
    rows = list(book.worksheets[0].iter_rows())
    head = next(row for row in rows if any(cell.value == "Mã dòng" for cell in row))
    column = next(cell.column for cell in head if str(cell.value) == day)
    row = next(cells[0].row for cells in rows if any(CODE in str(cell.value or "") for cell in cells))
    book.worksheets[0].cell(row=row, column=column, value=worked)


def both_sides_accept(house: House) -> None:
    with house.visit("gd.trungtam") as director:
        director.follow(TASK)
        director.sign("Xác nhận bảng chấm công")
        director.go("/")
        director.follow(TASK)
        director.reads("3.340.909")
        director.sign("Ký thay mặt Trung tâm")
    with house.visit("chitra") as payer:
        payer.follow(TASK)
        payer.sign("Ký thay mặt bên chi trả")
        minutes = payer.path
    with house.visit("gd.trungtam") as director:
        director.go(minutes)
        director.open_document("Biên bản nghiệm thu")
        director.step("Vào số, ngày văn bản", {"Số, ký hiệu": "8", "Ngày văn bản": "01/09/2021"})
        director.pdf("BIÊN BẢN", "3.340.909", EMPLOYEE, "MINH HỌA")


def the_post_office_asks_for_payment(house: House) -> None:
    with house.visit("buudien") as office:
        office.follow(TASK)
        office.step("Đề nghị thanh toán")
        office.reads("3.675.000")
        office.open_document("Giấy đề nghị thanh toán")
        office.pdf("ĐỀ NGHỊ THANH TOÁN", "3.675.000", "Ba triệu sáu trăm bảy mươi lăm nghìn đồng", "MINH HỌA")


def the_payer_pays(house: House) -> None:
    with house.visit("chitra") as payer:
        payer.follow(TASK)
        payer.step("Ghi nhận thanh toán", {"Số chứng từ Kho bạc": "KB 0109/01"})
        payer.reads("đã thanh toán")
    with house.visit("taichinh") as finance:
        finance.go("/thanh-toan/?thang=08/2021")
        finance.follow("08/2021")
        finance.step("Chuẩn bị đóng kỳ")
        finance.sign("Đóng kỳ")
        finance.reads("đã đóng")


# --- everybody else, and every kind of page ---------------------------------------------------------------

PAGES = {
    "thuky": ["/van-de/", "/thi-diem/HATINH/quy-dinh/", "/nhan-su/van-ban-giay/", "/nhap-xuat/"],
    "thanhtra": [
        "/thi-diem/", "/thi-diem/HATINH/", "/thi-diem/HATINH/giai-doan/HT-P2/", "/co-quan/HT-STC/",
        "/diem/HT-S-TTPVHCC/", "/diem/HT-S-CAMTHANH/", "/vi-tri/HT-STC-Q1/", "/thu-tuc/", "/thu-tuc/9.000001/",
        "/van-ban/", "/van-ban-can-cu/", "/van-ban-can-cu/D15/", "/van-de/A28/", "/don-vi-hanh-chinh/",
        "/nhan-su/", "/nhan-su/cong-nhan/", "/nhan-su/rut-cong-chuc/", "/nhan-su/diem/HT-S-TTPVHCC/nang-luc/",
        "/co-so/", "/thanh-toan/", "/thanh-toan/hop-dong/", "/nhap-xuat/", "/nhat-ky/",
        "/tim-kiem/?q=tai+chinh", "/tai-khoan-cua-toi/",
    ],
    "quantri2": ["/tai-khoan/", "/tai-khoan/1/", "/van-hanh/", "/luu-giu/"],
    "thuky.gialai": ["/thi-diem/GIALAI/", "/thi-diem/GIALAI/quy-dinh/"],
    "gd.noivu": ["/co-quan/HT-SNV/"],
}  # fmt: skip


def everybody_else_finds_their_desk(house: House) -> None:
    for account in ACCOUNTS:
        if account.username in house.visitors:
            continue
        with house.visit(account.username) as visitor:
            for path in PAGES.get(account.username, []):
                visitor.go(path)
    assert house.visitors >= {account.username for account in ACCOUNTS}


def gia_lai_says_what_its_documents_leave_out(house: House) -> None:
    with house.visit("thuky.gialai") as secretary:
        secretary.go("/thi-diem/GIALAI/")
        secretary.reads("chưa có trong tài liệu")
        secretary.help("Quy định của thí điểm Gia Lai", "Bài báo của Lan Xuân, 10/06/2020", "Phím tắt", key="?")


# --- the stories ------------------------------------------------------------------------------------------


def test_from_two_lists_to_a_month_that_is_paid(house: House) -> None:
    the_agency_imports_its_procedures(house)
    the_post_office_imports_its_employees(house)
    the_post_office_selects_and_reports_the_team(house)
    the_post_office_assigns_by_decision(house)
    the_employee_learns(house)
    the_administrator_moves_the_day(house, "16/08/2021")
    two_people_assess(house)
    the_committee_recognises(house)
    the_agency_hands_its_procedures_over(house)
    the_province_withdraws(house)
    the_district_withdraws(house)
    the_commune_is_refused(house)
    the_post_office_lets_a_commune_point(house)
    the_payer_signs_the_labour_contract(house)
    the_administrator_moves_the_day(house, "01/09/2021")
    the_post_office_keeps_the_timesheet(house)
    both_sides_accept(house)
    the_post_office_asks_for_payment(house)
    the_payer_pays(house)
    gia_lai_says_what_its_documents_leave_out(house)
    everybody_else_finds_their_desk(house)
    assert house.faults == []


def test_the_chairman_decides_on_a_phone(house: House) -> None:
    """Can Lộc has a request waiting: read, decide and number it at 390 px."""
    with house.visit("ct.canloc", PHONE) as chairman:
        chairman.follow("Quầy 1 – UBND huyện Can Lộc")
        chairman.help("R11", "mục III-a.3.2.2", "Phím tắt")
        chairman.decide("Duyệt rút", **{"Lý do": "Đồng ý, sẽ bố trí dự phòng."})
        chairman.step("Vào số, ngày văn bản", {"Số, ký hiệu": "55/QĐ-UBND", "Ngày văn bản": "15/06/2021"})
        chairman.reads("Đã báo cáo Ban Chỉ đạo")
        chairman.open_document("Quyết định rút công chức")
        chairman.pdf("HUYỆN CAN LỘC", "55/QĐ-UBND")
        for path in ("/", "/thi-diem/HATINH/", "/diem/HT-S-CL/", "/nhan-su/", "/nhan-su/rut-cong-chuc/"):
            chairman.go(path)
    assert house.faults == []
