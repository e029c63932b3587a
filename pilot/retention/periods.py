"""What is kept how long, by which source, and what an erasure takes away and leaves (docs/retention.md)."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.roles import Group as G
from pilot.platform.kernel.types import Words

SURE = {
    "V": _("read in the document"),
    "v": _("second-hand"),
    "K": _("general knowledge, to be checked"),
    "own": _("our own rule"),
}
TT17 = "TT 17/2017/TT-BTTTT"
ARCHIVE = "Luật Lưu trữ 33/2024/QH15"
OURS = _("rule of this software")
NIGHTLY = _("deleted each night")


@dataclass(frozen=True)
class Kept:
    """One kind of data. `years`/`days`: at least so long; neither: not stated in what we have read.

    Grade: V read in the norm, v a second-hand statement, K general knowledge to be checked, own our own rule.
    """

    what: Words
    source: Words
    grade: str
    then: Words
    years: int | None = None
    days: int | None = None
    groups: tuple[G, ...] = ()

    @property
    def period(self) -> str:
        """In words; empty when not stated."""
        if self.years is not None:
            return ngettext("at least %(count)d year", "at least %(count)d years", self.years) % {"count": self.years}
        if self.days:
            return ngettext("%(count)d day", "%(count)d days", self.days) % {"count": self.days}
        return "" if self.days is None else gettext("while it lasts")

    @property
    def sure(self) -> str:
        return str(SURE[self.grade])


RETENTION: dict[str, Kept] = {
    "people": Kept(
        _("Assignments, learning, assessments, recognitions of postal employees, and their imports"),
        TT17, "V", _("the person may be erased"), years=5, groups=(G.PEOPLE, G.EXCHANGE),
    ),
    "decisions": Kept(
        _("Decisions, official documents, withdrawals, hand-over, civil servants"),
        ARCHIVE, "v", _("the archive decides; until then nothing is erased"),
        groups=(G.PROGRAMME, G.CIVIL_SERVANTS, G.WITHDRAWAL),
    ),
    "money": Kept(
        _("Contracts, leases, timesheets, acceptance, payments"),
        _("period for accounting papers"), "K", _("the person may be erased"), years=10, groups=(G.FACILITY, G.MONEY),
    ),
    "audit": Kept(
        _("Audit events, with sign-in and reading of personal data: numbers of people, never names"),
        TT17, "own", _("nothing: the record is append-only"), years=5,
    ),
    "lists": Kept(
        _("Uploaded lists that were not written or were undone: their rows, workbooks and error books"),
        OURS, "own", _("discarded and deleted each night"), days=90,
    ),
    "attempts": Kept(
        _("Wrong sign-in attempts: user name and address"), "TCVN 11930:2017", "K", NIGHTLY, days=30,
    ),
    "sessions": Kept(_("Sessions"), _("end of the session"), "own", NIGHTLY, days=0),
    "outbox": Kept(_("E-mails that were sent"), OURS, "own", NIGHTLY, days=90),
    "jobs": Kept(_("Results of jobs that succeeded"), OURS, "own", NIGHTLY, days=14),
    "backups": Kept(
        _("Backups"), _("the office decides and writes it down"), "own",
        _("deleted by the office; an erasure is repeated after a restore"),
    ),
}  # fmt: skip

GOES = [
    _("In their place stands “Người đã xóa” with the number of the row. Nobody can undo this."),
    _("E-mails to the person are deleted from the outbox."),
]
STAYS = [
    _("Audit events keep the number of the person and of the account, never the name."),
    _(
        "Documents already issued, scans and the proofs frozen in decisions stay as they were signed: "
        "they are archive material."
    ),
    _("Requests for payment keep their names, timesheets why somebody was away, masked: they are accounting papers."),
    _("Workbooks that were written stay in the file store as the evidence of the import; the others go sooner."),
    _("Backups made before still hold the name until they are deleted; after a restore the erasure is done again."),
]
