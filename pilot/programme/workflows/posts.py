"""Counter posts (vị trí tại quầy): entered, corrected, changed from a day on, closed.

Purpose: hand-over, cover, withdrawal and payment are all said of a post, so it is known from when to when there is one
and which fields are received there. Who acts: the agency whose post it is, or the secretariat. Source: each act names
its document; KH giai đoạn II, II.1 and II.2, lets each agency place its counters.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.removal import nothing_refers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, Transition, Workflow, write
from pilot.platform.periods import day_after
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, CounterPost, PostField, ServiceField, Site
from pilot.programme.rules import dated as days
from pilot.programme.rules.procedures import closed
from pilot.programme.workflows.acting import enters_illustrations
from pilot.programme.workflows.columns import end_row, set_columns

Problems = list[Problem]
POST = Workflow(
    "counter_post",
    _("Counter post"),
    [
        Transition("correct_post", (), None, _("Correct a typing error"), reason=True, corrects=True),
        Transition("change_post", (), None, _("Change from a day on")),
        Transition("close_post", (), None, _("Close the counter post")),
        Transition("remove_post", (), None, _("Entered by mistake: take it out"), reason=True, removes=True),
    ],
)


@dataclass(frozen=True)
class Loss:
    """What a post would lose: these fields, or the whole of it (`closes`), from a day on; None: as if it never was."""

    post: CounterPost
    from_day: dt.date | None
    fields: frozenset[int] = frozenset()
    closes: bool = False


Veto = Callable[[Loss], Problems]
VETOES: dict[str, Veto] = {}
FIELDS = ("pilot.PostField",)  # they go with their post


def register_veto(name: str, veto: Veto) -> None:
    """A higher app says what rests on the post (staffing: an open withdrawal; billing: a contract in force)."""
    VETOES[name] = veto


def _vetoed(loss: Loss) -> Problems:
    if not (loss.fields or loss.closes):
        return []
    return [problem for veto in VETOES.values() for problem in veto(loss)]


def rule_code_free(row: Agency | CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Two posts of one code could not be told apart in lists."""
    others = CounterPost.objects.filter(code_key=code_key(inputs.get("code", "")))
    if isinstance(row, CounterPost):
        others = others.exclude(pk=row.pk)
    if not inputs.get("code") or not others.exists():
        return []
    words = _("The code %(code)s is that of another counter post.")
    return [Problem("post_code_taken", words % {"code": inputs["code"]}, field="code")]


def rule_name_free(row: Agency | CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Two posts of one agency and name at one site could not be told apart by their people."""
    agency = row.pk if isinstance(row, Agency) else row.agency_id
    others = CounterPost.objects.as_at(act.on).filter(agency=agency, site=inputs["site"])
    if isinstance(row, CounterPost):
        others = others.exclude(pk=row.pk)
    if search_key(inputs["name"]) not in {search_key(name) for name in others.values_list("name", flat=True)}:
        return []
    words = _("The agency has a counter post “%(name)s” at this site already.")
    return [Problem("post_name_taken", words % {"name": inputs["name"]}, field="name")]


def rule_site_of_the_pilot(row: Agency | CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A post stands at a site of the same pilot that is one on its first day."""
    site: Site = inputs["site"]
    if site.pilot_id == row.pilot_id and site.period.contains(inputs["valid_from"] or act.on):
        return []
    return [Problem("other_site", _("This is no site of the pilot on that day."), field="site")]


def rule_receives_something(row: Agency | CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Only the management unit of a centre (R19) receives no field."""
    if inputs["fields"] or inputs["management"]:
        return []
    words = _("Choose the fields that are received at this post, or tick that it is the management unit.")
    return [Problem("no_fields", words, field="fields_")]


def rule_fields_in_use(row: Agency | CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A field that is closed is not begun anew; what a post receives it may go on receiving."""
    day = inputs.get("day") or act.on
    kept = {one.field_id for one in row.received.as_at(day)} if isinstance(row, CounterPost) else set()
    gone = [field for field in inputs["fields"] if field.pk not in kept and not field.period.contains(day)]
    return [closed(field.name, "fields_") for field in gone]


def rule_name_not_ahead(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Fields may change from a day to come; name and kind are written into the row and hold at once."""
    same = (post.name, post.management) == (inputs["name"], inputs["management"])
    return [] if same else days.rule_change_not_ahead(post, act, inputs)


def rule_nothing_rests_on_it(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """What was handed over, decided or billed for the post is not taken away from under it."""
    if "last_day" in inputs:
        return _vetoed(Loss(post, day_after(inputs["last_day"]), closes=True))
    moved = "site" in inputs and inputs["site"] != post.site
    received = _received(post, inputs.get("day", act.on))
    lost = {row.field_id for row in received} - {field.pk for field in inputs["fields"]}
    return _vetoed(Loss(post, inputs.get("day"), frozenset(lost), closes=moved))


def rule_changes_something(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """A change that changes nothing was meant otherwise."""
    fields = {row.field_id for row in _received(post, inputs["day"])}
    same = (post.name, post.management, fields)
    if same != (inputs["name"], inputs["management"], {field.pk for field in inputs["fields"]}):
        return []
    return [Problem("nothing_changes", _("Nothing differs from what is recorded."))]


def rule_last_change(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Changes are entered in the order of their days."""
    day = inputs["day"]
    if not post.received.filter(Q(valid_from__gt=day) | Q(valid_to__gt=day)).exists():
        return []
    words = _("The fields of this post change on a later day, too. Enter this one from that day on, or correct them.")
    return [Problem("later_change", words, field="day")]


ENTRY = (
    rule_code_free, rule_name_free, rule_site_of_the_pilot, rule_receives_something, rule_fields_in_use,
    days.rule_days_in_order,
)  # fmt: skip


@write("enter_post", rules=ENTRY, label=_("Enter a counter post"))
def enter_post(
    agency: Agency, call: Call, *, name: str, site: Site, fields: Collection[ServiceField], code: str = "",
    management: bool = False, valid_from: dt.date | None = None, valid_to: dt.date | None = None,
    legal_basis: str = "",
) -> CounterPost:  # fmt: skip
    """A post of the agency at the site, [valid_from, valid_to); without a code the next one is given.

    Raises TransitionRefused post_code_taken, post_name_taken, other_site, no_fields, before_beginning, field_closed.
    """
    post = CounterPost.objects.create(
        pilot=agency.pilot, agency=agency, site=site, name=name, code=code or next(next_codes(agency)),
        management=management, valid_from=valid_from, valid_to=valid_to, legal_basis=legal_basis,
        illustrative=enters_illustrations(call.act),
    )  # fmt: skip
    post.receives(fields)
    _note(call, fields=fields, from_day=valid_from)
    return post


def next_codes(agency: Agency) -> Iterator[str]:
    """The codes that the system gives to posts: HT-CX-Q1, HT-CX-Q2, … One query."""
    stem = f"{agency.code}-Q"
    codes = CounterPost.objects.filter(code__startswith=stem).values_list("code", flat=True)
    taken = [int(end) for code in codes if (end := code.removeprefix(stem)).isdecimal()]
    return (f"{stem}{number}" for number in count(max(taken, default=0) + 1))


@POST.verb("correct_post", rules=(*ENTRY, rule_nothing_rests_on_it))
def correct_post(post: CounterPost, call: Call, *, fields: Collection[ServiceField], **values: Any) -> None:
    """Put right what was typed wrong: name, code, site, fields, days; it counts as if it had always been so.

    Raises TransitionRefused as `enter_post`, and what rests on a field, on the site or on the post.
    """
    set_columns(post, values)
    received = _received(post, call.act.on)
    gone = [row.pk for row in received if row.field_id not in {field.pk for field in fields}]
    PostField.objects.filter(pk__in=gone).delete()
    post.receives(_new(fields, received))
    _note(call, fields=fields)


@POST.verb(
    "change_post",
    rules=(
        days.rule_change_within, rule_name_not_ahead, rule_receives_something, rule_fields_in_use,
        rule_changes_something, rule_nothing_rests_on_it, rule_last_change,
    ),
)  # fmt: skip
def change_post(
    post: CounterPost, call: Call, *, day: dt.date, name: str, fields: Collection[ServiceField], management: bool,
    legal_basis: str,
) -> None:  # fmt: skip
    """From `day` on other fields are received, or the post has another name; until then all stays as it was.

    Raises TransitionRefused day_outside, day_ahead (of a name), later_change, no_fields, nothing_changes, and what
    rests on a field.
    """
    set_columns(post, {"name": name, "management": management, "legal_basis": legal_basis})
    received = _received(post, day)
    for row in received:
        if row.field_id not in {field.pk for field in fields}:
            row.valid_to = day
            row.save()
    post.receives(_new(fields, received), day)
    _note(call, fields=fields, from_day=day, legal_basis=legal_basis)


@POST.verb("close_post", rules=(days.rule_closes_within, rule_nothing_rests_on_it))
def close_post(post: CounterPost, call: Call, *, last_day: dt.date, legal_basis: str) -> None:
    """The post is there until `last_day`, included.

    Raises TransitionRefused before_beginning, closed_already, and what rests on the post after that day.
    """
    end_row(post, call, last_day, legal_basis)


def rule_never_in_use(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """What was held, withdrawn or billed at the post was there: it is closed instead."""
    return nothing_refers(post, besides=FIELDS)


@POST.verb("remove_post", rules=(rule_never_in_use,))
def remove_post(post: CounterPost, call: Call) -> Agency:
    """Take out a post that never was one, with its fields; the event on its agency says which. Raises in_use."""
    _note(call, (row.field for row in post.received.select_related("field")), post=f"{post.code} {post.name}")
    PostField.objects.filter(post=post).delete()
    CounterPost.objects.filter(pk=post.pk).delete()
    return post.agency


def _received(post: CounterPost, day: dt.date) -> list[PostField]:
    """What is received at the post on the day, locked."""
    return list(post.received.as_at(day).select_for_update(of=("self",)))


def _new(fields: Iterable[ServiceField], received: Iterable[PostField]) -> list[ServiceField]:
    known = {row.field_id for row in received}
    return [field for field in fields if field.pk not in known]


def _note(call: Call, fields: Iterable[ServiceField], **facts: object) -> None:
    """What the event says beside the columns: the fields by name, and what is not empty of the rest."""
    call.note(fields=sorted(field.name for field in fields), **{name: fact for name, fact in facts.items() if fact})
