from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"

    def ready(self) -> None:
        from pilot.kernel.guards import AppendOnly, Frozen, NoOverlap, register
        from pilot.selectors import panels, worklist
        from staffing.models import (
            Assignment,
            CommitteeReport,
            CompetencyAssessment,
            Incumbency,
            Recognition,
            WithdrawalDecision,
        )
        from staffing.selectors.employees import post_panels
        from staffing.selectors.withdrawals import work_items

        panels.register("pilot.CounterPost", post_panels)
        worklist.register(work_items)
        register(
            AppendOnly(CompetencyAssessment),
            AppendOnly(CommitteeReport, keys=(("decision_id",),)),
            NoOverlap(Assignment, keys=("employee_id", "site_id", "agency_id", "field_id")),
            NoOverlap(Recognition, keys=("employee_id", "site_id", "agency_id", "field_id")),
            NoOverlap(Incumbency, keys=("civil_servant_id", "post_id")),
            # number and date are entered once, from the clerk's book; the rest of a decision never changes
            Frozen(WithdrawalDecision, "OLD.number IS NULL", free=("number", "date")),
            Frozen(WithdrawalDecision, "OLD.number IS NOT NULL", name="numbered"),
        )
