"""Shape of what the withdrawal pages take in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.access.forms import KeyedForm, SignedForm
from pilot.platform.cases.forms import StatusFilter, StepForm
from pilot.platform.cases.paper.forms import PaperForm
from pilot.platform.kernel.types import Row
from pilot.platform.ui.forms import ANY, PILOT_YEARS, VietnameseDateField
from pilot.programme.forms.choosing import offer
from staffing.models import WithdrawalRequest

Status = WithdrawalRequest.Status

WAITING, IN_EFFECT = "waiting", str(Status.EFFECTIVE)  # what was issued, by whether its day has come


class WithdrawalFilter(StatusFilter):
    """State, route and site, among the requests that the reader sees, each with the `today` of its list."""

    route = forms.ChoiceField(label=_("Route"), required=False, choices=[ANY, *WithdrawalRequest.Route.choices])
    post__site__code = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, data: Mapping[str, str], rows: QuerySet[Model]) -> None:
        super().__init__(data, rows)
        states = [choice for choice in Status.choices if choice[0] != Status.EFFECTIVE]
        issued = [(WAITING, _("issued, waiting for its day")), (IN_EFFECT, _("in effect"))]
        offer(self, status=[ANY, *states, *issued])
        sites = rows.order_by("post__site__name").values_list("post__site__code", "post__site__name").distinct()
        offer(self, post__site__code=[ANY, *sites])

    def found(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        chosen = self.chosen()
        if chosen.get("status") not in (WAITING, IN_EFFECT):
            return rows.filter(**chosen)
        come = Q(effective_on__lte=F("today"))
        rows = rows.filter(come if chosen["status"] == IN_EFFECT else ~come)
        return rows.filter(**chosen | {"status": Status.EFFECTIVE})


class DraftForm(KeyedForm):
    effective_on = VietnameseDateField(label=_("First day without the civil servants"), years=PILOT_YEARS)
    proposal_document = forms.CharField(
        label=_("Proposal: number and date"), max_length=120, required=False,
        help_text=_("For example 88/STC-VP ngày 10/06/2021. It may also be entered when you submit."),
    )  # fmt: skip


class PaperWithdrawalForm(PaperForm):
    document = forms.CharField(label=_("Decision: number and issuer"), max_length=120)
    effective_on = VietnameseDateField(label=_("First day without the civil servants"), years=PILOT_YEARS)
    proposal_document = forms.CharField(label=_("Proposal: number and date"), max_length=120, required=False)


class WarnedForm(StepForm):
    """`warned`: a condition warns, and then a reason is needed."""

    def __init__(self, *args: Any, warned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if warned:
            reason = self.fields["reason"]
            reason.required, reason.label, reason.help_text = True, _("Reason"), _("Needed: a warning stands.")


class AgreeForm(SignedForm, WarnedForm):
    """Agreement or advice, signed."""


class SubmitForm(WarnedForm):
    """`by_province`: the proposal is needed (R10)."""

    proposal_document = forms.CharField(label=_("Proposal: number and date"), max_length=120, required=False)

    def __init__(self, *args: Any, by_province: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed_at_times = ("proposal_document",) if by_province else ()
