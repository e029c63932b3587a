"""The people's half of the demo, through the real verbs: what came from paper, who learns, who waits for whom.

Illustrative.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Protocol

from django.core.files.uploadedfile import SimpleUploadedFile

from pilot.platform.documents.evidence import Evidence, opened
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days
from pilot.programme.models import (
    Agency,
    CounterPost,
    Person,
    Pilot,
    Procedure,
    ProcedureHandover,
    ServiceField,
    Site,
    User,
)
from pilot.programme.workflows.handover import step_handover
from staffing.models import (
    Assignment,
    AssignmentDecision,
    AssignmentRole,
    CivilServant,
    CompetencyAssessment,
    PaperRecord,
    PostalEmployee,
)
from staffing.selectors.parameters import criteria
from staffing.workflows import assignment, competence, employees, paper, recognition

Kind, Role, Step = PaperRecord.Kind, AssignmentRole, ProcedureHandover.Step
PHASE_II = dt.date(2021, 2, 22)
ENTERED, CHECKED = "buudien", "thuky"
PROFICIENT = CompetencyAssessment.Result.PROFICIENT
MARK = "(minh họa)"
SIGNERS = f"Người ký {MARK}"


class World(Protocol):
    """What the demo has made before: its pilot, people and places."""

    pilot: Pilot
    agency: dict[str, Agency]
    site: dict[str, Site]
    user: dict[str, User]

    def act(self, username: str, on: dt.date, reason: str = ...) -> Act: ...


@cache
def scan() -> Evidence:
    """The page that stands for every scan of the demo: it says MINH HỌA – KHÔNG CÓ GIÁ TRỊ and nothing else."""
    page = Path(__file__).with_name("demo_scan.pdf").read_bytes()
    return opened(SimpleUploadedFile("ban-chup-minh-hoa.pdf", page))


def from_paper(world: World, on: dt.date, **inputs: object) -> PaperRecord:
    """Entered by the post office on `on` and checked by the secretariat the day after."""
    inputs |= {"scan": scan(), "signers": SIGNERS, "illustrative": True}
    record: PaperRecord = paper.record_from_paper(world.agency["HT-BDT"], world.act(ENTERED, on), **inputs)
    paper.check_paper_record(record, world.act(CHECKED, add_days(on, 1)))
    return record


def handed_over_on_paper(world: World, agency: Agency, site: Site, procedures: list[Procedure], since: dt.date) -> None:
    """The hand-over of an agency's set, as its minutes say."""
    from_paper(
        world,
        since,
        kind=Kind.HANDOVER,
        document=f"Biên bản bàn giao TTHC {MARK}",
        document_date=since,
        agency=agency,
        site=site,
        valid_from=since,
        procedures=procedures,
        step=Step.HANDED_OVER,
    )


def shadowing(world: World, agency: Agency, site: Site, procedures: list[Procedure], head: str | None) -> None:
    """Learning beside the civil servants since phase II began: by the head, or from paper where he has no account."""
    basis = f"Kế hoạch triển khai giai đoạn II {MARK}"
    if head:
        act = world.act(head, PHASE_II)
        step_handover(
            agency,
            act,
            site=site,
            procedures=procedures,
            step=Step.SHADOWING,
            day=PHASE_II,
            legal_basis=basis,
        )
    else:
        from_paper(
            world,
            PHASE_II,
            kind=Kind.HANDOVER,
            document=basis,
            document_date=PHASE_II,
            agency=agency,
            site=site,
            valid_from=PHASE_II,
            procedures=procedures,
            step=Step.SHADOWING,
        )


def in_charge_on_paper(
    world: World,
    employee: PostalEmployee,
    post: CounterPost,
    fields: list[ServiceField],
    role: str,
    since: dt.date,
    people: dict[str, Person | str],
) -> PaperRecord:
    """Assigned at the start of phase II and recognised `since`, both by documents on paper; gives the second.

    Between the two the e-one-stop account is asked for and made.
    """
    place = {"agency": post.agency, "site": post.site, "employee": employee, "fields": fields}
    from_paper(
        world,
        PHASE_II,
        kind=Kind.ASSIGNMENT,
        document=f"01/QĐ-BĐHT {MARK}",
        document_date=PHASE_II,
        role=role,
        valid_from=PHASE_II,
        **place,
    )
    request_account(world, employee, add_days(PHASE_II, 1))
    create_account(world, employee, add_days(PHASE_II, 2), f"bd.{employee.staff_code.lower()}")
    return from_paper(
        world,
        since,
        kind=Kind.RECOGNITION,
        document=f"05/QĐ-BCĐ {MARK}",
        document_date=since,
        valid_from=since,
        **people,
        **place,
    )


def report(world: World, chosen: list[PostalEmployee], on: dt.date, document: str) -> None:
    """Criteria ticked with evidence, then reported to the committee."""
    names = criteria(world.pilot.pk, on)
    for employee in chosen:
        evidence = dict.fromkeys(names, f"Phiếu đánh giá của đơn vị {MARK}")
        employees.tick_criteria(employee, world.act(ENTERED, on), evidence=evidence)
    employees.report_team(world.agency["HT-BDT"], world.act(ENTERED, on), employees=chosen, document=document)
    for employee in chosen:
        employee.refresh_from_db()


Line = tuple[PostalEmployee, str, str, str, list[ServiceField]]  # employee, agency, site, role, fields


def draft(world: World, subject: str, lines: Iterable[Line], on: dt.date, first_day: dt.date) -> AssignmentDecision:
    """A decision drafted by the post office's personnel."""
    act = world.act(ENTERED, on)
    decision: AssignmentDecision = assignment.draft_assignment_decision(world.agency["HT-BDT"], act, subject=subject)
    for employee, agency, site, role, fields in lines:
        assignment.add_assignment_line(
            decision,
            act,
            employee=employee,
            agency=world.agency[agency],
            site=world.site[site],
            role=role,
            fields=fields,
            valid_from=first_day,
        )
    decision.refresh_from_db()
    return decision


def decide(world: World, decision: AssignmentDecision, on: dt.date, number: str) -> None:
    """Approved by the director of the post office and numbered."""
    assignment.approve_assignment_decision(decision, world.act("gd.buudien", on))
    decision.refresh_from_db()
    assignment.number_assignment_decision(decision, world.act(ENTERED, on), number=number, date=on)


def rows_of(employee: PostalEmployee) -> list[Assignment]:
    return list(employee.assignments.select_related("field", "employee__person").order_by("id"))


def learn(world: World, employee: PostalEmployee, by: str, on: dt.date) -> None:
    """The employee begins beside a civil servant of the agency."""
    rows = rows_of(employee)
    mentor = CivilServant.objects.filter(agency=rows[0].agency).first()
    competence.start_learning(rows[0], world.act(by, on), assignments=rows, started_on=on, mentor=mentor)


def assess(world: World, employee: PostalEmployee, *, head: str = "", director: str = "", on: dt.date) -> None:
    """Found proficient in every field by those named."""
    rows = rows_of(employee)
    inputs = {"assignments": rows, "results": {row.pk: PROFICIENT.value for row in rows}}
    if head:
        competence.assess_as_agency_head(rows[0], world.act(head, on), **inputs)
    if director:
        competence.assess_as_centre_director(rows[0], world.act(director, on), **inputs)


def learners(world: World, lines: list[Line]) -> None:
    """Sở Tài chính: learned since phase II began and on every rung of the assessment; Sở LĐTBXH: still learning."""
    report(world, [line[0] for line in lines], dt.date(2021, 2, 8), f"12/BĐHT-TCLĐ ngày 08/02/2021 {MARK}")
    decision = draft(
        world,
        "Cử nhân viên Bưu điện học việc tại Trung tâm Phục vụ hành chính công tỉnh",
        lines,
        dt.date(2021, 2, 18),
        PHASE_II,
    )
    decide(world, decision, dt.date(2021, 2, 19), "15")
    finance = [line[0] for line in lines if line[1] == "HT-STC"]
    labour = [line[0] for line in lines if line[1] == "HT-SLDTBXH"]
    for employee in finance:
        learn(world, employee, "gd.taichinh", PHASE_II)
    for employee in labour[1:]:
        learn(world, employee, "gd.trungtam", dt.date(2021, 5, 10))
    assessed(world, finance)
    accounts(world, finance)


def assessed(world: World, people: list[PostalEmployee]) -> None:
    """First: the head has assessed. Second: both have. Third: waits for the second signature. The rest:
    nobody yet.
    """
    for employee, director in zip(people[:3], ("", "gd.trungtam", "gd.trungtam"), strict=False):
        assess(world, employee, head="gd.taichinh", on=dt.date(2021, 6, 8))
        if director:
            assess(world, employee, director=director, on=dt.date(2021, 6, 10))
    for employee in people[2:3]:
        recognition.recognise(
            world.site["HT-S-TTPVHCC"],
            world.act("truongban", dt.date(2021, 6, 14)),
            agency=world.agency["HT-STC"],
            assignments=rows_of(employee),
            document_number=f"09/QĐ-BCĐ {MARK}",
            valid_from=dt.date(2021, 6, 16),
            cosign=True,
        )


def accounts(world: World, people: list[PostalEmployee]) -> None:
    """One account created, one still asked for."""
    for employee in people[:2]:
        request_account(world, employee, dt.date(2021, 6, 9))
    for employee in people[:1]:
        create_account(world, employee, dt.date(2021, 6, 10), "bd.tcdn.01")


def request_account(world: World, employee: PostalEmployee, on: dt.date) -> None:
    employee.refresh_from_db()
    employees.request_account(employee, world.act(ENTERED, on))


def create_account(world: World, employee: PostalEmployee, on: dt.date, name: str) -> None:
    employees.create_account(employee.system_account, world.act("vp.ubnd", on), account_name=name)


def waiting(world: World, spare: list[PostalEmployee]) -> None:
    """What lies on the desks on 15/06/2021: a draft to approve, a record from paper to check, a team to report."""
    report(world, spare[:4], dt.date(2021, 6, 7), f"31/BĐHT-TCLĐ ngày 07/06/2021 {MARK}")
    fields = list(
        ServiceField.objects.filter(procedures__set_entries__procedure_set__agency__code="HT-CL").distinct()[:2]
    )
    lines: list[Line] = [
        (spare[0], "HT-DT", "HT-S-DT", Role.PRIMARY, fields),
        (spare[1], "HT-DT", "HT-S-DT", Role.RESERVE, fields[:1]),
    ]
    draft(
        world,
        "Cử nhân viên Bưu điện làm việc tại Trung tâm Hành chính công huyện Đức Thọ",
        lines,
        dt.date(2021, 6, 14),
        dt.date(2021, 6, 21),
    )
    paper.record_from_paper(
        world.agency["HT-BDT"],
        world.act(ENTERED, dt.date(2021, 6, 14)),
        kind=Kind.ASSIGNMENT,
        illustrative=True,
        scan=scan(),
        signers=SIGNERS,
        document=f"02/QĐ-BĐHT {MARK}",
        document_date=dt.date(2021, 3, 15),
        agency=world.site["HT-S-CAMTHANH"].agency,
        site=world.site["HT-S-CAMTHANH"],
        valid_from=dt.date(2021, 3, 22),
        employee=spare[4],
        fields=fields[:1],
        role=Role.COMMUNE_SUPPORT,
    )
    for employee in spare[5:8]:
        names = criteria(world.pilot.pk, dt.date(2021, 6, 14))
        evidence = dict.fromkeys(names, f"Phiếu đánh giá của đơn vị {MARK}")
        employees.tick_criteria(employee, world.act(ENTERED, dt.date(2021, 6, 14)), evidence=evidence)
