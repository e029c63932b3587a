"""Static files as they are served: css/app.css with its parts written into it, so that a page asks for one sheet, and
our scripts without their comments.

Every layer stays what it is; the parts themselves are not published.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET, SCRIPTS = "css/app.css", "js/"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Names by content, compressed, one style sheet."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            self._bundle(paths)
            self._write_scripts(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self, paths: dict[str, Any]) -> None:
        """Put the whole sheet in the place of the collected one and take its parts away."""
        whole = bundled(lambda path: self._read(paths, path))
        for path in parts(self._read(paths, SHEET)):
            del paths[path]
            self.delete(path)
        self._write(paths, SHEET, whole)

    def _write_scripts(self, paths: dict[str, Any]) -> None:
        for path in [path for path in paths if path.startswith(SCRIPTS)]:
            self._write(paths, path, without_comments(self._read(paths, path)))

    def _read(self, paths: dict[str, Any], path: str) -> str:
        storage, own = paths[path]
        with storage.open(own) as source:
            return str(source.read().decode())

    def _write(self, paths: dict[str, Any], path: str, text: str) -> None:
        """In the place of what was collected."""
        self.delete(path)
        self._save(path, ContentFile(text.encode()))
        paths[path] = (self, path)


def parts(sheet: str) -> list[str]:
    """Paths of what the sheet imports."""
    return [part(path) for path, _layer in IMPORT.findall(sheet)]


def part(path: str) -> str:
    return str(PurePosixPath(SHEET).parent / path)


def bundled(read: Callable[[str], str]) -> str:
    """The sheet with each part in its layer; `read`: path → text."""
    return squeezed(IMPORT.sub(lambda found: f"@layer {found[2]}{{{read(part(found[1]))}}}", read(SHEET)))


def squeezed(text: str) -> str:
    """Without comments and without the space that only people need; no string of ours holds a run of spaces."""
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}").strip()


def without_comments(script: str) -> str:
    """Without comments to the end of a line and without indentation; no string of ours holds a // between spaces."""
    return re.sub(r"^\s+", "", re.sub(r"(^|\s)// .*$", "", script, flags=re.MULTILINE), flags=re.MULTILINE)
