"""Filters of the programme's lists and the shape of its decisions."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm
from pilot.platform.cases.forms import ReasonForm
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.kernel.types import Inputs
from pilot.platform.ui.forms import ANY, PILOT_YEARS, FilterForm, VietnameseDateField
from pilot.programme.forms.choosing import Choosing, offer
from pilot.programme.forms.dated import GroundField
from pilot.programme.models import AdminLevel, Agency, Inconsistency, Pilot, ProgrammeChange, User
from pilot.programme.selectors import catalogue

Rule = Agency.WithdrawalRule
SECTION_LINE = re.compile(r"(?P<section>.*?[^\s:;=→])[\s:;=→]+(?:tr(?:ang|\.)? ?)?(?P<page>\d{1,4})")


class ProcedureFilter(FilterForm):
    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)
    field = forms.ChoiceField(label=_("Field"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    illustrative = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[ANY, ("no", _("from the national catalogue")), ("yes", _("illustrative"))],
    )  # fmt: skip

    def __init__(self, data: Mapping[str, str], user: User, on: dt.date) -> None:
        super().__init__(data)
        fields = [(str(f.pk), f.name) for f in catalogue.fields(user, on)]
        agencies = [(a.code, a.name) for a in catalogue.agencies_with_sets(user, on)]
        offer(self, field=[ANY, *fields], agency=[ANY, *agencies])


class DocumentFilter(FilterForm):
    q = forms.CharField(label=_("Number, subject or issuer"), required=False, max_length=80)
    issuer = forms.ChoiceField(label=_("Issuer"), required=False)

    def __init__(self, data: Mapping[str, str], user: User, on: dt.date) -> None:
        super().__init__(data)
        offer(self, issuer=[ANY, *((name, name) for name in catalogue.document_issuers(user, on))])


class ScanForm(KeyedForm):
    """The scan of a cited document, and on which page its sections begin."""

    file = EvidenceField(label=_("Scan or file of the document (PDF)"))
    pages = forms.CharField(
        label=_("Sections and their pages"),
        required=False,
        max_length=4000,
        help_text=_("A line each: the section as the citations write it, then the page, for example: III-a.3.1 12"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=_("Only when it takes the place of a scan that is there already."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_pages(self) -> dict[str, int]:
        """Section → page."""
        lines = [text for line in self.cleaned_data["pages"].splitlines() if (text := " ".join(line.split()))]
        found = [SECTION_LINE.fullmatch(line) for line in lines]
        wrong = [line for line, match in zip(lines, found, strict=True) if match is None or not int(match["page"])]
        if wrong:
            words = _("Write a section and its page, for example: III-a.3.1 12. Not understood: %(lines)s")
            raise forms.ValidationError(words % {"lines": "; ".join(wrong)})
        return {match["section"]: int(match["page"]) for match in found if match}

    def inputs(self) -> Inputs:
        return {"upload": self.cleaned_data["file"], "pages": self.cleaned_data["pages"]}


class QuestionFilter(FilterForm):
    q = forms.CharField(label=_("Code or words"), required=False, max_length=80)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Inconsistency.Status.choices])
    pilot = forms.ChoiceField(label=_("Pilot"), required=False)

    def __init__(self, data: Mapping[str, str], user: User, on: dt.date) -> None:
        super().__init__(data)
        pilots = Pilot.objects.visible_to(user, on)
        offer(self, pilot=[ANY, *((p.code, p.province) for p in pilots)])


class AdminUnitFilter(FilterForm):
    q = forms.CharField(label=_("Name or code"), required=False, max_length=80)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[ANY, *AdminLevel.choices])
    on = VietnameseDateField(label=_("In existence on"), required=False)


# --- decisions ------------------------------------------------------------------------------------


class AdoptRulesForm(Choosing, ReasonForm):
    source = forms.ModelChoiceField(
        label=_("Rules of the pilot"), queryset=Pilot.objects.none(), to_field_name="code", empty_label=None
    )
    field_order = ("source", "reason")


class ConfirmChangesForm(KeyedForm):
    """Proposed changes, ticked by a second person who has read them."""

    changes = forms.ModelMultipleChoiceField(
        ProgrammeChange.objects.none(), label=_("Proposed changes"),
        error_messages={"required": _("Tick a change at least.")},
    )  # fmt: skip

    def __init__(self, *args: Any, changes: list[ProgrammeChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, changes=ProgrammeChange.objects.filter(pk__in=[change.pk for change in changes]))


OTHER = "khac"  # none of the answers that a question has


class SettleForm(KeyedForm):
    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    day = VietnameseDateField(
        label=_("From"), required=False, years=PILOT_YEARS,
        help_text=_("From this day on what follows from the answer holds; needed where something follows."),
    )  # fmt: skip
    settlement = forms.CharField(
        label=_("In words"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("What the document says. Empty: the answer that is chosen."),
    )  # fmt: skip
    document = GroundField(
        label=_("Document"),
        help_text=_("Number, date and issuer of the document that gives the answer."),
    )  # fmt: skip
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, question: Inconsistency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says = {one["key"]: one["says"] for one in question.answers}
        offer(self, answer=[*self.says.items(), (OTHER, _("Another answer; nothing follows from it here"))])
        if not question.answers:
            del self.fields["answer"], self.fields["day"]

    def clean_answer(self) -> str:
        chosen: str = self.cleaned_data["answer"]
        return "" if chosen == OTHER else chosen

    def clean_settlement(self) -> str:
        said: str = self.cleaned_data["settlement"]
        return said or self.says.get(self.cleaned_data.get("answer", ""), "")
