"""The end of a session: said before it comes, prolonged by work, and nothing typed is lost when it has come."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from pilot.settings.base import SESSION_ABSOLUTE_SECONDS, SESSION_IDLE_SECONDS
from tests.browser.visiting import PATIENCE, House, Visitor
from tests.platform.exchange.books import HEAD, xlsx
from tests.processes import Installation

pytestmark = pytest.mark.browser

FORM = "/thanh-toan/hop-dong/moi/"  # of the post office
BASIS = "Văn bản căn cứ"
EMPLOYEE = "/nhan-su/nhan-vien/1/"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MINUTE = 60_000  # ms of the browser's clock, which the tests set forward
BEFORE = SESSION_IDLE_SECONDS * 1000 - 8 * MINUTE  # three minutes are left until the warning
BEGAN_LONG_AGO = f"""
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore("%(key)s")
session["started"] -= {SESSION_ABSOLUTE_SECONDS - 4 * 60}
session.save()
"""


def warning(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Phiên đăng nhập sắp kết thúc")


def signed_out(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Phiên đăng nhập đã kết thúc")


def open_with_clock(visitor: Visitor, path: str) -> None:
    """A page whose clock can be set forward, when all its requests are answered: each of them prolongs the session."""
    visitor.page.clock.install()
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")


@contextmanager
def prolonging(page: Page) -> Iterator[None]:
    """The page has heard from the server that the session goes on, before its clock is set forward again."""
    seen = "Number(localStorage.getItem('session-seen'))"
    before = page.evaluate(seen)
    with page.expect_response("**/phien-lam-viec/") as answer:
        yield
    assert answer.value.ok
    end = time.monotonic() + PATIENCE / 1000
    while page.evaluate(seen) == before:
        assert time.monotonic() < end, "the page did not take note"
        page.wait_for_timeout(20)


def end_session(visitor: Visitor) -> None:
    """As after the longest time: the browser has forgotten its cookie."""
    visitor.page.context.clear_cookies(name="sessionid")


def session_key(visitor: Visitor) -> str:
    return str(next(c["value"] for c in visitor.page.context.cookies() if c["name"] == "sessionid"))


def sign_in_again(visitor: Visitor) -> None:
    """On the page that came instead of the answer."""
    visitor.reads("Thao tác vừa rồi chưa được gửi")
    visitor.fill({"Tên đăng nhập": visitor.username, "Mật khẩu": visitor.password})
    visitor.press("Đăng nhập")


def test_the_end_is_said_before_and_one_press_prolongs(shared_house: House) -> None:
    with shared_house.visit("thuky") as visitor:
        page = visitor.page
        open_with_clock(visitor, "/van-de/")
        page.clock.run_for(BEFORE)
        expect(warning(page)).to_be_hidden()

        page.clock.run_for(3 * MINUTE)
        expect(warning(page)).to_contain_text(re.compile("Số phút còn lại: [45]"))
        with prolonging(page):
            page.get_by_role("button", name="Tiếp tục làm việc").click()
        expect(warning(page)).to_be_hidden()

        page.clock.run_for(BEFORE)
        expect(warning(page)).to_be_hidden()
        page.clock.run_for(9 * MINUTE)
        expect(signed_out(page)).to_be_visible()
        assert not visitor.violations()


def test_typing_prolongs(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        page = visitor.page
        open_with_clock(visitor, FORM)
        for _ in range(2):
            page.clock.run_for(BEFORE)
            with prolonging(page):
                visitor.field(BASIS).press_sequentially("ab")
        page.clock.run_for(2 * MINUTE)
        expect(warning(page)).to_be_hidden()


def test_nothing_prolongs_beyond_the_longest_time(shared_house: House, shared_place: Installation) -> None:
    with shared_house.visit("thuky") as visitor:
        shared_place.python(BEGAN_LONG_AGO % {"key": session_key(visitor)})
        open_with_clock(visitor, "/van-de/")
        visitor.page.clock.run_for(MINUTE)
        expect(warning(visitor.page)).to_contain_text("không kéo dài thêm được")
        visitor.page.get_by_role("button", name="Đóng").click()
        visitor.page.clock.run_for(MINUTE)
        expect(warning(visitor.page)).to_be_hidden()


def test_what_was_typed_comes_back_after_signing_in_again(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        payer = visitor.field("Bên chi trả").locator("option").nth(2).inner_text()
        visitor.fill({BASIS: "Công văn 436", "Mức tối đa, gồm thuế": "120000000", "Bên chi trả": payer})
        visitor.reads("120.000.000 đ")
        end_session(visitor)
        visitor.press("Soạn hợp đồng thuê nhân công")
        sign_in_again(visitor)
        assert visitor.path == FORM
        visitor.reads("Chưa có dữ liệu nào được gửi", "120.000.000 đ")
        expect(visitor.field(BASIS)).to_have_value("Công văn 436")
        expect(visitor.field("Bên chi trả").locator("option:checked")).to_have_text(payer)


def test_an_amount_typed_after_the_end_stays_and_the_end_is_said(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        end_session(visitor)
        visitor.fill({"Mức tối đa, gồm thuế": "120000000"})
        expect(signed_out(visitor.page)).to_be_visible()
        visitor.page.get_by_role("button", name="Đóng").click()
        visitor.press("Soạn hợp đồng thuê nhân công")
        sign_in_again(visitor)
        assert visitor.path == FORM
        visitor.reads("120.000.000 đ")


def test_somebody_else_does_not_get_what_was_typed(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        visitor.fill({BASIS: "Công văn 436"})
        end_session(visitor)
        visitor.press("Soạn hợp đồng thuê nhân công")
        visitor.username = "gd.buudien"
        sign_in_again(visitor)
        assert visitor.path == FORM
        expect(visitor.field(BASIS)).to_have_value("")


def test_a_form_from_before_another_sign_in_keeps_what_was_typed(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        visitor.fill({BASIS: "Công văn 436"})
        visitor.page.context.clear_cookies(name="csrftoken")
        visitor.listening = False  # the refusal is said on the console, too
        visitor.press("Soạn hợp đồng thuê nhân công")
        visitor.reads("Biểu mẫu đã hết hạn")
        visitor.listening = True
        visitor.follow("Mở lại trang")
        expect(visitor.field(BASIS)).to_have_value("Công văn 436")


def test_an_answer_that_never_came_leaves_what_was_typed(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        visitor.fill({BASIS: "Công văn 436"})
        visitor.listening = False
        visitor.page.context.set_offline(True)
        visitor.page.get_by_role("button", name="Soạn hợp đồng thuê nhân công").click()
        visitor.page.wait_for_url("chrome-error://**")
        visitor.page.context.set_offline(False)
        visitor.page.go_back()  # a form sent to its own address has taken the place of its page
        visitor.listening = True
        visitor.go("/nhan-su/")
        visitor.go(FORM)
        expect(visitor.field(BASIS)).to_have_value("Công văn 436")


def test_a_button_pressed_too_late_leads_back_to_its_page(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go("/nhap-xuat/employees/HT-BDT/")
        row = [1, "BD9100", "Nguyễn Thị Bấm Muộn", "30/9/1995", "0912345678", "Đại học"]
        book = {"name": "nhan-vien.xlsx", "mimeType": EXCEL, "buffer": xlsx(HEAD, row)}
        visitor.fill({"Tệp bảng tính": book})
        visitor.press("Kiểm tra danh sách")
        preview = visitor.path
        end_session(visitor)
        visitor.press("Bỏ danh sách")
        sign_in_again(visitor)
        assert visitor.path == preview
        visitor.reads("Chưa có dữ liệu nào được gửi")
        visitor.press("Bỏ danh sách")
        assert visitor.page.get_by_role("button", name="Bỏ danh sách").count() == 0


def test_a_fragment_asked_for_too_late_leads_to_sign_in_and_back(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(EMPLOYEE)
        end_session(visitor)
        visitor.page.locator(".masked-value summary", has_text="Điện thoại").click()
        visitor.press("Xem Điện thoại")
        sign_in_again(visitor)
        assert visitor.path == EMPLOYEE
