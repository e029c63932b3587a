from staffing.models.competence import CompetencyAssessment, Recognition
from staffing.models.people import Assignment, AssignmentRole, CivilServant, Incumbency, PostalEmployee
from staffing.models.withdrawal import CommitteeReport, WithdrawalDecision, WithdrawalRequest

__all__ = [
    "Assignment", "AssignmentRole", "CivilServant", "CommitteeReport", "CompetencyAssessment", "Incumbency",
    "PostalEmployee", "Recognition", "WithdrawalDecision", "WithdrawalRequest",
]  # fmt: skip
