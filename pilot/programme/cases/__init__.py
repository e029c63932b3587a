"""The cases of the programme: what waits in it, and the pages of official documents."""

from pilot.programme.cases.access import DELEGATIONS, RESETS, ROLES
from pilot.programme.cases.documents import DOCUMENTS
from pilot.programme.cases.others import LISTS
from pilot.programme.cases.others import QUESTIONS as QUESTIONS
from pilot.programme.cases.posts import POSTS

WORK = (DOCUMENTS, LISTS, ROLES, RESETS, DELEGATIONS, POSTS)
