"""All withdrawals with what is out of the ordinary about them, in one table: for the auditor, and for whoever decided.

The rows, rights and pages are those of the withdrawal; only the columns and the filter are others.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from pilot.platform.access.types import Request
from pilot.platform.cases.lists import Column
from pilot.platform.kernel.types import TemplateContext, User
from pilot.platform.ui.shapes import Action
from staffing.cases.withdrawal import WITHDRAWAL, WithdrawalCase, my_decisions
from staffing.forms.register import RegisterFilter
from staffing.models import WithdrawalRequest
from staffing.presenters import exceptions as said
from staffing.selectors.exceptions import with_exceptions


def lines_of(say: Callable[[WithdrawalRequest], list[str]]) -> Callable[[WithdrawalRequest], str]:
    """The lines in one cell."""
    return lambda row: " ".join(say(row))


class RegisterCase(WithdrawalCase):
    """Who decided in which capacity, warnings accepted, breaks since, exemptions, paper, both sides in one person."""

    plural, title = "withdrawal-register", gettext_lazy("Withdrawals and what is out of the ordinary")
    exports = "withdrawal-register"
    list_display: Sequence[Column] = (
        Column("vi-tri", gettext_lazy("Counter post"), "post__name", always=True, value=lambda row: row.post),
        Column("hieu-luc", gettext_lazy("Day of effect"), "effective_on"),
        Column("trang-thai", gettext_lazy("State"), "status", value=lambda row: row.state),
        Column("nguoi-quyet-dinh", gettext_lazy("Who decided"), value=said.decided_by),
        Column("tu-cach", gettext_lazy("In which capacity"), "decided_as", value=said.decided_as),
        Column("canh-bao", gettext_lazy("Warnings accepted, reason"), "warned", value=lines_of(said.warnings)),
        Column("gian-doan", gettext_lazy("Cover broken since"), "breaks", value=lines_of(said.breaks)),
        Column("mien-tru", gettext_lazy("Exemption"), "exempt", value=said.exemption),
        Column("giay", gettext_lazy("From paper"), "on_paper", value=lambda row: row.paper_mark),
        Column("hai-vai", gettext_lazy("Both sides in one person"), value=lines_of(said.both_sides)),
    )
    list_filter = RegisterFilter

    def rows(self, user: User, on: dt.date) -> QuerySet[WithdrawalRequest]:
        people = ("decision__decided_by__person", "decision__on_behalf_of__person")
        rows = with_exceptions(super().rows(user, on)).select_related(*self.select_related, *people)
        return rows.prefetch_related("decision__breaks")

    def list_context(self, request: Request) -> TemplateContext:
        requests = Action(gettext("Withdrawals of civil servants"), reverse("withdrawals"))
        return {"actions": [requests, *my_decisions(WITHDRAWAL.rows(request.user, request.business_day), request)]}


REGISTER = RegisterCase()
