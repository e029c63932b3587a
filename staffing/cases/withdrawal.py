"""The withdrawal of the civil servants of a counter post."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from copy import copy

from django.db.models import DateField, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.access.actors import able, holders
from pilot.platform.access.people import signers
from pilot.platform.access.requests import act_of, has_right
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Draft, Opening, Stage
from pilot.platform.cases.forms import NumberForm
from pilot.platform.cases.lists import Column
from pilot.platform.cases.timeline import timeline
from pilot.platform.cases.work import Task
from pilot.platform.kernel.types import FormOptions, TemplateContext, User, Words
from pilot.platform.kernel.workflow import Verb
from pilot.platform.ui.shapes import Action, Step, TimelineEntry
from pilot.platform.ui.tags.records import condition_counts
from pilot.programme.models import CounterPost
from pilot.programme.presenters.rules import applied
from pilot.programme.selectors.rules import grounds
from staffing.forms.withdrawal import (
    AgreeForm,
    DraftForm,
    PaperWithdrawalForm,
    SubmitForm,
    WarnedForm,
    WithdrawalFilter,
)
from staffing.models import CommitteeReport, CoverBreak, WithdrawalDecision, WithdrawalRequest
from staffing.presenters.cover import broken, changes, judgement_rows, whom_to_ask
from staffing.presenters.readiness import shown
from staffing.presenters.withdrawals import consequences, decider_of, figures
from staffing.readiness import ROUTES, Finding, frozen, present, readiness, rules_of
from staffing.selectors.exceptions import own_part
from staffing.selectors.sites import seen_at
from staffing.selectors.withdrawals import breaks_of, judgements_of, names_of, present_at, steps_to_judge
from staffing.workflows import withdrawal as w

S, Route = WithdrawalRequest.Status, WithdrawalRequest.Route
SENT_BACK = (w.return_withdrawal.name, w.decline_agreement.name)
OVER = (S.REFUSED, S.CANCELLED, S.REJECTED)
BEING_DRAFTED, BY_PROVINCE = Q(status__in=w.OPEN), Q(route=Route.PROVINCE)
BROKEN = CoverBreak.objects.filter(closed_at=None)
FIRST_BREAK = BROKEN.filter(decision__request=OuterRef("pk")).order_by("first_day").values("first_day")[:1]
AGREED = Q(agreed_office_at__isnull=False, agreed_centre_at__isnull=False)


class WithdrawalCase(Case[WithdrawalRequest]):
    """The withdrawal of the civil servants of a counter post."""

    workflow = w.WITHDRAWAL
    name, plural, prefix = "withdrawal", "withdrawals", "rut-cong-chuc/"
    kind, title = gettext_lazy("Withdrawal"), gettext_lazy("Withdrawals of civil servants")
    tabs, exports = "staffing/tabs.html", "withdrawals"
    empty = gettext_lazy(
        "The head of an agency or the chairman of a People's Committee proposes a withdrawal from the page of a counter"
        " post."
    )
    rule_codes = "R10 R11 R12 R13 R14 R19 R29"
    other_addresses = ("withdrawal-register", "withdrawal-pack", "evidence-packs")
    help = gettext_lazy(
        "A civil servant leaves a counter only where recognised employees take over; the proof shows it."
    )
    list_display: Sequence[Column] = (
        Column("vi-tri", gettext_lazy("Counter post"), "post__name", always=True, value=lambda row: row.post),
        Column("diem", gettext_lazy("Site"), "post__site__name"),
        Column("co-quan", gettext_lazy("Agency"), "post__agency__name"),
        Column("tuyen", gettext_lazy("Route"), "route"),
        Column("hieu-luc", gettext_lazy("Day of effect"), "effective_on"),
        Column("trang-thai", gettext_lazy("State"), "status", value=lambda row: row.state),
    )
    list_filter = WithdrawalFilter
    ordering = ("-drafted_at",)
    select_related = (
        "post__site", "post__agency", "post__pilot", "decider", "provincial_office", "post_office", "pilot",
        "paper_entered_by", "decision__committee_report", "submitted_by__person",
    )  # fmt: skip
    tones = {
        S.EFFECTIVE: "pass", S.REFUSED: "fail", S.RETURNED: "warn",
        S.CANCELLED: "idle", S.DRAFT: "idle", S.REJECTED: "idle",
    }  # fmt: skip
    template = "staffing/withdrawal.html"
    step_template = "staffing/withdrawal_step.html"

    due = {
        w.agree_provincial_office: Q(status=S.DRAFT) & BY_PROVINCE & Q(agreed_office_at=None),
        w.agree_centre: Q(status=S.DRAFT) & BY_PROVINCE & Q(agreed_centre_at=None),
        w.ask_agreements: Q(status=S.RETURNED) & BY_PROVINCE,
        w.answer_question: Q(status__in=w.JUDGED, asked_at__isnull=False, answered_at=None),
        w.submit_withdrawal: BEING_DRAFTED & (~BY_PROVINCE | AGREED),
        w.advise_withdrawal: Q(status=S.SUBMITTED) & BY_PROVINCE,
        w.approve_withdrawal: Q(status=S.ADVISED) | Q(status=S.SUBMITTED) & ~BY_PROVINCE,
        w.restore_cover: Q(status__in=WithdrawalRequest.DECIDED, decision__in=BROKEN.values("decision")),
        w.number_withdrawal: Q(status=S.APPROVED),
        w.check_paper_withdrawal: Q(status=S.ENTERED),
    }
    # cover by the day it breaks; a step by the pilot's own number of days; what was drafted before by the effect
    due_on = Coalesce(Subquery(FIRST_BREAK), F("due_on"), F("effective_on"))
    tasks = {w.number_withdrawal: Task.NUMBER}
    forms = {
        w.submit_withdrawal: SubmitForm, w.number_withdrawal: NumberForm,
        **dict.fromkeys((w.agree_provincial_office, w.agree_centre, w.advise_withdrawal), AgreeForm),
    }  # fmt: skip
    decided_here = (w.approve_withdrawal, w.return_withdrawal, w.refuse_withdrawal)
    signs = (w.approve_withdrawal,)
    openings = (
        Opening(
            w.draft_withdrawal, DraftForm, CounterPost, "withdrawal-draft", "rut-cong-chuc/moi/<code>/", "counter-post",
            gettext_lazy("The request is drafted. Check the conditions and submit it."),
        ),
        Opening(
            w.record_withdrawal_from_paper, PaperWithdrawalForm, CounterPost, "withdrawal-from-paper",
            "rut-cong-chuc/van-ban-giay/<code>/", "counter-post",
            gettext_lazy("Entered. Somebody else checks it against the document before it counts."),
        ),
    )  # fmt: skip

    def unit(self, row: WithdrawalRequest) -> str:
        return str(row.post.site)

    def since(self, row: WithdrawalRequest) -> dt.datetime:
        return row.submitted_at or row.drafted_at

    def rows(self, user: User, on: dt.date) -> QuerySet[WithdrawalRequest]:
        """Each knows the day for which it is read: whether it is in effect follows from that."""
        return super().rows(user, on).annotate(today=Value(on, DateField()))

    def state(self, row: WithdrawalRequest) -> Words:
        return row.state

    def tone(self, row: WithdrawalRequest) -> str:
        ahead = row.status == S.EFFECTIVE and row.read_on is not None and not row.is_in_effect(row.read_on)
        return "wait" if ahead else super().tone(row)

    def deadline(self, row: WithdrawalRequest) -> dt.date:
        return row.due_on or row.effective_on

    def stages(self, row: WithdrawalRequest) -> list[Stage]:
        committee = Stage(S.ADVISED, _("Committee advises"), _("Head of the steering committee"))
        return [
            Stage(S.SUBMITTED, _("Submit"), str(row.post.agency)),
            *([committee] if row.route == Route.PROVINCE else []),
            Stage(S.APPROVED, _("Decision"), decider_of(row)),
            Stage(S.EFFECTIVE, _("Number and date"), str(row.decider)),
        ]

    def offers(self, row: WithdrawalRequest, user: User, on: dt.date, due: Collection[Verb]) -> list[Verb]:
        """In a district nobody declines an agreement; nobody asks himself, a second time, or out of turn."""
        found = super().offers(row, user, on, due)
        hidden = {w.decline_agreement} if row.route != Route.PROVINCE else set()
        idle = row.drafted_by_id == user.pk or w.answer_question in due
        if idle or not {verb.name for verb in found} & set(steps_to_judge(row)):
            hidden.add(w.ask_proposer)
        return [verb for verb in found if verb not in hidden]

    def consequences(self, row: WithdrawalRequest, verb: Verb) -> list[str]:
        return consequences(row, verb.name)

    def way(self, row: WithdrawalRequest, due: Collection[Verb], events: Iterable[TimelineEntry]) -> list[Step]:
        """Behind number and date stands the day of effect: before it nothing is in effect."""
        steps = super().way(row, due, events)
        if row.status not in WithdrawalRequest.DECIDED or row.read_on is None:
            return steps
        done = row.is_in_effect(row.read_on)
        return [*steps, Step(_("Day of effect"), "done" if done else "todo", due=row.effective_on)]

    def drafts(self, row: WithdrawalRequest, on: dt.date) -> list[Draft]:
        """The decision as it would be made now, and its report; the proof is judged where it is printed."""
        proof = SimpleLazyObject(lambda: frozen(judged(row, on)))
        decision = WithdrawalDecision(
            pilot=row.pilot, request=copy(row), decided_on=on, readiness=proof, effective_on=row.effective_on,
            illustrative=row.illustrative,
        )  # fmt: skip
        decision.deciders = SimpleLazyObject(lambda: who_would_decide(row, on))
        reports = w.is_reported(row)
        report = [("withdrawal_report", CommitteeReport(pilot=row.pilot, decision=decision))] if reports else []
        return [("withdrawal_decision", decision), *report]

    def initial(self, row: WithdrawalRequest, verb: Verb) -> dict[str, object]:
        return {"proposal_document": row.proposal_document}

    def documented(self, row: WithdrawalRequest) -> list[Model]:
        """The decision and, at district level, the report to the committee."""
        decision = getattr(row, "decision", None)
        return [found for found in (decision, getattr(decision, "committee_report", None)) if found]

    def options(self, request: Request, row: WithdrawalRequest, verb: Verb) -> FormOptions:
        form = self.form(verb)
        if not issubclass(form, WarnedForm):
            return {}
        warned = any(finding.state == "warn" for finding in judged(row, request.business_day))
        return {"warned": warned} | ({"by_province": row.route == Route.PROVINCE} if form is SubmitForm else {})

    def opening_context(self, request: Request, parent: CounterPost, opening: Opening) -> TemplateContext:
        """The conditions as they stand today, before the first click, with whom to ask for each that is not met."""
        if opening.verb is not w.draft_withdrawal:
            return {}
        on = request.business_day
        found = present(parent, on, bool(request.POST.get("proposal_document")), seen_at(parent.site, request.user, on))
        conditions = shown(found, parent, whom_to_ask(found, parent, on))
        return {"conditions": conditions, "summary": condition_counts(conditions)}

    def step_context(self, request: Request, row: WithdrawalRequest, verb: Verb) -> TemplateContext:
        """Figures and conditions, as on the page: names and the day are not to be remembered."""
        return self.context(request, row, request.business_day)

    def list_context(self, request: Request) -> TemplateContext:
        whole = Action(_("What is out of the ordinary"), reverse("withdrawal-register"))
        held = grounds(request.user, request.business_day, *ROUTES.values())
        return {
            "grounds": held,
            "actions": [whole, *my_decisions(self.rows(request.user, request.business_day), request)],
        }

    def context(self, request: Request, row: WithdrawalRequest, day: dt.date) -> TemplateContext:
        """The proof as it stood at the decision, or read now; what changed since it was kept, and what is broken."""
        decision, found = getattr(row, "decision", None), judged(row, day)
        held = present_at(row)
        names = names_of(held, request.user, request.business_day)
        now = decision.readiness if decision else [c.as_json() for c in found]
        conditions = shown(now, row.post, {} if decision else whom_to_ask(now, row.post, day))
        judgements = judgements_of(row)
        return {
            "decision": decision, "conditions": conditions, "summary": condition_counts(conditions),
            "warned": _why_a_reason(row) if any(condition.state == "warn" for condition in conditions) else "",
            "figures": figures(row, now, held.count(), names),
            "changes": changes(next(iter(judgements), None), found, row.post) if row.status not in OVER else None,
            "broken": broken(breaks_of(decision)) if decision else [],
            "judgements": judgement_rows(judgements, row.post),
            "rules": applied(row.pilot_id, day, *rules_of(row.post)),
            "own_part": own_part_in_words(request, row),
            "told": told(row),
        }  # fmt: skip


def told(row: WithdrawalRequest) -> list[TimelineEntry]:
    """What the reader has to know first: why it came back, or the last question and its answer. At most one query."""
    if row.status == S.RETURNED:
        return [entry for entry in timeline(row) if entry.verb in SENT_BACK][:1]
    if row.status not in w.JUDGED or row.asked_at is None:
        return []
    said = [entry for entry in timeline(row) if entry.verb in (w.ask_proposer.name, w.answer_question.name)]
    return said[: 2 if row.answered_at else 1]


def who_would_decide(row: WithdrawalRequest, on: dt.date) -> set[int]:
    """The persons behind the decision where one alone can take it; nobody where several can."""
    verb = w.approve_withdrawal.name
    found = able(holders([verb], on, row.pilot_id), verb, row)
    return found[0].people if len(found) == 1 else set()


def own_part_in_words(request: Request, row: WithdrawalRequest) -> list[str]:
    """A31: what the reader, who may decide now, has done before on the other side; it is printed, so it is said."""
    if row.status not in (S.SUBMITTED, S.ADVISED) or not has_right(request, w.approve_withdrawal.name, row):
        return []
    own = own_part(row, signers(act_of(request), w.approve_withdrawal.name, row))
    assessed = _("You assessed employees of this post yourself and now decide (A31).")
    proposed = _("You proposed this withdrawal yourself and now decide it alone (A31).")
    return [words for words, is_so in ((assessed, own.assessed), (proposed, own.proposed)) if is_so]


def my_decisions(rows: QuerySet[WithdrawalRequest], request: Request) -> list[Action]:
    """To the list of what the reader has decided, for those who have decided anything. One query."""
    if not rows.filter(decision__decided_by=request.user.pk).exists():
        return []
    return [Action(_("My decisions"), reverse("withdrawal-register", query={"decider": request.user.pk}))]


def _why_a_reason(row: WithdrawalRequest) -> str:
    printed = _("Needed: a warning stands. It is printed in the report to the steering committee.")
    return printed if w.is_reported(row) else _("Needed: a warning stands.")


def judged(row: WithdrawalRequest, on: dt.date) -> list[Finding]:
    """The conditions as they stand on the business day: for the day of effect, or today once that has come."""
    return readiness([row.post], max(on, row.effective_on), bool(row.proposal_document))[row.post_id]


WITHDRAWAL = WithdrawalCase()
