from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"

    def ready(self) -> None:
        from django.core import checks as system_checks

        from pilot.platform.cases import panels, search, timeline, waiting
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.resource import register_export
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.programme.workflows.handover import register_veto
        from staffing import checks
        from staffing.cases import WORK
        from staffing.documents import KINDS
        from staffing.documents_assignment import KIND
        from staffing.readiness import check_conditions
        from staffing.resources import EmployeeSheet, RecognitionList, WithdrawalList
        from staffing.rules.handover import veto_r09_unrecognised
        from staffing.selectors import stories
        from staffing.selectors.employees import post_panels
        from staffing.selectors.search import people_and_withdrawals
        from staffing.selectors.sites import site_panels

        panels.register("pilot.CounterPost", post_panels)
        panels.register("pilot.Site", site_panels)
        waiting.register(*WORK)
        search.register(people_and_withdrawals)
        timeline.register("staffing.PostalEmployee", stories.of_employee)
        timeline.register("pilot.CounterPost", stories.of_post)
        timeline.register("pilot.Site", stories.of_site)
        timeline.register("pilot.Agency", stories.of_agency)
        timeline.register_pages(stories.PAGES)
        register_veto("staffing: recognised", veto_r09_unrecognised)
        register_kind(*KINDS, KIND)
        register_list(EmployeeSheet)
        register_export(WithdrawalList, RecognitionList)
        checks.register_all()
        system_checks.register(check_conditions)
        register_guards()


def register_guards() -> None:
    """What the database itself refuses; see pilot/platform/kernel/guards.py."""
    from pilot.platform.kernel.guards import AppendOnly, AtMost, Frozen, NoOverlap, register
    from staffing import models as m

    place = ("employee_id", "site_id", "agency_id", "field_id")
    ruled = "{row}.role <> 'commune_support' AND EXISTS (SELECT 1 FROM pilot_parameter p WHERE p.pilot_id = {row}.pilot_id AND p.code = 'R01')"  # noqa: E501
    approved = (
        "EXISTS (SELECT 1 FROM staffing_assignmentdecision d WHERE d.id = OLD.decision_id AND d.status <> 'draft')"
    )
    register(
        AppendOnly(m.CompetencyAssessment),
        AppendOnly(m.TeamReport),
        AppendOnly(m.CommitteeReport),
        NoOverlap(m.Assignment, keys=place),
        NoOverlap(m.Recognition, keys=place),
        NoOverlap(m.Incumbency, keys=("civil_servant_id", "post_id")),
        # R01: three fields at a time, in pilots whose documents (or adopted rules) say so
        AtMost(m.Assignment, ("employee_id",), "field_id", 3, start="valid_from", end="valid_to", only=ruled),
        # R08: one person never assesses in both capacities
        AtMost(m.CompetencyAssessment, (*place, "assessor_id"), "assessed_as", 1),
        # number and date are entered once, from the clerk's book; the rest of a decision never changes
        Frozen(m.AssignmentDecision, "OLD.status = 'approved'", free=("status", "row_version")),
        Frozen(m.AssignmentDecision, "OLD.status IN ('issued', 'cancelled')", name="closed"),
        Frozen(m.AssignmentDecisionLine, approved),
        Frozen(m.PaperRecord, "OLD.status <> 'entered'"),
        Frozen(m.RecognitionDecision, "OLD.status <> 'waiting'"),
        # an assignment and a recognition prove a sign-off: nothing but their end may still be written
        Frozen(m.Assignment, "TRUE", free=("valid_to", "row_version")),
        Frozen(m.Recognition, "TRUE", free=("valid_to", "row_version")),
        Frozen(m.LearningPeriod, "OLD.attested_on IS NOT NULL"),
        Frozen(m.WithdrawalRequest, "OLD.status IN ('effective', 'refused', 'cancelled', 'rejected')"),
        AppendOnly(m.WithdrawalDecision),
    )
