"""Every model with `visible_to` is held against something: the page whose rows stand in matrix.csv, or its whole.

A model with neither fails, and so does one whose page does not hide its rows.
"""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from pilot.platform.access.roles import Group, Role
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotVisible
from pilot.programme.models import Person, User
from staffing.models import Assignment
from tests.access.addresses import address, asked
from tests.access.world import USERS, named

pytestmark = pytest.mark.usefixtures("matrix_world", "demo")

SCOPED = {m._meta.label: m for m in apps.get_models() if any(hasattr(x, "visible_to") for x in m._meta.managers)}
CATALOGUES = {label for label, model in SCOPED.items() if model.SCOPE_GROUP is Group.CATALOGUE}

PAGES = {  # model → the url that answers 404 about its rows
    "pilot.Pilot": "pilot", "pilot.Phase": "phase", "pilot.Agency": "agency", "pilot.Site": "site",
    "pilot.ProgrammeChange": "programme-change", "pilot.ProcedureSetEntry": "set-entry",
    "pilot.Agreement": "agreement",
    "pilot.CounterPost": "counter-post", "pilot.Inconsistency": "question", "pilot.User": "account",
    "pilot.Person": "erase-person", "pilot.RoleGrant": "decide-grant", "pilot.Delegation": "decide-delegation",
    "pilot.SecondFactorRule": "decide-second-factor",
    "pilot.ProcedureHandover": "handover-history", "documents.OfficialDocument": "official-document",
    "staffing.PostalEmployee": "employee", "staffing.SystemAccount": "create-account",
    "staffing.CivilServant": "civil-servant", "staffing.Absence": "absence", "staffing.Substitution": "stand-in",
    "staffing.TeamReport": "team-report", "staffing.AssignmentDecision": "assignment-decision",
    "staffing.Assignment": "end-assignment", "staffing.RecognitionDecision": "recognition",
    "staffing.PaperRecord": "paper-record", "staffing.WithdrawalRequest": "withdrawal",
    "facilities.Facility": "facility", "facilities.FacilityLease": "lease", "billing.LabourContract": "contract",
    "billing.BillingMonth": "billing-month", "billing.Timesheet": "timesheet", "billing.AcceptanceRecord": "acceptance",
    "billing.Statement": "statement", "billing.WorkingCalendar": "calendar", "exchange.ImportBatch": "import",
}  # fmt: skip

Visible = Callable[[QuerySet, User], QuerySet]


def of(lookup: str) -> Visible:
    """Seen exactly by whoever sees the row that the lookup leads to."""

    def visible(rows: QuerySet, user: User) -> QuerySet:
        model = rows.model
        for name in lookup.split("__"):
            model = model._meta.get_field(name).related_model
        return rows.filter(**{f"{lookup}__in": model.objects.visible_to(user, DEMO_START)})

    return visible


def at_the_counter(rows: QuerySet, user: User) -> QuerySet:
    """Seen by whoever sees the employee's assignment to this agency at this site."""
    same = {name: OuterRef(name) for name in ("employee", "agency", "site")}
    return rows.filter(Exists(Assignment.objects.visible_to(user, DEMO_START).filter(**same)))


def with_its_lists(rows: QuerySet, user: User) -> QuerySet:
    """Seen by whoever sees the lists of this kind that the agency or, without one, the pilot itself has sent."""
    sent = ImportBatch.objects.visible_to(user, DEMO_START).filter(kind=OuterRef("kind"))
    of_pilot = Q(agency=None) & Exists(sent.filter(agency=None, pilot=OuterRef("pilot")))
    return rows.filter(Exists(sent.filter(agency=OuterRef("agency"))) | of_pilot)


def only(*roles: Role, also: str) -> Visible:
    """The same as `also`, but of these roles alone."""
    return lambda rows, user: of(also)(rows, user) if set(roles) & roles_of(user) else rows.none()


def whole_for(*roles: Role, also: str, site: str) -> Visible:
    """The same as `also` for these roles; the host agency's own people see its rows, the director those of the site."""

    def visible(rows: QuerySet, user: User) -> QuerySet:
        held, place = roles_of(user), named("canloc")
        if held & set(roles):
            return of(also)(rows, user)
        if held & {Role.AGENCY_HEAD, Role.DISTRICT_CHAIRMAN}:
            return rows.filter(agency=place.agency)
        return rows.filter(**{site: place.site}).distinct() if Role.CENTRE_DIRECTOR in held else rows.none()

    return visible


def roles_of(user: User) -> set[str]:
    return set(user.role_grants.values_list("role", flat=True))


COMMITTEE = (Role.SECRETARIAT, Role.COMMITTEE_HEAD, Role.AUDITOR)
PERSONNEL = (
    *COMMITTEE, Role.POST_OFFICE_HR, Role.PROVINCIAL_DECIDER, Role.PROVINCIAL_OFFICE, Role.FINANCE_OFFICER,
)  # fmt: skip
PROPOSERS = (*COMMITTEE, Role.AGENCY_HEAD, Role.DISTRICT_CHAIRMAN)
WITH: dict[str, Visible] = {  # model without a page of its own → with what it is seen
    "exchange.ImportRow": of("batch"),
    "exchange.ColumnMapping": with_its_lists,
    "documents.NumberSeries": of("pilot"),
    "pilot.Parameter": of("pilot"),
    "pilot.HandoverStep": of("handover"),
    "pilot.ProcedureSet": of("agency"),
    "pilot.Participation": of("pilot"),
    "pilot.PostField": of("post"),
    "steering.Adoption": of("pilot"),
    "staffing.AssignmentDecisionLine": whole_for(*PERSONNEL, also="decision", site="site"),
    "staffing.Employment": of("employee"),
    "staffing.LearningPeriod": of("assignment"),
    "staffing.CompetencyAssessment": at_the_counter,
    "staffing.Recognition": at_the_counter,
    "staffing.SelectionCheck": only(*PERSONNEL, also="employee"),
    "staffing.Incumbency": of("civil_servant"),
    "staffing.WithdrawalDecision": of("request"),
    "staffing.ReadinessJudgement": of("request"),
    "staffing.CoverBreak": of("decision__request"),
    "staffing.CommitteeReport": only(*PROPOSERS, also="decision__request"),
    "billing.Holiday": of("calendar"),
    "billing.VatRate": of("pilot"),
    "billing.LabourContractLine": of("contract"),
    "billing.TimesheetEntry": of("timesheet"),
    "billing.AcceptanceLine": of("record"),
    "billing.StatementLine": of("statement"),
    "billing.StatementVat": of("statement"),
    "billing.Payment": of("statement"),
}


def test_every_scoped_model_has_a_page_or_a_whole():
    assert SCOPED.keys() == PAGES.keys() | WITH.keys() | CATALOGUES
    assert not PAGES.keys() & WITH.keys()


@pytest.mark.parametrize(("label", "url"), PAGES.items())
def test_the_page_hides_the_rows_of_its_model(label, url):
    foreigner = User.objects.get(username="thuky.gialai")
    with pytest.raises(NotVisible) as refused:
        asked("GET", address(url, "-", named("canloc")), foreigner)
    assert refused.value.object_type == label


@pytest.mark.parametrize("label", WITH)
def test_seen_with(label):
    """By each role and from the other province, and not by all the same."""
    model: type[Model] = SCOPED[label]
    people = {"foreign": "thuky.gialai"} | {role.value: name for role, name in USERS.items()}
    wrong, views = [], set()
    for role, name in people.items():
        user = User.objects.get(username=name)
        seen = set(model.objects.visible_to(user, DEMO_START).values_list("pk", flat=True))
        wanted = set(WITH[label](model.objects.all(), user).values_list("pk", flat=True))
        if seen != wanted:
            wrong.append(f"{role}: sees {len(seen - wanted)} more, {len(wanted - seen)} less")
        views.add(frozenset(seen))
    assert not wrong, "\n".join(wrong)
    assert len(views) > 1, "nobody is told apart"


@pytest.mark.parametrize("label", SCOPED)
def test_who_holds_no_role_sees_nothing(label):
    nobody = User.objects.create_user("khong.ai", Person.objects.first())
    rows = SCOPED[label].objects
    assert rows.exists()
    assert not rows.visible_to(nobody, DEMO_START).exists()
