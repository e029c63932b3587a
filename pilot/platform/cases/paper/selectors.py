"""What the pages of rows on paper show."""

from typing import Any

from django.utils.translation import gettext as _

from pilot.platform.cases.paper.models import OnPaper
from pilot.platform.kernel.workflow import Transition
from pilot.platform.ui.shapes import Step


def paper_steps(row: OnPaper) -> list[Step]:
    """The way of a row on paper: entered, checked by somebody else."""
    done = row.paper_checked_at is not None
    return [
        Step(_("Entered from paper"), "done", str(row.paper_entered_by)),
        Step(_("Checked against the document"), "done" if done else "current", str(row.paper_checked_by or "")),
    ]


def without_own(found: list[Transition], row: OnPaper, user: Any) -> list[Transition]:
    """Steps that are work for `user`: who entered a row does not check it."""
    return [t for t in found if maker_of(t, row) != user.person_id]


def maker_of(step: Transition, row: Any) -> int | None:
    """Who may not take the step: for the check of a row on paper, the person who entered it."""
    return row.paper_entered_by_id if step.verb.startswith("check_paper") else None
