"""How far an employee is with a field, in templates."""

from django import template

from staffing.presenters.sites import not_now
from staffing.presenters.standing import on_paper, tone, words
from staffing.presenters.wishes import lacks

register = template.Library()
for show in (lacks, not_now, on_paper, tone, words):
    register.filter(show.__name__, show)
