"""The pinned packages of requirements files with the hashes of their files, for `pip install --require-hashes`.

`python .ci/lock.py requirements.txt > lock.txt`. Hashes stand in .ci/hashes.txt, which `make lock` writes anew after a
version has changed. Needs nothing but Python: it runs before anything is installed.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)
INCLUDED = re.compile(r"^-r\s+(\S+)", re.MULTILINE)


def pinned(path: Path) -> set[tuple[str, str]]:
    """Name and version of each package, of included files too."""
    text = path.read_text()
    found = {(re.sub(r"[._-]+", "-", name).lower(), version) for name, version in PINNED.findall(text)}
    return found.union(*(pinned(path.parent / name) for name in INCLUDED.findall(text)))


def hashes() -> dict[tuple[str, str], str]:
    """Name and version of each package → its lines in the file of hashes."""
    blocks = re.split(r"^(?=[a-z0-9])", (HERE / "hashes.txt").read_text(), flags=re.MULTILINE)
    return {found.groups(): block for block in blocks if (found := PINNED.match(block))}  # type: ignore[misc]


def main(path: str) -> None:
    known = hashes()
    if missing := sorted(pinned(Path(path)) - known.keys()):
        sys.exit(f"no hashes of {', '.join(f'{name} {version}' for name, version in missing)}: run make lock")
    sys.stdout.writelines(known[package] for package in sorted(pinned(Path(path))))


if __name__ == "__main__":
    main(sys.argv[1])
