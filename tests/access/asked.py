"""From a place and a verb to an address: `provide` names, per url, the arguments that lead to the row of a place."""

from collections.abc import Callable
from typing import Any

from django_tasks_db.models import DBTaskResult

from billing.models import (
    AcceptanceLine,
    AcceptanceRecord,
    BillingMonth,
    DayMark,
    Holiday,
    LabourContract,
    LabourContractLine,
    Payment,
    Statement,
    Timesheet,
    TimesheetEntry,
    VatRate,
    WorkingCalendar,
)
from facilities.models import Facility, FacilityLease
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import RESOURCES
from pilot.platform.kernel.models import OutboxMessage, VerifyRun
from pilot.programme.models import (
    AdminUnit,
    Agreement,
    CounterPost,
    Delegation,
    LegalDocument,
    Parameter,
    Participation,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ProgrammeChange,
    RoleGrant,
    SecondFactorRule,
    ServiceField,
    User,
)
from staffing.models import (
    Absence,
    Assignment,
    AssignmentDecision,
    AssignmentDecisionLine,
    Incumbency,
    PaperRecord,
    RecognitionDecision,
    Substitution,
    SystemAccount,
    TeamReport,
    WithdrawalRequest,
)
from tests.access.world import Place

Provider = Callable[[Place, str], dict[str, Any]]
PROVIDERS: dict[str, Provider] = {}
NOBODYS: set[str] = set()  # urls whose row belongs to no province: one answer, not three
BY_VERB: set[str] = set()  # urls whose address differs from verb to verb, also where it does not hold the verb's name


def provide(*names: str, nobodys: bool = False, by_verb: bool = False) -> Callable[[Provider], Provider]:
    """Register the provider of url names that take a row."""

    def keep(provider: Provider) -> Provider:
        PROVIDERS.update(dict.fromkeys(names, provider))
        NOBODYS.update(names if nobodys else ())
        BY_VERB.update(names if by_verb else ())
        return provider

    return keep


# accounts and operations


@provide(
    "account", "print-invitation", "reset-account", "decide-reset", "close-account", "propose-role",
    "propose-delegation",
)  # fmt: skip
def _account(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": User.objects.get(username="gd.noivu" if where.pilot.code == "HATINH" else "thuky.gialai").pk}


@provide("decide-grant")
def _grant(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": RoleGrant.objects.filter(user=_account(where, verb)["pk"]).earliest("id").pk}


@provide("decide-delegation")
def _delegation(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Delegation.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("decide-second-factor")
def _second_factor(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": SecondFactorRule.objects.get(pilot=where.pilot).pk}


@provide("outbox-message", "retry-message")
def _message(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": OutboxMessage.objects.get(to="ai@do.vn" if where.pilot.code == "HATINH" else "ai@gialai.vn").pk}


@provide("decide-job", nobodys=True)
def _job(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": DBTaskResult.objects.get(status="FAILED").pk, "verb": verb.removesuffix("_job")}


@provide("verify-run", nobodys=True)
def _verify_run(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": VerifyRun.objects.filter(running=False).latest("id").pk}


@provide("help", nobodys=True)
def _help(where: Place, verb: str) -> dict[str, Any]:
    return {"page": "withdrawals"}


@provide("erase-person")
def _person(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": where.people.first().person_id}


# programme, catalogue, hand-over


@provide(
    "pilot", "invite-account", "rules", "adopt-rules", "pilot-plan", "day-marks", "day-mark-add", "enter-site",
    "enter-agency", "enter-phase", "enter-document", "open-pilot", "require-second-factor", "setup", "enter-rule",
    "calendar-propose", "vat-rate-enter", "enter-field", "enter-agreement", "set-threshold", "enter-unit", "reorganise",
)  # fmt: skip
def _pilot(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code}


@provide("phase")
def _phase(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code, "phase": where.pilot.phases.latest("code").code}


@provide("adopt-item", by_verb=True)
def _item(where: Place, verb: str) -> dict[str, Any]:
    kind, item = {"adopt_target": ("chi-tieu", "T01"), "adopt_task": ("nhiem-vu", "01")}.get(verb, (verb, "-"))
    return {"code": where.pilot.code, "kind": kind, "item": item}


@provide("vat-rate-step")
def _vat_rate(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": VatRate.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("day-mark-end")
def _day_mark(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.pilot.code, "pk": DayMark.objects.get(pilot=where.pilot).pk}


@provide(
    "pilot-step", "site-step", "agency-step", "phase-step", "participation-step", "rule-step", "procedure-set-step",
    by_verb=True,
)  # fmt: skip
def _place_step(where: Place, verb: str) -> dict[str, Any]:
    """The row that the verb is about; the site for a verb of none of these."""
    rows: dict[str, Any] = {
        "rule": Parameter.objects.filter(pilot=where.pilot).earliest("id"),
        "coverage": ProcedureSet.objects.filter(pilot=where.pilot).earliest("id"), "pilot": where.pilot,
        "agency": where.agency, "phase": where.pilot.phases.earliest("code"),
        "participation": Participation.objects.filter(site=where.site).earliest("id"),
    }  # fmt: skip
    return {"pk": rows.get(verb.rpartition("_")[2], where.site).pk}


@provide("admin-unit-step")
def _unit(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": AdminUnit.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("programme-change", "programme-change-step")
def _change(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": ProgrammeChange.objects.filter(pilot=where.pilot).earliest("id").pk}


@provide("agency", "enter-post", "enter-civil-servant", "enter-procedure", "confirm-proposals")
def _agency(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.agency.code}


@provide("site", "site-posting", "site-competence", "site-week", "enter-participation", "enter-facility")
def _site(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.site.code}


@provide("withdrawal-draft", "withdrawal-from-paper", "counter-post", "hold-post")
def _post(where: Place, verb: str) -> dict[str, Any]:
    return {"code": CounterPost.objects.filter(agency=where.agency).latest("code").code}


@provide("counter-post-step")
def _post_step(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": CounterPost.objects.get(**_post(where, verb)).pk}


@provide("incumbency-step")
def _incumbency(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": _holding(where).pk}


@provide("civil-servant", "civil-servant-step")
def _civil_servant(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": _holding(where).civil_servant_id}


def _holding(where: Place) -> Incumbency:
    return Incumbency.objects.filter(post__agency=where.agency, post__site=where.site).latest("id")


@provide("question", "settle-question")
def _question(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "A02" if where.pilot.code == "HATINH" else "A10"}


@provide("procedure", nobodys=True)
def _procedure(where: Place, verb: str) -> dict[str, Any]:
    return {"code": Procedure.objects.earliest("code").code}


@provide("legal-document-step", by_verb=True)
def _citation(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": LegalDocument.objects.get(pilot=where.pilot).pk}


@provide("agreement", "agreement-scan", "agreement-step")
def _agreement(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Agreement.objects.filter(pilot=where.pilot).latest("id").pk}


@provide("procedure-step", nobodys=True)
def _procedure_step(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Procedure.objects.earliest("code").pk}


@provide("service-field", "service-field-step", nobodys=True)
def _field(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": ServiceField.objects.earliest("id").pk}


@provide("set-entry", "set-entry-step")
def _set_entry(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": ProcedureSetEntry.objects.filter(procedure_set__agency=where.agency).earliest("id").pk}


@provide("legal-document", "cited-scan", "attach-scan", nobodys=True)
def _legal(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "D15"}


@provide("reference-plan", nobodys=True)
def _reference(where: Place, verb: str) -> dict[str, Any]:
    return {"code": "S2"}


@provide("handover", "handover-minutes", "step-handover", "recognise")
def _agency_at_site(where: Place, verb: str) -> dict[str, Any]:
    return {"agency": where.agency.code, "site": where.site.code}


@provide("handover-history")
def _history(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": ProcedureHandover.objects.filter(agency=where.agency, site=where.site).earliest("id").pk}


# documents: page and number of a withdrawal decision; files, replacement and recall of acceptance minutes


@provide("official-document", "official-document-step")
def _decision(where: Place, verb: str) -> dict[str, Any]:
    kind = "acceptance_minutes" if verb in ("replace_document", "recall_document") else "withdrawal_decision"
    return {
        "pk": OfficialDocument.objects.filter(pilot=where.pilot, kind=kind, **_issued_at(where, kind)).latest("id").pk
    }


@provide("official-document-pdf", "official-document-text", "official-document-signed-copy", "official-document-render")
def _minutes(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": OfficialDocument.objects.filter(kind="acceptance_minutes", site=where.site).latest("id").pk}


def _issued_at(where: Place, kind: str) -> dict[str, Any]:
    return {"site": where.site} if kind == "acceptance_minutes" else {"issuer": where.decider}


# people


@provide("employee", "employee-act", "record-absence", "agree-swap")
def _employee(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": where.people.earliest("id").pk}


@provide("reveal", by_verb=True)
def _masked(where: Place, verb: str) -> dict[str, Any]:
    """The row whose masked column the verb is the right to see; a telephone number for any other verb."""
    entries = TimesheetEntry.objects.filter(timesheet__month__contract__site=where.site)
    rows, name = {"see_absence": (entries, "reason")}.get(verb, (where.people, "phone"))
    row = rows.latest("id")
    return {"label": row._meta.label_lower, "pk": row.pk, "name": name}


@provide("absence", "absence-step", "order-stand-in")
def _absence(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Absence.objects.filter(sites=where.site).latest("id").pk}


@provide("stand-in", "stand-in-step")
def _stand_in(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Substitution.objects.filter(site=where.site, agency=where.agency).latest("id").pk}


@provide("create-account", "close-system-account")
def _system_account(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": SystemAccount.objects.filter(employee__in=where.people, created_on=None).latest("id").pk}


@provide("add-employee", "report-team", "assignment-draft")
def _office(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.lists_of.code}


@provide("record-from-paper")
def _office_and_kind(where: Place, verb: str) -> dict[str, Any]:
    return {"code": where.lists_of.code, "kind": "assignment"}


@provide("team-report")
def _team(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": TeamReport.objects.filter(post_office=where.lists_of).latest("id").pk}


@provide("assignment-decision", "assignment-line", "assignment-preview", "assignment-step")
def _assignment_decision(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": AssignmentDecision.objects.filter(lines__agency=where.agency, lines__site=where.site).latest("id").pk}


@provide("assignment-line-off")
def _assignment_line(where: Place, verb: str) -> dict[str, Any]:
    line = AssignmentDecisionLine.objects.filter(agency=where.agency, site=where.site).latest("id")
    return {"pk": line.decision_id, "line": line.pk}


@provide("end-assignment", "start-learning", "attest")
def _assignment(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Assignment.objects.filter(agency=where.agency, site=where.site).earliest("id").pk}


@provide("assess", by_verb=True)
def _assess(where: Place, verb: str) -> dict[str, Any]:
    return _assignment(where, verb) | {"capacity": verb.removeprefix("assess_as_")}


@provide("recognition", "recognition-step")
def _recognition(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": RecognitionDecision.objects.filter(agency=where.agency, site=where.site).latest("id").pk}


@provide("paper-record", "paper-scan", "paper-step")
def _paper(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": PaperRecord.objects.filter(agency=where.agency, site=where.site).latest("id").pk}


@provide("withdrawal", "withdrawal-pack", "withdrawal-preview", "withdrawal-step")
def _withdrawal(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": WithdrawalRequest.objects.filter(post__agency=where.agency).earliest("id").pk}


@provide("evidence-packs")
def _packs_of_a_post(where: Place, verb: str) -> dict[str, Any]:
    post = CounterPost.objects.filter(agency=where.agency, site=where.site).earliest("id")
    return {"source": "vi-tri", "pk": post.pk}


@provide("withdrawal-scan")
def _withdrawal_on_paper(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": WithdrawalRequest.objects.filter(post__agency=where.agency).exclude(paper_source="").latest("id").pk}


# premises and money


@provide("facility", "lease-draft", "lease-from-paper")
def _facility(where: Place, verb: str) -> dict[str, Any]:
    return {"code": f"{where.site.code}-TS"}


@provide("facility-step")
def _facility_step(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Facility.objects.get(**_facility(where, verb)).pk}


@provide("lease", "lease-preview", "lease-step", "lease-scan")
def _lease(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": FacilityLease.objects.filter(facility__site=where.site).latest("id").pk}


@provide(
    "contract", "contract-scan", "contract-line-add", "contract-preview", "contract-step", "billing-month-open"
)  # fmt: skip
def _contract(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": LabourContract.objects.filter(site=where.site).latest("id").pk}


@provide("contract-line-remove")
def _contract_line(where: Place, verb: str) -> dict[str, Any]:
    line = LabourContractLine.objects.filter(contract__site=where.site).latest("id")
    return {"pk": line.contract_id, "line": line.pk}


@provide("billing-month", "billing-month-step")
def _month(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": BillingMonth.objects.filter(contract__site=where.site).latest("id").pk}


@provide("calendar", "calendar-step")
def _calendar(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": WorkingCalendar.objects.get(pilot=where.pilot, year=2022).pk}


@provide("calendar-day-remove", "calendar-day-end")
def _calendar_day(where: Place, verb: str) -> dict[str, Any]:
    """Of a calendar that is proposed or confirmed, as the verb wants it."""
    year = 2021 if verb == "end_calendar_day" else 2022
    line = Holiday.objects.filter(pilot=where.pilot, calendar__year=year).latest("day")
    return {"pk": line.calendar_id, "line": line.pk}


@provide("timesheet", "timesheet-step")
def _sheet(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Timesheet.objects.filter(month__contract__site=where.site).latest("id").pk}


@provide("acceptance", "acceptance-preview", "acceptance-step", "statement-issue")
def _acceptance(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": AcceptanceRecord.objects.filter(timesheet__month__contract__site=where.site).latest("id").pk}


@provide("acceptance-line-step")
def _acceptance_line(where: Place, verb: str) -> dict[str, Any]:
    line = AcceptanceLine.objects.filter(record__timesheet__month__contract__site=where.site).latest("id")
    return {"pk": line.record_id, "line": line.pk}


@provide("statement", "payment-record")
def _statement(where: Place, verb: str) -> dict[str, Any]:
    return {"pk": Statement.objects.filter(contract__site=where.site).latest("id").pk}


@provide("payment-reverse")
def _payment(where: Place, verb: str) -> dict[str, Any]:
    """One that stands."""
    row = Payment.objects.filter(statement__contract__site=where.site, reverses=None, reversal=None).latest("id")
    return {"pk": row.statement_id, "entry": row.pk}


@provide("payment-scan")
def _reversal(where: Place, verb: str) -> dict[str, Any]:
    row = Payment.objects.filter(statement__contract__site=where.site).exclude(reverses=None).latest("id")
    return {"pk": row.statement_id, "entry": row.pk}


# lists from workbooks


@provide("import")
@provide(
    "import-file", "import-errors", "import-check", "import-confirm", "import-discard", "import-undo", by_verb=True
)
def _batch(where: Place, verb: str) -> dict[str, Any]:
    """The list the verb is about; the pages show a list of procedures."""
    kind = _kind(verb)
    agency = {"employees": where.lists_of, "absences": where.lists_of, "timesheet": where.office}.get(
        kind, where.agency
    )
    of = {"pilot": where.pilot} if RESOURCES[kind].target == "pilot.Pilot" else {"agency": agency}
    rows = ImportBatch.objects.filter(kind=kind, **of)
    if kind == "timesheet":
        rows = rows.filter(object_id=_sheet(where, verb)["pk"])
    return {"pk": rows.latest("id").pk}


def _kind(verb: str) -> str:
    """The kind of list whose verb it is; procedures for any other verb."""
    return next((kind for kind, found in RESOURCES.items() if verb in vars(found.verbs).values()), "procedures")


@provide("print-invitations")
def _accounts_list(where: Place, verb: str) -> dict[str, Any]:
    return _batch(where, "confirm_account_list")


@provide("import-upload", by_verb=True)
def _upload(where: Place, verb: str) -> dict[str, Any]:
    kind = _kind(verb)
    own = dict.fromkeys(("employees", "absences"), where.lists_of.code)
    keys = own | {"timesheet": _sheet(where, verb)["pk"]}
    key = keys.get(kind, where.pilot.code if kind in {"accounts", "agencies", "sites"} else where.agency.code)
    return {"kind": kind, "key": key}


@provide("import-start", nobodys=True, by_verb=True)
def _kind_of_verb(where: Place, verb: str) -> dict[str, Any]:
    return {"kind": _kind(verb)}


@provide("import-template", "import-example", "export", nobodys=True)
def _employees(where: Place, verb: str) -> dict[str, Any]:
    return {"kind": "employees"}
