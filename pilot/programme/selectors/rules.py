"""Rules of a pilot and open questions of the documents."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, TextField
from django.db.models.functions import Coalesce

from pilot.programme.models import Agency, Inconsistency, LegalDocument, Parameter, Pilot, Site, SourceDocument, User

UNSTATED = "not_stated"  # the body of an adopted rule for which the pilot has no counterpart
Names = dict[str, str]
CODE = re.compile(r"\b(?:[A-Z0-9]{2,20}-[A-Z0-9-]+|D[0-9]{2})\b")


def codes_between(*ranges: tuple[int, int]) -> tuple[str, ...]:
    """The codes of the rules from each first to its last number."""
    return tuple(f"R{n:02}" for first, last in ranges for n in range(first, last + 1))


STAFFING = frozenset(codes_between((1, 14), (17, 20)))  # to staff counters and withdraw civil servants


def rules_seen(pilots: Iterable[Pilot], user: User, on: dt.date, day: dt.date | None = None) -> QuerySet[Parameter]:
    """The rules of these pilots that hold on `day`, by itself `on`, with their source."""
    rules = Parameter.objects.visible_to(user, on).as_at(day or on)
    return rules.filter(pilot__in=list(pilots)).exclude(Parameter.OWN).select_related("source")


def rules_to_come(pilot: Pilot, user: User, on: dt.date, day: dt.date) -> QuerySet[Parameter]:
    """The rules of the pilot that begin after `day`, in the order of their days. One query."""
    rules = Parameter.objects.visible_to(user, on).filter(pilot=pilot, valid_from__gt=day).exclude(Parameter.OWN)
    return rules.order_by("valid_from", "code")


def names_of_codes(rules: Iterable[Parameter]) -> Names:
    """Names of the agencies, sites and documents that these rules name by code. One query.

    Not scoped: whoever sees a rule may read the names that stand in it, also in one taken over from another
    pilot.
    """
    codes = set(CODE.findall(str([(rule.value, rule.details) for rule in rules])))
    agencies = Agency.objects.filter(code__in=codes).order_by().values_list("code", "name")
    sites = Site.objects.filter(code__in=codes).order_by().values_list("code", "name")
    number = Coalesce("number", "subject", output_field=TextField())
    documents = LegalDocument.objects.filter(code__in=codes).order_by().annotate(name=number)
    return dict(agencies.union(sites, documents.values_list("code", "name")))


# --- rules that a page or a verb rests on ----------------------------------------------------------


def in_force(pilot_id: int, on: dt.date, *codes: str) -> dict[str, Parameter]:
    """The pilot's rules of these codes that hold on `on`. One query."""
    rows = Parameter.objects.as_at(on).filter(pilot=pilot_id, code__in=codes)
    return {row.code: row for row in rows.select_related("source")}


def labels(pilot_id: int, on: dt.date, *codes: str) -> str:
    """ "R08, R09, giả định": the codes as a refusal names them, whatever the pilot has of them. One query."""
    found = in_force(pilot_id, on, *codes)
    return ", ".join(found[code].label if code in found else code for code in codes)


@dataclass
class Ground:
    """The rules of one pilot that a list stands on: `unstated` when there are none, else some of them `assumed`."""

    pilot: Pilot
    rules: list[Parameter]

    @property
    def unstated(self) -> bool:
        return not self.rules

    @property
    def assumed(self) -> list[Parameter]:
        return [rule for rule in self.rules if rule.assumed]

    @property
    def documents(self) -> list[SourceDocument]:
        """The documents of the other pilot that the assumed rules were taken from."""
        return list(dict.fromkeys(rule.source for rule in self.assumed if rule.source))


def grounds(user: User, on: dt.date, *codes: str) -> list[Ground]:
    """Pilots the user may see that have none of these rules on `on`, or have some by assumption: their lists say so."""
    pilots = list(Pilot.objects.visible_to(user, on))
    rules = Parameter.objects.as_at(on).filter(pilot__in=pilots, code__in=codes).select_related("source")
    having: dict[int, list[Parameter]] = defaultdict(list)
    for rule in rules.order_by("code", "valid_from"):
        having[rule.pilot_id].append(rule)
    found = [Ground(pilot, having[pilot.pk]) for pilot in pilots]
    return [ground for ground in found if ground.unstated or ground.assumed]


# --- open questions -------------------------------------------------------------------------------


def questions(user: User, on: dt.date, status: str = "", pilot: str = "", query: str = "") -> QuerySet[Inconsistency]:
    """Open questions and settled ones, by code; `query` is looked for in code and texts. Two queries."""
    rows = Inconsistency.objects.visible_to(user, on).prefetch_related("pilots").select_related("settled_by__person")
    if status:
        rows = rows.filter(status=status)
    if pilot:
        rows = rows.filter(pilots__code=pilot)
    if query:
        rows = rows.filter(what__icontains=query) | rows.filter(code__iexact=query)
    return rows.distinct()
