"""The cases of the programme: what waits in it, and the pages of official documents."""

from pilot.platform.cases.work import AnyWork
from pilot.programme.cases.access import DELEGATIONS, RESETS, ROLES, SECOND_FACTORS
from pilot.programme.cases.agreements import AGREEMENTS
from pilot.programme.cases.changes import CHANGES
from pilot.programme.cases.citations import CITATIONS
from pilot.programme.cases.documents import DOCUMENTS
from pilot.programme.cases.others import LISTS
from pilot.programme.cases.others import QUESTIONS as QUESTIONS
from pilot.programme.cases.places import PLACES
from pilot.programme.cases.posts import POSTS
from pilot.programme.cases.procedures import FIELDS, PROCEDURES, SET_ENTRIES

WORK: tuple[AnyWork, ...] = (
    DOCUMENTS, LISTS, ROLES, RESETS, DELEGATIONS, SECOND_FACTORS, POSTS, *PLACES, SET_ENTRIES, PROCEDURES, FIELDS,
    CHANGES, CITATIONS, AGREEMENTS,
)  # fmt: skip
