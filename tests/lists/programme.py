"""Rows of the programme, of accounts and of what runs by itself."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel import audit, files
from pilot.platform.kernel.models import AuditEvent, JobWorker, OutboxMessage, VerifyRun
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days
from pilot.programme.models import (
    AdminUnit,
    Agency,
    Agreement,
    Delegation,
    HandoverStep,
    Inconsistency,
    LegalDocument,
    Parameter,
    Participation,
    Phase,
    Pilot,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ProgrammeChange,
    ReferencePlan,
    RoleGrant,
    ServiceField,
    Site,
    SourceDocument,
    User,
)
from pilot.programme.workflows.accounts import propose_role
from pilot.steering.models import Adoption, Target
from tests.lists.here import DAY, PAST, Here
from tests.paper import on_paper


def pilots(here: Here, numbers: range) -> None:
    """Pilots with a phase, in which the reader is an auditor."""
    for i in numbers:
        pilot = Pilot.objects.create(code=f"P{i}", province=f"Tỉnh {i}")
        Phase.objects.create(pilot=pilot, code=f"P{i}-1", name="Giai đoạn 1")
        give(here.user, Role.AUDITOR, pilot)


def phases(here: Here, numbers: range) -> None:
    """Sites of the first phase, in which the agency takes part."""
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
    plan = ReferencePlan.objects.get(code="S2")
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


def agreements(here: Here, numbers: range) -> None:
    """Each of two parties; the first one has as many parties as there are agreements."""
    for i in numbers:
        paper = on_paper(here.person(), PAST, f"{i}/QCPH")
        row = Agreement.objects.create(pilot=here.pilot, subject=f"Quy chế {i}", valid_from=PAST, **paper)
        row.parties.set([here.office, here.agency])
        party = Agency.objects.create(pilot=here.pilot, code=f"GL-QC{i}", name=f"Cơ quan {i}", kind="department")
        Agreement.objects.filter(pilot=here.pilot).earliest("id").parties.add(party)


def admin_units(here: Here, numbers: range) -> None:
    parent = AdminUnit.objects.earliest("id")
    for i in numbers:
        AdminUnit.objects.create(pilot=here.pilot, code=f"9{i:04}", name=f"xã {i}", level="commune", parent=parent)


def questions(here: Here, numbers: range) -> None:
    for i in numbers:
        row = Inconsistency.objects.create(code=f"A9{i:02}", what="Hai số", treatment="Hỏi lại", status="open")
        row.pilots.add(here.pilot)


def procedures(here: Here, numbers: range) -> None:
    """In the catalogue, in the set of the agency, and on the ladder of the site."""
    owned, _new = ProcedureSet.objects.get_or_create(pilot=here.pilot, agency=here.agency)
    for i in numbers:
        row = Procedure.objects.create(code=f"9.{i:06}", name=f"Thủ tục nhiều {i}", field=here.field, level="district")
        ProcedureSetEntry.objects.create(pilot=here.pilot, procedure_set=owned, procedure=row, valid_from=PAST)
        ProcedureHandover.objects.create(**here.at, procedure=row, step="shadowing", since=PAST)


def handed_over(here: Here, numbers: range) -> None:
    """Done by postal employees at the site."""
    procedures(here, numbers)
    ProcedureHandover.objects.filter(site=here.site).update(step="handed_over")


def fields(here: Here, numbers: range) -> None:
    for i in numbers:
        ServiceField.objects.create(name=f"Lĩnh vực nhiều {i}")


def accounts(here: Here, numbers: range) -> None:
    """Accounts with a role in force and one proposed."""
    for i in numbers:
        user = User.objects.create_user(f"nguoi{i}", here.person())
        propose_role(here.pilot, Act(source="test"), user=user, role=Role.AUDITOR)
        RoleGrant.objects.create(
            pilot=here.pilot, user=user, role=Role.SECRETARIAT, proposed_at=timezone.now(), proposed_by=here.user.person
        )


def invited(here: Here, numbers: range) -> None:
    """A list of accounts with what it has made."""
    accounts(here, numbers)
    made = list(User.objects.filter(username__startswith="nguoi").values_list("pk", flat=True))
    file = files.store(b"PK", "tk.xlsx", "application/octet-stream", here.user)
    place = {"pilot": here.pilot, "agency": here.agency, "kind": "accounts", "object_id": here.pilot.pk}
    known = {
        "object_type": "pilot.Pilot",
        "file": file,
        "sheet": "Sheet1",
        "head_row": 1,
        "created": {"pilot.User": made},
    }
    sent = {"uploaded_at": timezone.now(), "uploaded_by": here.user}
    ImportBatch.objects.update_or_create(**place, defaults=known | sent)


def events(here: Here, numbers: range, about: Any = None) -> None:
    """What happened, each time by another person; about one thing, if it is named."""
    named = {"object_type": about._meta.label, "object_id": str(about.pk)} if about else {}
    for _i in numbers:
        person = here.person()
        audit.append(
            "GIALAI",
            outcome=AuditEvent.Outcome.DONE,
            verb="sign_in",
            at=timezone.now(),
            business_day=DAY,
            user=User.objects.create_user(f"su.kien{person.pk}", person),
            **named,
        )


def verify_runs(here: Here, numbers: range) -> None:
    """Runs that people started, each with the faults of a check; the page shows the newest ones."""
    now = timezone.now()
    for i in numbers:
        result = {f"check {n}": {"faults": 1, "first": [f"row {n}"]} for n in range(i)}
        VerifyRun.objects.create(
            started_at=now, started_by=here.user, finished_at=now, running=False, faults=i, result=result
        )


def messages_and_jobs(here: Here, numbers: range) -> None:
    for i in numbers:
        OutboxMessage.objects.create(to=f"a{i}@do.vn", subject="Thư", tries=9)
        JobWorker.objects.create(name=f"tho{i}", started_at=timezone.now(), seen_at=timezone.now())
        DBTaskResult.objects.create(
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


def delegations(here: Here, numbers: range) -> None:
    """Roles of the reader that others sign for."""
    for i in numbers:
        Delegation.objects.create(
            pilot=here.pilot,
            principal=here.user,
            delegate=User.objects.create_user(f"thay{i}", here.person()),
            role=Role.AUDITOR,
            document_number=f"{i}/UQ",
            created_at=timezone.now(),
            created_by=here.user,
            valid_from=add_days(PAST, i),
            valid_to=add_days(PAST, i + 1),
        )


def own_roles(here: Here, numbers: range) -> None:
    """Roles that the reader was refused, and delegations by the reader."""
    for _i in numbers:
        RoleGrant.objects.create(
            pilot=here.pilot,
            user=here.user,
            role=Role.SECRETARIAT,
            status="refused",
            proposed_at=timezone.now(),
            proposed_by=here.person(),
        )
    delegations(here, numbers)


def of_the_agency(here: Here, numbers: range) -> None:
    """Sites where it takes part, and procedures of its set."""
    phases(here, numbers)
    procedures(here, numbers)


def ladders_of_one(here: Here, numbers: range) -> None:
    """One procedure at many sites."""
    row, _new = Procedure.objects.get_or_create(
        code="9.900000", defaults={"name": "Thủ tục", "field": here.field, "level": "district"}
    )
    for i in numbers:
        site = Site.objects.create(pilot=here.pilot, code=f"GL-L-{i}", name=f"Điểm {i}", level="commune")
        ProcedureHandover.objects.create(pilot=here.pilot, agency=here.agency, site=site, procedure=row)


def steps_of_one(here: Here, numbers: range) -> None:
    """One procedure that went up and down the ladder, each time by another person's hand."""
    if not ProcedureHandover.objects.exists():
        ladders_of_one(here, range(1))
    row = ProcedureHandover.objects.earliest("id")
    for _i in numbers:
        HandoverStep.objects.create(
            pilot=here.pilot, handover=row, step="shadowing", since=PAST, stepped_at=timezone.now(),
            stepped_by=here.person(),
        )  # fmt: skip


def one_question(here: Here, numbers: range) -> None:
    """A question of many pilots."""
    row, _new = Inconsistency.objects.get_or_create(
        code="A999", defaults={"what": "Hai số", "treatment": "Hỏi lại", "status": "open"}
    )
    row.pilots.add(here.pilot)
    pilots(here, numbers)
    row.pilots.add(*Pilot.objects.filter(code__startswith="P"))


def changes(here: Here, numbers: range) -> None:
    """Changes of the programme that wait for a second person."""
    for i in numbers:
        ProgrammeChange.objects.create(
            pilot=here.pilot, verb="enter_phase", object_type="pilot.Pilot", object_id=here.pilot.pk, seen_version=1,
            subject=f"Giai đoạn {i}", inputs={"name": f"Giai đoạn {i}"}, proposed_at=timezone.now(),
            proposed_by=here.person(),
        )  # fmt: skip


def bare_sites(here: Here, numbers: range) -> None:
    """Sites at which nobody takes part, and agencies that take part somewhere and have listed nothing."""
    for i in numbers:
        site = Site.objects.create(pilot=here.pilot, code=f"GL-B-{i}", name=f"Điểm trống {i}", level="district")
        agency = Agency.objects.create(
            pilot=here.pilot, code=f"GL-A-{i}", name=f"Cơ quan {i}", kind="department", level="district"
        )
        Participation.objects.create(pilot=here.pilot, agency=agency, site=here.site)
        Participation.objects.create(pilot=here.pilot, agency=agency, site=site)
        Site.objects.create(pilot=here.pilot, code=f"GL-C-{i}", name=f"Điểm vắng {i}", level="district")
