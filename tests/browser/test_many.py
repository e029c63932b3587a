"""Twenty-four people from an office's list to the issued decision of recognition, in at most forty clicks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.office import EXCEL, Clerk, Office
from tests.browser.serving import served
from tests.browser.visiting import PASSWORD, PHONE
from tests.processes import Installation, copied, demo_installation, installation  # noqa: F401
from tests.staffing.office_list import office_list

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_TYPED = 40, 20  # today about 490 and 200
SIGNATURE = {"Mật khẩu hoặc mã xác nhận": PASSWORD}
PROFICIENT = "thành thạo công việc"
HEADS = {"Sở Tài chính": "gd.taichinh", "Sở Công Thương": "gd.congthuong"}
FIELDS = {
    "Sở Tài chính": ("Quản lý công sản", "Tin học - Thống kê", "Tài chính doanh nghiệp"),
    "Sở Công Thương": ("Xúc tiến thương mại", "Lưu thông hàng hóa trong nước", "An toàn thực phẩm"),
}
SIGN_IN = "Đăng nhập"
LEARNED, DONE = "15/06/2021", "16/08/2021"


@pytest.fixture
def office(installation: Callable[..., Installation], browser: Browser) -> Iterator[Office]:  # noqa: F811
    with served(installation("many")) as address:
        yield Office(browser, address)


@contextmanager
def at_work(office: Office, username: str, chapter: str) -> Iterator[Clerk]:
    """Somebody at his browser; signing in is counted apart."""
    office.chapter = SIGN_IN
    with office.visit(username) as clerk:
        office.chapter = chapter
        yield clerk


def take(clerk: Clerk, step: str, thing: str) -> None:
    """Follow the line of the worklist."""
    clerk.follow(thing, within=clerk.page.get_by_role("row").filter(has_text=step))


def personnel_bring_in_report_and_draft(office: Office) -> None:
    with at_work(office, "buudien", "Danh sách, báo cáo, dự thảo") as hr:
        hr.walk("Nhân sự", "Nhập từ Excel")
        file: dict[str, Any] = {"name": "Danh sách 24.xlsx", "mimeType": EXCEL, "buffer": office_list(24, FIELDS)}
        hr.fill({"Tệp bảng tính": file})
        hr.press("Kiểm tra danh sách")
        hr.press("Ghi danh sách")
        hr.reads("24 nhân viên mới cần được báo cáo")
        hr.follow("Báo cáo đội ngũ", within=hr.page.locator("main"))
        hr.fill(
            {"Căn cứ chung cho mọi tiêu chí, của mọi người được chọn": "Hồ sơ kèm Tờ trình 40/TTr-BĐT ngày 10/06/2021"}
        )
        hr.fill({"Báo cáo: số và ngày": "41/BC-BĐT ngày 15/06/2021"})
        hr.press("Báo cáo đội ngũ")
        hr.follow("Soạn quyết định cử nhân viên")
        hr.press("Soạn quyết định cử nhân viên")
        hr.reads("24 nhân viên")


SUBJECT = "Cử nhân viên Bưu điện làm việc tại Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh"


def the_director_approves_and_the_clerk_numbers(office: Office) -> None:
    with at_work(office, "gd.buudien", "Duyệt, vào số") as director:
        director.follow(SUBJECT)
        director.sign("Duyệt quyết định")
    with at_work(office, "vt.buudien", "Duyệt, vào số") as clerk:
        clerk.follow(re.compile("^Quyết định cử nhân viên: "))
        clerk.step("Vào số, ngày văn bản", {"Số, ký hiệu": "77", "Ngày văn bản": LEARNED})
        text = clerk.pdf("Cử 24 nhân viên", "Nguyễn Thị Mẫu A", "Nguyễn Thị Mẫu X")
        assert " 24 Nguyễn Thị Mẫu" in text
        assert " 25 Nguyễn Thị Mẫu" not in text


def all_learn(office: Office) -> None:
    for agency, head in HEADS.items():
        with at_work(office, head, "Học việc") as visitor:
            take(visitor, "Bắt đầu học việc", agency)
            visitor.press("Bắt đầu học việc")
            visitor.reads("học việc từ")


def two_months_pass(office: Office) -> None:
    office.chapter = SIGN_IN
    with office.visit("quantri1") as administrator:
        administrator.go("/ngay-lam-viec/")
        administrator.fill({"Ngày làm việc mới": DONE})
        administrator.press("Chuyển ngày")


def assess(visitor: Clerk, agency: str, title: str) -> None:
    line = visitor.page.get_by_role("row").filter(has_text="Đánh giá").filter(has_text=LEARNED)
    visitor.follow(agency, within=line)
    visitor.set(visitor.page.get_by_role("radio", name=PROFICIENT), True)
    visitor.fill(SIGNATURE)
    visitor.press(f"Đánh giá với tư cách {title}")


def both_assess(office: Office) -> None:
    for agency, head in HEADS.items():
        with at_work(office, head, "Đánh giá") as visitor:
            assess(visitor, agency, "thủ trưởng đơn vị, địa phương thí điểm")
    with at_work(office, "gd.trungtam", "Đánh giá") as director:
        for agency in HEADS:
            director.home()
            assess(director, agency, "giám đốc trung tâm")


def the_committee_recognises(office: Office) -> None:
    with at_work(office, "truongban", "Công nhận") as chairman:
        for number, agency in enumerate(HEADS, 12):
            chairman.home()
            take(chairman, "công nhận", agency)
            chairman.fill({"Số văn bản": f"{number}/QĐ-BCĐ", "Từ ngày": DONE, **SIGNATURE})
            chairman.press("Công nhận nhân viên")
            chairman.reads(f"{number}/QĐ-BCĐ", "đang thực hiện")


def it_reads_on_a_phone(office: Office) -> None:
    office.chapter = SIGN_IN
    with office.visit("gd.trungtam", PHONE) as director:
        director.go("/nhan-su/diem/HT-S-TTPVHCC/nang-luc/")
        director.reads("Nguyễn Thị Mẫu A", "Nguyễn Thị Mẫu X")


def test_24_people_from_a_list_to_the_issued_decision_in_40_clicks(office: Office) -> None:
    personnel_bring_in_report_and_draft(office)
    the_director_approves_and_the_clerk_numbers(office)
    all_learn(office)
    two_months_pass(office)
    both_assess(office)
    the_committee_recognises(office)
    it_reads_on_a_phone(office)
    print(office.table())
    clicks = office.clicks.total() - office.clicks[SIGN_IN]
    typed = office.fields.total() - office.fields[SIGN_IN]
    assert clicks <= MOST_CLICKS
    assert typed <= MOST_TYPED
    assert office.faults == []
