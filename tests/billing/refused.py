"""The codes of a refusal, as a clerk would meet them."""

import pytest

from pilot.platform.kernel.refusals import TransitionRefused


def codes(call):
    """Codes of the problems, or of the refusal itself."""
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [problem.code for problem in caught.value.problems] or [caught.value.code]
