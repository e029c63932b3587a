"""The demo: its offices' lists, and what the people on them did, through the real front and verbs. Demo database only.

Nothing is written around them but the clock and the password that all accounts share. Illustrative.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from billing import demo as billing_demo
from pilot.demo.accounts import ACCOUNTS, FIRST, PASSWORD
from pilot.demo.sending import send_lists
from pilot.demo.simulate.events import moment
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import number_document
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent, DemoClock
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days
from pilot.programme.models import (
    Agency,
    CounterPost,
    Person,
    Pilot,
    ProcedureSetEntry,
    RoleGrant,
    ServiceField,
    Site,
    User,
)
from pilot.programme.workflows.accounts import confirm_role, make_first_administrator
from pilot.programme.workflows.agreements import enter_agreement
from staffing import demo as people_demo
from staffing.models import AssignmentRole, CivilServant, PostalEmployee, WithdrawalRequest
from staffing.workflows import withdrawal as verbs


@dataclass(frozen=True)
class DemoSite:
    """An agency with counter posts at a site: recognised from when (None: still learning), one in reserve, too?"""

    agency: str
    site: str
    recognised_on: dt.date | None
    reserve: bool = False

    @property
    def roles(self) -> list[AssignmentRole]:
        """Of the employees at each of its posts."""
        return [AssignmentRole.PRIMARY, *([AssignmentRole.RESERVE] if self.reserve else [])]


SET_UP_ON, LISTS_ON = dt.date(2021, 1, 4), dt.date(2021, 1, 18)
LISTS = ("procedures", "posts", "civil-servants", "employees")
HANDED_OVER_ON = {"HT-SCT": dt.date(2021, 5, 24), "HT-CX": dt.date(2021, 4, 1), "HT-CL": dt.date(2021, 6, 1)}
DEMO_SITES = [
    DemoSite("HT-SCT", "HT-S-TTPVHCC", dt.date(2021, 5, 20), reserve=True),
    DemoSite("HT-STC", "HT-S-TTPVHCC", None),
    DemoSite("HT-SLDTBXH", "HT-S-TTPVHCC", None),
    DemoSite("HT-CX", "HT-S-CX", dt.date(2021, 3, 22), reserve=True),
    DemoSite("HT-CL", "HT-S-CL", dt.date(2021, 5, 28)),
]
PHASE_ONE = DemoSite("HT-SKHCN", "HT-S-TTPVHCC", dt.date(2021, 4, 22), reserve=True)
HEAD_ON_PAPER = "Nguyễn Thu Uyên"  # of that department, who has no account
HEADS = {"HT-STC": "gd.taichinh"}  # heads with an account who take the steps of the ladder themselves
ASSESSORS = {"HT-SCT": "gd.congthuong", "HT-CX": "pct.camxuyen", "HT-CL": "pct.canloc"}
DIRECTORS = {"HT-S-TTPVHCC": "gd.trungtam", "HT-S-CX": "gd.tt.camxuyen", "HT-S-CL": "gd.tt.canloc"}


@transaction.atomic
def load() -> bool:
    """Fill an empty demo once; False when it was filled before (nothing is touched then)."""
    if User.objects.exists():
        return False
    DemoClock.objects.get_or_create(id=1, defaults={"day": DEMO_START})
    demo = Demo()
    demo.accounts()
    demo.lists()
    demo.agreements()
    demo.handovers()
    demo.staff_posts()
    demo.withdrawals()
    billing_demo.load(demo)
    _note()
    return True


def _note() -> None:
    counts = {
        "accounts": User.objects.count(),
        "employees": PostalEmployee.objects.count(),
        "civil_servants": CivilServant.objects.count(),
    }
    audit.append(
        "HATINH", outcome=AuditEvent.Outcome.DONE, verb="load_demo", at=moment(DEMO_START), business_day=DEMO_START,
        source="load_demo", after=counts,
    )  # fmt: skip


class Demo:
    """The demo in the order in which its parts need each other."""

    def __init__(self) -> None:
        self.pilot = Pilot.objects.get(code="HATINH")
        self.agency = {a.code: a for a in Agency.objects.select_related("pilot")}
        self.site = {s.code: s for s in Site.objects.all()}
        self.user: dict[str, User] = {}
        self.staff: Iterator[PostalEmployee] = iter(())
        self.head_on_paper: Person | str = HEAD_ON_PAPER

    def accounts(self) -> None:
        """First administrators as on any installation, all others by their lists; a second one confirms their roles.

        What no verb does: the demo's password, which stands on its sign-in page, is set without one-time links.
        """
        for account in (account for account in ACCOUNTS if account.username in FIRST):
            act = Act(on=SET_UP_ON, at=moment(SET_UP_ON), source="load_demo", confirmed=True)
            pilot, name = Pilot.objects.get(code=account.place), account.username
            self.user[name] = make_first_administrator(pilot, act, username=name, full_name=FIRST[name])
        send_lists("accounts", SET_UP_ON, self.act)
        User.objects.update(password=make_password(PASSWORD))
        self.user = {user.username: user for user in User.objects.select_related("person")}
        for grant in RoleGrant.objects.filter(status=RoleGrant.Status.PROPOSED).order_by("pk"):
            confirm_role(grant, self.act("quantri2", SET_UP_ON))

    def lists(self) -> None:
        """What each office keeps in Excel."""
        for kind in LISTS:
            send_lists(kind, LISTS_ON, self.act)
        self.staff = iter(PostalEmployee.objects.select_related("person").order_by("staff_code"))

    def agreements(self) -> None:
        """The coordination regulation that the post office has signed with each body whose counters it takes over."""
        day, signed = dt.date(2021, 2, 25), dt.date(2021, 2, 24)
        places, mark = [self.agency[place.agency] for place in DEMO_SITES], people_demo.MARK
        enter_agreement(
            self.pilot, self.act("thuky", day), subject=f"Quy chế phối hợp triển khai thí điểm giai đoạn II {mark}",
            parties=[self.agency["HT-BDT"], *places], valid_from=signed, document=f"01/QCPH {mark}",
            document_date=signed, signers=people_demo.SIGNERS, scan=people_demo.scan(),
        )  # fmt: skip

    def handovers(self) -> None:
        """Procedures handed over, or learned beside the civil servants."""
        for place in DEMO_SITES:
            entries = ProcedureSetEntry.objects.filter(procedure_set__agency__code=place.agency)
            procedures = [entry.procedure for entry in entries.select_related("procedure")]
            where = self.agency[place.agency], self.site[place.site], procedures
            if place.agency in HANDED_OVER_ON:
                people_demo.handed_over_on_paper(self, *where, HANDED_OVER_ON[place.agency])
            else:
                people_demo.shadowing(self, *where, HEADS.get(place.agency))

    def staff_posts(self) -> None:
        """The employees of the list, in its order: in charge, learning, not yet assigned."""
        learners = [line for place in DEMO_SITES for line in self.staff_of(place)]
        _employee, agency, site, _role, fields = next(line for line in learners if line[1] == "HT-STC")
        learners += [(next(self.staff), agency, site, AssignmentRole.RESERVE, fields) for _ in range(3)]
        people_demo.learners(self, learners)
        self.staff_of(PHASE_ONE)
        people_demo.waiting(self, list(self.staff))

    def staff_of(self, place: DemoSite) -> list[people_demo.Line]:
        """Those of each post: in charge by documents on paper; who still learns is given back."""
        lines: list[people_demo.Line] = []
        for post in CounterPost.objects.filter(agency__code=place.agency).order_by("code"):
            fields = post.fields_on(DEMO_START)
            for role in place.roles:
                if place.recognised_on:
                    self.take_charge(post, fields, role, place.recognised_on)
                else:
                    lines.append((next(self.staff), place.agency, place.site, role, fields))
        return lines

    def take_charge(self, post: CounterPost, fields: list[ServiceField], role: str, recognised_on: dt.date) -> None:
        head = ASSESSORS.get(post.agency.code)
        people = {
            "by_agency_head": self.user[head].person if head else self.head_on_paper,
            "by_centre_director": self.user[DIRECTORS[post.site.code]].person,
            "recognised_by": self.user["truongban"].person,
        }
        record = people_demo.in_charge_on_paper(self, next(self.staff), post, fields, role, recognised_on, people)
        if not head:  # entered with the name as printed; from now on this person
            self.head_on_paper = record.by_agency_head or HEAD_ON_PAPER

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
