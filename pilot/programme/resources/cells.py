"""What the lists of the programme have in common: several things in one cell, and what a list may not change."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.exchange import bulk
from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.resource import Column, Row, TwoStepResource, Values
from pilot.platform.exchange.widgets import TextWidget, VietnameseDateWidget
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import Words
from pilot.platform.text import code_key
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Pilot, ProgrammeChange
from pilot.programme.resources.levels import LEVEL_ALIASES, LEVELS, LevelWidget
from pilot.programme.rules.places import taken

BETWEEN = "; "  # things in one cell
# --- columns that several lists have
LEVEL = Column(
    "level", "Cấp", widget=LevelWidget(LEVELS, LEVEL_ALIASES), example="Cấp huyện", width=14,
    hint=gettext_lazy("Left out, it is guessed from the name."),
    aliases=("Cấp hành chính", "Cấp quản lý", "Thuộc cấp", "Level"),
)  # fmt: skip
FIRST_DAY = Column(
    "valid_from", "Từ ngày", widget=VietnameseDateWidget(), example="01/03/2021", width=14,
    aliases=("Ngày bắt đầu", "Hoạt động từ ngày", "Từ", "Thời gian bắt đầu", "First day"),
)  # fmt: skip
GROUND = Column(
    "legal_basis", "Căn cứ", widget=TextWidget(200), example="12/QĐ-BCĐ ngày 01/03/2021", width=36,
    aliases=("Văn bản", "Căn cứ pháp lý", "Quyết định", "Số quyết định", "Theo văn bản", "Legal basis"),
)  # fmt: skip


class SeveralWidget(TextWidget):
    """Several things in one cell, with semicolons or line breaks between them."""

    def read(self, value: Cell) -> str:
        return super().read(value.replace("\n", BETWEEN) if isinstance(value, str) else value)


def parts_of(text: str) -> list[str]:
    """The things in a cell as its writer put them."""
    return [part.strip() for part in text.split(";") if part.strip()]


def joined(names: Iterable[str]) -> str:
    return BETWEEN.join(sorted(names))


def split(text: str | None) -> list[str]:
    return text.split(BETWEEN) if text else []


def not_over(rows: QuerySet[Any], on: dt.date) -> QuerySet[Any]:
    """Those of dated rows that have not ended on the day; some may begin later."""
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=on))


def put(row: Row, name: str, value: object) -> None:
    """A value that the list does not give, or names otherwise; its column is shown."""
    row.cells.setdefault(name, None)
    row.values[name] = value


def keep_recorded(kind: TwoStepResource, row: Row, recorded: Values, names: Collection[str], words: Words) -> None:
    """What is left out of a row that is there already stays; what differs is refused with `words` (%(known)s)."""
    for name in names:
        said = row.values.pop(name, None)
        if said not in (None, "", recorded[name]):
            known = kind.columns[name].widget.show(recorded[name])
            row.refuse(name, str(words) % {"known": known or _("not stated")})


def refuse_taken_codes(rows: Iterable[Row], taken_codes: Collection[str], words: Words) -> None:
    """A code is one thing's in all pilots."""
    for row in rows:
        if row.object_id is None and code_key(row.values.get("code") or "") in taken_codes:
            row.refuse("code", words)


def refuse_taken_names(rows: Iterable[Row], known: dict[int, Values]) -> None:
    """The rule of the verbs (`rule_name_free`), for all rows at once; of two new ones the second is refused."""
    holders: dict[str, object] = {search_key(values["name"]): pk for pk, values in known.items()}
    for row in rows:
        this = row.object_id or f"row {row.number}"
        if (name := row.values.get("name")) and holders.setdefault(search_key(name), this) != this:
            row.refuse("name", taken(name).message)


def refuse_moved(known: Iterable[Values], rows: Iterable[Values]) -> None:
    """Under the lock on the pilot: no new row has a name that came up since the check. Raises TransitionRefused."""
    names = {search_key(values["name"]) for values in known}
    if clashing := [row["name"] for row in rows if search_key(row["name"]) in names]:
        raise changed_since_check(clashing)


def changed_since_check(names: Iterable[str]) -> TransitionRefused:
    words = _("Since the check somebody has changed: %(keys)s. Check the list again.")
    return TransitionRefused("changed_since_check", words % {"keys": ", ".join(names)})


def proposed_about(model: type[Model], ids: list[int], inputs: Collection[str]) -> list[str]:
    """What was proposed about one of the rows, or with it (`inputs`), keeps it from an undo: a sentence each.

    One query.
    """
    pilots = model._base_manager.filter(pk__in=bulk.among(ids)).values("pilot")
    words = _("the change “%(subject)s” is about it")
    return [
        words % {"subject": change.subject}
        for change in ProgrammeChange.objects.filter(pilot__in=pilots)
        if _named_in(change, model, inputs) & set(ids)
    ]


def _named_in(change: ProgrammeChange, model: type[Model], inputs: Collection[str]) -> set[int]:
    about = {change.object_id} if change.object_type == model._meta.label else set()
    return about | {change.inputs[name] for name in inputs if change.inputs.get(name)}


def rename(model: type[Model], changes: dict[int, Values]) -> None:
    """Set the names of rows that are found by code and name. Two statements."""
    rows: Any = model._base_manager.filter(pk__in=bulk.among(changes))
    new = {
        row.pk: {
            "name": changes[row.pk]["name"],
            "search_key": search_key(f"{row.code} {changes[row.pk]['name']}"),
            "row_version": row.row_version + 1,
        }
        for row in rows
    }
    bulk.update(model, new, ["name", "search_key", "row_version"])


class Bodies:
    """The agencies of a pilot by name and code, as cells name them: "huyện Can Lộc" is its People's Committee."""

    def __init__(self, pilot: Pilot, on: dt.date) -> None:
        rows = list(not_over(Agency.objects.filter(pilot=pilot), on))
        self.known: dict[str, Agency] = {_body_key(text): row for row in rows for text in (row.code, row.name)}

    def find(self, text: str) -> Agency | None:
        key = _body_key(text)
        asked = (key, f"ubnd {key}", f"ubnd huyen {key}")
        return next((self.known[one] for one in asked if one in self.known), None)

    def named(self, text: str | None) -> Agency | None:
        """The same under the lock, of a name that the check has put right. Raises TransitionRefused."""
        if not text:
            return None
        if (found := self.find(text)) is None:
            raise changed_since_check([text])
        return found


def _body_key(text: str) -> str:
    return search_key(text).replace("uy ban nhan dan", "ubnd")


def no_such_body(name: str) -> str:
    words = _("The pilot has no agency “%(name)s”. Enter it first, or write its name as there.")
    return words % {"name": name}
