"""Three places for the matrix: the one where every role is anchored, another agency's, another province's.

Roles of the province's own bodies have their place at the provincial centre (Sở Công Thương), all others at Can Lộc.
`build` gives each place a row of every kind, so that a 404 is always about somebody, never about nothing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    DayMark,
    LabourContract,
    LabourContractLine,
    Payment,
    Statement,
    Timesheet,
    TimesheetEntry,
    WorkingCalendar,
)
from facilities.models import Facility, FacilityLease
from pilot.platform.access.roles import Role
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.models import ColumnMapping, ImportBatch, ImportRow
from pilot.platform.half_days import half_day
from pilot.platform.kernel import files
from pilot.platform.kernel.models import OutboxMessage, VerifyRun
from pilot.programme.models import (
    Agency,
    Agreement,
    CitedScan,
    CounterPost,
    Delegation,
    LegalDocument,
    Person,
    Pilot,
    ProcedureHandover,
    ProcedureSetEntry,
    ProgrammeChange,
    SecondFactorRule,
    ServiceField,
    Site,
    User,
)
from pilot.programme.workflows.procedures import put_in_set
from pilot.steering.models import Adoption, Target
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    CivilServant,
    CoverBreak,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    ReadinessJudgement,
    Recognition,
    RecognitionDecision,
    Substitution,
    SystemAccount,
    TeamReport,
    WithdrawalDecision,
    WithdrawalRequest,
)
from tests.paper import on_paper

USERS = {
    Role.SECRETARIAT: "thuky",
    Role.COMMITTEE_HEAD: "truongban",
    Role.POST_OFFICE_HR: "buudien",
    Role.AGENCY_HEAD: "pct.canloc",
    Role.CENTRE_DIRECTOR: "gd.tt.canloc",
    Role.DISTRICT_CHAIRMAN: "ct.canloc",
    Role.PROVINCIAL_DECIDER: "ubnd.tinh",
    Role.PROVINCIAL_OFFICE: "vp.ubnd",
    Role.FINANCE_OFFICER: "taichinh",
    Role.PAYER: "chitra",
    Role.CLERK: "vt.canloc",
    Role.AUDITOR: "thanhtra",
    Role.ADMINISTRATOR: "quantri1",
}
PROVINCIAL = {Role.PROVINCIAL_DECIDER, Role.PROVINCIAL_OFFICE, Role.PAYER}
PLACES = ("own", "other", "foreign")
DAY, MONTH, YEAR_END = dt.date(2021, 7, 1), dt.date(2021, 7, 1), dt.date(2022, 1, 1)


@dataclass(frozen=True)
class Place:
    """An agency at a site, who pays there, which post office's people stand at its counter, who decides there.

    `lists_of`: the post office whose own lists the place stands for; a second one for "another agency".
    """

    agency: Agency
    site: Site
    payer: Agency
    decider: Agency
    office: Agency
    lists_of: Agency

    @property
    def pilot(self) -> Pilot:
        return self.agency.pilot

    @property
    def people(self) -> Any:
        """Employees of the post office at this counter."""
        return PostalEmployee.objects.filter(assignments__agency=self.agency, assignments__site=self.site)


CODES = {  # agency, site, payer, decider, post office, post office of the lists
    "centre": ("HT-SCT", "HT-S-TTPVHCC", "HT-VPUBND", "HT-UBND", "HT-BDT", "HT-BDT"),
    "canloc": ("HT-CL", "HT-S-CL", "HT-CL", "HT-CL", "HT-BDT", "HT-BDT"),
    "camxuyen": ("HT-CX", "HT-S-CX", "HT-CX", "HT-CX", "HT-BDT", "HT-BD2"),
    "chuse": ("GL-CHUSE", "GL-S-CHUSE", "GL-CHUSE", "GL-CHUSE", "GL-BDT", "GL-BDT"),
}


def named(name: str) -> Place:
    agency, site, *more = CODES[name]
    found = {a.code: a for a in Agency.objects.select_related("pilot").filter(code__in=[agency, *more])}
    return Place(found[agency], Site.objects.get(code=site), *(found[code] for code in more))


def place(role: Role, which: str) -> str:
    """The name of the place `which` as the role sees it."""
    own, other = ("centre", "canloc") if role in PROVINCIAL else ("canloc", "camxuyen")
    return {"own": own, "other": other, "foreign": "chuse"}[which]


# rows of every kind at every place; straight into the tables, since only scope and permission are asked about here


def build() -> None:
    """A row of each kind at each place, a second post office in Hà Tĩnh, and what belongs to nobody's province."""
    Agency.objects.create(
        pilot=Pilot.objects.get(code="HATINH"), code="HT-BD2", name="Bưu điện thứ hai", kind="post_office"
    )
    _people_of_chuse(named("chuse"))
    for number, name in enumerate(CODES, 1):
        where = named(name)
        _premises(where)
        _money(where, number)
        _staffing(where)
        _withdrawn(where, number)
        _lists(where)
    _delegations()
    for pilot in Pilot.objects.filter(code__in=("HATINH", "GIALAI")):
        _calendars(pilot)
        by = User.objects.filter(person__pilot=pilot).earliest("id")
        ProgrammeChange.objects.create(
            pilot=pilot, verb="enter_phase", object_type="pilot.Pilot", object_id=pilot.pk, seen_version=1,
            subject="Giai đoạn mới", inputs={"name": "Giai đoạn mới"}, proposed_at=timezone.now(),
            proposed_by=Person.objects.create(pilot=pilot, full_name="Ai Đó"),
        )  # fmt: skip
        LegalDocument.objects.create(
            pilot=pilot, code=f"V{pilot.pk}", number=f"{pilot.pk}/QĐ-VD", doc_type="QĐ", issuer="UBND",
            date=dt.date(2021, 6, 1),
        )  # fmt: skip
        Agreement.objects.create(
            pilot=pilot,
            subject="Quy chế phối hợp",
            paper_source="1/QCPH",
            paper_date=dt.date(2021, 2, 1),
            paper_scan=files.store(b"%PDF-1.7", "quy-che.pdf", "application/pdf"),
            valid_from=dt.date(2021, 2, 1),
        ).parties.set(Agency.objects.filter(pilot=pilot, kind="post_office"))
        SecondFactorRule.objects.create(
            pilot=pilot, roles=["payer"], valid_from=dt.date(2022, 1, 1), proposed_at=timezone.now(),
            proposed_by=Person.objects.create(pilot=pilot, full_name="Ai Kia"),
        )  # fmt: skip
        Adoption.objects.create(pilot=pilot, target=Target.objects.first(), adopted_at=timezone.now(), adopted_by=by)
    CitedScan.objects.create(
        pilot=Pilot.objects.get(code="HATINH"), document=LegalDocument.objects.get(code="D15"), number=1,
        file=files.store(b"%PDF-1.7", "D15.pdf", "application/pdf"), added_at=timezone.now(), added_by=by,
    )  # fmt: skip
    User.objects.filter(username__in=["gd.noivu", "thuky.gialai"]).update(link_by=None)  # else quantri1 invited them
    User.objects.filter(username="thuky.gialai").update(email="ai@gialai.vn")
    for address in ("ai@do.vn", "ai@gialai.vn"):
        OutboxMessage.objects.create(to=address, subject="Thư")
    VerifyRun.objects.create(started_at=timezone.now(), finished_at=timezone.now(), running=False)
    DBTaskResult.objects.create(
        status="FAILED",
        enqueued_at=timezone.now(),
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        task_path="x",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


def somebody(where: Place) -> Person:
    """Of the pilot's secretariat."""
    return User.objects.get(username__startswith="thuky", person__pilot=where.pilot).person


def account(where: Place) -> User:
    return User.objects.filter(person__pilot=where.pilot).earliest("id")


def _provincial_office(where: Place) -> Agency:
    """Văn phòng UBND tỉnh; the documents name none for Gia Lai, so its People's Committee stands in."""
    return Agency.objects.get(code="HT-VPUBND" if where.pilot.code == "HATINH" else "GL-UBND")


def _people_of_chuse(where: Place) -> None:
    """What the demo has for Hà Tĩnh only: a counter post with its employee, a procedure on the ladder, a request."""
    procedure = ProcedureSetEntry.objects.first().procedure
    put_in_set(where.agency, {procedure.pk: ""}, DAY)
    post = CounterPost.objects.create(
        pilot=where.pilot, code="GL-Q1", name="Quầy 1", agency=where.agency, site=where.site
    )
    post.receives([procedure.field])
    holder = Person.objects.create(pilot=where.pilot, full_name="Trần Thị Gần")
    servant = CivilServant.objects.create(pilot=where.pilot, agency=where.agency, person=holder, staff_code="CC1")
    Incumbency.objects.create(pilot=where.pilot, post=post, civil_servant=servant)
    person = Person.objects.create(pilot=where.pilot, full_name="Lê Văn Xa")
    employee = PostalEmployee.objects.create(
        pilot=where.pilot, post_office=where.office, person=person, staff_code="GL1"
    )
    Assignment.objects.create(
        pilot=where.pilot,
        employee=employee,
        agency=where.agency,
        site=where.site,
        field=procedure.field,
        role="primary",
        valid_from=dt.date(2021, 2, 22),
    )
    ProcedureHandover.objects.create(pilot=where.pilot, agency=where.agency, site=where.site, procedure=procedure)
    WithdrawalRequest.objects.create(
        pilot=where.pilot,
        post=post,
        route="district",
        decider=where.decider,
        post_office=where.office,
        status="submitted",
        effective_on=DAY,
        drafted_at=timezone.now(),
        drafted_by=account(where),
    )


def _premises(where: Place) -> None:
    facility = Facility.objects.create(
        pilot=where.pilot,
        code=f"{where.site.code}-TS",
        name="Trụ sở",
        kind="existing_centre",
        site=where.site,
        owner=where.office,
    )
    FacilityLease.objects.create(
        pilot=where.pilot,
        facility=facility,
        lessor=where.office,
        lessee=where.payer,
        drafted_at=timezone.now(),
        valid_from=DAY,
        **on_paper(somebody(where), DAY),
    )


def _money(where: Place, number: int) -> None:
    """A contract with a line, a month with timesheet, acceptance and request."""
    contract = LabourContract.objects.create(
        pilot=where.pilot,
        payer=where.payer,
        provider=where.office,
        site=where.site,
        number=f"{number}/HĐ",
        date=DAY,
        drafted_at=timezone.now(),
        valid_from=DAY,
        valid_to=YEAR_END,
        **on_paper(somebody(where), DAY),
    )
    line = LabourContractLine.objects.create(
        pilot=where.pilot,
        contract=contract,
        post=CounterPost.objects.filter(agency=where.agency).earliest("id"),
        description="Việc",
        unit_price_vnd=1_000_000,
        vat_category="standard",
        valid_from=DAY,
        valid_to=YEAR_END,
    )
    DayMark.objects.get_or_create(
        pilot=where.pilot, mark="CĐ", key="cđ", meaning="Chế độ", half_days=0, leave="other", source="Quy chế"
    )
    month = BillingMonth.objects.create(pilot=where.pilot, contract=contract, month=MONTH)
    sheet = Timesheet.objects.create(pilot=where.pilot, month=month)
    TimesheetEntry.objects.create(
        pilot=where.pilot, timesheet=sheet, line=line, employee=where.people.first(), day=DAY, half_days=0, prefilled=2,
        reason="Nghỉ ốm",
    )  # fmt: skip
    record = AcceptanceRecord.objects.create(pilot=where.pilot, timesheet=sheet, created_at=timezone.now())
    AcceptanceLine.objects.create(
        pilot=where.pilot,
        record=record,
        line=line,
        employee=where.people.first(),
        half_days=44,
        standard_half_days=44,
        unit_price_vnd=1_000_000,
        amount_vnd=1_000_000,
    )
    request = Statement.objects.create(
        pilot=where.pilot,
        contract=contract,
        month=MONTH,
        kind="main",
        acceptance=record,
        provider=where.office,
        issued_on=DAY,
        issued_at=timezone.now(),
        contract_date=DAY,
        amount_vnd=1_000_000,
        vat_vnd=100_000,
        total_vnd=1_100_000,
        amount_in_words="Một triệu một trăm nghìn đồng",
    )
    _payments(request, somebody(where))
    _document(where, "acceptance_minutes", record, site=where.site, number=f"{number}/BBNT")


def _calendars(pilot: Pilot) -> None:
    """That of 2021, confirmed, which the demo has for Hà Tĩnh only; that of 2022, proposed."""
    for year in (2021, 2022):
        row, new = WorkingCalendar.objects.get_or_create(pilot=pilot, year=year, defaults={"source": "Đề xuất"})
        if new:
            row.lines.create(pilot=pilot, day=dt.date(year, 4, 29), name="Nghỉ", source="Đề xuất")
        WorkingCalendar.objects.filter(pk=row.pk, year=2021, status="proposed").update(status="confirmed")


def _payments(request: Statement, by: Person) -> None:
    """One that stands, and one that was reversed."""
    said = {"pilot": request.pilot, "statement": request, "paid_on": DAY, "recorded_at": timezone.now()}
    _stands, wrong = (
        Payment.objects.create(**said, amount_vnd=500, treasury_reference=f"KB {request.pk}/{n}", recorded_by=by)
        for n in (1, 2)
    )
    Payment.objects.create(
        **said, amount_vnd=-500, treasury_reference="1/CV", reverses=wrong, why="Ghi nhầm",
        scan=files.store(b"%PDF-1.7", "cong-van.pdf", "application/pdf"),
    )  # fmt: skip


def _document(where: Place, kind: str, subject: Any, number: str, **issuer: Any) -> None:
    file = files.store(b"%PDF-1.7", "van-ban.pdf", "application/pdf")
    OfficialDocument.objects.create(
        pilot=where.pilot,
        kind=kind,
        object_type=subject._meta.label,
        object_id=subject.pk,
        summary="Văn bản",
        status="signed",
        approved_at=timezone.now(),
        approved_by=account(where),
        symbol="QĐ",
        snapshot={"parent": "", "agency": "", "agency_lines": [], "place": "", "context": {}},
        number=number,
        year=2021,
        issued_on=DAY,
        numbered_at=timezone.now(),
        numbered_by=account(where),
        copied_at=timezone.now(),
        copied_by=account(where),
        pdf=file,
        signed_copy=file,
        **issuer,
    )


def _recognised(common: dict[str, Any], employee: PostalEmployee) -> None:
    """A recognition in a field in which the employee is not assigned: it changes nothing else."""
    head, director, chair = Person.objects.order_by("pk")[:3]
    other = ServiceField.objects.exclude(pk__in=Assignment.objects.filter(employee=employee).values("field"))
    Recognition.objects.create(
        **common, employee=employee, field=other.earliest("pk"),
        by_agency_head=head, by_centre_director=director, recognised_by=chair, document_number="1/QĐ", valid_from=DAY,
    )  # fmt: skip


def _staffing(where: Place) -> None:
    """A draft decision with a line, a waiting recognition, a request for an account, a paper record, a team report."""
    common = {"pilot": where.pilot, "agency": where.agency, "site": where.site}
    assignment = Assignment.objects.filter(agency=where.agency, site=where.site).earliest("id")
    employee, by = assignment.employee, somebody(where)
    decision = AssignmentDecision.objects.create(
        pilot=where.pilot, post_office=where.office, subject="Cử nhân viên", drafted_at=timezone.now(), drafted_by=by
    )
    AssignmentDecisionLine.objects.create(
        **common, decision=decision, employee=employee, field=assignment.field, role="reserve", valid_from=DAY
    )
    recognition = RecognitionDecision.objects.create(
        **common,
        status="waiting",
        document_number="1/QĐ-BCĐ",
        recognised_at=timezone.now(),
        recognised_by=by,
        valid_from=DAY,
    )
    recognition.assignments.add(assignment)
    if not Recognition.objects.filter(agency=where.agency, site=where.site).exists():
        _recognised(common, employee)
    asked = {
        "pilot": where.pilot, "requested_on": DAY, "requested_by": by, "provincial_office": _provincial_office(where),
        "account_name": "", "created_on": None, "created_by": None,
    }  # fmt: skip
    SystemAccount.objects.update_or_create(employee=employee, defaults=asked)
    PaperRecord.objects.create(
        **common,
        post_office=where.office,
        kind="assignment",
        **on_paper(by, DAY),
        employee=employee,
        role="primary",
        entered_at=timezone.now(),
        entered_on=DAY,
        valid_from=DAY,
    )
    _absent(where, assignment)
    TeamReport.objects.create(
        pilot=where.pilot,
        post_office=where.lists_of,
        document="1/BC",
        reported_on=DAY,
        reported_at=timezone.now(),
        reported_by=by,
    )


def _absent(where: Place, assignment: Assignment) -> None:
    """The employee was ill for a day, and somebody else stood in."""
    day = {"pilot": where.pilot, "first_half": half_day(DAY), "past_half": half_day(DAY) + 2}
    absence = Absence.objects.create(**day, employee=assignment.employee, leave="sick", why="Sốt cao")
    absence.sites.add(where.site)
    person = Person.objects.create(pilot=where.pilot, full_name="Hồ Thị Thay")
    stand_in = PostalEmployee.objects.create(
        pilot=where.pilot, post_office=where.office, person=person, staff_code=f"TT{person.pk}"
    )
    order = Substitution.objects.create(
        **day, employee=stand_in, absentee=assignment.employee, agency=where.agency, site=where.site,
        ordered_at=timezone.now(), ordered_by=somebody(where),
    )  # fmt: skip
    order.fields.add(assignment.field)


def _withdrawn(where: Place, number: int) -> None:
    """A finished withdrawal beside the waiting one, with its decision as a document."""
    at_district = where.decider == where.agency
    request = WithdrawalRequest.objects.create(
        pilot=where.pilot,
        post=CounterPost.objects.filter(agency=where.agency).latest("code"),
        decider=where.decider,
        route="district" if at_district else "province",
        post_office=where.office,
        status="effective",
        effective_on=DAY,
        provincial_office=None if at_district else _provincial_office(where),
        drafted_at=timezone.now(),
        drafted_by=account(where),
        **on_paper(somebody(where), DAY),
    )
    decision = WithdrawalDecision.objects.create(
        pilot=where.pilot,
        request=request,
        outcome="approved",
        decided_at=timezone.now(),
        decided_on=DAY,
        decided_by=account(where),
        effective_on=DAY,
    )
    _document(where, "withdrawal_decision", decision, issuer=where.decider, number=f"90{number}/QĐ-UBND")
    kept = {"pilot": where.pilot, "sha256": "0" * 64}
    ReadinessJudgement.objects.create(
        **kept, request=request, moment="decision", day=DAY, effective_on=DAY, judged_at=timezone.now()
    )
    CoverBreak.objects.create(
        **kept, post=request.post, decision=decision, condition="recognised", first_day=DAY, noted_on=DAY,
        noted_at=timezone.now(), finding={"id": "recognised", "message": "", "facts": []},
    )  # fmt: skip


def _lists(where: Place) -> None:
    """A list of each kind, with its error book."""
    sheet = Timesheet.objects.filter(month__contract__site=where.site).latest("id")
    for kind, agency, target in (
        ("employees", where.lists_of, where.lists_of),
        ("absences", where.lists_of, where.lists_of),
        ("agencies", None, where.pilot),
        ("sites", None, where.pilot),
        ("procedures", where.agency, where.agency),
        ("posts", where.agency, where.agency),
        ("civil-servants", where.agency, where.agency),
        ("accounts", where.agency, where.pilot),
        ("timesheet", where.office, sheet),
    ):
        file = files.store(b"PK", f"{kind}.xlsx", "application/octet-stream", account(where))
        batch = ImportBatch.objects.create(
            pilot=where.pilot,
            agency=agency,
            kind=kind,
            object_type=target._meta.label,
            object_id=target.pk,
            file=file,
            error_book=file,
            status="checked",
            sheet="Sheet1",
            head_row=1,
            uploaded_at=timezone.now(),
            uploaded_by=account(where),
        )
        ImportRow.objects.create(pilot=where.pilot, batch=batch, number=2, outcome="new")
        ColumnMapping.objects.get_or_create(pilot=where.pilot, agency=agency, kind=kind, shape="headings")


def _delegations() -> None:
    for principal, delegate in (("thuky.gialai", "quantri.gialai"), ("ct.canloc", "pct.canloc")):
        giver = User.objects.get(username=principal)
        Delegation.objects.create(
            pilot=giver.person.pilot,
            principal=giver,
            delegate=User.objects.get(username=delegate),
            role=giver.role_grants.get().role,
            status=Delegation.Status.IN_FORCE,
            title="Phó Chủ tịch",
            valid_from=dt.date(2022, 1, 1),
            valid_to=dt.date(2022, 2, 1),
            document_number="1",
            created_at=timezone.now(),
            created_by=giver,
        )
