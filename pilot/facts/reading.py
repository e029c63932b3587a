"""The files as rows. A row hands out its keys one by one; unknown keys are found, errors name file and id."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from pilot.platform.periods import Period

FACTS = Path(__file__).parent
Refs = dict[tuple[str, str], int]  # (kind, code) → primary key


class FactError(ValueError):
    """A fact that cannot be loaded, with file, kind and id."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    pass


def _date(loader: _Loader, node: yaml.ScalarNode) -> Any:
    """A calendar day; 31/9 is refused and never rolled over."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(None, None, f"{node.value}: {error}", node.start_mark) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


class WrittenFact:
    """One fact as written. `code` is its id; references resolve to primary keys of rows already loaded."""

    def __init__(self, file: str, kind: str, code: str, data: Mapping[str, object]) -> None:
        self.file, self.kind, self.code = file, kind, code
        self.left: dict[str, Any] = dict(data)
        self.refs: Refs = {}

    def derived(self, kind: str, code: str, **data: object) -> "WrittenFact":
        """A fact of another kind that this one implies, such as a procedure in a set."""
        return WrittenFact(self.file, kind, code, data)

    def error(self, message: str) -> FactError:
        return FactError(f"{self.file}: {self.kind} {self.code}: {message}")

    def take(self, name: str, default: Any = None) -> Any:
        return self.left.pop(name, default)

    def text(self, name: str) -> str:
        """Text that may be empty but not NULL."""
        return self.left.pop(name, None) or ""

    def need(self, name: str) -> Any:
        value = self.left.pop(name, None)
        if value is None:
            raise self.error(f"{name} is missing")
        return value

    def ref(self, name: str, kind: str) -> int | None:
        """Primary key of the row of `kind` whose code stands under `name`; None when nothing stands there."""
        code = self.take(name)
        if code is not None and (kind, code) not in self.refs:
            raise self.error(f"{name}: there is no {code} among {kind}")
        return self.refs[kind, code] if code is not None else None

    def rest(self) -> dict[str, object]:
        rest, self.left = self.left, {}
        return rest

    def period(self) -> dict[str, dt.date | None]:
        """valid_from and valid_to, written with the last day included, stored half-open."""
        return self.between("valid_from", "valid_to")

    def between(self, first: str, last: str) -> dict[str, dt.date | None]:
        try:
            period = Period.inclusive(self.take(first), self.take(last))
        except (TypeError, ValueError) as error:
            raise self.error(f"{first}, {last}: {error}") from error
        return {first: period.start, last: period.end}

    def cited(self, confidence: str = "stated") -> dict[str, object]:
        """The columns of `Cited`: document, section, line, as printed, how sure, note."""
        place = WrittenFact(self.file, self.kind, self.code, self.take("src", {}))
        place.refs = self.refs
        columns = {
            "source_id": place.ref("doc", "source_documents"),
            "source_section": place.text("sec"),
            "source_line": place.take("line"),
            "as_printed": self.text("as_printed"),
            "confidence": self.take("confidence", confidence),
            "note": self.text("note"),
        }
        place.refuse_rest()
        return columns

    def refuse_rest(self) -> None:
        if self.left:
            raise self.error(f"unknown key {', '.join(map(str, self.left))}")


Columns = dict[str, Any]  # of a model, foreign keys as `_id`
Facts = dict[str, list[WrittenFact]]  # kind → its rows


def read(directory: Path = FACTS) -> Facts:
    """The rows of each kind, from every *.yaml there. A kind stands in one file, an id once in its kind."""
    kinds: Facts = {}
    for path in sorted(directory.glob("*.yaml")):
        for kind, items in _parse(path).items():
            if kind in kinds:
                raise FactError(f"{path.name}: {kind} stands in another file as well")
            kinds[kind] = [_row(path.name, kind, item) for item in items or []]
            _refuse_twins(kinds[kind])
    return kinds


def _parse(path: Path) -> dict[str, list[dict[str, Any]] | None]:
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        return yaml.load(text, Loader=_Loader) or {}  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise FactError(f"{path.name}: {error}") from error


ID_OF: dict[str, Callable[[dict[str, Any]], str]] = {
    "admin_units": lambda r: f"{r['code']} {r['valid_from']}" if r.get("valid_from") else r["code"],
    "successions": lambda r: f"{r['old']} → {r.get('new', '…')}",
    "procedures": lambda r: r["code"],
    "procedure_sets": lambda r: r["agency"],
    "channel_limits": lambda r: r["source"],
}


def _row(file: str, kind: str, item: dict[str, Any]) -> WrittenFact:
    try:
        item = dict(item)
        return WrittenFact(file, kind, str(ID_OF[kind](item) if kind in ID_OF else item.pop("id")), item)
    except (KeyError, TypeError, ValueError) as error:
        raise FactError(f"{file}: {kind}: a row without id: {item}") from error


def _refuse_twins(rows: list[WrittenFact]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            raise row.error("stands twice")
        seen.add(row.code)
