"""The proof of a withdrawal as a standing condition (điều kiện rút công chức luôn được giữ).

Purpose: once a withdrawal is decided nobody loses the cover it rests on without the people concerned being told. Every
verb that touches what a decided withdrawal rests on has it judged again in its own transaction (kernel/watching.py);
the job of the night finds what time alone breaks. Who acts: the system; mending is the step of whom it was told to.
Source: R08, R09 (KH giai đoạn II, III-a.3.1.1); product rule.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import CounterPost
from staffing.models import CoverBreak, ReadinessJudgement, WithdrawalRequest, seal_of
from staffing.readiness import Finding, frozen
from staffing.rules.cover import refuse_unseen
from staffing.rules.readiness import judge
from staffing.selectors.cover import Watched, watched
from staffing.selectors.touches import posts_touched

Moment = ReadinessJudgement.Moment


def keep(request: WithdrawalRequest, call: Call, moment: str, found: Iterable[Finding]) -> list[object]:
    """Keep what was found, sealed: one row that is never changed. Gives the findings as they are kept."""
    findings: list[object] = list(frozen(found))
    call.wrote(ReadinessJudgement.objects.create(
        pilot=request.pilot, request=request, moment=moment, day=call.act.on, effective_on=request.effective_on,
        judged_at=call.act.at, judged_by=call.act.user, findings=findings, sha256=seal_of(findings),
        illustrative=request.illustrative,
    ))  # fmt: skip
    return findings


@write("judge_cover", label=_("Cover judged again"))
def judge_cover(post: CounterPost, call: Call, *, cause: AuditEvent | None = None) -> None:
    """Under the lock of the post: what is broken is named with what broke it, what is mended is closed. The system's.

    It locks neither requests nor agencies, for their steps hold those when they wait for the post.
    """
    for one in watched(call.act.on, CounterPost.objects.filter(pk=post.pk)):
        settle(one, call, cause)


def settle(one: Watched, call: Call, cause: AuditEvent | None = None) -> None:
    """Close what is mended and open what is broken, of one withdrawal whose post is locked."""
    on, at = call.act.on, call.act.at
    mended, broken = one.mended(on), one.broken(on)
    for row in mended:
        row.closed_on, row.closed_at = on, at
        row.save(update_fields=["closed_on", "closed_at"])
    CoverBreak.objects.bulk_create(_break(one, call, day, finding, cause) for day, finding in broken.values())
    call.note(
        withdrawal=one.request.pk, broken={id_: day for id_, (day, _finding) in broken.items()},
        mended=[row.condition for row in mended], cause=f"{cause.chain}#{cause.seq}" if cause else "",
    )  # fmt: skip


def _break(one: Watched, call: Call, day: dt.date, finding: Finding, cause: AuditEvent | None) -> CoverBreak:
    (kept,) = frozen([finding])
    return CoverBreak(
        pilot=one.request.pilot, post=one.post, decision=one.request.decision, condition=finding.id, first_day=day,
        noted_on=call.act.on, noted_at=call.act.at, cause=cause, finding=kept, sha256=seal_of([kept]),
        illustrative=one.request.illustrative,
    )  # fmt: skip


def watch(rows: list[Model], act: Act, event: AuditEvent) -> None:
    """After every verb about such rows: judge again the decided withdrawals that rest on them. Raises cover_breaks."""
    found = [one for one in watched(act.on, posts_touched(rows)) if one.mended(act.on) or one.broken(act.on)]
    refuse_unseen(found, act)
    for one in found:
        judge_cover(one.post, by_system(act), cause=event)


def by_system(act: Act) -> Act:
    """The system's own part of what somebody does."""
    return replace(act, user=None, key="", row_version=None, reason="", seen=None)


@write("keep_judgement", label=_("Conditions judged by the job of the night"))
def keep_judgement(request: WithdrawalRequest, call: Call, *, moment: str) -> None:
    """The conditions of today, sealed, where they differ from those kept last or the day of effect has come."""
    keep(request, call, moment, judge(request, bool(request.proposal_document), call.act.on))


def judge_by_night(on: dt.date) -> dict[str, int]:
    """Judge every decided withdrawal for today and the days ahead; how many, and what changed. Safe to repeat."""
    act, found = Act(on=on, source="tick"), watched(on)
    worse = [one for one in found if one.mended(on) or one.broken(on)]
    for one in worse:
        judge_cover(one.post, act)
    moments = [(one, moment) for one in found if (moment := _moment(one, on))]
    for one, moment in moments:
        keep_judgement(one.request, act, moment=moment)
    return {"judged": len(found), "cover_changed": len(worse), "kept": len(moments)}


def _moment(one: Watched, on: dt.date) -> str:
    """Why the judgement of tonight is kept; "" where nothing is new."""
    if one.request.is_in_effect(on) and not one.effect_kept and one.request.paper_date is None:
        return Moment.EFFECT
    return Moment.NIGHT if frozen(one.first) != one.before else ""
