"""The demo: illustrative people and what they did, from a seed, through the real verbs. Demo database only."""

import datetime as dt
import random
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.db import transaction

from billing import demo as billing_demo
from pilot.demo.accounts import ACCOUNTS, PASSWORD
from pilot.demo.simulate.events import moment
from pilot.platform.access.roles import ANCHOR_OF, Anchor
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import number_document
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent, DemoClock
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days
from pilot.programme.models import Agency, CounterPost, Person, Pilot, ProcedureSetEntry, ServiceField, Site, User
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.workflows.accounts import propose_role
from staffing import demo as people_demo
from staffing.models import AssignmentRole, CivilServant, Incumbency, PostalEmployee, WithdrawalRequest
from staffing.workflows import withdrawal as verbs

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
HANDED_OVER_ON = {"HT-SCT": dt.date(2021, 5, 24), "HT-CX": dt.date(2021, 4, 1), "HT-CL": dt.date(2021, 6, 1)}
DEMO_SITES = [  # agency, site, recognised from (None: still learning), reserve too
    ("HT-SCT", "HT-S-TTPVHCC", dt.date(2021, 5, 20), True),
    ("HT-STC", "HT-S-TTPVHCC", None, False),
    ("HT-SLDTBXH", "HT-S-TTPVHCC", None, False),
    ("HT-CX", "HT-S-CX", dt.date(2021, 3, 22), True),
    ("HT-CL", "HT-S-CL", dt.date(2021, 5, 28), False),
]
HEADS = {"HT-STC": "gd.taichinh"}  # heads with an account who take the steps of the ladder themselves
ASSESSORS = {"HT-SCT": "gd.congthuong", "HT-CX": "pct.camxuyen", "HT-CL": "pct.canloc"}
DIRECTORS = {"HT-S-TTPVHCC": "gd.trungtam", "HT-S-CX": "gd.tt.camxuyen", "HT-S-CL": "gd.tt.canloc"}
EMPLOYEES, CIVIL_SERVANTS = 60, 40


@transaction.atomic
def load(seed: int = 2021) -> bool:
    """Fill an empty demo once; False when it was filled before (nothing is touched then)."""
    if User.objects.exists():
        return False
    DemoClock.objects.get_or_create(id=1, defaults={"day": DEMO_START})
    demo = Demo(random.Random(seed))  # noqa: S311 - illustrative names, not secrets
    demo.accounts()
    demo.posts()
    demo.phase_one()
    demo.spare_people()
    demo.withdrawals()
    billing_demo.load(demo)
    demo.commune()
    _note(len(ACCOUNTS))
    return True


def _note(accounts: int) -> None:
    audit.append(
        "HATINH", outcome=AuditEvent.Outcome.DONE, verb="load_demo", at=moment(DEMO_START), business_day=DEMO_START,
        source="load_demo", after={"accounts": accounts, "employees": EMPLOYEES, "civil_servants": CIVIL_SERVANTS + 1},
    )  # fmt: skip


class Demo:
    """The rows of the demo in the order in which they need each other."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pilot = Pilot.objects.get(code="HATINH")
        self.agency = {a.code: a for a in Agency.objects.all()}
        self.site = {s.code: s for s in Site.objects.all()}
        self.user: dict[str, User] = {}
        self.taken: set[str] = set(REAL_PEOPLE)
        self.learners: list[people_demo.Line] = []
        self.employees = self.civil_servants = 0

    def name(self) -> str:
        """A name not used before, and nobody's in the documents."""
        while (name := " ".join(self.chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))) in self.taken:
            pass
        self.taken.add(name)
        return name

    def person(self, pilot: Pilot | None = None, **columns: object) -> Person:
        return Person.objects.create(pilot=pilot or self.pilot, full_name=self.name(), illustrative=True, **columns)

    def accounts(self) -> None:
        """Accounts with their roles; the administrators last, so that no second person is needed yet."""
        password = make_password(PASSWORD)
        places: dict[Anchor, Mapping[str, Pilot | Agency | Site]] = {
            Anchor.PILOT: {p.code: p for p in Pilot.objects.all()},
            Anchor.AGENCY: self.agency,
            Anchor.SITE: self.site,
        }
        for account in ACCOUNTS:
            anchor = ANCHOR_OF[account.role]
            place = places[anchor][account.place]
            pilot = place if isinstance(place, Pilot) else place.pilot
            user = User.objects.create_user(account.username, self.person(pilot))
            User.objects.filter(pk=user.pk).update(password=password)
            where = {} if anchor is Anchor.PILOT else {anchor.value: place}
            propose_role(pilot, Act(source="load_demo"), user=user, role=account.role, **where)
            self.user[account.username] = user

    def posts(self) -> None:
        """Counter posts of up to three fields, with civil servants, employees and the ladder."""
        for agency_code, site_code, recognised_on, reserve in DEMO_SITES:
            agency, site = self.agency[agency_code], self.site[site_code]
            entries = ProcedureSetEntry.objects.filter(procedure_set__agency=agency).select_related("procedure__field")
            procedures = [e.procedure for e in entries]
            fields = sorted({p.field for p in procedures}, key=lambda f: f.name)
            if agency_code in HANDED_OVER_ON:
                people_demo.handed_over_on_paper(self, agency, site, procedures, HANDED_OVER_ON[agency_code])
            else:
                people_demo.shadowing(self, agency, site, procedures, HEADS.get(agency_code))
            for number, start in enumerate(range(0, len(fields), 3), 1):
                self.post(agency, site, number, fields[start : start + 3], recognised_on, reserve)
        _employee, agency_code, site_code, _role, fields = next(line for line in self.learners if line[1] == "HT-STC")
        more = [(self.employee(), agency_code, site_code, AssignmentRole.RESERVE, fields) for _ in range(3)]
        people_demo.learners(self, [*self.learners, *more])

    def phase_one(self) -> None:
        """A counter of a department that took part in phase I; which procedures it has, no document says."""
        field = ServiceField.objects.create(name="Sở hữu trí tuệ (minh họa)")
        agency, site = self.agency["HT-SKHCN"], self.site["HT-S-TTPVHCC"]
        self.post(agency, site, 1, [field], dt.date(2021, 4, 22), reserve=True)

    def post(
        self,
        agency: Agency,
        site: Site,
        number: int,
        fields: list[ServiceField],
        recognised_on: dt.date | None,
        reserve: bool,
    ) -> None:
        post = CounterPost.objects.create(
            pilot=self.pilot, code=f"{agency.code}-Q{number}", name=f"Quầy {number} – {agency.name}", agency=agency,
            site=site, illustrative=True,
        )  # fmt: skip
        post.receives(fields)
        for _ in range(2):
            Incumbency.objects.create(
                pilot=self.pilot, post=post, civil_servant=self.civil_servant(agency), illustrative=True,
                valid_from=dt.date(2019, 8, 1),
            )  # fmt: skip
        self.employee_at(post, fields, AssignmentRole.PRIMARY, recognised_on)
        if reserve:
            self.employee_at(post, fields, AssignmentRole.RESERVE, recognised_on)

    def civil_servant(self, agency: Agency) -> CivilServant:
        self.civil_servants += 1
        return CivilServant.objects.create(
            pilot=self.pilot,
            agency=agency,
            person=self.person(),
            staff_code=f"CC{self.civil_servants:03}",
            illustrative=True,
        )

    def employee(self) -> PostalEmployee:
        self.employees += 1
        return PostalEmployee.objects.create(
            pilot=self.pilot, post_office=self.agency["HT-BDT"], staff_code=f"BD{self.employees:04}", illustrative=True,
            qualification=self.chance.choice(["Đại học", "Cao đẳng", "Trung cấp"]),
            person=self.person(phone=f"+849{self.chance.randrange(10**8):08}"),
        )  # fmt: skip

    def employee_at(
        self, post: CounterPost, fields: list[ServiceField], role: str, recognised_on: dt.date | None
    ) -> None:
        """In charge by documents on paper, or noted as a learner for the decision that follows."""
        employee = self.employee()
        if recognised_on is None:
            self.learners.append((employee, post.agency.code, post.site.code, role, fields))
            return
        head = ASSESSORS.get(post.agency.code)  # without an account: a name on paper
        people = {
            "by_agency_head": self.user[head].person if head else self.person(),
            "by_centre_director": self.user[DIRECTORS[post.site.code]].person,
            "recognised_by": self.user["truongban"].person,
        }
        people_demo.in_charge_on_paper(self, employee, post, fields, role, recognised_on, people)

    def spare_people(self) -> None:
        """Up to the round numbers: employees selected and not yet assigned, civil servants of the other departments."""
        spare = [self.employee() for _ in range(EMPLOYEES - self.employees)]
        people_demo.waiting(self, spare)
        others = [
            a
            for c, a in sorted(self.agency.items())
            if a.kind == Agency.Kind.DEPARTMENT and a.pilot_id == self.pilot.pk
        ]
        while self.civil_servants < CIVIL_SERVANTS:
            self.civil_servant(others[self.civil_servants % len(others)])

    def withdrawals(self) -> None:
        """One finished on each route, one waiting for the chairman of Can Lộc."""
        self.provincial("HT-SCT-Q1", dt.date(2021, 5, 25), dt.date(2021, 6, 7))
        done = self.district("HT-CX-Q1", "ct.camxuyen", dt.date(2021, 4, 5), dt.date(2021, 4, 19))
        verbs.approve_withdrawal(done, self.act("ct.camxuyen", dt.date(2021, 4, 8)))
        done.refresh_from_db()
        day = dt.date(2021, 4, 9)
        verbs.number_withdrawal(done, self.act("ct.camxuyen", day), number="412/QĐ-UBND", date=day)
        report = OfficialDocument.objects.of("withdrawal_report", done.decision.committee_report)
        number_document(report, self.act("ct.camxuyen", day), number="5", date=day)
        self.district("HT-CL-Q1", "ct.canloc", dt.date(2021, 6, 11), dt.date(2021, 7, 1))

    def commune(self) -> None:
        """A counter of a commune, whose civil servants stay (R12)."""
        site = self.site["HT-S-CAMTHANH"]
        agency = Agency.objects.get(sites=site)
        post = CounterPost.objects.create(
            pilot=self.pilot, code=f"{agency.code}-Q1", name=f"Quầy 1 – {agency.name}", agency=agency,
            site=site, illustrative=True,
        )  # fmt: skip
        post.receives(ServiceField.objects.filter(procedures__level=AdminLevel.COMMUNE).distinct().order_by("name")[:3])
        Incumbency.objects.create(
            pilot=self.pilot, post=post, civil_servant=self.civil_servant(agency), illustrative=True,
            valid_from=dt.date(2019, 8, 1),
        )  # fmt: skip

    def act(self, username: str, on: dt.date, reason: str = "Minh họa.") -> Act:
        user = self.user[username]
        return Act(user=user, on=on, at=moment(on), source="load_demo", confirmed=True, reason=reason)

    def district(self, code: str, chairman: str, on: dt.date, effective_on: dt.date) -> WithdrawalRequest:
        post = CounterPost.objects.get(code=code)
        request: WithdrawalRequest = verbs.draft_withdrawal(post, self.act(chairman, on), effective_on=effective_on)
        verbs.submit_withdrawal(request, self.act(chairman, on))
        request.refresh_from_db()
        return request

    def provincial(self, code: str, on: dt.date, effective_on: dt.date) -> None:
        post = CounterPost.objects.get(code=code)
        request = verbs.draft_withdrawal(
            post,
            self.act("gd.congthuong", on),
            effective_on=effective_on,
            proposal_document="88/SCT-VP ngày 25/05/2021 (minh họa)",
        )
        for verb, username, days in (
            (verbs.agree_provincial_office, "vp.ubnd", 1), (verbs.agree_centre, "gd.trungtam", 1),
            (verbs.submit_withdrawal, "gd.congthuong", 2), (verbs.advise_withdrawal, "truongban", 4),
            (verbs.approve_withdrawal, "ubnd.tinh", 7),
        ):  # fmt: skip
            verb(request, self.act(username, add_days(on, days)))
        verbs.number_withdrawal(
            request, self.act("ubnd.tinh", dt.date(2021, 6, 2)), number="1890/QĐ-UBND", date=dt.date(2021, 6, 2)
        )
