"""The pages of a province that are measured, who reads each, and what they may cost (tests/bench/province.py)."""

from dataclasses import dataclass

TIMES_DEMO, MOST_KB = 2.0, 60  # of each page: against the same page of the demo with as many rows; kB of HTML


@dataclass(frozen=True)
class Page:
    name: str
    reader: str
    address: str
    most: tuple[str, int] | None = None  # what says how many rows it shows, and how many it has on the demo


PAGES = (
    Page("worklist_secretariat", "thuky", "/"),
    Page("worklist_finance", "taichinh", "/"),
    Page("worklist_hr", "buudien", "/"),
    Page("count_secretariat", "thuky", "/so-viec/"),
    Page("count_finance", "taichinh", "/so-viec/"),
    Page("count_hr", "buudien", "/so-viec/"),
    Page("pilot", "thuky", "/thi-diem/HATINH/"),
    Page("search_name", "thuky", "/tim-kiem/?q=nguyen van"),
    Page("search_place", "thuky", "/tim-kiem/?q=can loc"),
    Page("search_document", "thuky", "/tim-kiem/?q=quyet dinh rut"),
    Page("billing_desk", "taichinh", "/thanh-toan/", most=("billing.views.months.MOST_MONTHS", 2)),
    Page("employees", "buudien", "/nhan-su/"),
    Page("audit_log", "thanhtra", "/nhat-ky/"),
)
