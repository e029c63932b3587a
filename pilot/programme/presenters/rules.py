"""Rules of a pilot, put into words for a reader."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pilot.platform.kernel.types import Words
from pilot.platform.ui.shapes import Condition
from pilot.programme.models import Parameter, Pilot, User
from pilot.programme.models.thresholds import OWN
from pilot.programme.presenters.rule_words import DETAILS, GROUPS, KEYS, SEVERITIES, TITLES, UNITS, VALUES
from pilot.programme.selectors.rules import Names, in_force, names_of_codes, rules_seen, rules_to_come

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
    summary: bool  # the text is shortened, not the document's own words


def rule_choices() -> list[tuple[str, str]]:
    """Every rule that some pilot has, by code, with what it is about. One query."""
    known = Parameter.objects.exclude(Parameter.OWN).order_by("code").values_list("code", "key").distinct()
    return [(code, f"{code} – {TITLES.get(key, key)}") for code, key in known]


def threshold_choices() -> list[tuple[str, str]]:
    """Every threshold of our own, by code, with what it says and its default."""
    words = _("%(code)s – %(title)s (default: %(number)s)")
    said = [(one, {"code": one.code, "title": one.title, "number": one.said(one.default)}) for one in OWN]
    return [(one.code, words % texts) for one, texts in said]


def rule_groups(pilot: Pilot, user: User, on: dt.date, day: dt.date) -> list[tuple[str, list[RuleRow]]]:
    """The rules of `pilot` in force on `day`, by subject in the order of their codes. Two queries."""
    rules = list(rules_seen([pilot], user, on, day))
    names = names_of_codes(rules)
    rows = {rule.code: rule_row(rule, names) for rule in rules}
    grouped = [(str(title), [rows.pop(code) for code in codes if code in rows]) for title, codes in GROUPS]
    grouped.append((_("Other rules"), list(rows.values())))
    return [(title, found) for title, found in grouped if found]


def rules_coming(pilot: Pilot, user: User, on: dt.date, day: dt.date) -> list[RuleRow]:
    """What is decided already and begins after `day`. Two queries."""
    rules = list(rules_to_come(pilot, user, on, day))
    names = names_of_codes(rules)
    return [rule_row(rule, names) for rule in rules]


def rules_of_pilots(
    pilots: Iterable[Pilot], codes: Iterable[str], user: User, on: dt.date
) -> dict[tuple[int, str], RuleRow]:
    """(pilot, code) → the rule in words: those of `codes` that hold in these pilots on `on`. Two queries."""
    rules = list(rules_seen(pilots, user, on).filter(code__in=tuple(codes)))
    names = names_of_codes(rules)
    return {(rule.pilot_id, rule.code): rule_row(rule, names) for rule in rules}


def rule_row(rule: Parameter, names: Names) -> RuleRow:
    """One rule in words; codes of agencies, sites and documents are given by name."""
    rest = dict(rule.details or {})
    question, summary = str(rest.pop("ambiguity", "") or ""), bool(rest.pop("summary", False))
    if rule.assumed:  # the question is about the other pilot's documents
        question = ""
    details = [(_label(key), words(value, names)) for key, value in rest.items()]
    return RuleRow(
        rule, str(TITLES.get(rule.key, rule.key)), value_in_words(rule, names),
        [(label, text) for label, text in details if text], SEVERITIES.get(rule.severity), question, summary,
    )  # fmt: skip


def value_in_words(rule: Parameter, names: Names) -> str:
    """The value with its unit: {min: 1, max: 3} → "from 1 to 3 fields per employee"; empty when there is none."""
    if rule.value is True:
        return _("required")
    text = words(rule.value, names)
    return f"{text} {UNITS.get(rule.unit, rule.unit)}".strip() if text else ""


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


def has_staffing_rules(groups: Iterable[tuple[str, list[RuleRow]]], codes: Iterable[str]) -> bool:
    """Whether any of `codes` is among the rules shown."""
    wanted = set(codes)
    return any(row.rule.code in wanted for _title, rows in groups for row in rows)


def applied(pilot_id: int, on: dt.date, *codes: str) -> list[Condition]:
    """The rules a page stands on, each with value and source; one without a rule says so. One query."""
    found = in_force(pilot_id, on, *codes)
    return [_line(code, found.get(code)) for code in codes]


def _line(code: str, found: Parameter | None) -> Condition:
    title = f"{code}: {TITLES[KEYS[code]]}"
    if found is None:
        return Condition("idle", title, lines=[_("This rule is not applied here.")])
    words = value_in_words(found, {}) if isinstance(found.value, dict) else ""
    return Condition(
        "pass", title, found.place, lines=[words] if words else [], assumed=found.assumed, cited=found.source,
        section=found.source_section,
    )  # fmt: skip
