"""What already happened on paper: entered by one person, checked by another."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy

from pilot.platform.cases.case import Case
from staffing.models import PaperRecord
from staffing.workflows import paper as w

S = PaperRecord.Status


class PaperCase(Case):
    """The record of an assignment, a recognition or a hand-over that came about on paper."""

    workflow = w.PAPER
    name, plural, prefix = "paper-record", "paper-records", "van-ban-giay/"
    kind, title = gettext_lazy("Recorded from paper"), gettext_lazy("Records from paper")
    select_related = ("agency", "site", "employee__person", "entered_by", "checked_by", "post_office", "pilot")

    due = {w.check_paper_record: Q(status=S.ENTERED)}
    not_by = {w.check_paper_record: "entered_by"}

    def unit(self, row: PaperRecord) -> str:
        return str(row.site)

    def since(self, row: PaperRecord) -> dt.datetime:
        return row.entered_at


PAPER = PaperCase()
