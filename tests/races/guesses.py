"""Guessing a password before a decision from many processes at once."""

from django.conf import settings
from django.utils import timezone

from pilot.platform.access.signing import STEP_UP, WRONG, confirm
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import Refused
from pilot.platform.kernel.workflow import Act, record_refused
from pilot.programme.models import User
from tests.races.entries import attempt

EACH = 3  # guesses of one racer


@attempt("guess")
def guess(pk: int, number: int) -> int:
    """How many guesses of this racer were looked at."""
    return sum(_answer(pk) == WRONG for _n in range(EACH))


def _answer(pk: int) -> str:
    try:
        confirm(User.objects.get(pk=pk), "sai")
    except Refused as refused:
        return refused.code
    return "right"


@attempt("guess_counted_afterwards")
def guess_counted_afterwards(pk: int, number: int) -> int:
    """The same by a count of what was refused before, which is written only after the answer."""
    return sum(_looked_at(User.objects.get(pk=pk)) for _n in range(EACH))


def _looked_at(user: User) -> bool:
    wrong = AuditEvent.objects.filter(verb=STEP_UP, user=user, after__code=WRONG)
    if wrong.count() >= settings.AXES_FAILURE_LIMIT:
        return False
    user.check_password("sai")
    record_refused(Refused(WRONG), Act(user=user, at=timezone.now()), STEP_UP, user)
    return True
