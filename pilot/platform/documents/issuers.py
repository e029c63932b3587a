"""What documents ask about whoever issues them. The domain, which knows agencies and sites, answers them."""

from typing import Protocol

from django.db.models import Model


class Issuers(Protocol):
    """Two questions about an issuer; pilot.programme.documents.letterhead answers both."""

    def columns(self, issuer: Model) -> dict[str, object]:
        """The columns `issuer`, `site` and `committee` of its documents; two of them are None, or one."""

    def letterhead(self, issuer: Model) -> dict[str, object]:
        """What the head of the first page prints: parent, agency, agency_lines, place, drafting_unit."""


answers: Issuers


def use_issuers(chosen: Issuers) -> None:
    global answers  # set once by ProgrammeConfig.ready
    answers = chosen
