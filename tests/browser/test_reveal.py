"""A masked value shows in its place once the reader has said why."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import House

pytestmark = pytest.mark.browser


def test_a_phone_and_a_reason_of_absence_show_in_their_place(shared_house: House) -> None:
    with shared_house.visit("buudien") as office:
        for address, value in (("/nhan-su/nhan-vien/1/", r"\+84\d{9}"), ("/thanh-toan/cham-cong/1/", "nghỉ ốm")):
            office.go(address)
            before = office.page.url
            masked = office.page.locator(".masked-value", has=office.page.locator("summary")).first
            expect(masked).not_to_contain_text(re.compile(value))
            masked.locator("summary").click()
            masked.get_by_label("Lý do xem").fill("Đối chiếu hồ sơ.")
            masked.get_by_role("button", name="Xem").click()
            expect(office.page.locator("main")).to_contain_text(re.compile(value))
            assert office.page.url == before
            office.look()
