"""A real installation and the people at it: the day passes, and what they click and type is counted."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Locator

from tests.browser.visiting import DESKTOP, PASSWORD, House, Visitor
from tests.platform.exchange.books import xlsx

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Office(House):
    """An installation whose day stands in a file (tests/browser/real.py)."""

    day_file: Path = Path()
    chapter: str = ""
    clicks: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)

    def on(self, day: str) -> None:
        """Another day begins, written 15/06/2024, for all processes at once."""
        new = self.day_file.with_suffix(".new")
        new.write_text("-".join(reversed(day.split("/"))))
        os.replace(new, self.day_file)

    @contextmanager
    def visit(self, username: str, size: dict[str, int] = DESKTOP) -> Iterator["Clerk"]:
        with self.opened(size) as page:
            clerk = Clerk(self, page, username)
            clerk.sign_in()
            yield clerk

    @contextmanager
    def stranger(self) -> Iterator["Clerk"]:
        """A browser in which nobody has signed in."""
        with self.opened() as page:
            yield Clerk(self, page, "")

    def table(self) -> str:
        """Clicks and fields by chapter, and of all."""
        lines = [f"| {name} | {self.clicks[name]} | {self.fields[name]} |" for name in self.clicks]
        return "\n".join([*lines, f"| Cộng | {self.clicks.total()} | {self.fields.total()} |"])


class Clerk(Visitor):
    """One person whose clicks and fields count: links, buttons, ticks, choices by radio and files are clicks.

    Whoever signs in stands on the worklist; every other page is reached by links.
    """

    @property
    def office(self) -> Office:
        return cast(Office, self.house)

    def click(self) -> None:
        self.office.clicks[self.office.chapter] += 1

    def follow(self, *args: Any, **more: Any) -> None:
        self.click()
        super().follow(*args, **more)

    def walk(self, *names: str) -> None:
        """Follow links one after the other."""
        for name in names:
            self.follow(name)

    def press(self, name: str) -> None:
        self.click()
        super().press(name)

    def more(self, name: str) -> None:
        self.click()
        super().more(name)

    def tick(self, boxes: Locator) -> None:
        for box in boxes.all():
            self.set(box, True)

    def set(self, control: Locator, value: Any) -> None:
        if isinstance(value, str):
            self.office.fields[self.office.chapter] += 1
        else:
            self.click()
        super().set(control, value)

    def home(self) -> None:
        self.follow(re.compile("^Việc cần xử lý"))

    def setting_up(self) -> Locator:
        """From the worklist to the page "Thiết lập"; its table."""
        self.page.get_by_role("link", name="Thiết lập").first.wait_for()
        self.click()
        with self.page.expect_navigation():
            self.page.get_by_role("link", name="Thiết lập").first.click()
        self.look()
        return self.page.get_by_role("table")

    def unfold(self, summary: str) -> None:
        self.click()
        self.page.locator(summary).first.click()

    def send(self, name: str, *rows: list[Any]) -> None:
        """A workbook with these rows, to be checked."""
        self.fill({"Tệp bảng tính": {"name": name, "mimeType": EXCEL, "buffer": xlsx(*rows)}})
        self.press("Kiểm tra danh sách")

    def upload(self, name: str, *rows: list[Any], signed: bool = False) -> None:
        """A workbook with these rows: checked, looked at, written."""
        self.send(name, *rows)
        if signed:
            self.fill({"Mật khẩu hoặc mã xác nhận": PASSWORD})
        self.press("Ghi danh sách")
        self.reads("đã ghi")
