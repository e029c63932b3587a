"""One function per kind of fact, from a row of a file to columns of its model; KINDS is the order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Model

from pilot.facts import procedures as p
from pilot.facts.reading import Columns, Facts, WrittenFact
from pilot.platform.kernel.audit import json_ready
from pilot.programme import models as m
from pilot.steering import models as steering


@dataclass(frozen=True)
class Kind:
    """A kind of fact: its model, the columns that name a row, how rows map and where they come from."""

    name: str
    model: type[Model]
    key: tuple[str, ...]
    columns: Callable[[WrittenFact], Columns]
    rows: Callable[[Facts], Iterable[WrittenFact]] | None = None  # None: the rows of this name in the files
    by_level: bool = False  # rows refer to rows of the level above
    aside: Callable[[list[Columns]], str] = lambda rows: ""

    def batches(self, facts: Facts) -> list[list[WrittenFact]]:
        """The rows in groups that may refer to the groups before."""
        rows = list(self.rows(facts) if self.rows else facts[self.name])
        if not self.by_level:
            return [rows]
        levels = m.AdminLevel.values

        def depth(row: WrittenFact) -> int:
            level = row.left.get("level")
            return levels.index(level) if level in levels else len(levels)

        return [list(group) for _, group in groupby(sorted(rows, key=depth), key=depth)]


# --- the documents --------------------------------------------------------------------------------


def source_document(row: WrittenFact) -> Columns:
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
        "recipients_line": row.take("recipients_line"),
        "signer": row.take("signer", {}),
        "author": row.text("author"),
        "drafter_mark": row.text("drafter_mark"),
        "printed_sections": row.take("printed_sections", []),
    }


def legal_document(row: WrittenFact) -> Columns:
    """With its first citation as its place; a law that no document here cites has none."""
    citations = row.take("citations", [])
    row.left["src"] = citations[0] if citations else {}
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
        "topic": row.text("topic"),
        **row.period(),
        **row.cited(),
    }


def law(row: WrittenFact) -> Columns:
    return legal_document(row) | {"confidence": "outside"}


def reference_plan(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "source_id": row.refs["source_documents", row.code],
        "agency_id": row.ref("agency", "agencies"),
        "name": row.need("name"),
    }


# --- the programme --------------------------------------------------------------------------------


def pilot(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "province": row.need("province"),
        "title": row.text("title"),
        "scheme_document_id": row.ref("scheme_document", "documents"),
        "coordination_regulation_id": row.ref("coordination_regulation", "documents"),
        "principle_agreed_on": row.take("principle_agreed_on"),
        "purposes": [_purpose(row, purpose) for purpose in row.take("purposes", [])],
        **row.cited(),
    }


def _purpose(row: WrittenFact, purpose: dict[str, object]) -> dict[str, object]:
    """A purpose in the words of the document, with its own place."""
    place = row.derived("purposes", row.code, **purpose)
    found = {"text": place.need("text"), "doc": place.need("doc"), "sec": place.text("sec"), "line": place.need("line")}
    place.refuse_rest()
    return found


def phase(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        **row.period(),
        **row.cited(),
    }


def admin_unit(row: WrittenFact) -> Columns:
    return {
        "code": row.need("code"),
        "name": row.need("name"),
        "level": row.need("level"),
        "parent_id": row.ref("parent", "admin_units"),
        "pilot_id": row.ref("pilot", "pilots"),
        **row.period(),
        **row.cited(confidence="outside"),
    }


def succession(row: WrittenFact) -> Columns:
    return {
        "old_id": row.ref("old", "admin_units"),
        "new_id": row.ref("new", "admin_units"),
        "day": row.need("day"),
        "kind": row.need("kind"),
        "resolution": row.text("resolution"),
        **row.cited(confidence="outside"),
    }


def agency(row: WrittenFact) -> Columns:
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
        "withdrawal_rule": row.take("withdrawal", m.Agency.WithdrawalRule.ROUTE.value),
        **row.cited(),
    }


def site(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "name": row.need("name"),
        "level": row.need("level"),
        "agency_id": row.ref("agency", "agencies"),
        "parent_agency_id": row.ref("parent", "agencies"),
        "admin_unit_id": row.ref("unit", "admin_units"),
        "pilot_form": row.take("form"),
        "status": row.take("status", m.Site.Status.ACTIVE.value),
        "facility_note": row.text("facility_note"),
        **row.between("facility_from", "facility_to"),
        "aliases": row.take("aliases", []),
        **row.cited(),
    }


def participation(row: WrittenFact) -> Columns:
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "agency_id": row.ref("agency", "agencies"),
        "site_id": row.ref("site", "sites"),
        "phase_id": row.ref("phase", "phases"),
        "pilot_form": row.take("form"),
        **row.cited(),
    }


# --- rules and open questions ---------------------------------------------------------------------


def rule(row: WrittenFact) -> Columns:
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


def inconsistency(row: WrittenFact) -> Columns:
    row.take("pilots")  # inconsistency_pilots
    return {
        "code": row.code,
        "what": row.need("what"),
        "detail": row.text("detail"),
        "treatment": row.need("treatment"),
        "status": row.need("status"),
        "answers": row.take("answers", []),
    }


def inconsistency_pilots(facts: Facts) -> Iterable[WrittenFact]:
    for row in facts["inconsistencies"]:
        for code in row.left.get("pilots", []):
            name = f"{row.code} {code}"
            yield row.derived("inconsistency_pilots", name, inconsistency=row.code, pilot=code)


def inconsistency_pilot(row: WrittenFact) -> Columns:
    return {
        "inconsistency_id": row.ref("inconsistency", "inconsistencies"),
        "pilot_id": row.ref("pilot", "pilots"),
    }


# --- plans ----------------------------------------------------------------------------------------


def target(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "plan_id": row.ref("plan", "reference_plans"),
        "owner": row.need("owner"),
        "metric": row.need("metric"),
        "operator": row.need("operator"),
        "value": _two_places(row.take("value")),
        "unit": row.text("unit"),
        "year": row.take("year"),
        "last_year": row.take("last_year"),
        "due": row.take("due"),
        "due_as_printed": row.text("due_as_printed"),
        "numerator": row.text("numerator"),
        "denominator": row.text("denominator"),
        "derived": row.take("derived", False),
        "ambiguity_id": row.ref("ambiguity", "inconsistencies"),
        **row.cited(),
    }


def _two_places(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))


def figure(row: WrittenFact) -> Columns:
    return {
        "code": row.code,
        "pilot_id": row.ref("pilot", "pilots"),
        "what": row.need("what"),
        "value": _two_places(row.need("value")),
        "unit": row.need("unit"),
        **row.cited(),
    }


def plan_task(kind: str) -> Callable[[WrittenFact], Columns]:
    """A numbered task or another duty: the same columns."""

    def columns(row: WrittenFact) -> Columns:
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


def report(row: WrittenFact) -> Columns:
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


# --- the table --------------------------------------------------------------------------------------


def _count(column: str, value: object, word: str) -> Callable[[list[Columns]], str]:
    return lambda rows: f" ({sum(r[column] == value for r in rows)} {word})"


# fmt: off
KINDS = [
    Kind("source_documents", m.SourceDocument, ("code",), source_document),
    Kind("documents", m.LegalDocument, ("code",), legal_document),
    Kind("laws", m.LegalDocument, ("code",), law),
    Kind("pilots", m.Pilot, ("code",), pilot),
    Kind("phases", m.Phase, ("code",), phase),
    Kind("admin_units", m.AdminUnit, ("code", "valid_from"), admin_unit, by_level=True),
    Kind("successions", m.AdminUnitSuccession, ("old_id", "new_id"), succession),
    Kind("agencies", m.Agency, ("code",), agency, by_level=True),
    Kind("sites", m.Site, ("code",), site, aside=_count("status", "unconfirmed", "unconfirmed")),
    Kind("participations", m.Participation, ("site_id", "agency_id", "phase_id", "pilot_form"),
         participation),
    Kind("rules", m.Parameter, ("pilot_id", "code", "valid_from"), rule),
    Kind("inconsistencies", m.Inconsistency, ("code",), inconsistency),
    Kind("inconsistency_pilots", m.Inconsistency.pilots.through, ("inconsistency_id", "pilot_id"),
         inconsistency_pilot, rows=inconsistency_pilots),
    Kind("reference_plans", m.ReferencePlan, ("code",), reference_plan),
    Kind("targets", steering.Target, ("code",), target),
    Kind("tasks", steering.PlanTask, ("code",), plan_task("task")),
    Kind("duties", steering.PlanTask, ("code",), plan_task("duty")),
    Kind("reports", steering.ReportSchedule, ("code",), report),
    Kind("figures", steering.StatedFigure, ("code",), figure),
    Kind("service_fields", m.ServiceField, ("search_key",), p.service_field, rows=p.service_fields),
    Kind("procedures", m.Procedure, ("code",), p.procedure,
         aside=_count("illustrative", True, "illustrative")),
    Kind("channel_limits", m.ProcedureChannelLimit, ("procedure_id", "channel", "valid_from"),
         p.channel_limit, rows=p.channel_limits),
    Kind("procedure_sets", m.ProcedureSet, ("agency_id",), p.procedure_set),
    Kind("procedure_set_entries", m.ProcedureSetEntry, ("procedure_set_id", "procedure_id", "valid_from"),
         p.procedure_set_entry, rows=p.procedure_set_entries),
]
# fmt: on
