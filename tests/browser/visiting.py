"""People at their browsers. Every page that they see is looked at: axe, width, console, language.

What is wrong is collected in `House.faults`; a story ends by asking that there are none.
"""

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

PASSWORD = "minh-hoa-2021"  # as the sign-in page of the demo says
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"], "preload": False}
FOLDERS = re.compile(r"(?<!\S)/\S+")  # names of folders, as the page of operations shows them, are no words
ONE_TIME = re.compile(r"(?<=^/dat-mat-khau/).+")  # one page, however many links lead to it
ENGLISH = re.compile(r"\b(?:the|and|of|with|this|that|from|yet|was|has|is|not|to be)\b")  # no Vietnamese words
SETTLED = 500  # milliseconds
PATIENCE = 20_000  # ms, on a busy machine


@dataclass
class House:
    """An installation that is served, and what was seen of it."""

    browser: Browser
    address: str
    visitors: set[str] = field(default_factory=set)
    looked_at: set[tuple[str, str, int, int]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def visit(self, username: str, size: dict[str, int] = DESKTOP) -> Iterator["Visitor"]:
        """Sign in through the page; the browser is closed afterwards."""
        with self.opened(size) as page:
            visitor = Visitor(self, page, username)
            self.visitors.add(username)
            visitor.sign_in()
            yield visitor

    @contextmanager
    def opened(self, size: dict[str, int] = DESKTOP) -> Iterator[Page]:
        """An empty browser; it is closed afterwards."""
        context = self.browser.new_context(base_url=self.address, locale="vi-VN", viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
        context.close()


class Visitor:
    """One person at one browser."""

    password = PASSWORD

    def __init__(self, house: House, page: Page, username: str) -> None:
        self.house, self.page, self.username = house, page, username
        self.listening = True  # not while axe runs: what it tries out in the page is refused by its policy
        page.on("pageerror", lambda error: self.hear(str(error)))
        page.on("console", lambda line: self.hear(line.text, line.location) if line.type == "error" else None)

    def note(self, fault: str) -> None:
        self.house.faults.append(f"{self.username} {urlsplit(self.page.url).path}: {fault}")

    def hear(self, message: str, place: Any = "") -> None:
        if self.listening:
            self.note(f"console: {message} {place}")

    # --- what they do

    def sign_in(self) -> None:
        self.go("/dang-nhap/")
        self.fill({"Tên đăng nhập": self.username, "Mật khẩu": PASSWORD})
        self.press("Đăng nhập")
        self.reads("Việc cần xử lý")

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Click the link of this name (the first, where a page names it twice)."""
        link = (within or self.page).get_by_role("link", name=name, exact=True).first
        with self.page.expect_navigation():
            link.click()
        self.look()

    def press(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        if len(self.page.frames) > 1:  # right after a page scrolls, a click still goes to where a framed text was
            button.scroll_into_view_if_needed()
            self.page.wait_for_timeout(SETTLED)
        with self.page.expect_navigation():
            button.click()
        self.look()

    def fill(self, values: dict[str, Any]) -> None:
        """Type into the fields with these labels, or choose an option, tick a box (True), give a file."""
        for label, value in values.items():
            self.set(self.field(label), value)

    def field(self, label: str) -> Locator:
        """The field whose label begins so; optional ones say so behind it."""
        words = re.compile(rf"^\s*{re.escape(label)}\s*(\(không bắt buộc\))?\s*$")
        return self.page.locator("main").get_by_label(words).first

    def set(self, control: Locator, value: Any) -> None:
        if value is True:
            control.check()
        elif isinstance(value, dict):
            control.set_input_files(value)
        elif control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)

    def sign(self, verb: str, **values: Any) -> None:
        """Follow the step of this name, fill its form, sign with the password, send."""
        self.step(verb, values | {"Mật khẩu hoặc mã xác nhận": PASSWORD})

    def decide(self, verb: str, **values: Any) -> None:
        """Fill the decision on the page of the thing itself, sign with the password, choose by the button."""
        self.fill(values | {"Mật khẩu hoặc mã xác nhận": PASSWORD})
        self.press(verb)

    def step(self, verb: str, values: dict[str, Any] | None = None) -> None:
        """Follow the step of this name, fill its form, send it under the same name."""
        self.follow(verb)
        self.fill(values or {})
        self.press(verb)

    def more(self, name: str) -> None:
        """Follow a link that stands behind "more" in the head of the page."""
        self.page.get_by_role("main").get_by_text("Thao tác khác", exact=True).first.click()
        self.follow(name)

    def filter(self, values: dict[str, Any]) -> None:
        """Unfold the filter of a list, fill it, apply it."""
        self.page.locator("details.filter:not([open]) > summary").click()
        self.fill(values)
        self.press("Lọc")

    def help(self, *texts: str, key: str = "") -> None:
        """Open the help of this page over it, by its link or by a key; read it, close it."""
        if key:
            self.page.keyboard.press(key)
        else:
            self.page.get_by_role("link", name="Trợ giúp cho trang này", exact=True).click()
        dialog = self.page.get_by_role("dialog", name="Trợ giúp cho trang này")
        for text in texts:
            expect(dialog).to_contain_text(text, timeout=PATIENCE)
        self.note_violations()
        self.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

    def open_document(self, title: str) -> None:
        """From the page of a decision to that of its document."""
        self.follow(title, self.page.locator("article.document"))

    def download(self, button: str) -> bytes:
        """The file that the button sends."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button, exact=True).click()
        return Path(coming.value.path()).read_bytes()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # --- what they see

    def reads(self, *texts: str) -> None:
        """Each text stands on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)

    def pdf(self, *words: str) -> str:
        """Wait on the page of a document until the worker has made its PDF; its text, with these words."""
        link = self.page.get_by_role("link", name="Mở bản PDF", exact=True)
        end = time.monotonic() + PATIENCE / 1000
        while not link.count() and time.monotonic() < end:
            self.page.reload()
        answer = self.page.request.get(str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.body())).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for word in words:
            assert word in text, f"{word!r} is not in {text!r}"
        return text

    def look(self) -> None:
        """Width on every page; language and axe once for each page, title, window and with errors shown or not."""
        self.page.wait_for_load_state()
        width = self.page.viewport_size["width"]  # type: ignore[index]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.note(f"{wide} px wide in a window of {width}")
        path, errors = ONE_TIME.sub("", urlsplit(self.page.url).path), self.page.locator("[data-error-summary]").count()
        key = (path, self.page.title(), width, errors)
        if key in self.house.looked_at:
            return
        self.house.looked_at.add(key)
        words = FOLDERS.sub("", self.page.locator("body").inner_text())
        for found in ENGLISH.finditer(words):
            self.note(f"English: …{words[max(0, found.start() - 40) : found.end() + 40]!r}…")
        self.note_violations()

    def note_violations(self) -> None:
        for fault in self.violations():
            if fault["impact"] in ("serious", "critical"):
                places = [node["html"][:120] for node in fault["nodes"][:3]]
                self.note(f"{fault['impact']} {fault['id']} ({len(fault['nodes'])}): {places}")

    def violations(self) -> list[dict[str, Any]]:
        self.page.evaluate("0")  # what the page itself has said so far arrives before
        self.listening = False
        found: list[dict[str, Any]] = Axe().run(self.page, options=AXE).response["violations"]
        self.page.evaluate("0")
        self.listening = True
        return found
