"""The lists of the demo as its offices would send them: invented from a seed, kept in pilot/demo/workbooks.

`manage.py write_demo_lists` writes them again after load_pilots, whose agencies, sites and fields they name. A folder
is a kind of list, a file what one office sends: its number is the order in which the lists are sent, its code whose
list it is. The first of each kind is offered as an example beside the empty template. What becomes of these people:
pilot/demo/world.py. Illustrative.
"""

import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

from pilot.demo.accounts import ACCOUNTS, FIRST
from pilot.demo.world import DEMO_SITES, HEAD_ON_PAPER, PHASE_ONE, DemoSite
from pilot.platform.exchange.resource import Values, resource
from pilot.platform.exchange.workbooks import export_book
from pilot.programme.models import Agency, Procedure, ServiceField, Site
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.resources.cells import joined

REAL_PEOPLE = {  # who signs or is named in the five documents: no illustrative person bears such a name
    "Lê Ngọc Châu", "Trần Tuấn Nghĩa", "Lưu Trung Nghĩa", "Trần Duy Tâm Thanh", "Vũ Việt Văn", "Lan Xuân",
}  # fmt: skip
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLE = "Văn Thị Đức Minh Thu Quang Hữu Ngọc Thanh Xuân Hải Kim".split()
GIVEN = (
    "An Anh Ánh Bình Châu Cường Dung Dũng Đạt Giang Hà Hạnh Hiếu Hoa Hòa "
    "Hùng Hương Khánh Lan Linh Long Mai Nam Nga Ngân Phúc Phương "
    "Quân Sơn Tâm Thảo Thắng Thủy Trang Tú Tuấn Uyên Vân Việt Yến"
).split()
DEGREES = ["Đại học", "Cao đẳng", "Trung cấp"]
AT_ONE_POST = 3  # fields
HELD_SINCE = dt.date(2019, 8, 1)
EMPLOYEES, CIVIL_SERVANTS = 60, 40  # and one civil servant of a commune
OF_PHASE_ONE = {  # what its department receives, no document says
    "code": "1.999001", "name": "Hỗ trợ đăng ký sở hữu trí tuệ (minh họa)", "field": "Sở hữu trí tuệ (minh họa)",
    "level": AdminLevel.PROVINCE, "suffix": None,
}  # fmt: skip


class Invented:
    """The rows of all lists, in the order in which their people were thought of."""

    def __init__(self, seed: int = 2021) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - illustrative names, not secrets
        self.taken = {*REAL_PEOPLE, HEAD_ON_PAPER, *FIRST.values()}
        self.agency = {agency.code: agency for agency in Agency.objects.select_related("pilot")}
        self.site = {site.code: site for site in Site.objects.all()}
        self.lists: dict[tuple[str, str], list[Values]] = defaultdict(list)  # kind, whose → rows
        self.employees = self.civil_servants = 0

    def books(self) -> dict[Path, bytes]:
        """The workbooks by their path below the folder of all."""
        self.invent()
        found, numbers = {}, defaultdict[str, int](int)
        for (name, whose), rows in self.lists.items():
            numbers[name] += 1
            kind = resource(name)
            cells = [[column.widget.render(row.get(key)) for key, column in kind.kept.items()] for row in rows]
            found[Path(name, f"{numbers[name]:02}-{whose}.xlsx")] = export_book(kind, cells, illustrative=True)
        return found

    def invent(self) -> None:
        self.accounts()
        for place in DEMO_SITES:
            fields = self.fields(place.agency)
            for start in range(0, len(fields), AT_ONE_POST):
                self.post(place, fields[start : start + AT_ONE_POST])
        for _ in range(3):  # learn in reserve at Sở Tài chính
            self.employee()
        self.department_of_phase_one()
        self.spare_people()
        self.commune()

    def name(self) -> str:
        """A name not used before, and nobody's in the documents."""
        while (name := " ".join(self.chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))) in self.taken:
            pass
        self.taken.add(name)
        return name

    def accounts(self) -> None:
        """The second administrator stands first: what is proposed after him, he confirms."""
        for account in ACCOUNTS:
            row = {"full_name": self.name(), "username": account.username, "role": account.role}
            place = self.agency.get(account.place) or self.site.get(account.place)
            rows = self.lists["accounts", place.pilot.code if place else account.place]
            if account.username == "quantri2":
                rows.insert(0, row)
            elif account.username not in FIRST:
                rows.append(row | ({"place": place.name} if place else {}))

    def fields(self, agency: str) -> list[str]:
        """Names of the fields of the agency's procedures."""
        found = ServiceField.objects.filter(procedures__set_entries__procedure_set__agency__code=agency)
        return sorted(set(found.values_list("name", flat=True)))

    def post(self, place: DemoSite, fields: list[str]) -> None:
        """A counter post of these fields, with its two civil servants and those who take over from them."""
        code = self.add_post(place.agency, place.site, fields)
        for _ in range(2):
            self.civil_servant(place.agency, code)
        for _role in place.roles:
            self.employee()

    def add_post(self, agency: str, site: str, fields: list[str]) -> str:
        rows = self.lists["posts", agency]
        number = len(rows) + 1
        code, name = f"{agency}-Q{number}", f"Quầy {number} – {self.agency[agency].name}"
        rows.append({"code": code, "name": name, "site": self.site[site].name, "fields_": joined(fields)})
        return code

    def civil_servant(self, agency: str, post: str = "") -> None:
        self.civil_servants += 1
        row = {"staff_code": f"CC{self.civil_servants:03}", "full_name": self.name(), "position": "Chuyên viên"}
        self.lists["civil-servants", agency].append(row | ({"post": post, "first_day": HELD_SINCE} if post else {}))

    def employee(self) -> None:
        self.employees += 1
        self.lists["employees", "HT-BDT"].append({
            "staff_code": f"BD{self.employees:04}", "qualification": self.chance.choice(DEGREES),
            "phone": f"+849{self.chance.randrange(10**8):08}", "full_name": self.name(),
        })  # fmt: skip

    def department_of_phase_one(self) -> None:
        self.lists["procedures", PHASE_ONE.agency].append(OF_PHASE_ONE)
        self.post(PHASE_ONE, [str(OF_PHASE_ONE["field"])])

    def spare_people(self) -> None:
        """Up to the round numbers: employees without a post, civil servants of the departments of Hà Tĩnh."""
        while self.employees < EMPLOYEES:
            self.employee()
        departments = [
            code
            for code, agency in sorted(self.agency.items())
            if agency.kind == Agency.Kind.DEPARTMENT and agency.pilot.code == "HATINH"
        ]
        while self.civil_servants < CIVIL_SERVANTS:
            self.civil_servant(departments[self.civil_servants % len(departments)])

    def commune(self) -> None:
        """A counter of a commune, whose civil servant stays (R12)."""
        fields = Procedure.objects.filter(level=AdminLevel.COMMUNE).values_list("field__name", flat=True)
        code = self.add_post("HT-U-CAMTHANH", "HT-S-CAMTHANH", sorted(set(fields))[:3])
        self.civil_servant("HT-U-CAMTHANH", code)
