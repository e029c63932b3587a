"""What is out of the ordinary about withdrawals, in the database: filters, sorting and every page ask the same.

Warnings accepted, cover that broke since, exemptions, records from paper, and who is both sides of one decision (A31).
"""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Agency
from staffing.models import CoverBreak, Recognition, WithdrawalRequest

DECIDING = ("approve_withdrawal", "refuse_withdrawal")
WARNED = '"state": "warn"'  # in a kept proof, as both engines write JSON
BY_ANOTHER_WAY = (Agency.WithdrawalRule.EXEMPT, Agency.WithdrawalRule.PER_GUIDANCE)
DECIDERS = ("decision__decided_by__person", "decision__on_behalf_of__person")
PROPOSERS = ("drafted_by__person", "submitted_by__person")


def with_exceptions(rows: QuerySet[WithdrawalRequest]) -> QuerySet[WithdrawalRequest]:
    """Each with `decided_as`, `warned`, `breaks`, `open_breaks`, `exempt`, `on_paper` and both marks of A31."""
    kept = Cast("decision__readiness", TextField())
    return rows.annotate(kept_proof=kept).annotate(
        decided_as=_capacity(),
        warned=_flag(Q(kept_proof__contains=WARNED)),
        breaks=_breaks(Q()),
        open_breaks=_breaks(Q(closed_at=None)),
        exempt=_flag(Q(post__agency__withdrawal_rule__in=BY_ANOTHER_WAY)),
        on_paper=_flag(Q(paper_date__isnull=False)),
        assessor_decides=_flag(Q(Exists(assessed_by(DECIDERS)))),
        proposer_decides=_flag(_any_equal(PROPOSERS, DECIDERS)),
    )


def _flag(when: Q) -> Case:
    return Case(When(when, then=Value(True)), default=Value(False))


def _capacity() -> Coalesce:
    """In which capacity it was decided, as the audit event says it."""
    events = AuditEvent.objects.filter(
        object_type=WithdrawalRequest._meta.label, object_id=Cast(OuterRef("pk"), CharField()), verb__in=DECIDING,
        outcome=AuditEvent.Outcome.DONE,
    )  # fmt: skip
    return Coalesce(Subquery(events.order_by("seq").values("capacity")[:1]), Value(""), output_field=CharField())


def _breaks(which: Q) -> Coalesce:
    rows = CoverBreak.objects.filter(which, decision__request=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("decision").annotate(count=Count("pk")).values("count")), Value(0))


def _any_equal(left: tuple[str, ...], right: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for one in left:
        for other in right:
            found |= Q(**{one: F(other)})
    return found


class OwnPart(NamedTuple):
    """What people who decide have done before on the other side (A31)."""

    assessed: bool
    proposed: bool


def own_part(request: WithdrawalRequest, people: Collection[int]) -> OwnPart:
    """Whether one of these persons assessed an employee of the post, or proposed the withdrawal. One query."""
    recognised = Recognition.objects.as_at(request.effective_on)
    recognised = recognised.filter(agency=request.post.agency_id, site=request.post.site_id)
    assessed = recognised.filter(Q(by_agency_head__in=people) | Q(by_centre_director__in=people)).exists()
    proposers = {user.person_id for user in (request.drafted_by, request.submitted_by) if user}
    return OwnPart(assessed, bool(proposers & set(people)))


def assessed_by(people: tuple[str, ...]) -> QuerySet[Recognition]:
    """Recognitions that hold at the place on the day of effect, assessed by one of these people of the request."""
    assessors = Q(pk__in=[])
    for person in people:
        assessors |= Q(by_agency_head=OuterRef(person)) | Q(by_centre_director=OuterRef(person))
    day = OuterRef("effective_on")
    here = Recognition.objects.filter(agency=OuterRef("post__agency"), site=OuterRef("post__site"))
    return here.filter(assessors, Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
