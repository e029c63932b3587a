"""Fields and forms that any page may use: days and amounts as offices write them, filters from the address bar."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.types import Inputs, Row
from pilot.platform.money import format_vnd, parse_vnd
from pilot.platform.text import bare, refuse_no_code, refuse_no_name
from pilot.platform.ui.gate import told
from pilot.platform.vietnamese import YEARS, means_without_end, parse_birth_date, parse_date

ANY = ("", _("all"))


class VietnameseDateField(forms.DateField):
    """A day as Vietnamese offices write it (dd/mm/yyyy); 31/9 is refused.

    `years`: the first and the last that are possible, both included. `open_end`: it may be left open, which an empty
    field, "không thời hạn" and 31/12/9999 say.
    """

    widget = forms.DateInput

    def __init__(
        self, *, years: tuple[int, int] = YEARS, open_end: bool = False, required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(required=required and not open_end, **kwargs)
        self.years, self.open_end = years, open_end

    def to_python(self, value: object) -> dt.date | None:
        if value in self.empty_values or (self.open_end and means_without_end(str(value))):
            return None
        try:
            return parse_date(str(value), self.years)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None


class BirthDateField(VietnameseDateField):
    """A date of birth, or the year alone (int)."""

    def to_python(self, value: object) -> Any:
        try:
            return None if value in self.empty_values else parse_birth_date(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None


class NameField(forms.CharField):
    """The name of a person."""

    default_validators = [told(refuse_no_name)]


class CodeField(forms.CharField):
    """A code, or the number of a paper."""

    default_validators = [told(refuse_no_code)]


class MailField(forms.EmailField):
    """An e-mail address, also as a mail program writes it: "Nguyễn An <an@hatinh.gov.vn>;"."""

    default_error_messages = {
        "invalid": _("“%(value)s” is no e-mail address. Write one address, for example an@hatinh.gov.vn.")
    }

    def to_python(self, value: object) -> str:
        text = bare(str(super().to_python(value)))
        return text.removesuffix(">").rpartition("<")[2].removeprefix("mailto:")


class VndInput(forms.TextInput):
    """An amount as text: a browser's field for numbers would drop what it does not understand without a word."""


class VndField(forms.Field):
    """An amount in VND as people write it (platform/money.py, parse_vnd), from `least` on, inclusive."""

    widget = VndInput

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.least = least

    def to_python(self, value: object) -> int | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_vnd(str(value), self.least)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value: object) -> object:
        """An amount as pages show it, 7.000.000; what somebody typed as it was typed."""
        return format_vnd(value) if isinstance(value, int) else value


PILOT_YEARS = (2000, 2100)  # both included: what the pilots agree, decide and pay lies between them


class AsOfForm(forms.Form):
    """The day for which a page of dated things answers."""

    ngay = VietnameseDateField(label=_("As of"), required=False)


def what_to_do(field: forms.Field, label: str) -> str:
    """What to enter in an empty field. A label that need be no noun ("Đến hết ngày") stands in quotes."""
    if isinstance(field, forms.BooleanField):
        return _("Tick “%(field)s”.") % {"field": label.removesuffix(".")}
    if isinstance(field, forms.DateField):
        return _("Enter the day for “%(field)s”.") % {"field": label}
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.FileField))
    words = _("Choose %(field)s.") if chosen else _("Enter %(field)s.")
    return words % {"field": label if label[:2].isupper() else label[:1].lower() + label[1:]}


def say_what_to_do(fields: Mapping[str, forms.Field]) -> None:
    """A field that is left empty says what to enter, one that is too long what fits."""
    for name, field in fields.items():
        if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = what_to_do(field, str(field.label or name))
        too_long = _("The text has %(show_value)d characters; at most %(limit_value)d fit. Shorten it.")
        field.error_messages.setdefault("max_length", too_long)


class FilterForm(forms.Form):
    """A list's filters from the address bar; what does not fit is left out instead of refused."""

    def __init__(self, data: Mapping[str, str] | None = None, rows: QuerySet[Model] | None = None) -> None:
        """Some filters offer only what stands in the `rows`."""
        super().__init__(data)

    def chosen(self) -> Inputs:
        """Cleaned values by name, without those that are empty or wrong."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Those of the rows that fit."""
        return rows.filter(**self.chosen())
