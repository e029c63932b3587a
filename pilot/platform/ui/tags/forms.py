"""Forms: label, hint and error of a field, the summary of errors, the keys of a harmless second submit."""

from collections.abc import Sequence

from django import forms, template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui.forms import VndInput
from pilot.platform.ui.shapes import Action

register = template.Library()

KEYS = ("operation_key", "row_version")
KINDS = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.DateInput, "date"),
    (VndInput, "money"),
)
HTML_ATTRS: dict[str, dict[str, str | bool]] = {
    "date": {"inputmode": "numeric", "maxlength": "10", "data-date": True},  # "off" would empty it after Back
    "money": {"inputmode": "numeric"},
}


def kind_of(bound: forms.BoundField) -> str:
    """How a bound field is drawn, read from its widget."""
    return next((kind for widget, kind in KINDS if isinstance(bound.field.widget, widget)), "text")


def described_by(bound: forms.BoundField, hint: Words) -> str:
    """The ids that describe a field: its hint and its error."""
    parts = ["hint"] * bool(hint) + ["error"] * bool(bound.errors)
    return " ".join(f"{bound.auto_id}_{part}" for part in parts)


def widget_attrs(bound: forms.BoundField, kind: str, hint: Words) -> dict[str, str | bool]:
    """Attributes of the control that say what the page shows around it."""
    ids = described_by(bound, hint)
    attrs: dict[str, str | bool] = {"class": f"input input-{kind}", **HTML_ATTRS.get(kind, {})}
    attrs |= {"aria-describedby": ids} if ids else {}
    attrs |= {"placeholder": _("dd/mm/yyyy")} if kind == "date" else {}
    attrs |= echoed(bound) if kind == "money" else {}
    return attrs | ({"aria-invalid": "true"} if bound.errors else {})


def echoed(bound: forms.BoundField) -> dict[str, str | bool]:
    """The server repeats the amount beneath the field, by the rule by which it will read it.

    Not at once where an error beside the field says it already.
    """
    at_once = "load, " if bound.value() and not bound.errors else ""
    return {
        "hx-get": reverse("echo-amount"), "hx-trigger": f"{at_once}input changed delay:300ms",
        "hx-target": f"#{bound.auto_id}_echo", "hx-sync": "this:replace",
    }  # fmt: skip


@register.inclusion_tag("ui/field.html")
def field(
    bound: forms.BoundField, hint: Words = "", label: Words = "", kind: str = "", width: str = "", needed: bool = False
) -> TemplateContext:
    """A bound field. `kind` when the widget does not say it: date, money. `width`: s, m or empty for full.

    `needed`: it is compulsory now, though not always.
    """
    kind = kind or kind_of(bound)
    needed = needed or bound.name in getattr(bound.form, "needed_at_times", ())
    hint = hint or bound.help_text
    if kind in HTML_ATTRS and hasattr(bound.field.widget, "input_type"):
        bound.field.widget.input_type = "text"
    attrs = widget_attrs(bound, kind, hint)
    if kind == "choices":
        attrs = {"class": "choice"}
    return {
        "bound": bound, "kind": kind, "label": label or bound.label, "hint": hint, "width": width,
        "control": bound.as_widget(attrs=attrs), "described_by": described_by(bound, hint),
        "optional": not (needed or bound.field.required or bound.errors) and kind != "checkbox",
    }  # fmt: skip


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: forms.BaseForm) -> TemplateContext:
    """The summary of all errors, each a link to its field; nothing while there is none."""
    return {"form": form, "fields": [bound for bound in form if bound.errors and not bound.is_hidden]}


@register.inclusion_tag("ui/form_keys.html", takes_context=True)
def form_keys(context: template.Context, form: forms.BaseForm | None = None) -> TemplateContext:
    """The hidden fields; operation key and row version come from form or page if they are no fields."""
    names = [name for name in KEYS if form is None or name not in form.fields]
    found = [(name, getattr(form, name, None) or context.get(name)) for name in names]
    return {"form": form, "keys": [(name, value) for name, value in found if value not in (None, "")]}


def form_context(context: template.Context, form: forms.BaseForm, **options: object) -> TemplateContext:
    """What the form template needs, whoever fills its body."""
    keep = {name: context.get(name) for name in (*KEYS, "csrf_token", "request")}
    return {"form": form, "multipart": form.is_multipart(), **keep, **options}


@register.inclusion_tag("ui/form.html", takes_context=True, name="form")
def whole_form(
    context: template.Context, form: forms.BaseForm, submit: Words = "", action: str = "", cancel_url: str = "",
    submits: Sequence[Action] = (), kind: str = "primary",
) -> TemplateContext:  # fmt: skip
    """All fields in their order. `submits`: several Action with name and value instead of one `submit`."""
    options = {"submit": submit, "action": action, "cancel_url": cancel_url, "submits": submits, "kind": kind}
    return form_context(context, form, **options)


@register.simple_block_tag(takes_context=True)
def form_shell(
    context: template.Context, content: str, form: forms.BaseForm, submit: Words = "", action: str = "",
    cancel_url: str = "", submits: Sequence[Action] = (), kind: str = "primary",
) -> str:  # fmt: skip
    """A form whose body the page writes: summary, hidden keys and buttons come from here."""
    options = {"submit": submit, "action": action, "cancel_url": cancel_url, "submits": submits, "kind": kind}
    return render_to_string("ui/form.html", form_context(context, form, body=content, **options))
