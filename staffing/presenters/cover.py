"""The proof over time, in words: what changed since it was kept, what broke the cover, each time it was judged."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from pilot.platform.access.actors import Holder, able, holders
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.ui.tags.records import condition_counts
from pilot.programme.models import CounterPost
from staffing.condition import Asked, Bodies
from staffing.models import CoverBreak, ReadinessJudgement
from staffing.presenters.readiness import shown
from staffing.readiness import CONDITIONS, PASS, Finding, Kept, changed_since
from staffing.selectors.routes import bodies_of
from staffing.selectors.touches import acts_since

SHORT = 12  # characters of a hash that tell two judgements apart


class Changes(NamedTuple):
    """What no longer reads as it was kept, at which judgement, and what was done since."""

    since: str
    lines: list[str]
    acts: list[str]


class Broken(NamedTuple):
    """A break of the cover: what fails from which day and what did it, and who is meant."""

    said: str
    day: dt.date
    lines: list[str]


def whom_to_ask(kept: Iterable[Kept], post: CounterPost, on: dt.date) -> dict[str, str]:
    """For each condition that is not met the people who mend it. No query where all are met, else a fixed number."""
    open_ = {line["id"] for line in kept if line["state"] != PASS}
    asked = {condition.id: condition.asks for condition in CONDITIONS if condition.id in open_ and condition.asks}
    verbs = [verb for asks in asked.values() for verb in asks]
    people = holders(verbs, on, post.pilot_id) if verbs else []
    bodies = bodies_of(post.pilot_id, on) if verbs else {}
    return {id_: _named(people, asks, post, bodies) or _("nobody has this right") for id_, asks in asked.items()}


def _named(people: list[Holder], asks: Mapping[str, Asked], post: CounterPost, bodies: Bodies) -> str:
    rows = [(verb, _about(asked, post, bodies)) for verb, asked in asks.items()]
    found = (holder for verb, row in rows if row for holder in able(people, verb, row))
    return ", ".join(dict.fromkeys(map(str, found)))


def _about(asked: Asked, post: CounterPost, bodies: Bodies) -> Model | None:
    """What the verb is about: the post, what its attribute holds, or what the condition says."""
    if callable(asked):
        return asked(post, bodies)
    found: Model = getattr(post, asked) if asked else post
    return found


def changes(judgement: ReadinessJudgement | None, now: list[Finding], post: CounterPost) -> Changes | None:
    """What changed since the judgement; None where nothing did. One query where something did."""
    found = changed_since(judgement.findings, now) if judgement else []
    if judgement is None or not found:
        return None
    acts = [said_of(event) for event in acts_since(post, judgement.judged_at)]
    return Changes(judged_in_words(judgement), [str(finding.message) for finding in found], acts)


def said_of(event: AuditEvent) -> str:
    """What was done, by whom and when."""
    label = VERBS[event.verb].transition.label if event.verb in VERBS else event.verb
    who = event.user.person.full_name if event.user else _("by itself")
    return f"{label} – {who}, {event.business_day:%d/%m/%Y}"


def judged_in_words(judgement: ReadinessJudgement) -> str:
    who = judgement.judged_by.person.full_name if judgement.judged_by else _("by itself")
    return f"{judgement.get_moment_display()}, {judgement.day:%d/%m/%Y}, {who}"


def broken(breaks: Iterable[CoverBreak]) -> list[Broken]:
    """The open breaks of a withdrawal, the first one first."""
    return [Broken(_break_in_words(row), row.first_day, row.finding["facts"]) for row in breaks]


def _break_in_words(row: CoverBreak) -> str:
    words = _("From %(day)s: %(what)s Cause: %(cause)s.")
    cause = said_of(row.cause) if row.cause else _("time alone, what was entered ends then")
    return words % {"day": f"{row.first_day:%d/%m/%Y}", "what": row.finding["message"], "cause": cause}


def judgement_rows(judgements: Iterable[ReadinessJudgement], post: CounterPost) -> list[dict[str, object]]:
    """Each judgement with its counts and the beginning of its hash."""
    return [
        {
            "said": judged_in_words(one),
            "counts": condition_counts(shown(one.findings, post)),
            "sha256": one.sha256[:SHORT],
        }
        for one in judgements
    ]
