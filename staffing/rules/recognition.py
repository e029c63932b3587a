"""Rules of recognition (R09, A24)."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, show
from pilot.programme.models import Site
from pilot.programme.rules.parameters import rules_missing
from staffing.models import Assignment, CompetencyAssessment, Recognition, RecognitionDecision
from staffing.rules.people import holds_role_at
from staffing.selectors.assessed import assessors, key_of

Problems = list[Problem]


def rule_in_pilot(row: Site | RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """Assessment and recognition are Hà Tĩnh's (R08, R09): elsewhere only after a logged adoption."""
    return rules_missing(row.pilot, act.on, "R08", "R09")


def rule_one_agency_here(site: Site, act: Act, inputs: Inputs) -> Problems:
    """A batch is about employees of one agency at this site."""
    rows = inputs["assignments"]
    if rows and all(a.site_id == site.pk and a.agency_id == inputs["agency"].pk for a in rows):
        return []
    return [Problem("other_place", _("Choose employees of this agency at this site."))]


def rule_r09_assessed(site: Site, act: Act, inputs: Inputs) -> Problems:
    """ "Sau khi nhân viên Bưu điện được ... công nhận" rests on both assessments of R08.

    Source: KH II, III-a.3.1.1 and III-a.3.2.
    """
    return not_assessed(inputs["assignments"])


def not_assessed(rows: Sequence[Assignment]) -> Problems:
    """Assignments whose latest assessments are not both "proficient", by two people."""
    found = assessors(rows)
    message = _("%(name)s, %(field)s: not found proficient by both assessors (R08, R09).")
    lacking = [a for a in rows if found[a.pk] is None]
    return [
        Problem("r09_not_assessed", message % {"name": a.employee.person.full_name, "field": a.field.name})
        for a in lacking
    ]


def rule_r09_not_recognised_yet(site: Site, act: Act, inputs: Inputs) -> Problems:
    """No second recognition for the same days, none beside one that waits for its second signature."""
    rows = inputs["assignments"]
    waits = RecognitionDecision.Status.WAITING
    pending = RecognitionDecision.assignments.through.objects.filter(
        assignment__in=rows, recognitiondecision__status=waits
    )
    found = recognised_already(rows, Period(inputs["valid_from"], inputs.get("valid_to")))
    if pending.exists():
        found.append(Problem("overlap", _("A recognition of a chosen field waits for its second signature.")))
    return found


def rule_r09_still_free(decision: RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """The same when the second signature sets it in force."""
    return recognised_already(list(decision.assignments.select_related("employee__person", "field")), decision.period)


def recognised_already(rows: Sequence[Assignment], days: Period) -> Problems:
    """Assignments whose employee is recognised for the same field at the same place on some of `days`. One query."""
    held = Recognition.objects.filter(employee__in=[a.employee_id for a in rows])
    taken = {key_of(r) for r in held if r.period.overlaps(days)}
    message = _("%(name)s, %(field)s: already recognised on some of these days.")
    return [
        Problem("overlap", message % {"name": a.employee.person.full_name, "field": a.field.name})
        for a in rows
        if key_of(a) in taken
    ]


def rule_r09_assessor_recognises(site: Site, act: Act, inputs: Inputs) -> Problems:
    """Who assessed an employee, in whichever field, does not recognise him: persons, not accounts."""
    return _assessed_by(signers(act, "recognise", site), inputs["assignments"])


def _assessed_by(people: set[int], rows: Sequence[Assignment]) -> Problems:
    made = CompetencyAssessment.objects.filter(employee__in={a.employee_id for a in rows})
    own = made.filter(Q(assessor__in=people) | Q(on_behalf_of__in=people)).order_by("employee__person__sort_key")
    names = dict.fromkeys(own.values_list("employee__person__full_name", flat=True))
    words = _("%(name)s: you assessed this employee; somebody else recognises (R09).")
    return [Problem("r09_assessor_recognises", words % {"name": name}) for name in names]


def rule_a24_own_agency(site: Site, act: Act, inputs: Inputs) -> Problems:
    """A24: whoever holds a role at the host agency recognises only with the signature of somebody who holds none."""
    if inputs.get("cosign") or not holds_role_at(signers(act, "recognise", site), inputs["agency"].pk, act.on):
        return []
    message = _("You hold a role at the employees' host agency: a second person without one has to sign too (A24).")
    return [Problem("a24_own_agency", message)]


def rule_second_person(decision: RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """The second signature is another person's."""
    first = {decision.recognised_by_id, decision.on_behalf_of_id}
    if not first & signers(act, "cosign_recognition", decision):
        return []
    return [Problem("same_person", _("You signed first; the second signature is somebody else's."))]


def rule_a24_second_signature(decision: RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """A24: the second one holds no role at the host agency."""
    if not holds_role_at(signers(act, "cosign_recognition", decision), decision.agency_id, act.on):
        return []
    return [Problem("a24_own_agency", _("You hold a role at the host agency too: somebody without one signs (A24)."))]


def rule_r09_cosigner_not_assessor(decision: RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """The second one did not assess any of the employees either."""
    return _assessed_by(signers(act, "cosign_recognition", decision), list(decision.assignments.all()))


def rule_r09_still_assessed(decision: RecognitionDecision, act: Act, inputs: Inputs) -> Problems:
    """The assessments are read again when the recognition takes effect."""
    return not_assessed(list(decision.assignments.select_related("employee__person", "field")))


def rule_revoked_once(recognition: Recognition, act: Act, inputs: Inputs) -> Problems:
    """What counts can be revoked, and only once."""
    if recognition.revoked_on:
        words = _("Revoked already, from %(day)s on, by %(document)s.")
        values = {"day": f"{recognition.valid_to:%d/%m/%Y}", "document": recognition.revoking_document}
        return [Problem("revoked_already", words % values)]
    if Recognition.objects.filter(Recognition.COUNTED, pk=recognition.pk).exists():
        return []
    return [Problem("not_counted", _("Recorded from paper and not checked: it does not count. Reject the record."))]


def rule_revoked_within(recognition: Recognition, act: Act, inputs: Inputs) -> Problems:
    """It ends today at the earliest, on a day on which it would hold: what has been is not taken back."""
    day, period = inputs["day"], recognition.period
    if day < act.on:
        words = _("%(day)s is past: a recognition is revoked from today on at the earliest.")
        return [Problem("day_past", words % {"day": f"{day:%d/%m/%Y}"}, field="day")]
    if period.contains(day) and day != period.start:
        return []
    words = _("The recognition holds %(days)s: choose a day after the first one on which it still holds.")
    return [Problem("revoked_outside", words % {"days": show(period)}, field="day")]


def revocable(recognition: Recognition, on: dt.date) -> bool:
    """Whether there is a day, today or later, from which it could still be revoked."""
    return recognition.revoked_on is None and (recognition.valid_to is None or recognition.valid_to > on)
