"""Shape of what the pages of agreements take in."""

from collections.abc import Mapping, Sequence

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.forms import DaysForm, PaperForm
from pilot.platform.documents.fields import EvidenceField
from pilot.platform.kernel.types import Row
from pilot.platform.ui.forms import PILOT_YEARS, FilterForm, VietnameseDateField
from pilot.programme.forms.choosing import Choosing
from pilot.programme.forms.dated import CorrectForm
from pilot.programme.models import Agency


class PartiesField(forms.ModelMultipleChoiceField):
    """Bodies, each with a box."""

    widget = forms.CheckboxSelectMultiple


class SignedPaperForm(Choosing, PaperForm):
    """What was signed, and by whom."""

    subject = forms.CharField(label=_("Subject"), max_length=300, help_text=_("As printed."))
    parties = PartiesField(Agency.objects.none(), label=_("Parties"))


class AgreementForm(DaysForm, SignedPaperForm):
    field_order: Sequence[str] = (
        "document", "document_date", "subject", "parties", "valid_from", "last_day", "signers", "scan",
    )  # fmt: skip


class CorrectAgreementForm(CorrectForm, AgreementForm):
    scan = EvidenceField(_("Another scan, where the one that is there is wrong"), required=False)
    field_order = (*AgreementForm.field_order, "reason")


class ChangeAgreementForm(SignedPaperForm):
    day = VietnameseDateField(
        label=_("From"), years=PILOT_YEARS, help_text=_("Until the day before, all stays as it was.")
    )
    field_order = ("day", "document", "document_date", "subject", "parties", "signers", "scan")


class AgreementFilter(FilterForm):
    """Agreements of one party."""

    party = forms.ModelChoiceField(Agency.objects.none(), label=_("Party"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Row]) -> None:
        super().__init__(data)
        self.fields["party"].queryset = Agency.objects.filter(agreements__in=rows).distinct().order_by("name")  # type: ignore[attr-defined]

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        party = self.chosen().get("party")
        return rows.filter(parties=party) if party else rows
