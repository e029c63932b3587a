"""Every field of a form that takes an id: rows of another province are not offered and are refused when sent."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.test import Client

from pilot.platform.access.roles import Group, Role
from pilot.platform.access.scope import visible
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, Site, User
from tests.access.addresses import ROWS, Row, address, name_of
from tests.access.asked import PROVIDERS
from tests.access.world import USERS, named, place

pytestmark = pytest.mark.usefixtures("matrix_world", "demo")

PAGES = [row for row in ROWS if row["method"] == "GET" and any(row[role.value].startswith("200") for role in Role)]
SHARED = {Group.CATALOGUE}  # of nobody's province: fields, procedures, laws
OF_OTHERS = {
    "AdoptRulesForm.source",  # to take over the rules of another pilot is what the form is for
    "DocumentFilter.issuer",  # laws, plans and decisions of both provinces are published
}


def who_opens(row: Row) -> Role:
    return next(role for role in Role if row[role.value].startswith("200"))


def fields_of(answer: Any) -> Iterator[tuple[str, forms.Field]]:
    """The fields of every form on the page."""
    seen: dict[int, forms.BaseForm] = {}
    layers = [part for layer in answer.context or () for part in getattr(layer, "dicts", [layer])]
    for layer in layers:
        values = [layer[name] for name in layer]
        seen |= {id(value): value for value in values if isinstance(value, forms.BaseForm)}
    for form in seen.values():
        yield from ((f"{type(form).__name__}.{name}", field) for name, field in form.fields.items())


def foreign(model: type[Model]) -> QuerySet[Any]:
    """The rows that only the other province sees; none of what is shared."""
    if getattr(model, "SCOPE_GROUP", Group.CATALOGUE) in SHARED:
        return model._default_manager.none()
    people = User.objects.filter(username__in=("thuky.gialai", "quantri.gialai"))
    own = User.objects.filter(username__in=("thuky", "quantri1"))
    theirs = {pk for user in people for pk in visible(model, user, DEMO_START).values_list("pk", flat=True)}
    ours = {pk for user in own for pk in visible(model, user, DEMO_START).values_list("pk", flat=True)}
    return model._default_manager.filter(pk__in=theirs - ours)


@pytest.fixture(scope="module")
def elsewhere(matrix_world: None) -> Callable[[type[Model]], list[Model]]:
    """The rows of a model that only the other province sees, looked for once."""
    return cache(lambda model: list(foreign(model)))


@pytest.fixture(scope="module")
def places_elsewhere(elsewhere: Callable[[type[Model]], list[Model]]) -> set[str]:
    """What the other province's agencies and sites are called."""
    found = {str(row) for model in (Agency, Site) for row in elsewhere(model)}
    assert found
    return found


@pytest.mark.parametrize("row", PAGES, ids=name_of)
def test_a_form_takes_no_row_of_another_province(row: Row, elsewhere: Any, places_elsewhere: set[str]) -> None:
    role, client = who_opens(row), Client()
    client.force_login(User.objects.get(username=USERS[role]), backend="django.contrib.auth.backends.ModelBackend")
    where = named(place(role, "own")) if row["url"] in PROVIDERS else named("canloc")
    wrong: list[str] = []
    answer = client.get(address(row["url"], row["verb"], where))
    answer.close()
    for name, field in fields_of(answer):
        if name in OF_OTHERS:
            continue
        if isinstance(field, ModelChoiceField):
            other = next(iter(elsewhere(field.queryset.model)), None)
            if other and (field.queryset.filter(pk=other.pk).exists() or takes(field, other)):
                wrong.append(f"{name}: {other}")
        elif isinstance(field, forms.ChoiceField):
            wrong += [
                f"{name}: {label}" for label in labels(field) if any(there in label for there in places_elsewhere)
            ]
    assert wrong == []


def labels(field: forms.ChoiceField) -> list[str]:
    """Of all its choices, those in groups too."""
    groups = [said if isinstance(said, list | tuple) else [(value, said)] for value, said in field.choices]
    return [str(said) for group in groups for _value, said in group]


def takes(field: ModelChoiceField, other: Model) -> bool:
    try:
        field.clean([other.pk] if isinstance(field, forms.ModelMultipleChoiceField) else other.pk)
    except ValidationError:
        return False
    return True
