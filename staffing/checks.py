"""Invariants of the people's half for `manage.py verify`: each check names the offending rows."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel import checks
from pilot.platform.kernel.clock import business_day
from pilot.platform.kernel.faults import Fault
from pilot.platform.periods import show
from staffing.models import (
    Assignment,
    AssignmentDecision,
    AssignmentRole,
    CompetencyAssessment,
    Employment,
    Incumbency,
    PaperRecord,
    PostalEmployee,
    Recognition,
    RecognitionDecision,
    WithdrawalDecision,
    WithdrawalRequest,
)
from staffing.rules.assignment import Span, most_at_once
from staffing.selectors.cover import watched
from staffing.selectors.parameters import most_fields

As = CompetencyAssessment.As
Outcome = WithdrawalDecision.Outcome


def register_all() -> None:
    checks.register(gettext_noop("people: assignments rest on a decision"), check_assignments)
    checks.register(gettext_noop("people: assignments within employment"), check_employments)
    checks.register(gettext_noop("people: recognitions rest on two assessments"), check_recognitions)
    checks.register(gettext_noop("people: decisions by two people"), check_two_people)
    checks.register(gettext_noop("people: fields at a time (R01)"), check_fields)
    checks.register(gettext_noop("withdrawals: decision, number, proof"), check_withdrawals)
    checks.register(gettext_noop("withdrawals: decisions and requests"), check_decisions)
    checks.register(gettext_noop("withdrawals: broken cover is named"), check_cover)


def check_assignments() -> Iterator[str]:
    """Every assignment has its line in a decision that was approved, or a checked paper record."""
    same = {f"line__{n}": F(n) for n in ("employee", "agency", "site", "field", "role", "valid_from")}
    decided = Q(line__decision__approved_at__isnull=False, **same)
    on_paper = Q(paper__status=PaperRecord.Status.CHECKED, paper__kind=PaperRecord.Kind.ASSIGNMENT)
    on_paper &= Q(paper__employee=F("employee"), paper__agency=F("agency"), paper__site=F("site"))
    for row in Assignment.objects.exclude(decided | on_paper).select_related("employee__person", "field"):
        yield Fault(
            gettext_noop("assignment %(pk)s %(row)s: neither a decision nor a checked paper record says so"),
            pk=row.pk,
            row=row,
        )


def check_employments() -> Iterator[str]:
    """Nobody is assigned for a day on which he is not employed; who left or was merged has no period that goes on."""
    begun = Q(valid_from=None) | Q(valid_from__lte=OuterRef("valid_from"))
    around = Employment.objects.filter(begun, Q(valid_to=None) | Q(valid_to__gte=OuterRef("valid_to")))
    outside = Assignment.objects.filter(Assignment.COUNTED, ~Exists(around.filter(employee=OuterRef("employee"))))
    for row in outside.select_related("employee__person", "field"):
        yield Fault(
            gettext_noop("assignment %(pk)s %(row)s: %(period)s lies outside the employment"),
            pk=row.pk,
            row=row,
            period=show(row.period),
        )
    going_on = Exists(Employment.objects.filter(employee=OuterRef("pk"), valid_to=None))
    gone = Q(status__in=(PostalEmployee.Status.ENDED, PostalEmployee.Status.MERGED))
    for employee in PostalEmployee.objects.filter(gone & going_on | ~gone & ~going_on).select_related("person"):
        yield Fault(
            gettext_noop("employee %(pk)s %(employee)s: %(status)s, and the periods of employment say otherwise"),
            pk=employee.pk,
            employee=employee,
            status=employee.status,
        )


def check_recognitions() -> Iterator[str]:
    """Every recognition has a decision in force and both assessments by their assessors, or a checked paper."""
    decided = Q(decision__status=RecognitionDecision.Status.IN_FORCE, decision__recognised_by=F("recognised_by"))
    decided &= Q(decision__agency=F("agency"), decision__site=F("site"), decision__valid_from=F("valid_from"))
    assessed = Q(Exists(_found_proficient(As.AGENCY_HEAD, "by_agency_head")))
    assessed &= Q(Exists(_found_proficient(As.CENTRE_DIRECTOR, "by_centre_director")))
    on_paper = Q(paper__status=PaperRecord.Status.CHECKED, paper__kind=PaperRecord.Kind.RECOGNITION)
    on_paper &= Q(paper__employee=F("employee"), paper__agency=F("agency"), paper__site=F("site"))
    rows = Recognition.objects.select_related("employee__person", "field").order_by("pk")
    for row in rows.exclude(decided & assessed | on_paper):
        yield Fault(
            gettext_noop(
                "recognition %(pk)s %(row)s: neither a decision with both assessments nor a checked paper record"
            ),
            pk=row.pk,
            row=row,
        )
    for row in rows.filter(by_agency_head=F("by_centre_director")):
        yield Fault(gettext_noop("recognition %(pk)s %(row)s: one person assessed twice"), pk=row.pk, row=row)


def _found_proficient(assessed_as: str, assessor: str) -> QuerySet[CompetencyAssessment]:
    """Assessments by that assessor of the recognition at hand."""
    same = {n: OuterRef(n) for n in ("employee", "agency", "site", "field")}
    return CompetencyAssessment.objects.filter(
        assessed_as=assessed_as, assessor=OuterRef(assessor), result=CompetencyAssessment.Result.PROFICIENT, **same
    )


def check_two_people() -> Iterator[str]:
    """Who drafts does not approve, who enters does not check, who signs first does not sign second: also by proxy."""
    decisions = AssignmentDecision.objects.filter(Q(drafted_by=F("approved_by")) | Q(drafted_by=F("on_behalf_of")))
    yield from (
        Fault(
            gettext_noop("assignment decision %(pk)s %(row)s: drafted and approved by one person"), pk=row.pk, row=row
        )
        for row in decisions
    )
    records = PaperRecord.objects.filter(paper_entered_by=F("paper_checked_by"))
    yield from (
        Fault(gettext_noop("paper record %(pk)s %(row)s: entered and checked by one person"), pk=row.pk, row=row)
        for row in records
    )
    recognitions = RecognitionDecision.objects.filter(
        Q(recognised_by=F("cosigned_by")) | Q(on_behalf_of=F("cosigned_by"))
    )
    yield from (
        Fault(gettext_noop("recognition decision %(pk)s %(row)s: signed twice by one person"), pk=row.pk, row=row)
        for row in recognitions
    )
    requests = WithdrawalRequest.objects.filter(paper_entered_by=F("paper_checked_by"))
    yield from (
        Fault(gettext_noop("withdrawal %(pk)s %(row)s: entered and checked by one person"), pk=row.pk, row=row)
        for row in requests
    )


def check_fields() -> Iterator[str]:
    """R01: on no day more fields than the rule of the pilot allows; where a pilot has no rule, none."""
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    counted = Assignment.objects.filter(Assignment.COUNTED).exclude(role=AssignmentRole.COMMUNE_SUPPORT)
    columns = ("pilot", "employee", "field", "valid_from", "valid_to")
    for pilot, employee, field, start, end in counted.values_list(*columns):
        spans[pilot, employee].append(Span(field, start, end))
    limit = cache(most_fields)  # one question per pilot and day, not per employee
    for (pilot, employee), held in spans.items():
        most = limit(pilot, max(s.start for s in held if s.start))
        if most is not None and most_at_once(held) > most:
            yield Fault(
                gettext_noop("employee %(employee)s: more than %(most)s fields at a time"), employee=employee, most=most
            )


def check_withdrawals() -> Iterator[str]:
    """A withdrawal in effect has a numbered approval and a proof without a failed condition, or a checked paper.

    And nobody holds the post any more.
    """
    effective = WithdrawalRequest.objects.filter(status=WithdrawalRequest.Status.EFFECTIVE)
    numbered = set(
        OfficialDocument.objects.filter(kind="withdrawal_decision", issued_on__isnull=False)
        .exclude(number=None).exclude(status=OfficialDocument.Status.RECALLED).values_list("object_id", flat=True)
    )  # fmt: skip
    for row in effective.select_related("post", "decision"):
        decision = getattr(row, "decision", None)
        yield from (
            Fault(gettext_noop("withdrawal %(pk)s %(row)s: %(fault)s"), pk=row.pk, row=row, fault=fault)
            for fault in _faults(row, decision, numbered)
        )
    held = Incumbency.objects.filter(post=OuterRef("post"), valid_from__lt=OuterRef("effective_on"))
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("effective_on")))
    for row in effective.filter(Exists(held)).select_related("post"):
        yield Fault(
            gettext_noop("withdrawal %(pk)s %(row)s: a civil servant still holds the post after the day of effect"),
            pk=row.pk,
            row=row,
        )


def _faults(row: WithdrawalRequest, decision: WithdrawalDecision | None, numbered: set[int]) -> Iterator[str]:
    if decision is None or decision.outcome != Outcome.APPROVED or decision.effective_on != row.effective_on:
        yield Fault(gettext_noop("in effect without an approval for that day"))
    elif row.paper_date is not None:
        if row.paper_checked_at is None:
            yield Fault(gettext_noop("its paper was not checked"))
    elif decision.pk not in numbered:
        yield Fault(gettext_noop("its decision has no document with number and date"))
    elif any(c["state"] == "fail" for c in (*row.readiness, *decision.readiness)) or not decision.readiness:
        yield Fault(gettext_noop("its proof holds a failed condition, or none at all"))


def check_decisions() -> Iterator[str]:
    """A decision stands on the request that it decided, as approved or refused; an approved request has one."""
    S = WithdrawalRequest.Status
    approved = Q(outcome=Outcome.APPROVED, request__status__in=(S.APPROVED, S.EFFECTIVE))
    refused = Q(outcome=Outcome.REFUSED, request__status=S.REFUSED)
    for decision in WithdrawalDecision.objects.exclude(approved | refused).select_related("request__post"):
        yield Fault(
            gettext_noop("withdrawal decision %(pk)s %(decision)s: its request says %(status)s"),
            pk=decision.pk,
            decision=decision,
            status=decision.request.status,
        )
    for row in WithdrawalRequest.objects.filter(status__in=(S.APPROVED, S.REFUSED), decision=None):
        yield Fault(
            gettext_noop("withdrawal %(pk)s %(row)s: %(status)s without a decision"),
            pk=row.pk,
            row=row,
            status=row.status,
        )


def check_cover() -> Iterator[str]:
    """A condition of a decided withdrawal that passed and fails today is named to its people (workflows/cover.py)."""
    on = business_day()
    for one in watched(on):
        for condition, (day, _finding) in one.broken(on).items():
            if day <= one.start(on):
                yield Fault(
                    gettext_noop("withdrawal %(pk)s %(row)s: %(condition)s fails since %(day)s and nobody was told"),
                    pk=one.request.pk,
                    row=one.request,
                    condition=condition,
                    day=f"{day:%d/%m/%Y}",
                )
