"""Shape of the filter of the audit log."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django import forms
from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilot.overview.selectors import Asked, model_of
from pilot.platform.cases.naming import RowKey, kind_of
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


@cache
def kinds(_language: str | None) -> dict[str, list[str]]:
    """Kinds of things in words in their order, each with all models that go by them."""
    named = defaultdict(list)
    for model in apps.get_models():
        if words := kind_of(model._meta.label):
            named[words].append(model._meta.label)
    return dict(sorted(named.items(), key=lambda entry: sort_key(entry[0])))


class AuditFilter(FilterForm):
    """About what or whom, by whom, what, with which result, from which business day to which (both included)."""

    about = forms.RegexField(r"^[a-z]+\.[a-z]+:[0-9]{1,18}$", required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    thing = forms.CharField(label=_("Name, code or number"), required=False, max_length=80)
    person = forms.CharField(
        label=_("Person concerned"),
        required=False,
        max_length=80,
        help_text=_("What was done to or about this person, and what this person did."),
    )
    q = forms.CharField(label=_("Who"), required=False, max_length=80, help_text=_("Only what this person did."))
    verb = forms.ChoiceField(label=_("What"), required=False)
    outcome = forms.ChoiceField(label=_("Result"), required=False, choices=[ANY, *AuditEvent.Outcome.choices])
    since = VietnameseDateField(label=_("From business day"), required=False)
    until = VietnameseDateField(label=_("To business day"), required=False)
    LOOKUPS = {"verb": "verb__in", "outcome": "outcome", "since": "business_day__gte", "until": "business_day__lte"}

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.verbs, self.kinds = verbs(get_language()), kinds(get_language())
        offer(
            self,
            verb=[ANY, *((names[0], label) for label, names in self.verbs.items())],
            kind=[ANY, *((labels[0].lower(), words) for words, labels in self.kinds.items())],
        )

    def asked(self) -> Asked:
        """What the events have to meet."""
        chosen = self.chosen()
        if "verb" in chosen:
            chosen["verb"] = self.verbs[verb_label(chosen["verb"])]
        asked: Asked = {"columns": {self.LOOKUPS[name]: chosen[name] for name in self.LOOKUPS if name in chosen}}
        if "kind" in chosen:
            asked["kinds"] = self.kinds[kind_of(apps.get_model(chosen["kind"])._meta.label)]
        if key := self.about_key():
            asked["about"] = key
        for name in ("thing", "person", "q"):
            if search_key(chosen.get(name, "")):
                asked[name] = chosen[name]
        return asked

    def about_key(self) -> RowKey | None:
        """The one row that is asked for: label of its model, and its id."""
        label, _colon, pk = str(self.chosen().get("about", "")).partition(":")
        model = model_of(label)
        return (model._meta.label, pk) if model else None
