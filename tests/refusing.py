"""What a verb refuses, by the codes of its reasons."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pilot.platform.kernel.refusals import TransitionRefused


@contextmanager
def refusal(code: str) -> Iterator[None]:
    """The verb inside refuses, and this is among its reasons."""
    with pytest.raises(TransitionRefused) as refused:
        yield
    assert code in {problem.code for problem in refused.value.problems} | {refused.value.refusal.code}
