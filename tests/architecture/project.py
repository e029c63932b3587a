"""The files of the project, as the tests of this folder read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".hypothesis"}


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Every file of the project under a folder; with suffixes, only those."""
    for path in sorted((ROOT / under).rglob("*")):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or NOT_OURS & set(parts) or any(part.endswith("_cache") for part in parts):
            continue
        if not suffixes or path.suffix in suffixes:
            yield path


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
