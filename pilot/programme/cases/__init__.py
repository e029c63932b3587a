"""The cases of the programme: what waits in it, and the pages of official documents."""

from pilot.platform.cases.work import AnyWork
from pilot.programme.cases.access import DELEGATIONS, RESETS, ROLES
from pilot.programme.cases.changes import CHANGES
from pilot.programme.cases.citations import CITATIONS
from pilot.programme.cases.documents import DOCUMENTS
from pilot.programme.cases.others import LISTS
from pilot.programme.cases.others import QUESTIONS as QUESTIONS
from pilot.programme.cases.places import PLACES
from pilot.programme.cases.posts import POSTS

WORK: tuple[AnyWork, ...] = (DOCUMENTS, LISTS, ROLES, RESETS, DELEGATIONS, POSTS, *PLACES, CHANGES, CITATIONS)
