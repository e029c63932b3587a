"""Rules of what is recorded from paper."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Person
from staffing.models import Assignment, AssignmentRole, PaperRecord, Recognition
from staffing.rules.assignment import Span, fits_level, too_many_fields

Problems = list[Problem]
Kind = PaperRecord.Kind
SIGNERS = ("by_agency_head", "by_centre_director", "recognised_by")


def rule_whole(office: Agency, act: Act, inputs: Inputs) -> Problems:
    """Each kind says what it needs: an employee with fields (and who signed), or procedures with their step."""
    needed = {
        Kind.ASSIGNMENT: ("employee", "fields", "role"),
        Kind.RECOGNITION: ("employee", "fields", *SIGNERS),
        Kind.HANDOVER: ("procedures", "step"),
    }[inputs["kind"]]
    if all(inputs.get(name) for name in needed):
        return []
    return [Problem("paper_incomplete", _("Something this kind of record needs is missing."))]


def rule_same_pilot(office: Agency, act: Act, inputs: Inputs) -> Problems:
    """Everything named belongs to the post office's own pilot."""
    rows = [inputs["agency"], inputs["site"], inputs.get("employee")]
    if office.kind == Agency.Kind.POST_OFFICE and all(r.pilot_id == office.pilot_id for r in rows if r):
        return []
    return [Problem("other_office", _("The employee or the place belongs to another post office or pilot."))]


def rule_r08_r09_people(office: Agency, act: Act, inputs: Inputs) -> Problems:
    """R08 and R09 hold on paper too: two assessors, and a third person who recognises."""
    if inputs["kind"] != Kind.RECOGNITION:
        return []
    head, director, third = (inputs.get(n) for n in SIGNERS)
    found = []
    if _same(head, director):
        found.append(Problem("r08_same_person", _("Two different people assess (R08).")))
    if _same(third, head) or _same(third, director):
        found.append(Problem("r09_assessor_recognises", _("Who assessed does not recognise (R09).")))
    return found


def _same(one: Person | str | None, other: Person | str | None) -> bool:
    """Whether two signers are one: the same person, or the same name where one stands only on the document."""
    if isinstance(one, Person) and isinstance(other, Person):
        return one == other
    return bool(one) and search_key(str(one)) == search_key(str(other))


def rule_r01_fields(record: PaperRecord, act: Act, inputs: Inputs) -> Problems:
    """R01 and R20 for an assignment from paper."""
    if record.kind != Kind.ASSIGNMENT or record.employee is None:
        return []
    level = fits_level(record.site, record.role)
    if record.role == AssignmentRole.COMMUNE_SUPPORT:
        return level
    spans = [Span(f.pk, record.valid_from, record.valid_to) for f in record.fields.all()]
    return level + too_many_fields(record.pilot_id, act.on, {record.employee: spans})


def rule_no_overlap(record: PaperRecord, act: Act, inputs: Inputs) -> Problems:
    """The same employee, place and field does not stand twice on a day."""
    if record.kind == Kind.HANDOVER:
        return []
    rows = Assignment if record.kind == Kind.ASSIGNMENT else Recognition
    held = rows.objects.filter(
        rows.COUNTED,
        employee=record.employee_id,
        agency=record.agency_id,
        site=record.site_id,
        field__in=record.fields.all(),
    )
    if not any(row.period.overlaps(Period(record.valid_from, record.valid_to)) for row in held):
        return []
    return [Problem("overlap", _("Some of these days are already on record for a field named here."))]
