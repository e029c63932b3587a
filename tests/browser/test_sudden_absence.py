"""In the morning somebody does not come: the director finds who stands in, in five clicks at most."""

import re
from typing import Any

import pytest

from tests.browser.visiting import PHONE, House, Visitor

pytestmark = pytest.mark.browser
ILL, RESERVE = "Trần Hữu Long", "Ngô Thị Hà"
MOST_CLICKS = 5


class Counting:
    """Clicks of one visitor, counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.clicks = visitor, 0

    def __call__(self, locator: Any) -> None:
        self.clicks += 1
        with self.visitor.page.expect_navigation():
            locator.click()
        self.visitor.look()


def the_director_repairs_the_morning(house: House) -> None:
    with house.visit("gd.trungtam") as director:
        page, click = director.page, Counting(director)
        click(page.get_by_role("link", name="Lịch trực tuần").first)
        click(page.locator('a[href*="ngay=15"]', has_text=ILL).first)
        click(page.get_by_role("button", name="Ghi vắng mặt"))
        director.reads(
            "hãy đọc và gửi lại nếu vẫn thực hiện", "rút công chức từ 07/06/2021", "Không có ai trực tại quầy"
        )
        click(page.get_by_role("button", name="Ghi vắng mặt"))
        director.reads("chưa có người trực", RESERVE, "không thiếu gì")
        click(page.get_by_role("button", name="Cử trực thay 15/06/2021").first)
        director.reads("Đã cử trực thay", RESERVE)
        assert click.clicks <= MOST_CLICKS
        director.go("/")
        page.get_by_text("mọi lĩnh vực đều có người trực").wait_for()


def personnel_read_who_covered_and_the_board_prints(house: House) -> None:
    with house.visit("buudien") as personnel:
        personnel.go("/nhan-su/truc-thay/")
        personnel.reads(RESERVE, ILL, "15/06/2021")
        personnel.go("/nhan-su/diem/HT-S-TTPVHCC/lich-truc/")
        personnel.reads("vắng mặt", "trực thay", f"thay {ILL}")
        pdf = personnel.page.pdf(prefer_css_page_size=True)
        width, height = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf).groups())
        assert width > height
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    with house.visit("gd.trungtam", PHONE) as director:
        director.go("/nhan-su/lich-truc/")
        director.reads("Lịch trực tuần")


def test_a_sudden_absence_is_repaired_in_five_clicks(house: House) -> None:
    the_director_repairs_the_morning(house)
    personnel_read_who_covered_and_the_board_prints(house)
    assert house.faults == []
