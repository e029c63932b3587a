"""What the pages of recognition show."""

import datetime as dt
from collections import defaultdict

from pilot.programme.models import Agency, Site, User
from staffing.models import Assignment, CompetencyAssessment
from staffing.selectors.due import ASSESSED, unrecognised, with_findings


def waiting(user: User, on: dt.date) -> list[tuple[Site, Agency, list[Assignment]]]:
    """(site, agency, assignments assessed by both and not recognised) as far as the user sees them. One query."""
    groups: dict[tuple[Site, Agency], list[Assignment]] = defaultdict(list)
    for assignment in with_findings(unrecognised(user, on), on, *CompetencyAssessment.As).filter(ASSESSED):
        groups[assignment.site, assignment.agency].append(assignment)
    return [(site, agency, rows) for (site, agency), rows in groups.items()]
