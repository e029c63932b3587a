"""Shape of what the pages of imports and exports take in."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.exchange.columns import MAPPED, UNREAD
from pilot.platform.exchange.guard import MAX_FILE, MAX_ROWS, MIB
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.questions import Answers, Question
from pilot.platform.exchange.resource import resource


class UploadForm(KeyedForm):
    workbook = forms.FileField(
        label=_("Workbook"),
        max_length=150,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text=_("Excel (.xlsx, .xls) or CSV, at most %(size)d MB and %(rows)s rows.")
        % {"size": MAX_FILE // MIB, "rows": f"{MAX_ROWS:,}".replace(",", ".")},
    )


class QuestionsForm(KeyedForm):
    """What the list asks, as one form: what is open, what is only offered, how each column is read.

    A question that is left open stays open.
    """

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, batch: ImportBatch, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"row_version": batch.row_version})
        self.asked, self.answered = batch.asked, batch.options
        self.known = resource(batch.kind).columns
        self.not_kept = {said["letter"] for said in batch.decisions if said["state"] == "idle"}
        for question in self.asked:
            self.fields[question.name] = _field_of(question, batch.options)

    def answers(self) -> dict[str, str]:
        """Name of each answered question → the choice.

        A default that nobody touched is no answer: at the next check the question may be about something else.
        """
        chosen = {one: self.cleaned_data[one.name] for one in self.asked if self.cleaned_data[one.name]}
        return {one.name: said for one, said in chosen.items() if said != one.default or one.name in self.answered}

    @property
    def waiting(self) -> list[forms.BoundField]:
        """Questions without a default, answered or not: the list waits for them."""
        return [self[one.name] for one in self.asked if not one.default]

    @property
    def offered(self) -> list[forms.BoundField]:
        return [self[one.name] for one in self.asked if one.default and not one.name.startswith(MAPPED)]

    @property
    def unread(self) -> list[forms.BoundField]:
        """Columns whose heading says nothing: read only if the reader says as what."""
        return [self[one.name] for one in self.asked if self._is_unread(one)]

    @property
    def columns(self) -> list[forms.BoundField]:
        """The others: read as their heading says, or known and not kept. Days of a month would hide the rest."""
        rest = [one for one in self.asked if one.name.startswith(MAPPED) and not self._is_unread(one)]
        return [self[one.name] for one in rest if one.name in self.answered or not self._is_alike(one)]

    def _is_alike(self, one: Question) -> bool:
        """Whether it is one of many columns that are alike, as its heading says."""
        column = self.known.get(one.default)
        return column is not None and column.said != column.heading

    def _is_unread(self, one: Question) -> bool:
        return one.name.startswith(MAPPED) and one.default == UNREAD and one.where not in self.not_kept


def _field_of(question: Question, answers: Answers) -> forms.ChoiceField:
    """What waits for an answer stands open, with none of the choices taken for the reader."""
    waits = not question.default
    column = question.where and not waits
    return forms.ChoiceField(
        label=f"{question.where}: {question.words}" if column else question.words,
        choices=[*question.choices],
        initial=question.answer(answers),
        required=False,
        widget=forms.RadioSelect if waits else forms.Select,
    )


class GoodRowsForm(SignedForm):
    """The signature of who writes the rows without errors and leaves the others out."""

    without_errors = forms.CharField(widget=forms.HiddenInput, initial="1")


class UndoForm(KeyedForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ExportForm(KeyedForm):
    form = forms.ChoiceField(
        label=_("Kind of file"), widget=forms.RadioSelect, initial="xlsx",
        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV (UTF-8)")],
    )  # fmt: skip


class PersonalExportForm(ExportForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Personal data leave the system with this file. The reason is kept in the record."),
    )
