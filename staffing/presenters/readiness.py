"""The conditions of a withdrawal as a page lists them."""

from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.ui import shapes
from pilot.programme.models import CounterPost
from staffing.readiness import CONDITIONS, Evidence, Kept


def shown(kept: list[Kept], post: CounterPost, asked: Mapping[str, str] | None = None) -> list[shapes.Condition]:
    """Frozen or fresh findings as a page lists them, each with the way to its evidence and, by id, whom to ask."""
    evidence = {condition.id: condition.evidence for condition in CONDITIONS}
    return [_line(line, evidence.get(line["id"]), post, (asked or {}).get(line["id"], "")) for line in kept]


def _line(kept: Kept, evidence: Evidence | None, post: CounterPost, asked: str) -> shapes.Condition:
    source = " · ".join(filter(None, (kept["rule"], kept["source"])))
    lines = [*kept["facts"], *([_("Ask %(who)s.") % {"who": asked}] if asked else [])]
    line = shapes.Condition(kept["state"], kept["message"], source, lines=lines, assumed=kept.get("assumed", False))
    if evidence is None:  # a condition of former days
        return line
    return replace(line, url=reverse(evidence.address, args=evidence.args(post)), link=str(evidence.label))
