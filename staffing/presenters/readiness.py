"""The conditions of a withdrawal as a page lists them."""

from dataclasses import replace

from django.urls import reverse

from pilot.platform.ui import shapes
from pilot.programme.models import CounterPost
from staffing.readiness import CONDITIONS, Evidence, Kept


def shown(kept: list[Kept], post: CounterPost) -> list[shapes.Condition]:
    """Frozen or fresh findings as a page lists them, each with the way to its evidence."""
    evidence = {condition.id: condition.evidence for condition in CONDITIONS}
    return [_line(line, evidence.get(line["id"]), post) for line in kept]


def _line(kept: Kept, evidence: Evidence | None, post: CounterPost) -> shapes.Condition:
    source = " · ".join(filter(None, (kept["rule"], kept["source"])))
    line = shapes.Condition(
        kept["state"], kept["message"], source, lines=kept["facts"], assumed=kept.get("assumed", False)
    )
    if evidence is None:  # a condition of former days
        return line
    return replace(line, url=reverse(evidence.address, args=evidence.args(post)), link=str(evidence.label))
