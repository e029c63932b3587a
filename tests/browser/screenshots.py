"""The four pictures of the README, taken from a demo of their own: `python -m tests.browser.screenshots`."""

import os
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")
django.setup()

from tests.architecture.project import ROOT  # noqa: E402
from tests.browser.serving import chromium, served  # noqa: E402
from tests.browser.visiting import House  # noqa: E402
from tests.processes import Installation  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 200_000
PICTURES = {  # name: who sees it, its address or the way to it from the worklist
    "worklist": ("buudien", "/"),
    "pilot": ("thuky", "/thi-diem/HATINH/"),
    "withdrawal": ("ct.canloc", "Quầy 1 – UBND huyện Can Lộc"),
    "billing": ("taichinh", "/thanh-toan/?thang=05/2021"),
}


def take(house: House) -> None:
    for name, (username, place) in PICTURES.items():
        with house.visit(username) as visitor:
            visitor.go(place) if place.startswith("/") else visitor.follow(place)
            save(visitor.page, FOLDER / f"{name}.png")


def save(page: Page, path: Path) -> None:
    """As the first screen shows it, with the pointer away."""
    page.wait_for_load_state("networkidle")  # the count of open work comes after the page
    page.mouse.move(0, 0)
    path.write_bytes(page.screenshot(animations="disabled"))
    size = path.stat().st_size
    assert size <= MOST_BYTES, f"{path.name} has {size} bytes"
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        demo = Installation("screenshots", Path(name), f"sqlite:///{name}/db.sqlite3")
        for command in ("migrate", "load_pilots", "load_demo"):
            demo.manage(command, "-v", "0")
        with served(demo) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**chromium())
            take(House(browser, address))
            browser.close()


if __name__ == "__main__":
    main()
