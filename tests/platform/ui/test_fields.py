"""Names, codes and e-mail addresses as forms take them."""

import pytest
from django import forms
from django.urls import get_resolver

from pilot.platform.ui.forms import CodeField, MailField, NameField, what_to_do


class AnyForm(forms.Form):
    name = NameField(required=False)
    code = CodeField(required=False)
    email = MailField(required=False)


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn An", "NGUYỄN VĂN AN", "H'Hen Niê", "Y-Blô (Bé)", "Nguyễn Văn A.", "Nguye\u0302\u0303n"]
)
def test_a_name_of_a_person(name):
    assert AnyForm({"name": name}).is_valid()


@pytest.mark.parametrize("name", ["12345", "Nguyễn Văn An 2", "-", "=1+1", "<b>An</b>", "#N/A"])
def test_no_name_of_a_person(name):
    (words,) = AnyForm({"name": name}).errors["name"]
    assert f"“{name}”" in words


@pytest.mark.parametrize(
    ("code", "valid"), [("0022", True), ("BD-0022", True), ("Đ", True), ("-", False), ("…", False)]
)
def test_a_code_has_a_letter_or_a_digit(code, valid):
    assert AnyForm({"code": code}).is_valid() == valid


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("an@hatinh.gov.vn", "an@hatinh.gov.vn"), ("an@hatinh.gov.vn.", "an@hatinh.gov.vn"), (" an@x.vn; ", "an@x.vn"),
        ("Nguyễn An <an@x.vn>", "an@x.vn"), ("An <an@x.vn>;", "an@x.vn"), ("mailto:an@x.vn", "an@x.vn"), ("", ""),
    ],
)  # fmt: skip
def test_an_address_as_a_mail_program_writes_it(written, address):
    form = AnyForm({"email": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["email"] == address


@pytest.mark.parametrize("written", ["an@x .vn", "an@x.vn, ba@x.vn", "an@x", "đ@x.vn"])
def test_no_address_is_answered_with_what_was_typed(written):
    (words,) = AnyForm({"email": written}).errors["email"]
    assert f"“{written}”" in words


def test_a_text_that_is_too_long_says_what_fits(as_user, demo):
    answer = as_user("buudien").post("/nhan-su/nhan-vien/moi/HT-BDT/", {"full_name": "An", "staff_code": "1" * 21})
    assert "Nội dung có 21 ký tự; tối đa 20 ký tự" in answer.content.decode()


NO_NOUNS = {"đến", "từ", "tôi", "đã", "tại", "ai", "khi", "nếu", "chỉ", "được"}  # what a label may begin with


def fields_of_all_forms():
    get_resolver().check()
    todo = [forms.BaseForm]
    while todo:
        todo += (form := todo.pop()).__subclasses__()
        if not form.__module__.startswith("django"):
            yield from getattr(form, "base_fields", {}).items()


def test_an_empty_field_says_what_to_do_in_a_whole_sentence():
    """ "Nhập đến hết ngày." is none: what is no noun stands in quotes."""
    said = {what_to_do(field, str(field.label or name)) for name, field in fields_of_all_forms()}
    assert "Nhập ngày vào ô “Đến hết ngày”." in said
    assert "Nhập họ và tên." in said
    broken = [words for words in said if words.split()[0] in ("Nhập", "Chọn") and words.split()[1] in NO_NOUNS]
    assert broken == []
