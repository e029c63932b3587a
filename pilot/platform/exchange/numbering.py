"""The row of a printed form that numbers its columns: 1 2 3, (1) (2) (3)=(1)+(2), A B C 1 2 … 31 32. Without Django."""

import re
from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase

from pilot.platform.exchange.identity import STARS

MARK = re.compile(r"[(\[]?(\d{1,2})[)\]]?(?:\s*=.*)?|[(\[]?[A-ZĐa-zđ][)\]]?")
PASSED = re.compile(r"[.…]+")  # stands for the numbers between
BRACKETS = ("(", "[")


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether the filled cells of a row are the numbers of its columns, in their order.

    Few may be passed over: the form for a month of 31 days goes on with 32, also where one of 30 days is printed.
    Stars, which stand for an identity number, may be any of them.
    """
    cells = [text for text in map(str.strip, texts) if not PASSED.fullmatch(text)]
    marks = [MARK.fullmatch(cell) for cell in cells if cell != STARS]
    alone = len(marks) == 1 and not cells[0].startswith(BRACKETS)
    if not marks or alone or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1]]
    if not numbers:
        return "".join(cell.strip("()[]") for cell in cells).upper() == ascii_uppercase[: len(cells)]
    steps = [after - before for before, after in pairwise(numbers)]
    return all(step > 0 for step in steps) and 2 * sum(step > 1 for step in steps) <= len(steps)
