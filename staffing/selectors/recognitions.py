"""What the pages of recognition show."""

import datetime as dt
from collections import defaultdict
from typing import Any

from pilot.programme.models import User
from staffing.models import RecognitionDecision
from staffing.selectors.due import unrecognised
from staffing.selectors.standing import Standing, standings

S = RecognitionDecision.Status
STATES = {S.WAITING: "wait", S.IN_FORCE: "pass", S.DECLINED: "idle"}


def decisions(user: User, on: dt.date) -> Any:
    rows = RecognitionDecision.objects.visible_to(user, on).select_related(
        "agency", "site", "recognised_by", "cosigned_by"
    )
    return rows.distinct()


def waiting(user: User, on: dt.date) -> list[tuple[Any, Any, list[Standing]]]:
    """(site, agency, standings assessed by both and not recognised) as far as the user sees them."""
    groups: dict[tuple[Any, Any], list[Standing]] = defaultdict(list)
    for s in standings(unrecognised(user, on), on, recognised=False):
        if s.assessed:
            groups[s.assignment.site, s.assignment.agency].append(s)
    return [(site, agency, rows) for (site, agency), rows in groups.items()]
