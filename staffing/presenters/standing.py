"""How far an employee is with a field: its tone, its letters in the matrix, its words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from staffing.selectors.standing import Standing


def tone(standing: Standing) -> str:
    """The state as a pill or a mark draws it."""
    if standing.recognition:
        return "pass"
    if standing.to_repeat:
        return "fail"
    return "wait" if standing.learning or standing.found else "idle"


def letters(standing: Standing) -> str:
    """Two or three letters for a cell of the matrix."""
    if standing.recognition:
        return pgettext("matrix: recognised", "R")
    if standing.to_repeat:
        return pgettext("matrix: to be repeated", "RP")
    if standing.found:
        return pgettext("matrix: assessed", "A") + f" {len(standing.found)}/2"
    return pgettext("matrix: learning", "L") if standing.learning else "–"


def on_paper(standing: Standing) -> str:
    """What of assignment and recognition was recorded from paper, with its documents."""
    marks = (standing.assignment.paper_mark, standing.recognition.paper_mark if standing.recognition else "")
    return "; ".join(dict.fromkeys(map(str, filter(None, marks))))


def words(standing: Standing) -> str:
    """The state as a sentence part says it."""
    if standing.recognition:
        return _("recognised from %(day)s") % {"day": f"{standing.recognition.valid_from:%d/%m/%Y}"}
    if standing.to_repeat:
        return _("to be repeated")
    if standing.assessed:
        return _("assessed by both, waits for recognition")
    if standing.found:
        return _("assessed by one of two")
    if standing.learning is None:
        return _("learning not begun")
    if standing.learned:
        return _("learning time done")
    return _("learning since %(day)s") % {"day": f"{standing.learning.started_on:%d/%m/%Y}"}
