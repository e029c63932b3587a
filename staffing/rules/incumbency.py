"""Rules of who holds a counter post, and what a post may not lose."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.removal import nothing_refers, referred_to
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, CounterPost, Person
from pilot.programme.workflows.posts import Loss
from staffing.models import CivilServant, Incumbency, WithdrawalRequest

Problems = list[Problem]
S = WithdrawalRequest.Status


def rule_code_free(row: Agency | CounterPost | CivilServant, act: Act, inputs: Inputs) -> Problems:
    """The staff code tells the civil servants of an agency apart."""
    if not (code := inputs.get("staff_code")):
        return []
    agency = row.pk if isinstance(row, Agency) else row.agency_id
    others = CivilServant.objects.filter(agency=agency, staff_code_key=code_key(code))
    if isinstance(row, CivilServant):
        others = others.exclude(pk=row.pk)
    if (other := others.select_related("person").first()) is None:
        return []
    words = _("The code %(code)s is that of %(name)s.")
    return [Problem("code_taken", words % {"code": code, "name": other.person}, field="staff_code")]


def rule_one_person(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Somebody of the post's agency, chosen or new: one of the two."""
    chosen, typed = inputs.get("civil_servant"), inputs.get("full_name")
    if bool(chosen) == bool(typed):
        words = _("Choose a civil servant, or type the name of one who is not in the list.")
        return [Problem("one_person", words, field="civil_servant")]
    if chosen and chosen.agency_id != post.agency_id:
        return [Problem("other_agency", _("The civil servant is of another agency."), field="civil_servant")]
    return []


def rule_name_is_new(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Somebody of the same name in the agency is most often the same person, sent twice or to be chosen."""
    name = search_key(inputs.get("full_name") or "")
    known = CivilServant.objects.filter(agency=post.agency_id, person__search_key=name) if name else None
    if inputs.get("civil_servant") or known is None or not known.exists():
        return []
    words = _("The agency has a civil servant of this name: choose him, or say why it is somebody else.")
    return [Problem("same_name", words, Severity.WARN, "full_name")]


def rule_days_of_the_post(row: CounterPost | Incumbency, act: Act, inputs: Inputs) -> Problems:
    """Nobody holds a post before or after there is one."""
    post = _post(row)
    held = _held(inputs, since=post.valid_from)
    if not held or post.period.intersection(held) == held:
        return []
    return [Problem("outside_post", _("The days lie outside the time of the counter post."), field="valid_from")]


def rule_nobody_after_withdrawal(row: CounterPost | Incumbency, act: Act, inputs: Inputs) -> Problems:
    """Once the withdrawal of a post is in effect, no civil servant holds it any more."""
    withdrawn = _post(row).withdrawal_requests.filter(status=S.EFFECTIVE).order_by("effective_on").first()
    end: dt.date | None = inputs.get("valid_to")
    if withdrawn is None or (end is not None and end <= withdrawn.effective_on):
        return []
    words = _("The civil servants of this post are withdrawn from %(day)s on.")
    return [Problem("withdrawn", words % {"day": f"{withdrawn.effective_on:%d/%m/%Y}"}, field="last_day")]


def rule_not_held_already(post: CounterPost, act: Act, inputs: Inputs) -> Problems:
    """Nobody holds the same post twice at once."""
    if not (chosen := inputs.get("civil_servant")) or not (held := _held(inputs)):
        return []
    rows = Incumbency.objects.filter(post=post, civil_servant=chosen)
    if not any(row.period.overlaps(held) for row in rows):
        return []
    return [Problem("held_already", _("This civil servant holds the post on these days already."), field="valid_from")]


def rule_no_decided_withdrawal(row: Incumbency, act: Act, inputs: Inputs) -> Problems:
    """What was decided names who is withdrawn: it is carried out or taken back first."""
    decided = row.post.withdrawal_requests.filter(status=S.APPROVED).first()
    if decided is None or inputs["last_day"] >= decided.effective_on:
        return []
    words = _("The withdrawal of this post is decided: enter its number and date, it ends the holding of the post.")
    return [Problem("withdrawal_decided", words)]


def is_withdrawn() -> Q:
    """The condition of an incumbency that the withdrawal of its post is decided."""
    decided = WithdrawalRequest.objects.filter(status__in=(S.APPROVED, S.EFFECTIVE))
    return Q(Exists(decided.filter(post=OuterRef("post"))))


def rule_never_withdrawn(row: Incumbency, act: Act, inputs: Inputs) -> Problems:
    """Whom a withdrawal names did hold the post: that stays on record."""
    if not Incumbency.objects.filter(is_withdrawn(), pk=row.pk).exists():
        return []
    return [Problem("withdrawn_from", _("A withdrawal of this post is decided: who held it stays on record."))]


ITSELF = ("staffing.CivilServant",)  # what refers to the person of a civil servant in any case


def was_at_a_post() -> Q:
    """The condition of a civil servant that something refers to the row or to its person."""
    return referred_to(CivilServant) | referred_to(Person, ITSELF, by="person")


def rule_never_at_a_post(row: CivilServant, act: Act, inputs: Inputs) -> Problems:
    """Who held a post, guides a learner or has an account was there: that stays on record."""
    return nothing_refers(row, row.person, besides=ITSELF)


def veto_open_withdrawal(loss: Loss) -> Problems:
    """A post whose withdrawal is on its way is not closed under it."""
    rows = loss.post.withdrawal_requests.filter(status__in=WithdrawalRequest.OPEN) if loss.closes else []
    words = _("A withdrawal of this post is on its way (%(state)s): have it decided or cancelled first.")
    return [Problem("open_withdrawal", words % {"state": row.get_status_display()}) for row in rows]


def veto_incumbents(loss: Loss) -> Problems:
    """Nobody is left at a post that there is not: who holds it goes elsewhere first, or is withdrawn by a decision."""
    if not loss.closes:
        return []
    after = Q(valid_to=None) | Q(valid_to__gt=loss.from_day) if loss.from_day else Q()
    rows = Incumbency.objects.filter(after, post=loss.post).select_related("civil_servant__person")
    words = _("%(name)s still holds the post then: enter the last day there first.")
    return [Problem("still_held", words % {"name": row.civil_servant.person}) for row in rows]


def _post(row: CounterPost | Incumbency) -> CounterPost:
    return row if isinstance(row, CounterPost) else row.post


def _held(inputs: Inputs, since: dt.date | None = None) -> Period | None:
    """The days that are entered, from `since` where no first one is; None while they are in no order."""
    start, end = inputs.get("valid_from") or since, inputs.get("valid_to")
    return None if end and end <= start else Period(start, end)
