"""Shape of the filter of the audit log."""

from collections import defaultdict
from functools import cache

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.timeline import EVENTS, verb_label
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import VERBS
from pilot.platform.ui.forms import ANY, FilterForm, VietnameseDateField
from pilot.platform.vietnamese import search_key, sort_key
from pilot.programme.forms.choosing import offer


@cache
def verbs(_language: str | None) -> dict[str, list[str]]:
    """Labels in their order, each with all verbs that bear it: different things are checked in the same words."""
    named = defaultdict(list)
    for name in (*VERBS, *EVENTS):
        named[verb_label(name)].append(name)
    return dict(sorted(named.items(), key=lambda entry: sort_key(entry[0])))


class AuditFilter(FilterForm):
    """Who, what, with which result, from which business day to which (both included)."""

    q = forms.CharField(label=_("Who"), required=False, max_length=80)
    verb = forms.ChoiceField(label=_("What"), required=False)
    outcome = forms.ChoiceField(label=_("Result"), required=False, choices=[ANY, *AuditEvent.Outcome.choices])
    since = VietnameseDateField(label=_("From business day"), required=False)
    until = VietnameseDateField(label=_("To business day"), required=False)
    LOOKUPS = {"verb": "verb__in", "outcome": "outcome", "since": "business_day__gte", "until": "business_day__lte"}

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.verbs = verbs(get_language())
        offer(self, verb=[ANY, *((names[0], label) for label, names in self.verbs.items())])

    def lookups(self) -> dict[str, object]:
        """What the events have to meet."""
        chosen = self.chosen()
        name = search_key(chosen.pop("q", ""))
        if "verb" in chosen:
            chosen["verb"] = self.verbs[verb_label(chosen["verb"])]
        found = {self.LOOKUPS[field]: value for field, value in chosen.items()}
        return found | ({"user__person__search_key__contains": name} if name else {})
