"""Every field of a form that takes an id: rows of another province are not offered and are refused when sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client

from pilot.platform.access.roles import Group, Role
from pilot.platform.access.scope import visible
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import User
from tests.access.addresses import ROWS, Row, address, name_of
from tests.access.asked import PROVIDERS
from tests.access.world import USERS, named, place

pytestmark = pytest.mark.usefixtures("matrix_world", "demo")

PAGES = [row for row in ROWS if row["method"] == "GET" and any(row[role.value].startswith("200") for role in Role)]
SHARED = {Group.CATALOGUE}  # of nobody's province: fields, procedures, laws
OF_OTHERS = {"AdoptRulesForm.source"}  # to take over the rules of another pilot is what the form is for


def who_opens(row: Row) -> Role:
    return next(role for role in Role if row[role.value].startswith("200"))


def fields_of(answer: Any) -> Iterator[tuple[str, ModelChoiceField]]:
    """The fields with ids of every form on the page."""
    seen: dict[int, forms.BaseForm] = {}
    layers = [part for layer in answer.context or () for part in getattr(layer, "dicts", [layer])]
    for layer in layers:
        values = [layer[name] for name in layer]
        seen |= {id(value): value for value in values if isinstance(value, forms.BaseForm)}
    for form in seen.values():
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField):
                yield f"{type(form).__name__}.{name}", field


def foreign(model: type[Model]) -> Model | None:
    """A row that only the other province sees; None of what is shared, or where that province has none."""
    if getattr(model, "SCOPE_GROUP", Group.CATALOGUE) in SHARED:
        return None
    people = User.objects.filter(username__in=("thuky.gialai", "quantri.gialai"))
    own = User.objects.filter(username__in=("thuky", "quantri1"))
    theirs = {pk for user in people for pk in visible(model, user, DEMO_START).values_list("pk", flat=True)}
    ours = {pk for user in own for pk in visible(model, user, DEMO_START).values_list("pk", flat=True)}
    return model._default_manager.filter(pk__in=theirs - ours).first()


@pytest.mark.parametrize("row", PAGES, ids=name_of)
def test_a_form_takes_no_row_of_another_province(row: Row) -> None:
    role, client = who_opens(row), Client()
    client.force_login(User.objects.get(username=USERS[role]), backend="django.contrib.auth.backends.ModelBackend")
    where = named(place(role, "own")) if row["url"] in PROVIDERS else named("canloc")
    wrong = []
    answer = client.get(address(row["url"], row["verb"], where))
    answer.close()
    for name, field in fields_of(answer):
        other = foreign(field.queryset.model)
        if other is None or name in OF_OTHERS:
            continue
        if field.queryset.filter(pk=other.pk).exists() or takes(field, other):
            wrong.append(f"{name}: {other}")
    assert wrong == []


def takes(field: ModelChoiceField, other: Model) -> bool:
    try:
        field.clean([other.pk] if isinstance(field, forms.ModelMultipleChoiceField) else other.pk)
    except ValidationError:
        return False
    return True
