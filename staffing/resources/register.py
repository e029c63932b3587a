"""The table of all withdrawals with what is out of the ordinary about them, as a workbook."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy

from pilot.platform.exchange.resource import ListResource, Record, shown
from pilot.platform.kernel.types import User
from pilot.platform.ui.tags.lists import shown_value
from staffing.cases.register import REGISTER
from staffing.forms.register import RegisterFilter
from staffing.models import WithdrawalRequest
from staffing.presenters import exceptions as said


class RegisterList(ListResource):
    """What the page of the table shows under the same filter, a column each."""

    kind, event = "withdrawal-register", "export_withdrawal_register"
    title = gettext_lazy("Withdrawals and what is out of the ordinary")
    lists = "staffing.WithdrawalRequest"
    filters = {
        "status": gettext_lazy("State"), "route": gettext_lazy("Route"), "post__site__code": gettext_lazy("Site"),
        "exception": gettext_lazy("Out of the ordinary"), "decider": gettext_lazy("Who decided"),
    }  # fmt: skip
    post = shown("post__name", "Vị trí", 36)
    agency = shown("post__agency__name", "Cơ quan", 36)
    site = shown("post__site__name", "Điểm", 36)
    effective_on = shown("effective_on", "Ngày hiệu lực", 14)
    state = shown("state", "Trạng thái", 30)
    decided_on = shown("decision__decided_on", "Ngày quyết định", 14)
    decider = shown("said_decided_by", "Người quyết định", 36)
    capacity = shown("said_decided_as", "Tư cách", 36)
    warnings = shown("said_warnings", "Cảnh báo đã chấp nhận, lý do", 60)
    broken = shown("said_breaks", "Gián đoạn từ khi quyết định", 60)
    exempt = shown("said_exemption", "Miễn trừ", 40)
    paper = shown("paper_mark", "Văn bản giấy", 50)
    both = shown("said_both_sides", "Một người hai vai (A31)", 60)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[WithdrawalRequest]:
        rows = REGISTER.rows(user, on)
        return RegisterFilter(query, rows).found(rows)

    def told(self, rows: list[Record]) -> Sequence[Record]:
        """In words, and several of them on lines of their own."""
        for row in rows:
            row.said_decided_by, row.said_decided_as = said.decided_by(row), said.decided_as(row)
            row.said_exemption, row.said_both_sides = said.exemption(row), "\n".join(said.both_sides(row))
            row.said_warnings, row.said_breaks = "\n".join(said.warnings(row)), "\n".join(said.breaks(row))
        return rows

    def asked_in_words(self, name: str, value: str) -> str:
        if name == "decider":  # whose name only the page knows that its reader may see
            return gettext("as chosen on the page")
        return str(shown_value(RegisterFilter({name: value}, WithdrawalRequest.objects.none())[name], value))
