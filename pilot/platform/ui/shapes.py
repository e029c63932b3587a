"""What the components show: small values that a view builds and a template tag draws.

Every tag takes these or dicts with the same keys. States are the five of the design: `pass`, `warn`, `fail`,
`wait`, `idle` (not started). Nothing here knows a model or a permission.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass

from pilot.platform.kernel.types import Words


@dataclass(frozen=True)
class Fact:
    """One labelled value. `note` is small print beside it; an empty value shows as not stated.

    `cited`: the value is a ground, and leads to the document that it names.
    """

    label: str
    value: object
    url: str = ""
    note: str = ""
    cited: bool = False


@dataclass(frozen=True)
class Action:
    """A link (method get) or a one-button form (method post, with its keys).

    With `row_version` a link says which version of the row was seen on the page it stands on.
    Kinds: primary, secondary, danger, quiet.
    """

    label: Words
    url: str = ""
    kind: str = "secondary"
    _: KW_ONLY  # five texts in a row: by place one was taken for another
    method: str = "get"
    name: str = ""
    value: str = ""
    operation_key: str = ""
    row_version: int | None = None


@dataclass(frozen=True)
class Condition:
    """One line of a proof. `source` names the rule, `lines` say more, `url`/`link` lead to the records.

    `assumed`: the rule was taken over from another pilot. `cited` and `section`: the document that `source` names.
    """

    state: str
    title: str
    source: str = ""
    url: str = ""
    lines: Sequence[str] = ()
    link: str = ""
    assumed: bool = False
    cited: object = None
    section: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: when (date or datetime), what, to which `thing`, who and on whose behalf."""

    at: dt.date | dt.datetime | None
    title: str
    thing: str = ""
    who: str = ""
    detail: str = ""
    url: str = ""
    on_behalf_of: str = ""
    state: str = ""
    verb: str = ""


class Story(list[TimelineEntry]):
    """What happened to a thing; `about` names it in the audit log (staffing.postalemployee:12), for its readers."""

    def __init__(self, entries: Iterable[TimelineEntry] = (), about: str = "") -> None:
        super().__init__(entries)
        self.about = about


@dataclass(frozen=True)
class Step:
    """A step of a route: done, current, todo, skipped, returned. `at` when done, `due` while it is not."""

    label: str
    state: str = "todo"
    who: str = ""
    due: dt.date | None = None
    at: dt.date | dt.datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a matrix: a state and a short text (two or three letters); `title` says it in words."""

    state: str = ""
    text: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """A row of a matrix, its cells in the order of the columns; None for an empty cell."""

    label: str
    cells: Sequence[Cell | None]
    url: str = ""
    note: str = ""
    total: str = ""


@dataclass(frozen=True)
class Rung:
    """One rung of a hand-over ladder and when it held; `until` is inclusive, None while it holds.

    States: done, current, todo, paused, returned.
    """

    label: str
    state: str = "todo"
    since: dt.date | None = None
    until: dt.date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Change:
    """A value before and after; None stands for not stated. `instead`: what is said where there was none before."""

    label: str
    before: object
    after: object
    instead: object = ""


@dataclass(frozen=True)
class DocumentCard:
    """An official document: number, date, issuer as on paper, state, hash and where to read it."""

    title: str
    number: str = ""
    issued_on: dt.date | None = None
    issuer: str = ""
    state: str = ""
    state_label: str = ""
    sha256: str = ""
    url: str = ""
    preview_url: str = ""
    verify_url: str = ""


@dataclass
class AsOf:
    """The day for which a page of dated things answers; the frame shows it and the way back to today.

    `begun`: the earliest day on which its pilot can have begun; None where it is not known, or was not asked.
    """

    day: dt.date
    today: dt.date
    wrong: str = ""
    there: bool = True
    begun: dt.date | None = None

    @property
    def other(self) -> bool:
        """Whether it is another day than today; nothing is decided on such a page."""
        return self.day != self.today

    @property
    def ahead(self) -> bool:
        """Whether the day has not come: until then something else may be decided."""
        return self.day > self.today

    @property
    def before_pilot(self) -> bool:
        return self.begun is not None and self.day < self.begun
