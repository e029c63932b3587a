"""Every role on a phone, and what a page leaves out and keeps on paper."""

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from pilot.demo.accounts import ACCOUNTS
from pilot.platform.access.roles import Role
from tests.browser.visiting import PHONE, House, Visitor

pytestmark = pytest.mark.browser

WORK = {  # a page of each role's work
    Role.SECRETARIAT: "/thi-diem/HATINH/",
    Role.COMMITTEE_HEAD: "/nhan-su/cong-nhan/",
    Role.POST_OFFICE_HR: "/thanh-toan/hop-dong/1/",
    Role.AGENCY_HEAD: "/ban-giao/HT-SCT/HT-S-TTPVHCC/",
    Role.CENTRE_DIRECTOR: "/nhan-su/diem/HT-S-TTPVHCC/nang-luc/",
    Role.DISTRICT_CHAIRMAN: "/diem/HT-S-CL/",
    Role.PROVINCIAL_DECIDER: "/nhan-su/rut-cong-chuc/1/",
    Role.PROVINCIAL_OFFICE: "/nhan-su/rut-cong-chuc/",
    Role.FINANCE_OFFICER: "/thanh-toan/?thang=05/2021",
    Role.PAYER: "/thanh-toan/hop-dong/",
    Role.CLERK: "/van-ban/so-dang-ky/",
    Role.AUDITOR: "/nhat-ky/?outcome=refused",
    Role.ADMINISTRATOR: "/tai-khoan/",
}
FRAME = ".topbar, .frame-side, .places-phone, .breadcrumb, .messages, .dialog, .skip"
CONTROLS = (
    "main :is(button, .button, select, textarea, summary, input:not([type=hidden], .as-of *)), .filter, .pager, .tabs"
)
A4 = {"width": 661, "height": 971}  # CSS pixels between the margins of print.css
HIT = "button, input:not([type=hidden]), select, textarea, summary, a.button, nav a"
SHOWN = "all => all.filter(el => el.checkVisibility() && !el.closest('.visually-hidden'))"
IN_WORDS = ".map(el => el.outerHTML.slice(0, 100))"
SMALL = """.filter(el => {
    const box = (el.closest("label") || el).getBoundingClientRect();
    return box.width < 24 || box.height < 24;
})"""
CUT_OFF = ".filter(el => el.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"


def found(page: Page, selector: str, which: str = "") -> list[str]:
    """What is shown of these elements, and is `which`."""
    return list(page.locator(selector).evaluate_all(SHOWN + which + IN_WORDS))


def account_of(role: Role) -> str:
    return next(account.username for account in ACCOUNTS if account.role is role)


@pytest.mark.parametrize("role", Role)
def test_a_role_works_on_a_phone(shared_house: House, role: Role) -> None:
    """Worklist and a page of the work: as wide as the window, and nothing too small to be hit."""
    with shared_house.visit(account_of(role), PHONE) as visitor:
        for path in ("/", WORK[role]):
            visitor.go(path)
            assert found(visitor.page, HIT, SMALL) == []


def test_what_is_requested_stands_on_a_phone_without_swiping(shared_house: House) -> None:
    """The table of amounts scrolls on its own; its sum stands in the head of the page as well."""
    with shared_house.visit(account_of(Role.FINANCE_OFFICER), PHONE) as visitor:
        visitor.go("/thanh-toan/de-nghi/1/")
        total = visitor.page.locator("tfoot tr:last-child .num").inner_text()
        assert total in visitor.page.locator(".figures").inner_text()
        assert found(visitor.page, ".figures dd", CUT_OFF) == []


def on_paper(visitor: Visitor, path: str) -> str:
    """The page as A4 prints it, after a look at what is left out and cut off; its text."""
    visitor.go(path)
    page = visitor.page
    page.emulate_media(media="print")
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    assert found(page, f"{FRAME}, {CONTROLS}") == []
    assert found(page, "main *", CUT_OFF) == []
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert all(round(float(sheet.mediabox.width)) == 595 for sheet in sheets)
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def test_a_withdrawal_on_paper(shared_house: House) -> None:
    with shared_house.visit("ct.canloc") as visitor:
        text = on_paper(visitor, "/nhan-su/rut-cong-chuc/3/")
    for words in ("Rút công chức: Quầy 1 – UBND huyện Can Lộc", "đã trình", "Không vướng ngoại lệ", "R03", "Diễn biến"):
        assert words in text


def test_a_contract_on_paper(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        text = on_paper(visitor, "/thanh-toan/hop-dong/1/")
    for words in ("Hợp đồng thuê nhân công", "600.000.000 đ", "Quầy 3 – UBND huyện Cẩm Xuyên", "03/2021", "Đơn giá"):
        assert words in text
