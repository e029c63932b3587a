"""What the database itself refuses; see pilot/platform/kernel/guards.py."""

from pilot.platform.kernel.guards import AppendOnly, AtMost, Frozen, Guard, NoOverlap
from staffing import models as m

PLACE = ("employee_id", "site_id", "agency_id", "field_id")
UNDER_R01 = (
    "{row}.role <> 'commune_support' AND {row}.cancelled_on IS NULL"
    " AND EXISTS (SELECT 1 FROM pilot_parameter p WHERE p.pilot_id = {row}.pilot_id AND p.code = 'R01')"
)
APPROVED = "EXISTS (SELECT 1 FROM staffing_assignmentdecision d WHERE d.id = OLD.decision_id AND d.status <> 'draft')"
GUARDS: tuple[Guard, ...] = (
    AppendOnly(m.CompetencyAssessment),
    AppendOnly(m.TeamReport),
    AppendOnly(m.CommitteeReport),
    NoOverlap(m.Employment, keys=("employee_id",)),
    NoOverlap(m.Assignment, keys=PLACE, only="{row}.cancelled_on IS NULL"),
    NoOverlap(m.Recognition, keys=PLACE),
    NoOverlap(m.Incumbency, keys=("civil_servant_id", "post_id")),
    # R01: three fields at a time, in pilots whose documents (or adopted rules) say so
    AtMost(m.Assignment, ("employee_id",), "field_id", 3, start="valid_from", end="valid_to", only=UNDER_R01),
    # nobody is away twice at once, or stands in at two sites
    NoOverlap(m.Absence, ("employee_id",), "first_half", "past_half", only="{row}.status = 'recorded'"),
    AtMost(
        m.Substitution,
        ("employee_id",),
        "site_id",
        1,
        start="first_half",
        end="past_half",
        only="{row}.status = 'ordered'",
    ),
    Frozen(m.Absence, "OLD.status = 'taken_back'", free=("why", "row_version")),  # an erasure takes the reason
    Frozen(m.Substitution, "OLD.status = 'taken_back'"),
    # R08: one person never assesses in both capacities
    AtMost(m.CompetencyAssessment, (*PLACE, "assessor_id"), "assessed_as", 1),
    # number and date are entered once, from the clerk's book; the rest of a decision never changes
    Frozen(m.AssignmentDecision, "OLD.status = 'approved'", free=("status", "row_version")),
    Frozen(m.AssignmentDecision, "OLD.status IN ('issued', 'cancelled')", name="closed"),
    Frozen(m.AssignmentDecisionLine, APPROVED),
    Frozen(m.PaperRecord, "OLD.status <> 'entered'"),
    Frozen(m.RecognitionDecision, "OLD.status <> 'waiting'"),
    # an assignment and a recognition prove a sign-off: nothing but their end may still be written,
    # and the body for which they count once the organisation changes
    Frozen(m.Assignment, "TRUE", free=("agency_id", "valid_to", "cancelled_on", "row_version")),
    Frozen(
        m.Recognition,
        "TRUE",
        free=("agency_id", "valid_to", "revoked_on", "revoked_by_id", "revoking_document", "row_version"),
    ),
    Frozen(m.Recognition, "OLD.revoked_on IS NOT NULL", free=("agency_id", "row_version"), name="revoked"),
    Frozen(m.LearningPeriod, "OLD.attested_on IS NOT NULL"),
    # a step on what is in effect (judging its cover again) counts as one
    Frozen(m.WithdrawalRequest, "OLD.status IN ('effective', 'refused', 'cancelled', 'rejected')", ("row_version",)),
    AppendOnly(m.WithdrawalDecision),
    AppendOnly(m.ReadinessJudgement),
    Frozen(m.CoverBreak, "TRUE", free=("closed_on", "closed_at")),
    Frozen(m.CoverBreak, "OLD.closed_at IS NOT NULL", name="closed"),
)
