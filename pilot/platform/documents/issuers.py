"""What documents ask about whoever issues them. The domain, which knows agencies and sites, answers them."""

from typing import Any, Protocol


class Issuers(Protocol):
    """Two questions about an issuer, whose model the domain knows: pilot.programme.documents.letterhead answers."""

    def columns(self, issuer: Any) -> dict[str, object]:
        """The columns `issuer`, `site` and `committee` of its documents; two of them are None, or one."""

    def letterhead(self, issuer: Any) -> dict[str, object]:
        """What the head of the first page prints: parent, agency, agency_lines, place, drafting_unit."""


answers: Issuers


def use_issuers(chosen: Issuers) -> None:
    global answers  # set once by ProgrammeConfig.ready
    answers = chosen
