from staffing.models.assignment import Assignment, AssignmentDecision, AssignmentDecisionLine
from staffing.models.competence import CompetencyAssessment, LearningPeriod, Recognition, RecognitionDecision
from staffing.models.cover import CoverBreak, ReadinessJudgement, seal_of
from staffing.models.paper import PaperRecord
from staffing.models.people import CivilServant, Employment, Incumbency, PostalEmployee, first_employment
from staffing.models.presence import MARK_OF, OFF, OWN_LEAVE, Absence, Leave, Substitution
from staffing.models.roles import AssignmentRole
from staffing.models.selection import SelectionCheck, SystemAccount, TeamReport
from staffing.models.withdrawal import CommitteeReport, WithdrawalDecision, WithdrawalRequest

__all__ = [
    "MARK_OF", "OFF", "OWN_LEAVE", "Absence", "Assignment", "AssignmentDecision", "AssignmentDecisionLine",
    "AssignmentRole", "CivilServant", "CommitteeReport", "CompetencyAssessment", "CoverBreak", "Employment",
    "Incumbency", "LearningPeriod", "Leave", "PaperRecord", "PostalEmployee", "ReadinessJudgement", "Recognition",
    "RecognitionDecision", "SelectionCheck", "Substitution", "SystemAccount", "TeamReport", "WithdrawalDecision",
    "WithdrawalRequest", "first_employment", "seal_of",
]  # fmt: skip
