"""The committee's decision that recognises a batch of employees."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy

from pilot.platform.cases.case import Case
from staffing.models import RecognitionDecision
from staffing.workflows import recognition as w

S = RecognitionDecision.Status


class RecognitionCase(Case):
    """A recognition; with a second signature where A24 asks for one."""

    workflow = w.RECOGNITION
    name, plural, prefix = "recognition", "recognitions", "cong-nhan/"
    kind, title = gettext_lazy("Recognition"), gettext_lazy("Recognitions")
    select_related = ("agency", "site", "recognised_by", "cosigned_by", "pilot")

    due = {w.cosign_recognition: Q(status=S.WAITING)}
    not_by = {w.cosign_recognition: "recognised_by"}

    def unit(self, row: RecognitionDecision) -> str:
        return str(row.site)

    def since(self, row: RecognitionDecision) -> dt.datetime:
        return row.recognised_at


RECOGNITION = RecognitionCase()
