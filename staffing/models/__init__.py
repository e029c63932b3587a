from staffing.models.assignment import Assignment, AssignmentDecision, AssignmentDecisionLine
from staffing.models.competence import CompetencyAssessment, LearningPeriod, Recognition, RecognitionDecision
from staffing.models.cover import CoverBreak, ReadinessJudgement, seal_of
from staffing.models.paper import PaperRecord
from staffing.models.people import CivilServant, Employment, Incumbency, PostalEmployee, first_employment
from staffing.models.roles import AssignmentRole
from staffing.models.selection import SelectionCheck, SystemAccount, TeamReport
from staffing.models.withdrawal import CommitteeReport, WithdrawalDecision, WithdrawalRequest

__all__ = [
    "Assignment", "AssignmentDecision", "AssignmentDecisionLine", "AssignmentRole", "CivilServant", "CommitteeReport",
    "CompetencyAssessment", "CoverBreak", "Employment", "Incumbency", "LearningPeriod", "PaperRecord", "PostalEmployee",
    "ReadinessJudgement", "Recognition", "RecognitionDecision", "SelectionCheck", "SystemAccount", "TeamReport",
    "WithdrawalDecision", "WithdrawalRequest", "first_employment", "seal_of",
]  # fmt: skip
