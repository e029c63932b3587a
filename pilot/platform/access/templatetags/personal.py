"""A masked value on a page."""

from django import template
from django.db.models import Model

from pilot.platform.access.forms import RevealForm
from pilot.platform.access.reveal import masked_value
from pilot.platform.kernel.types import TemplateContext

register = template.Library()


@register.inclusion_tag("access/masked.html")
def masked(row: Model, name: str, may_see: bool = False) -> TemplateContext:
    """The mask of a column of the row, or of the person behind it; for whoever may see it with the way to the value."""
    form = RevealForm(auto_id=f"{name}_{row.pk}_%s") if may_see else None
    return {**masked_value(row, name), "form": form}
