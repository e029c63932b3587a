"""Forms that are given what may be chosen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from pilot.platform.kernel.types import Words

Choices = Sequence[tuple[str, Words]]


def offer(form: forms.BaseForm, **found: QuerySet[Model] | Choices) -> None:
    """Let fields of the form choose among what is found, rows or words, by the names of the fields."""
    for name, choices in found.items():
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField) and isinstance(choices, QuerySet):
            field.queryset = choices
        elif isinstance(field, forms.ChoiceField) and not isinstance(choices, QuerySet):
            field.choices = choices


def narrowing(*, sends: str = "this") -> dict[str, str | bool]:
    """Attributes of a choice that brings the form again, with what fits it. `sends`: what of the form goes along."""
    return {
        "hx-get": "", "hx-trigger": "change", "hx-include": sends, "hx-params": "not csrfmiddlewaretoken",
        "hx-target": "closest form", "hx-select": "form.form", "hx-swap": "outerHTML",
    }  # fmt: skip


class Choosing(forms.Form):
    """A form that is made with what its fields choose among: LineForm(data, employee=employees)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        given = {name: options.pop(name) for name in self.base_fields.keys() & options.keys()}
        super().__init__(*args, **options)
        offer(self, **given)
