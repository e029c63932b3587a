"""The cases of staffing: what the kit needs to know of each, and what waits without a page of its own."""

from typing import Any

from pilot.platform.cases.case import Case
from pilot.platform.cases.work import AnyWork
from staffing.cases.assignment import ASSIGNMENT
from staffing.cases.civil_servants import CIVIL_SERVANTS, INCUMBENCIES
from staffing.cases.competence import ASSESSMENTS, HANDOVER, LEARNING, RECOGNISING
from staffing.cases.paper import PAPER
from staffing.cases.people import ACCOUNT, TEAM
from staffing.cases.presence import ABSENCES, STAND_INS
from staffing.cases.recognition import RECOGNITION
from staffing.cases.withdrawal import WITHDRAWAL

CASES: tuple[Case[Any], ...] = (WITHDRAWAL, ASSIGNMENT, PAPER, RECOGNITION, CIVIL_SERVANTS, ABSENCES, STAND_INS)
WORK: tuple[AnyWork, ...] = (
    WITHDRAWAL, TEAM, ASSIGNMENT, PAPER, LEARNING, *ASSESSMENTS, RECOGNISING, RECOGNITION, ACCOUNT, HANDOVER,
    CIVIL_SERVANTS, INCUMBENCIES, ABSENCES, STAND_INS,
)  # fmt: skip
