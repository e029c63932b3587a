"""Files read as an upload reads them, a few ms each: a process that has imported the child's code forks for every file.

`with Reader() as reader: reader.run("parse", content, ".xlsx")`. What is forked is the child of an upload in all else:
it limits itself, reads the file and writes its answer. It is a process of its own, so that nothing of Django's weighs.
"""

import gc
import os
import pickle
import subprocess
import sys
import tempfile
import traceback
from typing import IO, NamedTuple, Self

import python_calamine  # noqa: F401 - here, so that no child has to

from pilot.platform.exchange import copying, parse
from pilot.platform.kernel.confined import HOME, MUST_WORK

MAINS = {"parse": parse.main, "copying": copying.main}


class Answer(NamedTuple):
    """What the child wrote, what it complained of, its exit code, the most memory it held (MiB), its processor time."""

    output: bytes
    said: str
    code: int
    mib: float
    seconds: float


class Reader:
    """The process that forks; it ends with the block."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", "from tests.platform.exchange import forked; forked.serve()"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=HOME, env=MUST_WORK, stdin=pipe, stdout=pipe)
        return self

    def run(self, module: str, content: bytes, *arguments: object) -> Answer:
        assert self.process.stdin
        assert self.process.stdout
        pickle.dump((module, content, arguments), self.process.stdin)
        self.process.stdin.flush()
        answer: Answer = pickle.load(self.process.stdout)  # noqa: S301 - from our own process
        return answer

    def __exit__(self, *_error: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def serve() -> None:
    """Until nobody asks any more."""
    gc.freeze()
    while True:
        try:
            module, content, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
        except EOFError:
            return
        pickle.dump(answer_of(module, content, arguments), sys.stdout.buffer)
        sys.stdout.flush()


def answer_of(module: str, content: bytes, arguments: tuple[object, ...]) -> Answer:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as said:
        given.write(content)
        given.seek(0)
        child = os.fork()
        if not child:
            be_child(module, arguments, given, written, said)
        _child, status, used = os.wait4(child, 0)
        written.seek(0)
        said.seek(0)
        code, complaint = os.waitstatus_to_exitcode(status), said.read().decode(errors="replace")
        return Answer(written.read(), complaint, code, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def be_child(module: str, arguments: tuple[object, ...], *files: IO[bytes]) -> None:
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as it lives
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as it lives
    try:
        MAINS[module](*arguments)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)
