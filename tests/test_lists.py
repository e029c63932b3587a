"""Every list takes the same number of queries with 3 and with 30 rows, and never more than twelve.

The reader holds all twelve roles in Gia Lai, where the documents leave the lists empty, and so sees everything there.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from billing.models import AcceptanceRecord, BillingMonth, LabourContract, LabourContractLine, Timesheet
from facilities.models import Facility, FacilityLease
from pilot.access.roles import ANCHOR_OF, Anchor, Role
from pilot.documents.models import OfficialDocument
from pilot.exchange.models import ImportBatch, ImportRow
from pilot.kernel import audit, files
from pilot.kernel.jobs import job_model
from pilot.kernel.models import AuditEvent, JobWorker, OutboxMessage
from pilot.kernel.workflow import Act
from pilot.models import (
    AdminUnit,
    Agency,
    CounterPost,
    Inconsistency,
    LegalDocument,
    Parameter,
    Person,
    Phase,
    Pilot,
    Procedure,
    ProcedureSet,
    ProcedureSetEntry,
    ReferencePlan,
    RoleGrant,
    ServiceField,
    Site,
    SourceDocument,
    User,
)
from pilot.steering.models import Adoption, Target
from pilot.workflows.accounts import propose_role
from staffing.models import (
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    CompetencyAssessment,
    LearningPeriod,
    PaperRecord,
    PostalEmployee,
    RecognitionDecision,
    SystemAccount,
    TeamReport,
    WithdrawalDecision,
    WithdrawalRequest,
)

FEW, MANY, MOST = 3, 30, 12
DAY, PAST, END = dt.date(2021, 6, 1), dt.date(2021, 3, 1), dt.date(2022, 1, 1)


@dataclass
class Here:
    """The reader and the place in which the rows are made."""

    user: User
    pilot: Pilot
    agency: Agency
    site: Site
    office: Agency
    field: ServiceField

    @property
    def at(self) -> dict[str, Any]:
        return {"pilot": self.pilot, "agency": self.agency, "site": self.site}

    def person(self, name: str = "Đỗ Thị Nhiều") -> Person:
        return Person.objects.create(pilot=self.pilot, full_name=name)


@pytest.fixture
def here(facts) -> Here:
    pilot = Pilot.objects.get(code="GIALAI")
    agency, site = Agency.objects.get(code="GL-CHUSE"), Site.objects.get(code="GL-S-CHUSE")
    office = Agency.objects.get(code="GL-BDT")
    user = User.objects.create_user("moi.vai", Person.objects.create(pilot=pilot, full_name="Lê Mọi Vai"))
    for role, anchor in ANCHOR_OF.items():
        at = office if role is Role.POST_OFFICE_HR else agency
        where = {Anchor.PILOT: {}, Anchor.AGENCY: {"agency": at}, Anchor.SITE: {"site": site}}[anchor]
        propose_role(pilot, Act(source="test"), user=user, role=role, **where)
    user.refresh_from_db()
    return Here(user, pilot, agency, site, office, ServiceField.objects.earliest("id"))


# one function per kind of row: it adds rows numbered from `start` up to `stop`

Adder = Callable[[Here, range], None]


def pilots(here: Here, numbers: range) -> None:
    """Pilots and what the reader may do there."""
    for i in numbers:
        pilot = Pilot.objects.create(code=f"P{i}", province=f"Tỉnh {i}")
        Phase.objects.create(pilot=pilot, code=f"P{i}-1", name="Giai đoạn 1")
        RoleGrant.objects.create(pilot=pilot, user=here.user, role=Role.ADMINISTRATOR, proposed_at=timezone.now())


def phases(here: Here, numbers: range) -> None:
    """Sites of the first phase."""
    phase = here.pilot.phases.earliest("code")
    for i in numbers:
        site = Site.objects.create(
            pilot=here.pilot, code=f"GL-S-{i}", name=f"Điểm {i}", level="commune", agency=here.agency
        )
        site.participations.create(pilot=here.pilot, phase=phase, agency=here.agency)


def rules(here: Here, numbers: range) -> None:
    for i in numbers:
        Parameter.objects.create(pilot=here.pilot, code=f"R9{i:02}", key=f"quy_tac_{i}", valid_from=PAST)


def adoptions(here: Here, numbers: range) -> None:
    plan = ReferencePlan.objects.earliest("id")
    for i in numbers:
        target = Target.objects.create(plan=plan, code=f"T9{i:02}", year=2021, metric="trained")
        Adoption.objects.create(
            pilot=here.pilot, target=target, adopted_at=timezone.now(), adopted_by=here.user, reason="Vì vậy"
        )


def sources(numbers: range) -> Iterator[tuple[int, SourceDocument]]:
    for i in numbers:
        yield (
            i,
            SourceDocument.objects.create(code=f"S9{i:02}", province="Gia Lai", doc_type="KH", title=f"Bản {i}"),
        )


def plans(here: Here, numbers: range) -> None:
    for i, source in sources(numbers):
        plan = ReferencePlan.objects.create(code=f"S9{i:02}", source=source, name=f"Kế hoạch {i}")
        Target.objects.create(plan=plan, code=f"T9{i:02}", year=2021, metric="trained")


def legal_documents(here: Here, numbers: range) -> None:
    for i in numbers:
        LegalDocument.objects.create(
            code=f"D9{i:02}", number=f"{i}/QĐ", doc_type="QĐ", date=PAST, issuer="UBND", subject="Về"
        )


def admin_units(here: Here, numbers: range) -> None:
    parent = AdminUnit.objects.earliest("id")
    for i in numbers:
        AdminUnit.objects.create(code=f"9{i:04}", name=f"xã {i}", level="commune", parent=parent)


def questions(here: Here, numbers: range) -> None:
    for i in numbers:
        row = Inconsistency.objects.create(code=f"A9{i:02}", what="Hai số", treatment="Hỏi lại", status="open")
        row.pilots.add(here.pilot)


def procedures(here: Here, numbers: range) -> None:
    """In the catalogue, and in the set of the agency."""
    owned, _new = ProcedureSet.objects.get_or_create(pilot=here.pilot, agency=here.agency)
    for i in numbers:
        row = Procedure.objects.create(code=f"9.{i:06}", name=f"Thủ tục nhiều {i}", field=here.field, level="district")
        ProcedureSetEntry.objects.create(pilot=here.pilot, procedure_set=owned, procedure=row, valid_from=PAST)


def accounts(here: Here, numbers: range) -> None:
    """Accounts with a role in force and one proposed."""
    for i in numbers:
        user = User.objects.create_user(f"nguoi{i}", here.person())
        propose_role(here.pilot, Act(source="test"), user=user, role=Role.AUDITOR)
        RoleGrant.objects.create(
            pilot=here.pilot, user=user, role=Role.SECRETARIAT, proposed_at=timezone.now(), proposed_by=here.user.person
        )


def events(here: Here, numbers: range) -> None:
    for i in numbers:
        audit.append(
            "GIALAI",
            outcome=AuditEvent.Outcome.DONE,
            verb="sign_in",
            at=timezone.now(),
            business_day=DAY,
            user=User.objects.create_user(f"nguoi{i}", here.person()),
        )


def messages_and_jobs(here: Here, numbers: range) -> None:
    for i in numbers:
        OutboxMessage.objects.create(to=f"a{i}@do.vn", subject="Thư", tries=9)
        JobWorker.objects.create(name=f"tho{i}", started_at=timezone.now(), seen_at=timezone.now())
        job_model().objects.create(
            status="FAILED",
            enqueued_at=timezone.now(),
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            task_path=f"x{i}",
            run_after=timezone.now(),
            exception_class_path="",
            traceback="",
            finished_at=timezone.now(),
        )


def people(here: Here, numbers: range) -> None:
    for _i in numbers:
        here.person()


def employees(here: Here, numbers: range) -> list[Assignment]:
    """Employees at the counter, in their learning time, assessed by both; their accounts are asked for."""
    found = []
    for i in numbers:
        employee = PostalEmployee.objects.create(
            pilot=here.pilot, post_office=here.office, person=here.person(), staff_code=f"GL{i:04}"
        )
        row = Assignment.objects.create(**here.at, employee=employee, field=here.field, role="primary", valid_from=PAST)
        LearningPeriod.objects.create(
            pilot=here.pilot, assignment=row, started_on=PAST, attested_on=DAY, attested_by=here.person()
        )
        for capacity in CompetencyAssessment.As.values:
            CompetencyAssessment.objects.create(
                **here.at,
                employee=employee,
                field=here.field,
                assessor=here.person(),
                assessed_as=capacity,
                result="proficient",
                day=DAY,
            )
        SystemAccount.objects.create(
            pilot=here.pilot,
            employee=employee,
            requested_on=DAY,
            requested_by=here.person(),
            provincial_office=here.agency,
        )
        found.append(row)
    return found


def team_reports(here: Here, numbers: range) -> None:
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        report = TeamReport.objects.create(
            pilot=here.pilot,
            post_office=here.office,
            document=f"{i}/BC",
            reported_on=DAY,
            reported_at=timezone.now(),
            reported_by=here.person(),
        )
        report.employees.add(row.employee)


def assignment_decisions(here: Here, numbers: range) -> None:
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        decision = AssignmentDecision.objects.create(
            pilot=here.pilot,
            post_office=here.office,
            subject=f"Cử {i}",
            drafted_at=timezone.now(),
            drafted_by=here.person(),
        )
        AssignmentDecisionLine.objects.create(
            **here.at, decision=decision, employee=row.employee, field=here.field, role="primary", valid_from=DAY
        )


def recognitions(here: Here, numbers: range) -> None:
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        decision = RecognitionDecision.objects.create(
            **here.at,
            status="waiting",
            document_number=f"{i}/QĐ",
            recognised_at=timezone.now(),
            recognised_by=here.person(),
            valid_from=DAY,
        )
        decision.assignments.add(row)


def paper_records(here: Here, numbers: range) -> None:
    for i, row in zip(numbers, employees(here, numbers), strict=True):
        paper = PaperRecord.objects.create(
            **here.at,
            post_office=here.office,
            kind="assignment",
            document=f"{i}/QĐ",
            document_date=PAST,
            role="primary",
            employee=row.employee,
            entered_at=timezone.now(),
            entered_on=DAY,
            entered_by=here.person(),
            valid_from=PAST,
        )
        paper.fields.add(here.field)


def post(here: Here, i: int) -> CounterPost:
    row, new = CounterPost.objects.get_or_create(code=f"GL-Q{i}", defaults={**here.at, "name": f"Quầy {i}"})
    if new:
        row.fields.add(here.field)
    return row


def withdrawals(here: Here, numbers: range) -> list[WithdrawalRequest]:
    return [
        WithdrawalRequest.objects.create(
            pilot=here.pilot,
            post=post(here, i),
            route="district",
            decider=here.agency,
            post_office=here.office,
            provincial_office=here.agency,
            status="submitted",
            effective_on=DAY,
            drafted_at=timezone.now(),
            drafted_by=here.user,
        )
        for i in numbers
    ]


def official_documents(here: Here, numbers: range) -> None:
    """Each about a decision of its own, and each by another signer."""
    for i, request in zip(numbers, withdrawals(here, numbers), strict=True):
        decision = WithdrawalDecision.objects.create(
            pilot=here.pilot,
            request=request,
            outcome="approved",
            decided_at=timezone.now(),
            decided_on=DAY,
            decided_by=here.user,
            effective_on=DAY,
        )
        OfficialDocument.objects.create(
            pilot=here.pilot,
            kind="withdrawal_decision",
            issuer=here.agency,
            object_type="staffing.WithdrawalDecision",
            object_id=decision.pk,
            summary="Văn bản",
            status="numbered",
            approved_at=timezone.now(),
            approved_by=here.user,
            symbol="QĐ",
            number=f"{i}/QĐ-nhiều",
            year=2021,
            issued_on=DAY,
            numbered_at=timezone.now(),
            numbered_by=here.user,
            signer=User.objects.create_user(f"ky{i}", here.person()),
            pdf=files.store(b"%PDF-1.7", f"{i}.pdf", "application/pdf"),
        )


def facilities(here: Here, numbers: range) -> None:
    for i in numbers:
        site = Site.objects.create(
            pilot=here.pilot, code=f"GL-S-{i}", name=f"Điểm {i}", level="commune", parent_agency=here.agency
        )
        row = Facility.objects.create(
            pilot=here.pilot, code=f"GL-T{i}", name=f"Trụ sở {i}", kind="existing_centre", site=site, owner=here.office
        )
        FacilityLease.objects.create(
            pilot=here.pilot,
            facility=row,
            lessor=here.office,
            lessee=here.agency,
            drafted_at=timezone.now(),
            valid_from=DAY,
        )


def contracts(here: Here, numbers: range) -> None:
    """Contracts with a line, and of each a month with its timesheet and acceptance."""
    for i in numbers:
        contract = LabourContract.objects.create(
            pilot=here.pilot,
            payer=here.agency,
            provider=here.office,
            site=here.site,
            drafted_at=timezone.now(),
            valid_from=PAST,
            valid_to=END,
        )
        LabourContractLine.objects.create(
            pilot=here.pilot,
            contract=contract,
            post=post(here, i),
            description="Việc",
            unit_price_vnd=1_000_000,
            vat_category="standard",
            valid_from=PAST,
            valid_to=END,
        )
        month = BillingMonth.objects.create(pilot=here.pilot, contract=contract, month=dt.date(2021, 5, 1))
        sheet = Timesheet.objects.create(pilot=here.pilot, month=month)
        AcceptanceRecord.objects.create(pilot=here.pilot, timesheet=sheet, created_at=timezone.now())


def imports(here: Here, numbers: range) -> None:
    """Lists, the first with rows of its own."""
    for i in numbers:
        file = files.store(b"PK", f"{i}.xlsx", "application/octet-stream", here.user)
        ImportBatch.objects.create(
            pilot=here.pilot,
            agency=here.agency,
            kind="procedures",
            object_type="pilot.Agency",
            object_id=here.agency.pk,
            file=file,
            status="checked",
            sheet="Sheet1",
            head_row=1,
            uploaded_at=timezone.now(),
            uploaded_by=User.objects.create_user(f"gui{i}", here.person()),
        )
        ImportRow.objects.create(
            pilot=here.pilot,
            batch=ImportBatch.objects.earliest("id"),
            number=i + 2,
            outcome="new",
            cells={"code": f"9.{i:06}"},
        )


def everything(here: Here, numbers: range) -> None:
    """Something of each kind that waits for somebody."""
    for add in (assignment_decisions, official_documents, facilities, contracts, imports, questions, accounts):
        add(here, numbers)


def at_the_site(here: Here, numbers: range) -> None:
    """People, premises, contracts and procedures, as the panels of a site show them."""
    for add in (employees, facilities, contracts, procedures):
        add(here, numbers)


# url → what adds its rows; then the arguments or the query of those that need one

LISTS: dict[str, Adder] = {
    "worklist": everything,
    "worklist-count": everything,
    "search": everything,
    "audit-log": events,
    "operations": messages_and_jobs,
    "retention": people,
    "accounts": accounts,
    "pilots": pilots,
    "procedures": procedures,
    "legal-documents": legal_documents,
    "admin-units": admin_units,
    "questions": questions,
    "reference-plans": plans,
    "official-documents": official_documents,
    "employees": employees,
    "team-reports": team_reports,
    "assignment-decisions": assignment_decisions,
    "recognitions": recognitions,
    "paper-records": paper_records,
    "withdrawals": withdrawals,
    "facilities": facilities,
    "billing": contracts,
    "contracts": contracts,
    "imports": imports,
}
QUERIES = {"search": "?q=nhiều", "retention": "?name=Nhiều", "site": "?ngay=10/06/2021"}
WITH_ARGUMENTS: dict[str, tuple[Adder, dict[str, str]]] = {
    "pilot": (everything, {"code": "GIALAI"}),
    "phase": (phases, {"code": "GIALAI", "phase": "GL-P1"}),
    "rules": (rules, {"code": "GIALAI"}),
    "pilot-plan": (adoptions, {"code": "GIALAI"}),
    "reference-plan": (adoptions, {"code": "S2"}),
    "handover": (procedures, {"agency": "GL-CHUSE", "site": "GL-S-CHUSE"}),
    "site": (at_the_site, {"code": "GL-S-CHUSE"}),
    "site-competence": (employees, {"code": "GL-S-CHUSE"}),
    "import-start": (contracts, {"kind": "timesheet"}),
    "export": (employees, {"kind": "employees"}),
}
NOT_A_LIST = {
    "sign-in": "a form",
    "sign-out": "POST only",
    "set_language": "POST only",
    "change-password": "a form",
    "my-account": "one account",
    "set-up-totp": "one device",
    "totp-picture": "one picture",
    "demo-clock": "a form",
    "contract-draft": "a form",
    "delegate-role": "a form",
    "contract-from-paper": "a form",
    "healthz": "for the monitor, no rows",
    "gallery": "made-up data, no rows",
}


def patterns(resolver: URLResolver | None = None, path: str = "") -> Iterator[tuple[URLPattern, str]]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path + str(entry.pattern))
        else:
            yield entry, path + str(entry.pattern)


def test_every_address_without_arguments_is_a_list_or_says_why_not():
    plain = {entry.name for entry, path in patterns() if "<" not in path}
    assert plain == set(LISTS) | set(NOT_A_LIST)
    assert not set(LISTS) & set(NOT_A_LIST)
    assert set(WITH_ARGUMENTS) <= {entry.name for entry, path in patterns() if "<" in path}


def queries_of(user: User, url: str) -> list[str]:
    """Statements of the page as a fresh visitor's second request makes them."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in seen]


PAGES = [(name, add, {}) for name, add in LISTS.items()] + [
    (n, add, kwargs) for n, (add, kwargs) in WITH_ARGUMENTS.items()
]


@pytest.mark.parametrize(("name", "add", "kwargs"), PAGES, ids=[page[0] for page in PAGES])
def test_a_list_takes_the_same_queries_with_3_and_with_30_rows(name, add, kwargs, here):
    url = reverse(name, kwargs=kwargs) + QUERIES.get(name, "")
    add(here, range(1, FEW + 1))
    few = queries_of(here.user, url)
    add(here, range(FEW + 1, MANY + 1))
    many = queries_of(here.user, url)
    assert len(few) == len(many), "\n".join(["more:", *sorted(set(many) - set(few))])
    assert len(many) <= MOST, "\n".join(many)
