"""The forms of steps ask for what their verbs need."""

from collections.abc import Iterator
from typing import Any

from pilot.platform.cases.case import Case


def cases(kind: type[Case[Any]] = Case) -> Iterator[type[Case[Any]]]:
    for case in kind.__subclasses__():
        yield from (case, *cases(case))


def test_a_step_that_needs_a_reason_says_so_at_the_field() -> None:
    """Not "(không bắt buộc)" and a refusal afterwards."""
    forms = [(verb, form) for case in cases() for verb, form in case.forms.items() if verb.transition.reason]
    assert len(forms) > 5
    assert [verb.name for verb, form in forms if not form.base_fields["reason"].required] == []
