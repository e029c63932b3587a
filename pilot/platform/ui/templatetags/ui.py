"""All tags and filters of the interface. A builtin of the template engine: no {% load %} is needed."""

from django import template

from pilot.platform.ui.tags import actions, charts, forms, lists, marks, records, text

register = template.Library()
for part in (text, marks, actions, forms, lists, records, charts):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
