"""A province from nothing: an installation without the demo, from the first administrator's link to a paid month.

Everything happens in the browser, through the pages: no command, no address typed but that of a one-time link. Each
function is one chapter of the story of a province; its people, places and documents are invented.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.office import Clerk, Office
from tests.browser.serving import served
from tests.browser.visiting import PASSWORD
from tests.paper import SCAN
from tests.processes import Installation, installation  # noqa: F401

pytestmark = pytest.mark.browser
WEIGHT = 100

ACCOUNTS = ["STT", "Họ và tên", "Tên đăng nhập", "Chức vụ", "Đơn vị"]
PROCEDURES = ["STT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện"]
POSTS = ["STT", "Số quầy", "Lĩnh vực tiếp nhận", "Từ ngày"]
CIVIL_SERVANTS = ["STT", "Họ và tên", "Chức vụ", "Quầy", "Từ ngày"]
EMPLOYEES = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại", "Trình độ"]
IN_CHARGE, RESERVE = ("NV01", "Nguyễn Thị Chính"), ("NV02", "Trần Văn Dự Phòng")
ASSESSORS = {"phochutich": "thủ trưởng đơn vị, địa phương thí điểm", "gd.trungtam": "giám đốc trung tâm"}
BEGIN = "01/03/2024"
SIGNATURE = "Mật khẩu hoặc mã xác nhận"


@dataclass(frozen=True)
class Province:
    """What its story needs to know of a province: the names of a district and of the bodies around it."""

    administrator: str  # user name of the first one
    name: str
    district: str  # "huyện Đức Thọ"
    post_office: str
    office: str  # of the provincial People's Committee
    assessed: str  # the day, after the shortest learning time of the province's own rule
    proof: str  # what the province's own rule on reserves finds
    why: str = ""  # civil servants are withdrawn in spite of a warning

    @property
    def agency(self) -> str:
        return f"UBND {self.district}"

    @property
    def site(self) -> str:
        return f"Trung tâm Hành chính công {self.district}"

    @property
    def place(self) -> str:
        return f"{self.agency} – {self.site}"

    @property
    def people(self) -> list[tuple[str, str, str, str]]:
        """Full name, user name, role as the office writes it, place."""
        return [
            ("Lê Quản Trị", "quantri2", "Quản trị viên", ""),
            ("Nguyễn Thư Ký", "thuky1", "Tổ Giúp việc", ""),
            ("Trần Thị Thư Ký", "thuky2", "Tổ Giúp việc", ""),
            ("Đặng Trưởng Ban", "truongban", "Trưởng Ban Chỉ đạo", ""),
            ("Võ Thị Tài Chính", "taichinh", "Cán bộ tài chính", ""),
            ("Phan Văn Phòng", "vanphong", "Văn phòng UBND tỉnh", self.office),
            ("Hồ Bưu Điện", "nhansu", "Nhân sự Bưu điện", self.post_office),
            ("Bùi Thị Bưu Điện", "gd.buudien", "Nhân sự Bưu điện", self.post_office),
            ("Phạm Chủ Tịch", "chutich", "Chủ tịch UBND huyện", self.agency),
            ("Mai Phó Chủ Tịch", "phochutich", "Thủ trưởng đơn vị", self.agency),
            ("Lý Thị Kế Toán", "ketoan", "Kế toán", self.agency),
            ("Cao Giám Đốc", "gd.trungtam", "Giám đốc Trung tâm", self.site),
        ]


HATINH = Province(
    "quantri.hatinh", "Hà Tĩnh", "huyện Đức Thọ", "Bưu điện tỉnh Hà Tĩnh", "Văn phòng UBND tỉnh", "06/05/2024",
    "Mỗi lĩnh vực đều có nhân viên dự phòng được công nhận.",
)  # fmt: skip
LAMGIANG = Province(
    "quantri.lamgiang", "Lam Giang", "huyện Sông Con", "Bưu điện tỉnh Lam Giang", "Văn phòng UBND tỉnh", "08/04/2024",
    "Có lĩnh vực chưa đủ 2 người dự phòng đã được công nhận.", "Sẽ bổ sung dự phòng.",
)  # fmt: skip


# --- accounts ---------------------------------------------------------------------------------------------


def the_link_sets_a_password(office: Office, link: str, name: str = "") -> None:
    """`name`: the first account has none yet and asks its owner."""
    with office.stranger() as somebody:
        somebody.go(urlsplit(link).path)
        somebody.fill({"Họ và tên": name} if name else {})
        somebody.fill({"Mật khẩu mới": PASSWORD, "Nhập lại mật khẩu mới": PASSWORD})
        somebody.press("Lưu mật khẩu")


def accounts_come_from_a_list(office: Office, province: Province) -> None:
    accounts_of(office, province, province.people)


def accounts_of(office: Office, province: Province, people: list[tuple[str, str, str, str]]) -> None:
    """The administrator prints the letters of the accounts that the list made; each opens his own."""
    with office.visit(province.administrator) as first:
        accounts = first.setting_up().get_by_role("row").filter(has_text="Tài khoản và vai trò")
        first.follow(re.compile("^Nhập từ Excel"), within=accounts)
        rows = [[i, name, user, role, place] for i, (name, user, role, place) in enumerate(people, 1)]
        first.upload("tai-khoan.xlsx", ["DANH SÁCH CẤP TÀI KHOẢN"], ACCOUNTS, *rows, signed=True)
        first.follow("In thư mời")
        first.fill({SIGNATURE: PASSWORD})
        first.press("Lập thư")
        links = [letter.locator("code").inner_text() for letter in first.page.locator("article.letter").all()]
    assert len(links) == len(people)
    for link in links:
        the_link_sets_a_password(office, link)


def a_second_administrator_confirms_the_roles(office: Office, province: Province) -> None:
    with office.visit("quantri2") as second:
        to_accounts(second)
        second.tick(second.page.get_by_role("main").get_by_role("checkbox"))
        second.fill({SIGNATURE: PASSWORD})
        second.press("Xác nhận các vai trò đã đánh dấu")
        second.reads("vai trò đã có hiệu lực")


def to_accounts(administrator: Clerk) -> None:
    """Through the menu of the account."""
    administrator.unfold("details.account > summary")
    administrator.follow("Tài khoản và vai trò")


# --- lists ------------------------------------------------------------------------------------------------


def the_district_sends_its_three_lists(office: Office, province: Province) -> None:
    """Procedures, counter posts and who holds them, each as another office of the district keeps it."""
    with office.visit("chutich") as chairman:
        chairman.setting_up()
        chairman.follow(f"{province.agency} chưa có danh mục TTHC")
        chairman.upload(
            "tthc.xlsx", ["DANH MỤC TTHC TIẾP NHẬN TẠI TRUNG TÂM"], PROCEDURES,
            [1, "1.001612", "Đăng ký thành lập hộ kinh doanh", "Hộ kinh doanh", "Cấp huyện"],
            [2, "1.001266", "Chấm dứt hoạt động hộ kinh doanh", "Hộ kinh doanh", "Cấp huyện"],
            [3, "2.000806", "Đăng ký kết hôn có yếu tố nước ngoài", "Hộ tịch", "Cấp huyện"],
        )  # fmt: skip
        of_setup(chairman, f"{province.agency} chưa có vị trí tại {province.site}")
        chairman.upload("vi-tri.xlsx", POSTS, [1, "Quầy 1", "Hộ kinh doanh; Hộ tịch", BEGIN])
        of_setup(chairman, "Quầy 1 chưa có người giữ")
        chairman.upload("cong-chuc.xlsx", CIVIL_SERVANTS, [1, "Ngô Thị Công Chức", "Chuyên viên", "Quầy 1", BEGIN])


def of_setup(clerk: Clerk, line: str) -> None:
    """To the list that enters what this line of "Thiết lập" misses."""
    clerk.home()
    table = clerk.setting_up()
    clerk.follow(re.compile("^Nhập từ Excel"), within=table.get_by_role("listitem").filter(has_text=line))


def the_post_office_sends_its_employees(office: Office, province: Province) -> None:
    with office.visit("nhansu") as hr:
        hr.setting_up()
        hr.follow(f"{province.post_office} chưa nhập nhân viên nào")
        hr.upload(
            "nhan-vien.xlsx", EMPLOYEES, [1, *IN_CHARGE, "30/9/1995", "0912345678", "Đại học"],
            [2, *RESERVE, "12/5/1993", "0912345679", "Đại học"],
        )  # fmt: skip


# --- people -----------------------------------------------------------------------------------------------


def the_post_office_selects_its_team(office: Office, province: Province) -> None:
    with office.visit("nhansu") as hr:
        for _code, name in (IN_CHARGE, RESERVE):
            hr.walk("Nhân sự", name)
            hr.more("Đánh dấu tiêu chí lựa chọn")
            hr.tick(hr.page.get_by_role("main").get_by_role("checkbox"))
            for line in hr.page.get_by_role("main").get_by_role("textbox").all():
                hr.set(line, "Phiếu đánh giá 01/2024")
            hr.press("Đánh dấu tiêu chí lựa chọn")
        hr.walk("Nhân sự", "Báo cáo đội ngũ")
        hr.follow("Báo cáo đội ngũ", within=hr.page.locator("main p"))
        team = {f"{name} ({code})": True for code, name in (IN_CHARGE, RESERVE)}
        hr.fill(team | {"Báo cáo: số và ngày": f"45/BĐT-TCLĐ ngày {BEGIN}"})
        hr.press("Báo cáo đội ngũ")


def the_post_office_assigns_by_decision(office: Office, province: Province) -> None:
    subject = f"Cử nhân viên Bưu điện làm việc tại quầy {province.agency}"
    with office.visit("nhansu") as hr:
        hr.walk("Nhân sự", "Quyết định cử nhân viên")
        hr.step("Soạn quyết định cử nhân viên", {"Trích yếu": subject})
        for (code, name), role in ((IN_CHARGE, "chính thức"), (RESERVE, "dự phòng")):
            hr.follow("Thêm vào danh sách")
            hr.fill({"Cơ quan và địa điểm": province.place})
            hr.press("Tiếp tục")
            fields = {"Hộ kinh doanh": True, "Hộ tịch": True}
            hr.fill({"Nhân viên": f"{name} ({code})", "Vai trò": role, **fields, "Từ ngày": "04/03/2024"})
            hr.press("Thêm vào danh sách")
    with office.visit("gd.buudien") as director:
        director.walk(subject)
        director.sign("Duyệt quyết định")
    with office.visit("nhansu") as hr:
        hr.follow(subject)
        hr.step("Vào số, ngày văn bản", {"Số, ký hiệu": "77", "Ngày văn bản": BEGIN})


def the_employees_learn(office: Office, province: Province) -> None:
    office.on("04/03/2024")
    with office.visit("phochutich") as head:
        to_ladder(head, province)
        take_step(head, "quan sát", "04/03/2024")
        for _code, name in (IN_CHARGE, RESERVE):
            head.walk("Nhân sự", name, f"Bắt đầu học việc – {province.agency}")
            head.fill({"Ngày bắt đầu học việc": "04/03/2024"})
            head.press("Bắt đầu học việc")
            head.reads("học việc từ")
    office.on("01/04/2024")
    with office.visit("phochutich") as head:
        to_ladder(head, province)
        take_step(head, "có hỗ trợ", "01/04/2024")


def accounts_of_the_one_stop_software_are_made(office: Office, province: Province) -> None:
    """The post office asks for them, the office of the provincial People's Committee makes them."""
    for code, name in (IN_CHARGE, RESERVE):
        with office.visit("nhansu") as hr:
            hr.walk("Nhân sự", name)
            hr.more("Đề nghị tài khoản một cửa điện tử")
            hr.press("Đề nghị tài khoản một cửa điện tử")
        with office.visit("vanphong") as maker:
            maker.follow(re.compile(name))
            maker.fill({"Tên tài khoản": f"bd.{code.lower()}"})
            maker.press("Tạo tài khoản một cửa điện tử")


def the_secretariat_enters_the_coordination_regulation(office: Office, province: Province) -> None:
    with office.visit("thuky1") as secretary:
        secretary.setting_up()
        secretary.more("Nhập quy chế phối hợp")
        secretary.fill({
            "Văn bản: số và cơ quan ban hành": "03/QCPH", "Ngày văn bản": BEGIN, "Trích yếu": "Quy chế phối hợp",
            province.post_office: True, province.agency: True, "Từ ngày": BEGIN, "Người ký": "Lãnh đạo các bên",
            "Bản chụp": {"name": "quy-che.pdf", "mimeType": "application/pdf", "buffer": SCAN},
        })  # fmt: skip
        secretary.press("Nhập quy chế phối hợp")
        secretary.reads("03/QCPH", province.agency)


def to_ladder(clerk: Clerk, province: Province) -> None:
    clerk.walk("Thí điểm", "Mở", province.site, "Quầy 1")
    clerk.follow(re.compile("Tiến độ bàn giao thủ tục"))


def take_step(head: Clerk, step: str, day: str) -> None:
    """One step of the whole set on the hand-over ladder, previewed first."""
    head.fill({"Bước": step, "Từ ngày": day, "Toàn bộ Bộ TTHC": True})
    head.press("Xem trước")
    head.page.go_back()  # what was typed is still there
    assert head.field("Từ ngày").input_value() == day
    head.press("Xem trước")
    head.fill({"Căn cứ: số và ngày của văn bản": "Biên bản 15/BB-UBND"})
    head.press("Thực hiện bước này")
    head.reads("Đã thực hiện")


def two_people_assess_and_the_committee_recognises(office: Office, province: Province) -> None:
    office.on(province.assessed)
    for user, title in (
        ("phochutich", "thủ trưởng đơn vị, địa phương thí điểm"),
        ("gd.trungtam", "giám đốc trung tâm"),
    ):
        with office.visit(user) as assessor:
            assessor.follow(province.agency, within=assessor.page.get_by_role("row").filter(has_text="Đánh giá"))
            assessor.reads(IN_CHARGE[1], RESERVE[1])
            assessor.set(assessor.page.get_by_role("radio", name="thành thạo công việc"), True)
            assessor.fill({SIGNATURE: PASSWORD})
            assessor.press(f"Đánh giá với tư cách {title}")
    with office.visit("truongban") as chairman:
        chairman.follow(province.agency)
        chairman.fill({"Số văn bản": "12/QĐ-BCĐ", "Từ ngày": province.assessed, SIGNATURE: PASSWORD})
        chairman.press("Công nhận nhân viên")
        chairman.reads("12/QĐ-BCĐ", IN_CHARGE[1], RESERVE[1])


# --- withdrawal -------------------------------------------------------------------------------------------


def the_chairman_decides_the_withdrawal(office: Office, province: Province) -> None:
    with office.visit("chutich") as chairman:
        to_ladder(chairman, province)
        take_step(chairman, "đã bàn giao", province.assessed)
        chairman.walk("Thí điểm", "Mở", province.site, "Quầy 1")
        chairman.step("Lập đề nghị rút công chức", {"Ngày đầu tiên không còn công chức": "03/06/2024"})
        chairman.reads(province.proof)
        chairman.step("Trình", {"Lý do": province.why} if province.why else {})
        chairman.decide("Duyệt rút", **({"Lý do": province.why} if province.why else {}))
        chairman.step("Vào số, ngày văn bản", {"Số, ký hiệu": "512/QĐ-UBND", "Ngày văn bản": province.assessed})
        chairman.reads("Đã báo cáo Ban Chỉ đạo")
        chairman.open_document("Quyết định rút công chức")
        chairman.pdf(province.district.upper(), "QUYẾT ĐỊNH", "512/QĐ-UBND", "CHỦ TỊCH", "Ngô Thị Công Chức")


# --- money ------------------------------------------------------------------------------------------------


def finance_confirms_the_calendar(office: Office, province: Province) -> None:
    with office.visit("taichinh") as finance:
        finance.setting_up()
        finance.follow("Lịch làm việc năm 2024 chưa được xác nhận")
        finance.step("Lập lịch làm việc", {"Năm": "2024"})
        finance.sign("Xác nhận lịch làm việc")


def the_payer_signs_the_labour_contract(office: Office, province: Province) -> None:
    office.on("20/05/2024")
    with office.visit("nhansu") as hr:
        hr.setting_up()
        hr.follow(f"{province.site} chưa có hợp đồng thuê nhân công")
        parties = {"Bưu điện": province.post_office, "Điểm": province.site, "Bên chi trả": province.agency}
        hr.fill(parties | {"Từ ngày": "03/06/2024", "Đến hết ngày": "31/12/2024"})
        hr.press("Soạn hợp đồng thuê nhân công")
        line = {"Vị trí tại quầy": "Quầy 1", "Công việc": "Nhân công Bưu điện tại quầy"}
        hr.step("Thêm dòng", line | {"Đơn giá một tháng, chưa có thuế": "7000000"})
    with office.visit("ketoan") as payer:
        payer.follow(f"Hợp đồng thuê nhân công: {province.site}")
        payer.step("Thống nhất hợp đồng")
        payer.sign("Ký hợp đồng", **{"Số, ký hiệu": "21/HĐ-BĐT", "Ngày văn bản": "20/05/2024"})
    with office.visit("nhansu") as hr:
        hr.follow(f"Hợp đồng thuê nhân công: {province.site}")
        hr.step("Đưa hợp đồng vào thực hiện")


def a_month_is_paid(office: Office, province: Province) -> None:
    """June from the 3rd on has 20 working days; half of one was not worked: 7,000,000 × 19.5 / 20, and 8 % VAT."""
    office.on("01/07/2024")
    task = f"Tháng 06/2024: {province.site}"
    with office.visit("nhansu") as hr:
        hr.walk("Thanh toán", "Hợp đồng thuê nhân công", province.site)
        hr.step("Mở kỳ thanh toán", {"Tháng": "06/2024"})
        hr.home()
        hr.follow(task)
        hr.fill({f"{IN_CHARGE[1]}, 17/06/2024": "0.5", f"Lý do, {IN_CHARGE[1]}": "Họp"})
        hr.press("Lưu bảng chấm công")
        hr.step("Gửi bảng chấm công")
    with office.visit("gd.trungtam") as director:
        director.follow(task)
        director.sign("Xác nhận bảng chấm công")
        director.home()
        director.follow(task)
        director.reads("6.825.000")
        director.sign("Ký thay mặt Trung tâm")
    with office.visit("ketoan") as payer:
        payer.follow(task)
        payer.sign("Ký thay mặt bên chi trả")
    with office.visit("gd.trungtam") as director:
        director.follow("Văn bản")
        director.follow(re.compile("."), within=row_of(director, "Biên bản nghiệm thu"))
        director.step("Vào số, ngày văn bản", {"Số, ký hiệu": "8", "Ngày văn bản": "01/07/2024"})
    with office.visit("nhansu") as hr:
        hr.follow(task)
        hr.step("Đề nghị thanh toán")
        hr.reads("7.371.000")
    with office.visit("ketoan") as payer:
        payer.follow(task)
        payer.step("Ghi nhận thanh toán", {"Số chứng từ Kho bạc": "KB 0107/01"})
        payer.reads("đã thanh toán")


def row_of(clerk: Clerk, words: str) -> Locator:
    return clerk.page.get_by_role("row").filter(has_text=words)


# --- another province -------------------------------------------------------------------------------------

AGENCIES = ["STT", "Tên cơ quan", "Loại", "Cấp", "Căn cứ"]
SITES = ["STT", "Tên điểm", "Cấp", "Cơ quan quản lý", "Hình thức", "Giai đoạn", "Cơ quan tham gia", "Căn cứ"]
SCHEME, PLAN = (
    "15/QĐ-UBND ngày 15/01/2024 của UBND tỉnh Lam Giang",
    "20/KH-UBND ngày 20/01/2024 của UBND tỉnh Lam Giang",
)


def a_pilot_is_opened(office: Office, province: Province) -> None:
    """The administrator of a pilot that exists hands the link over to the first one of the new pilot."""
    with office.visit(HATINH.administrator) as administrator:
        to_accounts(administrator)
        administrator.step("Mở thí điểm của tỉnh khác", {
            "Tỉnh": province.name, "Tên đề án": "Đề án thí điểm chuyển giao qua bưu chính công ích", "Căn cứ": SCHEME,
            "Họ tên quản trị viên đầu tiên": "Đinh Văn Mở", "Tên đăng nhập": province.administrator,
            SIGNATURE: PASSWORD,
        })  # fmt: skip
        link = administrator.page.locator("main code").inner_text()
    the_link_sets_a_password(office, link)


def its_secretariat_gets_accounts(office: Office, province: Province) -> None:
    accounts_of(office, province, [row for row in province.people if not row[3]])


def its_bodies_get_accounts(office: Office, province: Province) -> None:
    accounts_of(office, province, [row for row in province.people if row[3]])


def its_secretariat_enters_bodies_phase_and_sites(office: Office, province: Province) -> None:
    """One secretary sends a list or proposes, the other writes or confirms it."""
    bodies = ["Ban Chỉ đạo Đề án", province.office, province.post_office, f"UBND tỉnh {province.name}", province.agency]
    rows = [[number, name, "", "", SCHEME] for number, name in enumerate(bodies, 1)]
    list_by_two(office, "Các cơ quan", "co-quan.xlsx", AGENCIES, *rows)
    with office.visit("thuky1") as secretary:
        secretary.setting_up()
        secretary.follow("Chưa có giai đoạn nào")
        secretary.fill({"Tên": "Giai đoạn I", "Từ ngày": BEGIN, "Căn cứ": PLAN})
        secretary.press("Thêm giai đoạn")
    with office.visit("thuky2") as other:
        other.follow("Thêm giai đoạn: Giai đoạn I")
        other.step("Xác nhận thay đổi")
    site = [
        1,
        province.site,
        "Cấp huyện",
        province.agency,
        "Chuyển giao nhân lực",
        "Giai đoạn I",
        province.agency,
        PLAN,
    ]
    list_by_two(office, "Điểm và cơ quan tham gia", "diem.xlsx", SITES, site)


def list_by_two(office: Office, part: str, name: str, *rows: list[object]) -> None:
    with office.visit("thuky1") as secretary:
        of_part = secretary.setting_up().get_by_role("row").filter(has_text=part)
        secretary.follow(re.compile("^Nhập từ Excel"), within=of_part)
        secretary.send(name, *rows)
    with office.visit("thuky2") as other:
        other.follow(re.compile(name))
        other.press("Ghi danh sách")
        other.reads("đã ghi")


def its_secretariat_enters_its_own_rules(office: Office, province: Province) -> None:
    """Learning takes one to two months, and each field has two reserves; all else is taken over from Hà Tĩnh."""
    with office.visit("thuky1") as secretary:
        secretary.setting_up()
        secretary.more("Thêm quy định")
        rule = {"Từ ngày": BEGIN, "Căn cứ": PLAN}
        secretary.fill(rule | {
            "Quy định": "R04 – Thời gian học việc (tháng)", "Nội dung": "Nhân viên học việc từ 01 đến 02 tháng.",
            "Mục": "III.2", "Ít nhất": "1", "Nhiều nhất": "2",
        })  # fmt: skip
        secretary.press("Thêm quy định")
        secretary.walk("Đến trang Thiết lập")
        secretary.more("Thêm quy định")
        secretary.fill(rule | {
            "Quy định": "R03 – Nhân viên dự phòng", "Nội dung": "Mỗi lĩnh vực có ít nhất 02 nhân viên dự phòng.",
            "Mục": "III.3", "Ít nhất": "2",
        })  # fmt: skip
        secretary.press("Thêm quy định")
    with office.visit("thuky2") as other:
        other.setting_up()
        other.follow(re.compile("đề nghị đang chờ người thứ hai"))
        other.tick(other.page.get_by_role("main").get_by_role("checkbox"))
        other.press("Xác nhận các thay đổi đã đánh dấu")
        other.reads("Đã thực hiện 2 thay đổi.")
        other.home()
        other.setting_up()
        other.follow(re.compile("^Chưa có quy định: R01, R02, R05"))
        other.fill({"Bộ quy định của thí điểm": "Hà Tĩnh", "Lý do": "Đề án của tỉnh chưa quy định."})
        other.press("Áp dụng bộ quy định")
        other.reads("giả định")


def its_finance_enters_the_vat_rate(office: Office, province: Province) -> None:
    with office.visit("taichinh") as finance:
        finance.setting_up()
        finance.follow("Chưa có thuế suất GTGT")
        finance.fill({"Thuế suất (%)": "8", "Từ ngày": "01/01/2024", "Văn bản quy định": "Nghị định 72/2024/NĐ-CP"})
        finance.press("Nhập mức thuế GTGT")


# --- the stories ------------------------------------------------------------------------------------------

Chapters = dict[str, Callable[[Office, Province], None]]
SET_UP: Chapters = {
    "Tài khoản": accounts_come_from_a_list,
    "Vai trò": a_second_administrator_confirms_the_roles,
    "Thủ tục, vị trí, công chức": the_district_sends_its_three_lists,
    "Nhân viên Bưu điện": the_post_office_sends_its_employees,
    "Lịch làm việc": finance_confirms_the_calendar,
}
OPENED: Chapters = {
    "Mở thí điểm": a_pilot_is_opened,
    "Tài khoản của Tổ Giúp việc": its_secretariat_gets_accounts,
    "Vai trò của Tổ Giúp việc": a_second_administrator_confirms_the_roles,
    "Cơ quan, giai đoạn, điểm": its_secretariat_enters_bodies_phase_and_sites,
    "Quy định": its_secretariat_enters_its_own_rules,
    "Tài khoản của các cơ quan": its_bodies_get_accounts,
    "Vai trò ở các cơ quan": a_second_administrator_confirms_the_roles,
    "Thuế GTGT": its_finance_enters_the_vat_rate,
}
WORK: Chapters = {
    "Lựa chọn, báo cáo đội ngũ": the_post_office_selects_its_team,
    "Cử nhân viên": the_post_office_assigns_by_decision,
    "Học việc, bàn giao thủ tục": the_employees_learn,
    "Tài khoản một cửa điện tử": accounts_of_the_one_stop_software_are_made,
    "Quy chế phối hợp": the_secretariat_enters_the_coordination_regulation,
    "Đánh giá, công nhận": two_people_assess_and_the_committee_recognises,
    "Rút công chức": the_chairman_decides_the_withdrawal,
    "Hợp đồng": the_payer_signs_the_labour_contract,
    "Một tháng đến khi thanh toán": a_month_is_paid,
}


def tell(office: Office, province: Province, chapters: Chapters) -> None:
    """The chapters one after the other; what each took to click and type is printed."""
    for office.chapter, chapter in chapters.items():
        chapter(office, province)
    print(office.table())


@pytest.fixture
def office(installation: Callable[..., Installation], tmp_path: Path, browser: Browser) -> Iterator[Office]:  # noqa: F811
    """An installation as `make run DEMO=0` leaves it, on the first day of March 2024, its first link opened."""
    place = installation("real", empty=True)
    (day_file := tmp_path / "day").write_text("2024-03-01")
    real = {"DJANGO_SETTINGS_MODULE": "tests.browser.real", "DAY_FILE": str(day_file)}
    place.manage("migrate", "--run-syncdb", "-v", "0", TABLES_FROM="models", **real)
    place.manage("migrate", "--fake", "-v", "0", **real)
    said = place.manage("prepare", **real)
    with served(place, **real) as address:
        found = Office(browser, address, day_file=day_file, chapter="Mật khẩu đầu tiên")
        link = re.search(r"http\S+/dat-mat-khau/\S+", said)[0]  # type: ignore[index]
        the_link_sets_a_password(found, link, "Phan Văn Đầu")
        yield found


def test_a_district_from_nothing_to_a_month_that_is_paid(office: Office) -> None:
    tell(office, HATINH, SET_UP | WORK)
    assert office.faults == []


def test_a_province_opened_by_screen_lives_by_its_own_two_rules(office: Office) -> None:
    of_a_district = {title: SET_UP[title] for title in SET_UP if title not in ("Tài khoản", "Vai trò")}
    tell(office, LAMGIANG, OPENED | of_a_district | WORK)
    assert office.faults == []
