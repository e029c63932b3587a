"""The cases of staffing: what the kit needs to know of each, and what waits without a page of its own."""

from staffing.cases.assignment import ASSIGNMENT
from staffing.cases.competence import ASSESSMENTS, HANDOVER, LEARNING, RECOGNISING
from staffing.cases.paper import PAPER
from staffing.cases.people import ACCOUNT, TEAM
from staffing.cases.recognition import RECOGNITION
from staffing.cases.withdrawal import WITHDRAWAL

CASES = (WITHDRAWAL, ASSIGNMENT, PAPER, RECOGNITION)
WORK = (
    WITHDRAWAL, TEAM, ASSIGNMENT, PAPER, LEARNING, *ASSESSMENTS, RECOGNISING, RECOGNITION, ACCOUNT, HANDOVER,
)  # fmt: skip
