"""Every address: what adds rows to its list, or why it has none. A new name in neither table fails the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from billing.models import AcceptanceRecord, BillingMonth, LabourContract, Statement, Timesheet, WorkingCalendar
from facilities.models import Facility, FacilityLease
from pilot.platform.cases.case import Case
from pilot.platform.cases.waiting import WORK
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.models import VerifyRun
from pilot.programme.models import (
    Agency,
    Agreement,
    CounterPost,
    Inconsistency,
    Pilot,
    Procedure,
    ProcedureHandover,
    ProcedureSetEntry,
    ReferencePlan,
    ServiceField,
    Site,
    User,
)
from staffing.models import (
    Absence,
    AssignmentDecision,
    CivilServant,
    PaperRecord,
    PostalEmployee,
    RecognitionDecision,
    Substitution,
    TeamReport,
    WithdrawalRequest,
)
from tests.lists import money, people, programme
from tests.lists.here import Adder, Here


def everything(here: Here, numbers: range) -> None:
    """Something of each kind that waits for somebody."""
    for add in (
        people.assignment_decisions, people.recognitions, people.paper_records, money.official_documents,
        money.facilities, money.contracts, money.calendars, money.imports, programme.questions, programme.accounts,
        programme.delegations, programme.messages_and_jobs,
    ):  # fmt: skip
        add(here, numbers)


def at_the_site(here: Here, numbers: range) -> None:
    """People, premises, contracts and procedures, as the panels of a site show them."""
    for add in (people.employees, money.facilities, money.contracts, programme.procedures):
        add(here, numbers)


def lacking(here: Here, numbers: range) -> None:
    """Sites without anybody, agencies without procedures, posts that nobody holds."""
    programme.bare_sites(here, numbers)
    for i in numbers:
        people.post(here, i)


@dataclass(frozen=True)
class List:
    """`of`: the thing whose page it is; its key or code stands in the address, and it has a history of its own."""

    add: Adder
    of: Callable[[], Any] | None = None
    kwargs: dict[str, str | Callable[[], int]] = field(default_factory=dict)  # a function where the row is made later
    query: str = ""


def first(model: Any) -> Any:
    return model.objects.earliest("id")


def first_servant() -> int:
    """The one who holds every post of withdrawals_of_one_servant."""
    return int(CivilServant.objects.earliest("id").pk)


def one(add: Adder, model: Any, query: str = "", **lookup: str) -> List:
    """The page of the row of the facts, or of the first of those that are added."""
    return List(add, partial(model.objects.get, **lookup) if lookup else partial(first, model), query=query)


PILOT, SITE, AGENCY = {"code": "GIALAI"}, {"code": "GL-S-CHUSE"}, {"code": "GL-CHUSE"}
LISTS: dict[str, List] = {
    # work, and what runs by itself
    "worklist": List(everything),
    "worklist-count": List(everything),
    "setup": one(lacking, Pilot, **PILOT),
    "setup-note": List(lacking),
    "search": List(everything, query="?q=nhiều"),
    "help": List(programme.pilots, kwargs={"page": "pilot"}),
    "audit-log": List(programme.events),
    "operations": List(programme.messages_and_jobs),
    "verify-runs": List(programme.verify_runs),
    "verify-run": List(programme.verify_runs, lambda: first(VerifyRun)),
    "retention": List(programme.people, query="?name=Nhiều"),
    "erase-person": List(people.one_employee, lambda: first(PostalEmployee).person),
    # accounts
    "accounts": List(programme.accounts),
    "account": one(programme.own_roles, User, username="moi.vai"),
    "print-invitations": one(programme.invited, ImportBatch, kind="accounts"),
    "my-account": List(programme.own_roles),
    "close-account": one(everything, User, username="moi.vai"),
    # programme
    "pilots": List(programme.pilots),
    "pilot": one(everything, Pilot, **PILOT),
    "phase": List(programme.phases, kwargs={"code": "GIALAI", "phase": "GL-P1"}),
    "rules": one(programme.rules, Pilot, **PILOT),
    "agency": one(programme.of_the_agency, Agency, **AGENCY),
    "site": one(at_the_site, Site, "?ngay=10/06/2021", **SITE),
    "counter-post": one(people.at_the_post, CounterPost, code="GL-Q0"),
    "procedures": List(programme.procedures, query="?q=nhiều"),
    "procedure": one(programme.ladders_of_one, Procedure, code="9.900000"),
    "set-entry": one(programme.procedures, ProcedureSetEntry, procedure__code="9.000001"),
    "service-fields": List(programme.fields),
    "service-field": one(programme.fields, ServiceField),
    "legal-documents": List(programme.legal_documents),
    "admin-units": List(programme.admin_units),
    "questions": List(programme.questions),
    "question": one(programme.one_question, Inconsistency, code="A999"),
    "reference-plans": List(programme.plans),
    "reference-plan": one(programme.adoptions, ReferencePlan, code="S2"),
    "pilot-plan": one(programme.adoptions, Pilot, **PILOT),
    "handover-minutes": List(programme.handed_over, kwargs={"agency": "GL-CHUSE", "site": "GL-S-CHUSE"}),
    "handover": List(programme.procedures, kwargs={"agency": "GL-CHUSE", "site": "GL-S-CHUSE"}),
    "handover-history": one(programme.steps_of_one, ProcedureHandover),
    "programme-changes": List(programme.changes),
    # people
    "employees": List(people.employees),
    "employee": one(people.one_employee, PostalEmployee),
    "team-reports": List(people.team_reports),
    "team-report": one(people.team_reports, TeamReport),
    "report-team": one(people.selected, Agency, code="GL-BDT"),
    "assignment-decisions": List(people.assignment_decisions),
    "assignment-decision": one(people.assignment_decisions, AssignmentDecision),
    "site-posting": one(programme.handed_over, Site, "?ngay=10/06/2021", **SITE),
    "site-competence": one(people.employees, Site, **SITE),
    "week-board": List(people.in_charge, query="?ngay=01/06/2021"),
    "site-week": one(people.in_charge, Site, "?ngay=01/06/2021", **SITE),
    "absences": List(people.absences),
    "absence": one(people.away_from_the_first, Absence),
    "stand-ins": List(people.stand_ins),
    "stand-in": one(people.stand_ins, Substitution),
    "recognitions": List(people.recognitions),
    "recognition": one(people.recognitions, RecognitionDecision),
    "recognise": List(people.employees, kwargs={"site": "GL-S-CHUSE", "agency": "GL-CHUSE"}),
    "paper-records": List(people.paper_records),
    "paper-record": one(people.paper_records, PaperRecord),
    "withdrawals": List(people.withdrawals),
    "withdrawal-register": List(people.decided_withdrawals),
    "evidence-packs": List(people.withdrawals_of_one_servant, kwargs={"source": "cong-chuc", "pk": first_servant}),
    "withdrawal": one(people.at_the_post, WithdrawalRequest),
    "civil-servants": List(people.civil_servants),
    "civil-servant": one(people.civil_servants, CivilServant),
    # premises, money, documents, workbooks
    "agreements": List(programme.agreements),
    "agreement": one(programme.agreements, Agreement),
    "facilities": List(money.facilities),
    "facility": one(money.facilities, Facility, code="GL-T1"),
    "leases": List(money.facilities),
    "lease": one(money.facilities, FacilityLease),
    "billing": List(money.contracts),
    "day-marks": List(money.day_marks, kwargs=PILOT),
    "calendars": List(money.calendars),
    "calendar": one(money.one_calendar, WorkingCalendar),
    "vat-rates": List(money.vat_rates),
    "contracts": List(money.contracts),
    "contract": one(money.one_contract, LabourContract),
    "billing-month": one(money.one_month, BillingMonth),
    "timesheet": one(money.one_month, Timesheet),
    "acceptance": one(money.one_month, AcceptanceRecord),
    "statement": one(money.one_month, Statement),
    "official-documents": List(money.official_documents),
    "number-book": List(money.official_documents),
    "imports": List(money.imports),
    "import": one(money.imports, ImportBatch),
    "import-start": List(money.contracts, kwargs={"kind": "timesheet"}),
    "export": List(people.employees, kwargs={"kind": "employees"}),
}
CASES = [case for case in WORK if isinstance(case, Case)]
HISTORY_ALONE = {"lease", "set-entry", "service-field", "stand-in"}  # nothing else on these pages grows
NO_LIST: dict[str, set[str]] = {
    "a form": {
        "sign-in", "set-password", "change-password", "set-up-totp", "recovery-codes", "delegate-role", "demo-clock",
        "invite-account", "open-pilot", "print-invitation", "reset-account", "decide-reset", "propose-role",
        "propose-delegation", "decide-grant",
        "decide-delegation", "require-second-factor", "decide-second-factor", "attach-scan",
        "adopt-rules", "adopt-item", "settle-question", "step-handover", "official-document-step",
        "pilot-step", "enter-site", "site-step", "enter-agency", "agency-step", "enter-phase", "phase-step",
        "enter-participation", "participation-step", "programme-change-step", "enter-rule", "rule-step",
        "enter-document", "legal-document-step", "procedure-set-step", "set-threshold", "enter-unit", "admin-unit-step",
        "reorganise", "enter-post", "counter-post-step",
        "enter-agreement", "agreement-step",
        "enter-procedure", "confirm-proposals", "set-entry-step", "procedure-step", "enter-field", "service-field-step",
        "hold-post", "incumbency-step", "enter-civil-servant", "civil-servant-step",
        "add-employee", "employee-act", "create-account", "close-system-account",
        "record-absence", "agree-swap", "absence-step", "stand-in-step",
        "assignment-draft", "assignment-line", "assignment-step", "end-assignment",
        "start-learning", "attest", "assess", "recognition-step", "record-from-paper", "paper-step",
        "withdrawal-draft", "withdrawal-from-paper", "withdrawal-step",
        "enter-facility", "facility-step", "lease-draft", "lease-from-paper", "lease-step",
        "contract-draft", "contract-from-paper", "contract-step", "contract-line-add", "contract-line-remove",
        "day-mark-add", "day-mark-end", "calendar-propose", "calendar-step", "calendar-day-remove", "calendar-day-end",
        "vat-rate-enter", "vat-rate-step",
        "billing-month-open", "billing-month-step", "timesheet-step", "acceptance-step", "acceptance-line-step",
        "statement-issue", "payment-record", "payment-reverse", "import-upload", "import-undo",
    },
    "a pack of what its page shows": {"withdrawal-pack"},
    "a document in a frame": {case.name_of("preview") for case in CASES if case.signs},
    "POST only": {
        "confirm-roles", "confirm-changes",
        "sign-out", "set_language", "retry-message", "decide-job", "start-verify", "official-document-render", "reveal",
        "order-stand-in", "assignment-line-off", "import-confirm", "import-check", "import-discard",
    },
    "a file that was stored": {
        "official-document-pdf", "official-document-signed-copy", "agreement-scan", "cited-scan", "paper-scan",
        "withdrawal-scan",
        "lease-scan", "contract-scan", "payment-scan", "import-file", "import-errors",
    },
    "one thing without rows of its own": {
        "outbox-message", "programme-change", "totp-picture", "verify-document", "healthz", "keep-session",
        "official-document",  # with its last events
        "official-document-text",
        "presence-note",  # two numbers
        "legal-document",  # its citations are a column
        "import-template", "import-example",  # an empty workbook, and one that is kept
        "gallery",  # made-up data
        "echo-amount",  # what was typed, in words
    },
}  # fmt: skip
