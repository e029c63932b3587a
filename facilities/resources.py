"""Leases as a workbook."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from facilities.cases import LEASE
from facilities.forms.lease import LeaseFilter
from facilities.models import FacilityLease
from pilot.platform.exchange.resource import ListResource, shown
from pilot.platform.kernel.types import User


class LeaseList(ListResource):
    """Leases as their list shows them; rent in VND per month."""

    kind, title, event = "leases", _("Leases"), "export_leases"
    lists = "facilities.FacilityLease"
    filters = {"facility__kind": _("Kind of premises"), "status": _("State")}
    facility = shown("facility__name", "Trụ sở", 48)
    number = shown("number", "Số hợp đồng", 20)
    date = shown("date", "Ngày hợp đồng", 14)
    lessee = shown("lessee__name", "Bên thuê", 36)
    first_day = shown("valid_from", "Từ ngày", 12)
    last_day = shown("period__last_day", "Đến hết ngày", 12)
    rent = shown("rent_vnd", "Giá thuê một tháng (đồng)", 20)
    state = shown("get_status_display", "Trạng thái", 30)
    paper = shown("paper_mark", "Văn bản giấy", 50)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[FacilityLease]:
        rows = LEASE.rows(user, on)
        return rows.filter(**LeaseFilter(query, rows).chosen())
