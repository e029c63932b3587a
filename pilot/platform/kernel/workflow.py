"""The kernel owns the order; a verb is its body.

A verb called on a row opens the transaction, takes the operation key, locks the row and reads it again, checks row
version, capacity, status and rules (all problems at once), runs the body, saves what the body changed and writes one
audit event. Before the commit those look again who watch what was touched (watching.py). It refuses by raising
Refused; the refused event is written in its own transaction after the rollback, by the outermost verb if verbs call
each other.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, Protocol, get_type_hints

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel import audit, ledger, operations, watching
from pilot.platform.kernel.clock import business_day, business_moment
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import (
    NotAllowed,
    Problem,
    Refused,
    Severity,
    StaleRow,
    StepUpNeeded,
    TransitionRefused,
)
from pilot.platform.kernel.types import Inputs, User, Words

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Act:
    """One attempt: who, on which business day, from where, with which form (key, version), why, freshly confirmed?

    `seen`: marks of the warnings that the form has shown already; None where nobody looks at a form. `agreed`: a second
    person has confirmed it, or nobody else could; only what carries out a proposal says so.
    """

    user: User | None = None  # None: the system itself (load_pilots, tick)
    on: dt.date = field(default_factory=business_day)
    at: dt.datetime = None  # type: ignore[assignment]  # without it the moment follows from the day
    source: str = ""
    key: str = ""
    row_version: int | None = None
    reason: str = ""
    confirmed: bool = False
    seen: frozenset[str] | None = None
    agreed: bool = False

    def __post_init__(self) -> None:
        if self.at is None:
            object.__setattr__(self, "at", business_moment(self.on))


class Capacity(Protocol):
    """In which capacity somebody acts and for whom: what the kernel sees of access/capacity.py."""

    @property
    def principal_id(self) -> int | None: ...
    @property
    def authority(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass
class Call:
    """What the kernel hands to a body. `note` adds facts to the audit event that are not columns of the row."""

    act: Act
    capacity: Capacity | None  # None: the system itself
    notes: dict[str, Any] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    others: list[tuple[Model, Inputs]] = field(default_factory=list)

    @property
    def user(self) -> User:
        """The account that acts, in the body of a verb that the system never does. Raises TypeError for the system."""
        if self.act.user is None:
            raise TypeError("The system is nobody: this verb is for people.")
        return self.act.user

    def note(self, **facts: object) -> None:
        self.notes.update(facts)

    def also(self, row: Model, **facts: object) -> None:
        """The act was about this row of the same pilot, too: an event of its own, so that its story tells of it."""
        self.others.append((row, facts))

    def wrote(self, *rows: Model) -> None:
        """Rows of append-only tables that the body has written: `verify` holds them against this event."""
        for row in rows:
            self.notes.setdefault(ledger.WROTE, {}).setdefault(row._meta.label, {})[str(row.pk)] = ledger.digest(row)


Rule = Callable[[Any, Act, Inputs], list[Problem]]  # of a row of the model that its verb is about
Body = Callable[..., Model | None]  # of a row, the call, and the inputs by name; gives the row that it made


@dataclass(frozen=True)
class Transition:
    """One line of a TRANSITIONS table. `signed`: password or code again. `reason`: never without a reason.

    Without `sources` it fits every state, and rows that have none. `not_by`: lookups from the row to the persons who
    made what the step checks, and may not take it themselves. `corrects`: what it writes counts as if it had always
    been so. `by_two`: people do it only by a proposal that a second one confirms; the system is free. `removes`: the
    row itself goes; the event stands on what the body gives, and tells what the body notes.
    """

    verb: str
    sources: tuple[str, ...]
    target: str | None
    label: Words
    signed: bool = False
    reason: bool = False
    not_by: tuple[str, ...] = ()
    corrects: bool = False
    by_two: bool = False
    removes: bool = False


class Policy(Protocol):
    """What the access layer answers; registered once at start-up, so that the kernel knows no roles."""

    def capacity(self, user: User, verb: str, row: Model, on: dt.date) -> Capacity | None: ...
    def likely_capacity(self, user: User, verb: str, row: Model | None, on: dt.date) -> Capacity | None: ...
    def who_can(self, verb: str, row: Model, on: dt.date) -> list[str]: ...
    def chain(self, row: Model) -> str: ...
    def chain_of_user(self, user: User | None) -> str: ...


policy: Policy
WORKFLOWS: dict[str, "Workflow"] = {}
VERBS: dict[str, "Verb"] = {}
_inside: ContextVar[watching.Touched | None] = ContextVar("what the verb in progress has touched", default=None)


def use_policy(chosen: Policy) -> None:
    global policy  # set once by AccessConfig.ready
    policy = chosen


def require_capacity(user: User | None, verb: str, row: Model, on: dt.date) -> Capacity:
    """The capacity in which the user may do the verb on the row. Raises NotAllowed, which names who could do it."""
    capacity = policy.capacity(user, verb, row, on) if user else None
    if capacity is None:
        raise NotAllowed(verb, policy.who_can(verb, row, on), row)
    return capacity


class Workflow:
    """A named table of transitions on one model's `status`. `set_elsewhere`: statuses that other verbs set as well."""

    def __init__(
        self, name: str, title: Words, transitions: list[Transition], set_elsewhere: tuple[str, ...] = ()
    ) -> None:
        self.name, self.title, self.set_elsewhere = name, title, set_elsewhere
        self.transitions = {t.verb: t for t in transitions}
        WORKFLOWS[name] = self

    def verb(self, name: str, rules: tuple[Rule, ...] = ()) -> Callable[[Body], "Verb"]:
        """Decorator: the body of the transition `name` of the table."""
        return lambda body: Verb(name, body, rules, self.transitions[name], is_step=True)

    @property
    def model(self) -> type[Model]:
        """What the verbs are about: the type of the first argument of their bodies."""
        body = VERBS[next(iter(self.transitions))].body
        first: type[Model] = next(iter(get_type_hints(body).values()))
        return first

    def possible(self, row: Model) -> list[Transition]:
        """Transitions that the row's status admits, whoever asks."""
        return [t for t in self.transitions.values() if not t.sources or status_of(row) in t.sources]


def status_of(row: Model) -> str:
    """Where a row with a workflow stands; the class of all models knows of no status."""
    return row.status  # type: ignore[attr-defined, no-any-return]


def wrong_status(step: Words, row: Model) -> TransitionRefused:
    """The refusal of a step that the state of the row does not admit, with step and state by their names."""
    state = row.get_status_display()  # type: ignore[attr-defined]
    words = _("“%(step)s” is not possible while the state is “%(state)s”.")
    return TransitionRefused("wrong_status", words % {"step": step, "state": state})


def _person(row: Model, lookup: str) -> int | None:
    """The id of the person at the end of a lookup over foreign keys; None where one of them is empty."""
    *path, last = lookup.split("__")
    for name in path:
        row = getattr(row, name)
        if row is None:
            return None
    found: int | None = getattr(row, f"{last}_id")
    return found


def version_of(row: Model) -> int:
    """How often the row was written (kernel.models.Versioned)."""
    return row.row_version  # type: ignore[attr-defined, no-any-return]


def write(
    name: str, rules: tuple[Rule, ...] = (), signed: bool = False, label: Words = "", not_by: tuple[str, ...] = (),
    by_two: bool = False, reason: bool = False,
) -> Callable[[Body], "Verb"]:  # fmt: skip
    """Decorator: a write without statuses. The row locked and asked about is the first argument (often a parent)."""
    transition = Transition(name, (), None, label or name, signed, reason, not_by, by_two=by_two)
    return lambda body: Verb(name, body, rules, transition)


class Verb:
    """Something that can be done to a row; see the module's docstring for the order."""

    do_not_call_in_templates = True  # a template that names a verb means its words

    def __init__(
        self, name: str, body: Body, rules: tuple[Rule, ...], transition: Transition, is_step: bool = False
    ) -> None:
        self.name, self.body, self.rules, self.transition, self.is_step = name, body, rules, transition, is_step
        update_wrapper(self, body)
        VERBS[name] = self

    def __call__(self, row: Model, act: Act, **inputs: object) -> Any:
        """Do it. Returns what the body returns, or the row. Raises Refused (nothing is written but that event)."""
        nested = _inside.get() is not None
        try:
            return self._attempt(row, act, inputs)
        except Refused as refused:
            refused.verb = refused.verb or self.name
            if not nested:  # the event of an inner verb would be rolled back with the outer transaction
                record_refused(refused, act, self.name, row)
            raise

    def _attempt(self, row: Model, act: Act, inputs: Inputs) -> Model:
        try:
            with transaction.atomic(), _inside_a_verb(act):
                return self._perform_once(row, act, inputs)
        except IntegrityError as error:
            # a constraint or guard said no where the rules did not: two people at once, or a rule that is missing
            log.warning("%s on %s %s: %s", self.name, row._meta.label, row.pk, error)
            message = _("This contradicts what is already recorded. Open the page again.")
            raise TransitionRefused("conflict", message) from error

    def _perform_once(self, row: Model, act: Act, inputs: Inputs) -> Model:
        if not act.key:
            return self._perform(row, act, inputs)
        body = operations.body_hash(self.name, row, inputs)
        earlier = operations.claim(act.key, self.name, act.user.pk if act.user else None, body)
        if earlier is not None:
            return earlier
        result = self._perform(row, act, inputs)
        operations.keep(act.key, result)
        return result

    def _perform(self, row: Model, act: Act, inputs: Inputs) -> Model:
        locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
        call = Call(act, self._capacity(locked, act))
        self._check(locked, act, inputs, call)
        before = audit.snapshot(locked)
        result = self.body(locked, call, **inputs) or locked
        if self.transition.target:
            locked.status = self.transition.target  # type: ignore[attr-defined]
        self._save(locked, before, result)
        self._record(result, locked, before, call)
        return result

    def _capacity(self, locked: Model, act: Act) -> Capacity | None:
        return require_capacity(act.user, self.name, locked, act.on) if act.user else None

    def _check(self, locked: Model, act: Act, inputs: Inputs, call: Call) -> None:
        if act.row_version is not None and act.row_version != version_of(locked):
            raise StaleRow(locked, act.row_version)
        if not self.possible(locked):
            raise wrong_status(self.transition.label, locked)
        if self.transition.by_two and act.user is not None and not act.agreed:
            raise TransitionRefused("two_people", _("This holds once a second person confirms it: propose it first."))
        if self.transition.signed and act.user is not None and not act.confirmed:
            raise StepUpNeeded
        if self.transition.reason and not act.reason.strip():
            raise TransitionRefused("reason_needed", _("Give the reason."))
        call.warnings = self.judge(locked, act, inputs)

    def possible(self, row: Model) -> bool:
        """Whether the status of the row admits it."""
        return not self.transition.sources or status_of(row) in self.transition.sources

    def makers(self, row: Model) -> set[int]:
        """The persons who may not take the step on the row, having made what it checks."""
        return {person for lookup in self.transition.not_by if (person := _person(row, lookup))}

    def judge(self, row: Model, act: Act, inputs: Inputs) -> list[Problem]:
        """The warnings of its rules. They lock what they read: only inside a transaction.

        Raises TransitionRefused when a rule fails, a warning stands without a reason, or one about what was typed has
        not been seen: a reason that was written before is none for it.
        """
        problems = [p for rule in self.rules for p in rule(row, act, inputs)]
        warnings = [p for p in problems if p.severity is Severity.WARN]
        failed = [p for p in problems if p.severity is Severity.FAIL]
        if failed:
            raise TransitionRefused(failed[0].code, "", failed)
        unseen = act.seen is not None and any(w.field and w.mark not in act.seen for w in warnings)
        if warnings and (unseen or not act.reason):
            asked = _("A warning stands: give your reason.")
            again = _("A warning stands: read it, and send once more with your reason for it.")
            raise TransitionRefused("reason_for_warning", again if act.reason else asked, warnings)
        return warnings

    def _save(self, locked: Model, before: audit.Columns, about: Model) -> None:
        """Save changed columns; the condition on row_version makes a lost update impossible even without the lock.

        A step of a workflow is a change of its row also when it wrote only what belongs to the row (the lines of a
        list, the person behind an employee), so that nobody signs over lines he has not seen. A step that gives
        another row (a month of a contract), and a write on a parent, count only when they change the row itself.
        """
        _old, changed = audit.changes(before, audit.snapshot(locked))
        if not changed and not (self.is_step and about is locked):
            return
        version = version_of(locked)
        locked.row_version = version + 1  # type: ignore[attr-defined]
        columns = {f.attname: f.pre_save(locked, add=False) for f in locked._meta.concrete_fields if not f.primary_key}
        if not type(locked)._base_manager.filter(pk=locked.pk, row_version=version).update(**columns):
            raise StaleRow(locked, version)

    def _record(self, about: Model, locked: Model, before: audit.Columns, call: Call) -> None:
        old, new = audit.changes(before, audit.snapshot(locked))
        if about is not locked and type(about) is not type(locked):
            old, new = {}, {} if self.transition.removes else audit.snapshot(about)
        if call.warnings:
            call.note(warnings=[str(w.code) for w in call.warnings])
        actor = _actor_columns(call.act, call.capacity or "system")
        shared: audit.Columns = {"outcome": AuditEvent.Outcome.DONE, "verb": self.name, **actor}
        told = [(about, old, new | call.notes), *((row, {}, facts) for row, facts in call.others)]
        columns = [{**shared, **_object_columns(row), "before": was, "after": now} for row, was, now in told]
        event = audit.append_all(policy.chain(about), columns)[0]
        if touched := _inside.get():
            touched.rows += [row for row, _was, _now in told]
            touched.event = event


@contextmanager
def _inside_a_verb(act: Act) -> Iterator[None]:
    """What verbs inside the outermost one touch is looked at together, at its end and within its transaction."""
    if _inside.get() is not None:
        yield
        return
    touched = watching.Touched()
    token = _inside.set(touched)
    try:
        yield
        watching.look(touched, act)
    finally:
        _inside.reset(token)


def _object_columns(row: Model) -> dict[str, str]:
    return {"object_type": row._meta.label, "object_id": str(row.pk)}


def _actor_columns(act: Act, capacity: Capacity | str | None) -> dict[str, object]:
    return {
        "at": act.at, "business_day": act.on, "reason": act.reason, "source": act.source, "user": act.user,
        "capacity": str(capacity or ""), "on_behalf_of_id": getattr(capacity, "principal_id", None),
    }  # fmt: skip


def record_refused(refused: Refused, act: Act, verb: str, row: Model | None) -> None:
    """The one event of a refused attempt, in its own transaction. Does nothing if it was already written.

    It names the capacity in which the attempt was most likely made, and through it the principal of a delegate.
    """
    if refused.recorded:
        return
    refused.recorded = True
    capacity = policy.likely_capacity(act.user, verb, row, act.on) if act.user else None
    inner = {"refused_by": refused.verb} if refused.verb not in ("", verb) else {}
    named = _object_columns(row) if row is not None and row.pk else {
        "object_type": getattr(refused, "object_type", ""), "object_id": getattr(refused, "object_id", ""),
    }  # fmt: skip
    chain = policy.chain(row) if row is not None else policy.chain_of_user(act.user)
    audit.append_alone(
        chain, outcome=AuditEvent.Outcome.REFUSED, verb=verb, **named, **_actor_columns(act, capacity),
        after={"code": refused.code, "problems": [p.code for p in refused.problems], **inner, **refused.notes},
    )  # fmt: skip


def record(verb: str, act: Act, row: Model, capacity: Capacity | None = None, **facts: object) -> None:
    """An event that changes nothing else: an export, a read of a masked field; a sign-in, which is in no capacity."""
    audit.append_alone(
        policy.chain(row), outcome=AuditEvent.Outcome.DONE, verb=verb, after=facts,
        **_object_columns(row), **_actor_columns(act, capacity),
    )  # fmt: skip
