"""Working without a mouse: the skip link, the keys that the list under `?` names, grids, and one press at a time."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import workbook
from tests.browser.visiting import House, Visitor

pytestmark = pytest.mark.browser

HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại"]

FORM = "/thanh-toan/hop-dong/moi/"  # of the post office
FOCUSED = "document.activeElement"


def focused(page: Page, what: str) -> str:
    """What `what` says of the element that has the focus."""
    return str(page.evaluate(f"{FOCUSED}.{what}"))


def count(visitor: Visitor, text: str) -> int:
    visitor.go("/nhan-su/quyet-dinh-cu/")
    return visitor.page.get_by_role("row").filter(has_text=text).count()


def test_the_first_tab_skips_to_the_content(shared_house: House) -> None:
    with shared_house.visit("thuky") as visitor:
        visitor.go("/nhan-su/")
        visitor.page.keyboard.press("Tab")
        assert focused(visitor.page, "className") == "skip"
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.locator("main")).to_be_focused()


def test_keys_lead_to_search_and_places_and_are_listed(shared_house: House) -> None:
    with shared_house.visit("thuky") as visitor:
        page = visitor.page
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="Tìm")).to_be_focused()
        page.keyboard.type("g n ?")  # in a field they are letters
        assert visitor.path == "/"

        places = page.locator(".frame-side [data-key]")
        for key, address in places.evaluate_all("links => links.map(link => [link.dataset.key, link.pathname])"):
            visitor.go("/van-de/")
            page.keyboard.type(f"g{key}")
            page.wait_for_url(f"**{address}")

        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Trợ giúp cho trang này")
        keys = dialog.locator("section").filter(has=page.get_by_role("heading", name="Phím tắt"))
        expect(keys.locator("dt")).to_have_text(
            ["/", *(f"g {k}" for k in "vtncpb"), "Ctrl Enter", "← ↑ → ↓", "Esc", "?"]
        )
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_arrows_walk_through_the_matrix(shared_house: House) -> None:
    with shared_house.visit("gd.trungtam") as visitor:
        visitor.go("/nhan-su/diem/HT-S-TTPVHCC/nang-luc/")
        links = visitor.page.locator("table.matrix").first.locator("tbody a")
        links.first.focus()
        visitor.page.keyboard.press("ArrowDown")
        assert focused(visitor.page, "closest('tr').rowIndex") == "2"
        visitor.page.keyboard.press("ArrowUp")
        expect(links.first).to_be_focused()


def test_arrows_walk_through_the_timesheet_and_into_the_next_post(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go("/thanh-toan/hop-dong/")
        visitor.page.get_by_role("row").filter(has_text="Cẩm Xuyên").get_by_role("link").first.click()
        visitor.follow("đang nhập")
        page = visitor.page
        page.locator("input.day").first.focus()
        names = [focused(page, "name")]
        for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
            page.keyboard.press(key)
            names.append(focused(page, "name"))
        line, employee, day = zip(*(name.split("-")[1:] for name in names), strict=True)
        assert day[0] < day[1] == day[2] == day[3] > day[4] == day[0]
        assert len(set(employee[1:4])) == 3, "each step down is another employee"
        assert line[1] != line[3], "the third row belongs to the next post"
        page.keyboard.type("0.5")  # what stood there is replaced
        assert focused(page, "value") == "0.5"
        page.locator("input.why").first.focus()
        page.keyboard.press("ArrowDown")
        assert focused(page, "className") == "input why"


def test_ctrl_enter_submits_from_any_field(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        visitor.go(FORM)
        visitor.field("Văn bản căn cứ").fill("Công văn thử")
        with visitor.page.expect_navigation():
            visitor.page.keyboard.press("Control+Enter")
        expect(visitor.page.locator("[data-error-summary]")).to_be_focused()
        expect(visitor.field("Văn bản căn cứ")).to_have_value("Công văn thử")


def tab_to(page: Page, what: str, value: str) -> None:
    """Press Tab until the focus is on what says so of itself."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if focused(page, what) == value:
            return
    raise AssertionError(f"no Tab leads to {what} {value!r}")


def test_what_a_list_asks_is_answered_by_keys_alone(shared_house: House) -> None:
    twice = [[n, "BD9201", "Phạm Văn Phím", "25/11/1988", f"091234560{n}"] for n in (1, 2)]
    with shared_house.visit("buudien") as office:
        office.go("/nhap-xuat/employees/HT-BDT/")
        office.fill({"Tệp bảng tính": workbook("phim.xlsx", HEAD, *twice)})
        office.press("Kiểm tra danh sách")
        page = office.page
        expect(page.get_by_role("radio")).to_have_count(3)
        page.locator("main").focus()
        tab_to(page, "type", "radio")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio").nth(1)).to_be_checked()
        tab_to(page, "tagName", "SUMMARY")
        page.keyboard.press("Enter")
        tab_to(page, "tagName", "SELECT")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        expect(page.get_by_role("button", name="Ghi danh sách")).to_be_visible()
        page.locator("main").focus()
        tab_to(page, "innerText", "Bỏ danh sách")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        office.look()
        expect(page.get_by_role("button", name="Ghi danh sách")).to_have_count(0)


def test_leaving_a_changed_form_is_asked_first(shared_house: House) -> None:
    with shared_house.visit("buudien") as visitor:
        asked: list[str] = []
        visitor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        visitor.go(FORM)
        visitor.follow(re.compile("^Việc cần xử lý"))  # how many follows when it is counted
        assert asked == [], "nothing was changed"

        visitor.go(FORM)
        visitor.field("Văn bản căn cứ").fill("Công văn thử")
        visitor.page.get_by_role("link", name="Nhân sự", exact=True).first.click()
        expect(visitor.field("Văn bản căn cứ")).to_have_value("Công văn thử")
        assert asked == ["beforeunload"]
        assert visitor.path == FORM
        visitor.field("Văn bản căn cứ").fill("")  # as it was: one may leave
        visitor.follow("Nhân sự")


@pytest.mark.parametrize("script", [True, False], ids=["with_script", "without_script"])
def test_a_double_click_does_it_once(shared_house: House, script: bool) -> None:
    title = f"Cử nhân viên, bấm hai lần ({'có' if script else 'không'} kịch bản)"
    with shared_house.visit("buudien") as visitor:
        visitor.go("/nhan-su/quyet-dinh-cu/")
        visitor.follow("Soạn quyết định cử nhân viên")
        form, state = visitor.page.url, visitor.page.context.storage_state()
        context = shared_house.browser.new_context(storage_state=state, java_script_enabled=script)
        page = context.new_page()
        page.goto(form)
        page.get_by_label("Trích yếu").fill(title)
        page.get_by_role("button", name="Soạn quyết định cử nhân viên").dblclick()
        page.wait_for_url(re.compile(r"/quyet-dinh-cu/\d+/"))
        context.close()
        assert count(visitor, title) == 1
