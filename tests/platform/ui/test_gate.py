"""Every form reads what was typed through the gate for text; only secrets pass as they were typed."""

from collections.abc import Iterator

import pytest
from django import forms
from django.forms.renderers import get_default_renderer
from django.http import QueryDict
from django.utils import translation

from pilot.platform.ui.gate import GatedField
from pilot.urls import urlpatterns


class AnyForm(forms.Form):
    name = forms.CharField(max_length=5)
    reason = forms.CharField(widget=forms.Textarea, required=False)
    email = forms.EmailField(required=False)
    day = forms.DateField(required=False)
    of = forms.MultipleChoiceField(choices=[("a", "a"), ("b", "b")], required=False)
    secret = forms.CharField(widget=forms.PasswordInput, strip=False, required=False)


def sent(**values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return AnyForm(data)


def test_each_kind_of_field_is_cleaned_before_it_is_read():
    form = sent(
        name="\u200bＢ\u00a0D\x00 ",
        reason=" một\r\n\x07hai ",
        email="lai@x\u200b.vn",
        day="２０２１-06-15",
        of=["a\x00", "b"],
    )
    assert form.is_valid(), form.errors
    assert {**form.cleaned_data, "day": str(form.cleaned_data["day"])} == {
        "name": "B D", "reason": "một\nhai", "email": "lai@x.vn", "day": "2021-06-15", "of": ["a", "b"], "secret": "",
    }  # fmt: skip


def test_the_length_counts_what_is_stored():
    assert sent(name="A\u200bB\u00adCDE").is_valid()
    assert not sent(name="ABCDEF").is_valid()


def test_a_text_of_nothing_is_empty():
    assert sent(name="\u200b \u00ad\x00").errors["name"].as_data()[0].code == "required"


def test_a_letter_that_only_looks_latin_is_refused_at_its_field():
    with translation.override(None):
        (message,) = sent(name="V\u0430n").errors["name"]
    assert message == "“V\u0430n”: the letter “\u0430” is Cyrillic, not Latin. Type the word again."


def test_a_secret_passes_as_it_was_typed():
    typed = " mật\u00a0khẩu\u0430a\u0301\u200b "
    form = sent(name="A", secret=typed)
    assert form.is_valid()
    assert form.cleaned_data["secret"] == typed


def every_form(base: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_no_form_and_no_field_goes_round_the_gate():
    """All forms are known once the addresses are."""
    assert urlpatterns
    assert get_default_renderer().bound_field_class is GatedField
    forms_here = [form for form in every_form() if form.__module__.split(".")[0] not in ("django", "tests")]
    assert len(forms_here) > 50
    for form in forms_here:
        assert (form.default_renderer, form.bound_field_class) == (None, None), form
        for name, field in getattr(form, "base_fields", {}).items():
            assert field.bound_field_class is None, (form, name)


@pytest.mark.usefixtures("demo")
def test_what_is_searched_for_goes_through_it_too(as_user):
    assert as_user("buudien").get("/tim-kiem/", {"q": "B\u00a0D\x00"}).status_code == 200
