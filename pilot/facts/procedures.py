"""Procedures, their published limits and the agencies' sets: from rows of procedures.yaml to columns."""

import re
from collections.abc import Iterable

from pilot.facts.reading import Columns, Facts, WrittenFact
from pilot.platform.vietnamese import search_key
from pilot.programme import models as m


def service_fields(facts: Facts) -> Iterable[WrittenFact]:
    first = {row.left.get("field"): row for row in reversed(facts["procedures"])}
    return [first[name].derived("service_fields", name) for name in sorted(filter(None, first))]


def service_field(row: WrittenFact) -> Columns:
    return {"name": row.code, "search_key": search_key(row.code)}


def procedure(row: WrittenFact) -> Columns:
    name = row.need("name")
    return {
        "code": row.need("code"),
        "name": name,
        "field_id": row.ref("field", "service_fields"),
        "level": row.need("level"),
        "illustrative": row.take("illustrative", False),
        **row.cited(confidence="outside"),
    }


PORTAL = {"sec": "Cổng Dịch vụ công quốc gia, 20/7/2026"}
CHANNELS = m.ProcedureChannelLimit.Channel.values
LIMIT_UNITS = {"nlv": "working_day", "ng": "day", "*": "unknown"}


def channel_limits(facts: Facts) -> Iterable[WrittenFact]:
    """Each published edition: a row per procedure and channel, in the order of CHANNELS."""
    for edition in facts["channel_limits"]:
        limits, first, last = edition.need("limits"), edition.need("valid_from"), edition.take("valid_to")
        common = {"source": edition.need("source"), "valid_from": first, "valid_to": last}
        edition.refuse_rest()
        for code, text in limits.items():
            parts = text.split(" / ")
            if len(parts) != len(CHANNELS):
                raise edition.error(f"{code}: {text}: three limits are expected")
            for channel, limit in zip(CHANNELS, parts, strict=True):
                own = {"procedure": code, "channel": channel, "limit": limit}
                yield edition.derived("channel_limits", f"{code} {channel} {first}", **own, **common)


def channel_limit(row: WrittenFact) -> Columns:
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


def procedure_set(row: WrittenFact) -> Columns:
    row.take("procedures")  # procedure_set_entries
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "agency_id": row.ref("agency", "agencies"),
        "coverage": row.take("coverage"),
        "planned_count": row.take("planned_count"),
        **row.cited(),
    }


PROPOSED = "Đề xuất từ danh mục quốc gia, chờ cơ quan xác nhận: tài liệu không liệt kê thủ tục này trong bộ TTHC."
GUESSED = "Minh họa: tài liệu không liệt kê thủ tục này trong bộ TTHC của cơ quan."


def procedure_set_entries(facts: Facts) -> Iterable[WrittenFact]:
    """The plan names whole sets, no procedure of them: an entry is proposed from the catalogue, or illustrative."""
    catalogue = {row.code: row for row in facts["procedures"]}
    for row in facts["procedure_sets"]:
        for code in row.left.get("procedures", []):
            guess = code in catalogue and catalogue[code].left.get("illustrative", False)
            said = {"illustrative": True, "note": GUESSED} if guess else {"note": PROPOSED, "src": PORTAL}
            whose = {"pilot": row.left.get("pilot"), "procedure_set": row.code}
            yield row.derived("procedure_set_entries", f"{row.code} {code}", procedure=code, **whose, **said)


def procedure_set_entry(row: WrittenFact) -> Columns:
    return {
        "pilot_id": row.ref("pilot", "pilots"),
        "procedure_set_id": row.ref("procedure_set", "procedure_sets"),
        "procedure_id": row.ref("procedure", "procedures"),
        "illustrative": row.take("illustrative", False),
        "valid_from": None,
        **row.cited(confidence="outside"),
    }
