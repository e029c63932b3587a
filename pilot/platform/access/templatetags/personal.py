"""A masked value on a page."""

from typing import Any

from django import template

from pilot.platform.access.forms import RevealForm
from pilot.platform.access.reveal import masked_value

register = template.Library()


@register.inclusion_tag("access/masked.html")
def masked(row: Any, name: str, may_see: bool = False) -> dict[str, Any]:
    """The mask of a column of the row, or of the person behind it; for whoever may see it with the way to the value."""
    form = RevealForm(auto_id=f"{name}_{row.pk}_%s") if may_see else None
    return {**masked_value(row, name), "form": form}
