"""Forms of steps ask for what the steps need."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from pilot.platform.cases.case import Case
from pilot.platform.kernel.workflow import VERBS, Verb


def cases(resolver: URLResolver) -> Iterator[Case]:
    """Every case that has an address, again for each of them."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from cases(entry)
        elif isinstance(entry, URLPattern) and "case" in entry.default_args:
            yield entry.default_args["case"]


def steps_with_reason() -> list[tuple[Case, Verb]]:
    found = {id(case): case for case in cases(get_resolver()) if hasattr(case, "workflow")}
    return [
        (case, VERBS[name])
        for case in found.values()
        for name, step in case.workflow.transitions.items()
        if step.reason and VERBS[name] not in case.own_pages
    ]


@pytest.mark.parametrize(("case", "verb"), steps_with_reason(), ids=lambda one: getattr(one, "name", ""))
def test_a_step_that_needs_a_reason_does_not_call_it_optional(case: Case, verb: Verb) -> None:
    assert case.form(verb).base_fields["reason"].required
