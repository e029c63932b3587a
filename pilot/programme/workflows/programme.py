"""What the secretariat decides about the facts of its pilot: rules taken over, open questions settled.

Neither changes what the documents say: a rule taken over from another pilot is marked as assumed, a settlement stands
beside the question.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem, TransitionRefused
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.programme.models import Agency, Inconsistency, Parameter, Pilot, Site
from pilot.programme.selectors.rules import STAFFING, UNSTATED
from pilot.programme.workflows.answers import Step, answer_of, steps_of

COPIED = (
    *("code", "key", "unit", "text", "severity", "levels", "valid_to"),
    *("source", "source_section", "source_line", "as_printed", "confidence"),
)
LOCAL = frozenset({"R13", "R22", "R23", "R24", "R29"})  # name places, counts or days of their own province


Body = TypeVar("Body", Agency, Site)


def adoptable_rules(pilot: Pilot, source: Pilot, day: dt.date) -> list[Parameter]:
    """Rules of `source` in force on `day` that `pilot` could take over: codes for which it has no row then or later.

    Left out: what `source` itself only assumes, and rules on named places, counts or days of its province (LOCAL). The
    rules of a plan are published, so they may be read here by somebody who sees `pilot` only.
    """
    own = Parameter.objects.filter(pilot=pilot).exclude(valid_to__lte=day).values("code")
    found = Parameter.objects.as_at(day).filter(pilot=source, assumed=False).exclude(Parameter.OWN)
    return list(found.exclude(code__in=LOCAL).exclude(code__in=own).select_related("source").order_by("code"))


def has_own_staffing_rules(pilot: Pilot) -> bool:
    """Whether a plan that is loaded as a fact gives the pilot its staffing and withdrawal rules.

    Rules that a secretariat entered one by one from its own documents leave room for others to be taken over.
    """
    return Parameter.objects.filter(pilot=pilot, assumed=False, code__in=STAFFING, source__isnull=False).exists()


def rule_from_another_pilot(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A pilot cannot take over its own rules."""
    if inputs["source"] == pilot:
        return [Problem("same_pilot", _("A pilot cannot take over its own rules."))]
    return []


def rule_no_own_staffing_rules(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Where the documents give a staffing rule, no other province's rule stands in for it."""
    if has_own_staffing_rules(pilot):
        return [Problem("own_rules", _("The documents of this pilot give their own staffing rules."))]
    return []


def rule_something_to_adopt(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """The second time there is nothing left to take over."""
    if not adoptable_rules(pilot, inputs["source"], act.on):
        return [Problem("nothing_to_adopt", _("This pilot has all these rules already."))]
    return []


def rule_reason_given(row: Model, act: Act, inputs: Inputs) -> list[Problem]:
    """Taking something over from elsewhere is explained on the record."""
    if not act.reason.strip():
        return [Problem("reason_missing", _("Give the reason."))]
    return []


@write(
    "adopt_rules",
    rules=(rule_from_another_pilot, rule_no_own_staffing_rules, rule_something_to_adopt, rule_reason_given),
    label=_("Take over the rules of another pilot"),
)
def adopt_rules(pilot: Pilot, call: Call, *, source: Pilot) -> None:
    """Give `pilot` the rules of `source` that it lacks, from the business day on, marked as assumed.

    Source: none; the documents of Gia Lai (S0, S4) give no staffing, withdrawal or cost rule, so this is a
    setting of the pilot and not a fact. The quotation and its place in the documents stay those of `source`;
    the bodies that act become the pilot's own, and a rule ends on the day it ends there.
    """
    rules = Parameter.objects.bulk_create(assumed_copies(pilot, source, call.act.on))
    call.note(source=source.code, codes=[rule.code for rule in rules])


def assumed_copies(pilot: Pilot, source: Pilot, day: dt.date) -> list[Parameter]:
    """What taking over on `day` would add, not saved: the preview and the act read the same rows."""
    own = own_bodies(pilot, source)
    return [_copy(rule, pilot, source, own, day) for rule in adoptable_rules(pilot, source, day)]


def _copy(rule: Parameter, pilot: Pilot, source: Pilot, own: dict[str, str], day: dt.date) -> Parameter:
    """The same rule as an assumption of another pilot; the note names where it comes from."""
    origin = f"Giả định: lấy từ quy định {rule.code} của thí điểm {source.province}, áp dụng từ {day:%d/%m/%Y}."
    columns = {name: getattr(rule, name) for name in COPIED}
    columns |= {name: renamed(getattr(rule, name), own) for name in ("value", "details")}
    return Parameter(pilot=pilot, assumed=True, valid_from=day, note=f"{origin} {rule.note}".strip(), **columns)


def own_bodies(pilot: Pilot, source: Pilot) -> dict[str, str]:
    """Code of each agency and site of `source` → code of the pilot's only one of the same kind, or UNSTATED.

    Same kind: agencies by kind and level (departments also by name), sites by level. Four queries.
    """
    return _matches(Agency, pilot, source, _same_agency) | _matches(Site, pilot, source, _same_level)


def _matches(model: type[Body], pilot: Pilot, source: Pilot, same: Callable[[Body, Body], bool]) -> dict[str, str]:
    ours = list(model.objects.filter(pilot=pilot))
    found = {}
    for theirs in model.objects.filter(pilot=source):
        own = [row.code for row in ours if same(row, theirs)]
        found[theirs.code] = own[0] if len(own) == 1 else UNSTATED
    return found


def _same_level(ours: Site, theirs: Site) -> bool:
    return ours.level == theirs.level


def _same_agency(ours: Agency, theirs: Agency) -> bool:
    named = theirs.kind != Agency.Kind.DEPARTMENT or ours.name.startswith(theirs.name)
    return (ours.kind, ours.level) == (theirs.kind, theirs.level) and named


def renamed(value: object, own: dict[str, str]) -> object:
    """The value with every code of a body replaced, in lists and dicts too."""
    if isinstance(value, dict):
        return {key: renamed(item, own) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, own) for item in value]
    return own.get(value, value) if isinstance(value, str) else value


QUESTION = Workflow(
    "question", _("Open question"),
    [
        Transition(
            "settle_inconsistency", (Inconsistency.Status.OPEN,), Inconsistency.Status.SETTLED,
            _("Settle the question"),
        )
    ],
)  # fmt: skip


def rule_settlement_names_its_document(row: Inconsistency, act: Act, inputs: Inputs) -> list[Problem]:
    """A question about documents is settled by a document, and by what follows from it."""
    if inputs["settlement"].strip() and inputs["document"].strip():
        return []
    return [Problem("settlement_incomplete", _("Give the answer and the document that gives it."))]


def rule_answer_of_the_question(row: Inconsistency, act: Act, inputs: Inputs) -> list[Problem]:
    """Nothing follows from an answer that the question does not have, so it is not recorded as one."""
    key = inputs.get("answer", "")
    if not key or any(one["key"] == key for one in row.answers):
        return []
    return [Problem("no_such_answer", _("The question does not have this answer: choose again."), field="answer")]


def rule_follows_from_a_day(row: Inconsistency, act: Act, inputs: Inputs) -> list[Problem]:
    """What follows from an answer holds from a day on."""
    if inputs.get("day") or not answer_of(row, inputs.get("answer", "")).get("changes"):
        return []
    return [Problem("day_missing", _("Give the day from which the answer holds."), field="day")]


def rule_what_follows(row: Inconsistency, act: Act, inputs: Inputs) -> list[Problem]:
    """What the rules of the acts refuse that follow from the answer, each with the row that it is about."""
    if not (day := inputs.get("day")):
        return []
    steps = steps_of(row, inputs.get("answer", ""), day, inputs["document"].strip())
    return [problem for step in steps for problem in _refusals(step, act)]


def _refusals(step: Step, act: Act) -> list[Problem]:
    try:
        step.verb.judge(step.row, replace(act, seen=None, reason=act.reason or step.verb.name), step.inputs)
    except TransitionRefused as refused:
        return [replace(one, message=f"{step.row}: {one.message}", field="") for one in refused.problems]
    return []


@QUESTION.verb(
    "settle_inconsistency",
    rules=(
        rule_settlement_names_its_document,
        rule_answer_of_the_question,
        rule_follows_from_a_day,
        rule_what_follows,
    ),
)
def settle_inconsistency(
    question: Inconsistency, call: Call, *, settlement: str, document: str, answer: str = "", day: dt.date | None = None
) -> None:
    """Record the answer to an open question and the document that gives it, and carry out what follows from it.

    answer: the key of one of its answers, empty for another one, from which nothing follows. day: from which on what
    follows holds. Raises TransitionRefused settlement_incomplete, no_such_answer, day_missing, and what the acts that
    follow say.
    """
    document = document.strip()
    question.settlement, question.answer = f"{settlement.strip()}\nVăn bản: {document}", answer
    question.settled_at, question.settled_by = call.act.at, call.act.user
    act = replace(call.act, key="", row_version=None, seen=None, reason=f"{question.code}: {document}")
    for step in steps_of(question, answer, day, document) if day else ():
        step.verb(step.row, act, **step.inputs)
    call.note(document=document, answer=answer)
