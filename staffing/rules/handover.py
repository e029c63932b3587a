"""What staffing has to say before a procedure is handed over."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.programme.models import ProcedureHandover, ServiceField
from pilot.programme.workflows.handover import Wanted
from staffing.models import Assignment, AssignmentRole
from staffing.selectors.assessed import key_of
from staffing.selectors.cover import recognitions
from staffing.selectors.parameters import rule


def veto_r09_unrecognised(wanted: Wanted) -> list[Problem]:
    """ "Sau khi ... được công nhận mới bàn giao" (KH II, III-a.3.1.1): each field has somebody in charge here.

    That is somebody recognised for it. Not applied where the pilot has no R09.
    """
    if wanted.step != ProcedureHandover.Step.HANDED_OVER or rule(wanted.site.pilot_id, "R09", wanted.day) is None:
        return []
    ready = fields_in_charge(wanted)
    lacking = ServiceField.objects.filter(pk__in={p.field_id for p in wanted.procedures} - ready)
    message = _("%(field)s has no recognised employee in charge at this site (R09).")
    return [Problem("handover_unrecognised", message % {"field": field.name}) for field in lacking]


def fields_in_charge(wanted: Wanted) -> set[int]:
    """Fields for which an employee is assigned in charge and recognised at agency and site on the day."""
    recognised = recognitions({wanted.agency.pk}, {wanted.site.pk}, wanted.day)
    assigned = Assignment.objects.as_at(wanted.day).filter(
        Assignment.COUNTED, agency=wanted.agency, site=wanted.site, role=AssignmentRole.PRIMARY
    )
    return {a.field_id for a in assigned.exclude(employee__status="ended") if key_of(a) in recognised}
