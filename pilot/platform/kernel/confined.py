"""Where files from outside are opened: in a child process that the kernel ends before it can do harm.

Whatever a file does to its reader (memory, time, an end without an exception) ends with the child. `run` is the side
of the web process; `limit_self` is the first thing that the child does. Without Django, so that it starts fast.
"""

import os
import resource
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

HOME = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
SECONDS = 3  # of processor time
WALL_SECONDS = 10  # a busy machine gives the child more time on the clock
MUST_WORK = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def limit_self(memory: int, output: int, seconds: int = SECONDS) -> None:
    """From here on the kernel ends this process rather than let it grow, spin or fill the disk; sizes in bytes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))


class TooSlow(Exception):
    """The child needs longer than its caller may wait."""


def run(module: str, *arguments: str, source: bytes | Path, wait: float | None = None) -> bytes | None:
    """What `python -m module` writes when it reads `source`; None when it failed or was ended by a limit.

    Whoever says how many seconds to `wait` is told by TooSlow that they are over.
    Its error output is dropped, as it would quote the file into our log.
    """
    command = [sys.executable, "-m", module, *arguments]
    with tempfile.TemporaryFile() as answer, _as_file(source) as given:
        try:
            subprocess.run(
                command, cwd=HOME, env=MUST_WORK, stdin=given, stdout=answer, stderr=subprocess.DEVNULL,
                timeout=wait or WALL_SECONDS, check=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            if wait:
                raise TooSlow from None
            return None
        except subprocess.CalledProcessError:
            return None
        answer.seek(0)
        return answer.read()


def _as_file(source: bytes | Path) -> IO[bytes]:
    if isinstance(source, Path):
        return source.open("rb")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        file.write(source)
        file.seek(0)
    except OSError:  # the disk is full; closing tries to write the rest
        with suppress(OSError):
            file.close()
        raise
    return file
