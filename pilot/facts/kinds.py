"""One function per kind of fact: from a row of a file to columns of its model. KINDS is the loading order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models

from pilot.facts.reading import Row
from pilot.kernel.audit import json_ready
from pilot.models import (
    AdminLevel,
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    Inconsistency,
    LegalDocument,
    Parameter,
    Participation,
    Phase,
    Pilot,
    Procedure,
    ProcedureChannelLimit,
    ProcedureSet,
    ProcedureSetEntry,
    ReferencePlan,
    ServiceField,
    Site,
    SourceDocument,
)
from pilot.steering.models import PlanTask, ReportSchedule, Target
from pilot.vietnamese import search_key

Columns = dict[str, Any]
Facts = dict[str, list[Row]]


@dataclass(frozen=True)
class Kind:
    """A kind of fact: its model, the columns that name a row, how rows map and where they come from."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: Callable[[Row], Columns]
    rows: Callable[[Facts], Iterable[Row]] | None = None  # None: the rows of this name in the files
    by_level: bool = False  # rows refer to rows of the level above
    aside: Callable[[list[Columns]], str] = lambda rows: ""

    def batches(self, facts: Facts) -> list[list[Row]]:
        """The rows in groups that may refer to the groups before."""
        rows = list(self.rows(facts) if self.rows else facts[self.name])
        if not self.by_level:
            return [rows]
        levels = AdminLevel.values

        def depth(row: Row) -> int:
            level = row.left.get("level")
            return levels.index(level) if level in levels else len(levels)

        return [list(group) for _, group in groupby(sorted(rows, key=depth), key=depth)]


# --- the documents --------------------------------------------------------------------------------


def source_document(row: Row) -> Columns:
    return {
        "code": row.code,
        "province": row.need("province"),
        "issuer": row.text("issuer"),
        "number": row.take("number"),
        "number_as_printed": row.text("number_as_printed"),
        "date": row.take("date"),
        "date_partial": row.text("date_partial"),
        "doc_type": row.need("type"),
        "title": row.need("title"),
        "recipients": row.take("recipients", []),
    }


def legal_document(row: Row) -> Columns:
    citations = row.need("citations")
    row.left["src"] = citations[0]
    return {
        "code": row.code,
        "number": row.take("number"),
        "doc_type": row.need("type"),
        "date": row.need("date"),
        "issuer": row.need("issuer"),
        "issuer_as_printed": row.text("issuer_as_printed"),
        "subject": row.need("subject"),
        "aliases": row.take("aliases", []),
        "citations": citations,
        "content_known": row.take("content_known", True),
        **row.cited(),
    }


def reference_plan(row: Row) -> Columns:
    return {"code": row.code, "source_id": row.refs["source_documents", row.code], "name": row.need("name")}


# --- the programme --------------------------------------------------------------------------------


def pilot(row: Row) -> Columns:
    return {
        "code": row.code,
        "province": row.need("province"),
        "title": row.text("title"),
        "scheme_document_id": row.ref("scheme_document", "documents"),
        "coordination_regulation_id": row.ref("coordination_regulation", "documents"),
        "principle_agreed_on": row.take("principle_agreed_on"),
        "purposes": row.take("purposes", []),
        **row.cited(),
    }


def phase(row: Row) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        **row.period(),
        **row.cited(),
    }


def admin_unit(row: Row) -> Columns:
    return {
        "code": row.need("code"),
        "name": row.need("name"),
        "level": row.need("level"),
        "parent_id": row.ref("parent", "admin_units"),
        **row.period(),
        **row.cited(confidence="outside"),
    }


def succession(row: Row) -> Columns:
    return {
        "old_id": row.ref("old", "admin_units"),
        "new_id": row.ref("new", "admin_units"),
        "day": row.need("day"),
        "kind": row.need("kind"),
        "resolution": row.text("resolution"),
        **row.cited(confidence="outside"),
    }


def agency(row: Row) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        "kind": row.need("kind"),
        "level": row.need("level"),
        "parent_id": row.ref("parent", "agencies"),
        "admin_unit_id": row.ref("unit", "admin_units"),
        "standing_body": row.take("standing_body", False),
        "unconfirmed": row.take("unconfirmed", False),
        "withdrawal_rule": row.take("withdrawal", Agency.WithdrawalRule.ROUTE.value),
        **row.cited(),
    }


def site(row: Row) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        "level": row.need("level"),
        "agency_id": row.ref("agency", "agencies"),
        "parent_agency_id": row.ref("parent", "agencies"),
        "admin_unit_id": row.ref("unit", "admin_units"),
        "pilot_form": row.take("form"),
        "status": row.take("status", Site.Status.ACTIVE.value),
        "facility_note": row.text("facility_note"),
        **row.between("facility_from", "facility_to"),
        "aliases": row.take("aliases", []),
        **row.cited(),
    }


def participation(row: Row) -> Columns:
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "agency_id": row.ref("agency", "agencies"),
        "site_id": row.ref("site", "sites"),
        "phase_id": row.ref("phase", "phases"),
        "pilot_form": row.take("form"),
        **row.cited(),
    }


# --- rules and open questions ---------------------------------------------------------------------


def rule(row: Row) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "key": row.need("key"),
        "value": json_ready(row.take("value")),
        "unit": row.text("unit"),
        "text": row.text("text"),
        "severity": row.text("severity"),
        "levels": row.take("levels", []),
        **row.period(),
        **row.cited(),
        "details": json_ready(row.rest()),
    }


def inconsistency(row: Row) -> Columns:
    row.take("pilots")  # inconsistency_pilots
    return {
        "code": row.code,
        "what": row.need("what"),
        "detail": row.text("detail"),
        "treatment": row.need("treatment"),
        "status": row.need("status"),
    }


def inconsistency_pilots(facts: Facts) -> Iterable[Row]:
    for row in facts["inconsistencies"]:
        for code in row.left.get("pilots", []):
            name = f"{row.code} {code}"
            yield row.derived("inconsistency_pilots", name, inconsistency=row.code, pilot=code)


def inconsistency_pilot(row: Row) -> Columns:
    return {
        "inconsistency_id": row.ref("inconsistency", "inconsistencies"),
        "pilot_id": row.ref("pilot", "pilots"),
    }


# --- plans ----------------------------------------------------------------------------------------


def target(row: Row) -> Columns:
    value = row.take("value")
    return {
        "code": row.code,
        "plan_id": row.ref("plan", "reference_plans"),
        "owner": row.need("owner"),
        "metric": row.need("metric"),
        "operator": row.need("operator"),
        "value": None if value is None else Decimal(value).quantize(Decimal("0.01")),
        "unit": row.text("unit"),
        "year": row.need("year"),
        "due": row.take("due"),
        "due_as_printed": row.text("due_as_printed"),
        "numerator": row.text("numerator"),
        "denominator": row.text("denominator"),
        "derived": row.take("derived", False),
        "ambiguity_id": row.ref("ambiguity", "inconsistencies"),
        **row.cited(),
    }


def plan_task(kind: str) -> Callable[[Row], Columns]:
    """A numbered task or another duty: the same columns."""

    def columns(row: Row) -> Columns:
        return {
            "code": row.code,
            "kind": kind,
            "plan_id": row.ref("plan", "reference_plans"),
            "group_heading": row.text("group"),
            "content": row.need("content"),
            "lead_unit": row.take("lead"),
            "coordinating_units": row.take("coord"),
            "output": row.text("output"),
            "time_as_printed": row.take("time"),
            "due_kind": row.take("due_kind"),
            "due": row.take("due"),
            **row.cited(),
        }

    return columns


def report(row: Row) -> Columns:
    return {
        "code": row.code,
        "plan_id": row.ref("plan", "reference_plans"),
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        "frequency": row.need("frequency"),
        "deadline": row.text("deadline"),
        "deadline_rule": row.take("deadline_rule"),
        "trigger": row.text("trigger"),
        "from_as_printed": row.text("from"),
        "to_as_printed": row.text("to"),
        "then_as_printed": row.text("then"),
        "variants": row.take("variants", []),
        **row.cited(),
    }


# --- procedures -----------------------------------------------------------------------------------


def service_fields(facts: Facts) -> Iterable[Row]:
    first = {row.left.get("field"): row for row in reversed(facts["procedures"])}
    return [row.derived("service_fields", name) for name, row in sorted(first.items(), key=str) if name]


def service_field(row: Row) -> Columns:
    return {"name": row.code, "search_key": search_key(row.code)}


def procedure(row: Row) -> Columns:
    name = row.need("name")
    return {
        "code": row.need("code"),
        "name": name,
        "field_id": row.ref("field", "service_fields"),
        "level": row.need("level"),
        "search_key": search_key(f"{row.code} {name}"),
        "illustrative": row.take("illustrative", False),
        **row.cited(confidence="outside"),
    }


CHANNELS = ProcedureChannelLimit.Channel.values
LIMIT_UNITS = {"nlv": "working_day", "ng": "day", "*": "unknown"}


def channel_limits(facts: Facts) -> Iterable[Row]:
    for edition in facts["channel_limits"]:
        left = edition.left
        for code, text in left["limits"].items():
            for channel, limit in zip(CHANNELS, text.split(" / "), strict=True):
                name = f"{code} {channel} {left['valid_from']}"
                yield edition.derived(
                    "channel_limits",
                    name,
                    procedure=code,
                    channel=channel,
                    limit=limit,
                    source=left["source"],
                    valid_from=left["valid_from"],
                    valid_to=left.get("valid_to"),
                )


def channel_limit(row: Row) -> Columns:
    limit = row.need("limit")
    number = re.fullmatch(r"(\d+) ?(nlv|ng|\*)", limit)
    if not number and limit not in ("?", "-"):
        raise row.error(f"{limit}: neither a limit nor ? nor -")
    return {
        "procedure_id": row.ref("procedure", "procedures"),
        "channel": row.need("channel"),
        "offered": limit != "-",
        "value": int(number[1]) if number else None,
        "unit": LIMIT_UNITS[number[2]] if number else None,
        "source_label": row.need("source"),
        **row.period(),
    }


def procedure_set(row: Row) -> Columns:
    row.take("procedures")  # procedure_set_entries
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "agency_id": row.ref("agency", "agencies"),
        "coverage": row.take("coverage"),
        "planned_count": row.take("planned_count"),
        **row.cited(),
    }


def procedure_set_entries(facts: Facts) -> Iterable[Row]:
    for row in facts["procedure_sets"]:
        for code in row.left.get("procedures", []):
            name = f"{row.code} {code}"
            whose = {"pilot": row.left["pilot"], "procedure_set": row.code}
            yield row.derived("procedure_set_entries", name, procedure=code, **whose)


def procedure_set_entry(row: Row) -> Columns:
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "procedure_set_id": row.ref("procedure_set", "procedure_sets"),
        "procedure_id": row.ref("procedure", "procedures"),
        "valid_from": None,
    }


def _count(column: str, value: Any, word: str) -> Callable[[list[Columns]], str]:
    return lambda rows: f" ({sum(r[column] == value for r in rows)} {word})"


# fmt: off
KINDS = [
    Kind("source_documents", SourceDocument, ("code",), source_document),
    Kind("documents", LegalDocument, ("code",), legal_document),
    Kind("pilots", Pilot, ("code",), pilot),
    Kind("phases", Phase, ("code",), phase),
    Kind("admin_units", AdminUnit, ("code", "valid_from"), admin_unit, by_level=True),
    Kind("successions", AdminUnitSuccession, ("old_id", "new_id"), succession),
    Kind("agencies", Agency, ("code",), agency, by_level=True),
    Kind("sites", Site, ("code",), site, aside=_count("status", "unconfirmed", "unconfirmed")),
    Kind("participations", Participation, ("site_id", "agency_id", "phase_id", "pilot_form"), participation),
    Kind("rules", Parameter, ("pilot_id", "code", "valid_from"), rule),
    Kind("inconsistencies", Inconsistency, ("code",), inconsistency),
    Kind("inconsistency_pilots", Inconsistency.pilots.through, ("inconsistency_id", "pilot_id"),
         inconsistency_pilot, rows=inconsistency_pilots),
    Kind("reference_plans", ReferencePlan, ("code",), reference_plan),
    Kind("targets", Target, ("code",), target),
    Kind("tasks", PlanTask, ("code",), plan_task("task")),
    Kind("duties", PlanTask, ("code",), plan_task("duty")),
    Kind("reports", ReportSchedule, ("code",), report),
    Kind("service_fields", ServiceField, ("search_key",), service_field, rows=service_fields),
    Kind("procedures", Procedure, ("code",), procedure, aside=_count("illustrative", True, "illustrative")),
    Kind("channel_limits", ProcedureChannelLimit, ("procedure_id", "channel", "valid_from"), channel_limit,
         rows=channel_limits),
    Kind("procedure_sets", ProcedureSet, ("agency_id",), procedure_set),
    Kind("procedure_set_entries", ProcedureSetEntry, ("procedure_set_id", "procedure_id", "valid_from"),
         procedure_set_entry, rows=procedure_set_entries),
]
# fmt: on
