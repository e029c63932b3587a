"""Static files as they are served: css/app.css with its parts written into it, so that a page asks for one sheet.

Every layer stays what it is; the parts themselves are not published.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Names by content, compressed, one style sheet."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            self._bundle(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _bundle(self, paths: dict[str, Any]) -> None:
        """Put the whole sheet in the place of the collected one and take its parts away."""

        def read(path: str) -> str:
            storage, own = paths[path]
            with storage.open(own) as source:
                return source.read().decode()

        whole = bundled(read)
        for path in parts(read(SHEET)):
            del paths[path]
            self.delete(path)
        self.delete(SHEET)
        self._save(SHEET, ContentFile(whole.encode()))
        paths[SHEET] = (self, SHEET)


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
