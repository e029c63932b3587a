"""The audit log as a workbook."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.overview.forms import AuditFilter
from pilot.overview.presenters import records_of
from pilot.overview.selectors import events_found, log_capacities
from pilot.platform.access.capacity import Capacity
from pilot.platform.cases.naming import kind_of
from pilot.platform.exchange.resource import ListResource, Record, shown
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.types import User
from pilot.platform.ui.tags.lists import shown_value


class AuditList(ListResource):
    """What the page of the log shows under the same filter, the newest first; what is hidden there is hidden here."""

    kind, title, event = "audit-log", _("Audit log"), "export_audit_log"
    lists = "kernel.AuditEvent"
    filters = {
        "about": _("Events about"), "kind": _("Kind of thing"), "thing": _("Name, code or number"),
        "person": _("Person concerned"), "q": _("Who"), "verb": _("What"), "outcome": _("Result"),
        "since": _("From business day"), "until": _("To business day"),
    }  # fmt: skip
    at = shown("said_at", "Thời điểm", 18)
    day = shown("business_day", "Ngày làm việc", 12)
    who = shown("who", "Người thực hiện", 36)
    on_behalf_of = shown("on_behalf_of", "Thay mặt", 24)
    step = shown("title", "Việc", 40)
    kind_of_thing = shown("kind", "Loại", 20)
    thing = shown("thing", "Đối tượng", 40)
    outcome = shown("outcome", "Kết quả", 14)
    reason = shown("reason", "Lý do", 40)
    changes = shown("said", "Thay đổi", 60)
    chain = shown("chain", "Nhật ký", 14)
    seq = shown("seq", "Số", 10)
    digest = shown("hash", "Mã băm", 66)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[AuditEvent]:
        return events_found(user, on, AuditFilter(query).asked())

    def asked_in_words(self, name: str, value: str) -> str:
        form = AuditFilter({name: value})
        if key := form.about_key():
            return kind_of(key[0])
        return str(shown_value(form[name], value))

    def told(self, rows: list[Record]) -> Sequence[Record]:
        return list(records_of(rows))

    def seen_in(self, user: User, on: dt.date) -> Capacity | None:
        return next(iter(log_capacities(user, on)), None)
