"""A share of the spoilt files of `make fuzz`: whatever a file holds, it is a list or refused with a sentence."""

import pytest

from tests.bench.fuzz_books import GOAL_MIB, try_all


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_spoilt_file_is_a_list_or_refused_with_a_sentence():
    outcome = try_all(range(200), seed=20_210_615)
    assert outcome.wrong == []
    assert outcome.mib < GOAL_MIB
    assert {"a list", "damaged", "merged", "twice"} <= outcome.came.keys()
    assert outcome.came["a list"] > 50
