"""The door of every form: what was typed goes through the gate for text before any field reads it.

The project's form renderer (settings.FORM_RENDERER) gives each form, also those of Django and of packages, these bound
fields; no form and no field has to think of it. Passwords pass as they were typed.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from pilot.platform.text import line, lines, refuse_lookalikes


def told(refuse: Callable[[str], None]) -> Callable[[str], None]:
    """A validator that says what `refuse` has against a text."""

    def validate(text: str) -> None:
        try:
            refuse(text)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None

    return validate


written_in_latin = told(refuse_lookalikes)


class GatedField(forms.BoundField):
    """A field of a form with what was sent for it, cleaned as text; a choice, a day or an amount is text too."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.is_secret = isinstance(field.widget, forms.PasswordInput)
        if isinstance(field, forms.CharField) and not self.is_secret:
            field.validators = [*field.validators, written_in_latin]

    @property
    def data(self) -> Any:
        """What was sent; several lines only where the field shows several."""
        sent = super().data
        clean = lines if isinstance(self.field.widget, forms.Textarea) else line
        if self.is_secret:
            return sent
        if isinstance(sent, list):
            return [clean(part) if isinstance(part, str) else part for part in sent]
        return clean(sent) if isinstance(sent, str) else sent


class Renderer(TemplatesSetting):
    bound_field_class = GatedField
