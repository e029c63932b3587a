"""What staffing has to say before a procedure is handed over."""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.programme.models import ProcedureHandover, ServiceField
from pilot.programme.workflows.handover import PlannedStep
from staffing.models import AssignmentRole
from staffing.selectors.counter_days import stands
from staffing.selectors.parameters import rule_in_force


def veto_r09_unrecognised(planned: PlannedStep) -> list[Problem]:
    """ "Sau khi ... được công nhận mới bàn giao" (KH II, III-a.3.1.1): each field has somebody in charge here.

    That is somebody recognised for it. Not applied where the pilot has no R09, or not at this level (A25).
    """
    rule = rule_in_force(planned.site.pilot_id, "R09", planned.day)
    if planned.step != ProcedureHandover.Step.HANDED_OVER or rule is None or not rule.holds_at(planned.site.level):
        return []
    ready = fields_in_charge(planned)
    lacking = ServiceField.objects.filter(pk__in={p.field_id for p in planned.procedures} - ready)
    message = _("%(field)s has no recognised employee in charge at this site (R09).")
    return [Problem("handover_unrecognised", message % {"field": field.name}) for field in lacking]


def fields_in_charge(planned: PlannedStep) -> set[int]:
    """Fields for which somebody in charge may stand at the counter of agency and site on the day."""
    found = (stand.assignment for stand in stands([planned.agency.pk], [planned.site.pk], [planned.day]))
    return {row.field_id for row in found if row.role == AssignmentRole.PRIMARY}
