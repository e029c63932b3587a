"""Rules of a pilot and open questions of the documents, put into words for a reader."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, TextField
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from pilot.platform.kernel.types import Words
from pilot.platform.ui.shapes import Condition
from pilot.programme.models import Agency, Inconsistency, LegalDocument, Parameter, Pilot, Site, User
from pilot.programme.selectors.rule_words import DETAILS, GROUPS, KEYS, SEVERITIES, TITLES, VALUES

Names = dict[str, str]
ROMAN = ("", "I", "II", "III", "IV")


@dataclass
class RuleRow:
    """A rule for a reader: what it is about, its value and the rest of what the document says, in words."""

    rule: Parameter
    title: str
    value: str
    details: list[tuple[str, str]]
    severity: tuple[str, Words] | None
    question: str


def rule_groups(pilot: Pilot, user: User, on: dt.date) -> list[tuple[str, list[RuleRow]]]:
    """The rules of `pilot` in force on `on`, by subject in the order of their codes. Two queries."""
    rules = list(Parameter.objects.visible_to(user, on).as_at(on).filter(pilot=pilot).select_related("source"))
    names = names_of_codes(rules)
    rows = {rule.code: rule_row(rule, names) for rule in rules}
    grouped = [(str(title), [rows.pop(code) for code in codes if code in rows]) for title, codes in GROUPS]
    grouped.append((_("Other rules"), list(rows.values())))
    return [(title, found) for title, found in grouped if found]


def rules_of_pilots(
    pilots: Iterable[Pilot], codes: Iterable[str], user: User, on: dt.date
) -> dict[tuple[int, str], RuleRow]:
    """(pilot, code) → the rule in words: those of `codes` that hold in these pilots on `on`. Two queries."""
    seen = Parameter.objects.visible_to(user, on).as_at(on).filter(pilot__in=list(pilots), code__in=tuple(codes))
    rules = list(seen.select_related("source"))
    names = names_of_codes(rules)
    return {(rule.pilot_id, rule.code): rule_row(rule, names) for rule in rules}


def rule_row(rule: Parameter, names: Names) -> RuleRow:
    """One rule in words; codes of agencies, sites and documents are given by name."""
    rest = dict(rule.details or {})
    question = str(rest.pop("ambiguity", "") or "")
    if rule.assumed:  # the question is about the other pilot's documents
        question = ""
    details = [(_label(key), words(value, names)) for key, value in rest.items()]
    return RuleRow(
        rule, str(TITLES.get(rule.key, rule.key)), value_in_words(rule, names),
        [(label, text) for label, text in details if text], SEVERITIES.get(rule.severity), question,
    )  # fmt: skip


def value_in_words(rule: Parameter, names: Names) -> str:
    """The value with its unit: {min: 1, max: 3} → "from 1 to 3 fields per employee"; empty when there is none."""
    if rule.value is True:
        return _("required")
    text = words(rule.value, names)
    return f"{text} {rule.unit}".strip() if text else ""


def words(value: object, names: Names) -> str:
    """Any value of a rule as a reader reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _dict_words(value, names)
    if isinstance(value, list | tuple):
        return "; ".join(words(item, names) for item in value)
    return _plain(value, names)


def _dict_words(value: dict[str, object], names: Names) -> str:
    if value.keys() == {"min", "max"}:
        return _("from %(min)s to %(max)s") % value
    if value.keys() == {"floor", "target"}:
        return _("at least %(floor)s, aiming at %(target)s") % value
    if value.keys() == {"from", "to"}:
        return f"{_plain(value['from'], names)} – {_plain(value['to'], names)}"
    if value.keys() == {"quarter"}:
        year, quarter = str(value["quarter"]).split("-Q")
        return _("quarter %(quarter)s of %(year)s") % {"quarter": ROMAN[int(quarter)], "year": year}
    return "; ".join(f"{_label(key)}: {words(item, names)}" for key, item in value.items())


def _plain(value: object, names: Names) -> str:
    text = str(value)
    if text in names:
        return names[text]
    if text in VALUES:
        return str(VALUES[text])
    try:
        return f"{dt.date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _label(key: str) -> str:
    return str(DETAILS.get(key, key.replace("_", " ")))


CODE = re.compile(r"\b(?:[A-Z]{2}-[A-Z0-9-]+|D[0-9]{2})\b")


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


def has_staffing_rules(groups: Iterable[tuple[str, list[RuleRow]]], codes: Iterable[str]) -> bool:
    """Whether any of `codes` is among the rules shown."""
    wanted = set(codes)
    return any(row.rule.code in wanted for _title, rows in groups for row in rows)


# --- rules that a page or a verb rests on ----------------------------------------------------------


def in_force(pilot_id: int, on: dt.date, *codes: str) -> dict[str, Parameter]:
    """The pilot's rules of these codes that hold on `on`. One query."""
    rows = Parameter.objects.as_at(on).filter(pilot=pilot_id, code__in=codes)
    return {row.code: row for row in rows.select_related("source")}


def labels(pilot_id: int, on: dt.date, *codes: str) -> str:
    """ "R08, R09, giả định": the codes as a refusal names them, whatever the pilot has of them. One query."""
    found = in_force(pilot_id, on, *codes)
    return ", ".join(found[code].label if code in found else code for code in codes)


def applied(pilot_id: int, on: dt.date, *codes: str) -> list[Condition]:
    """The rules a page stands on, each with value and source; one without a rule says so. One query."""
    found = in_force(pilot_id, on, *codes)
    return [_line(code, found.get(code)) for code in codes]


def _line(code: str, found: Parameter | None) -> Condition:
    title = f"{code}: {TITLES[KEYS[code]]}"
    if found is None:
        return Condition("idle", title, lines=[_("This rule is not applied here.")])
    words = value_in_words(found, {}) if isinstance(found.value, dict) else ""
    return Condition("pass", title, found.place, lines=[words] if words else [], assumed=found.assumed)


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
    def documents(self) -> str:
        """The documents of the other pilot that the assumed rules were taken from."""
        return "; ".join(dict.fromkeys(str(rule.source) for rule in self.assumed if rule.source))


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


QUESTION_STATES = {
    Inconsistency.Status.OPEN: "warn",
    Inconsistency.Status.BY_TREATMENT: "idle",
    Inconsistency.Status.SETTLED: "pass",
}
