"""Labour contracts as a workbook that is only exported."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from billing.cases import CONTRACT
from billing.forms.contract import ContractFilter
from billing.models import LabourContract
from pilot.platform.exchange.resource import ListResource, shown
from pilot.platform.kernel.types import User


class ContractList(ListResource):
    """Labour contracts as their page shows them; ceiling in VND, VAT included."""

    kind, title, event = "contracts", gettext_lazy("Labour contracts"), "export_contracts"
    lists = "billing.LabourContract"
    filters = {"status": gettext_lazy("State"), "payer__code": gettext_lazy("Payer")}
    site = shown("site__name", "Điểm", 36)
    payer = shown("payer__name", "Bên chi trả", 36)
    provider = shown("provider__name", "Bên cung cấp", 36)
    number = shown("number", "Số hợp đồng", 20)
    date = shown("date", "Ngày hợp đồng", 14)
    first_day = shown("valid_from", "Từ ngày", 12)
    last_day = shown("period__last_day", "Đến hết ngày", 12)
    ceiling = shown("ceiling_vnd", "Giá trị tối đa, gồm thuế (đồng)", 20)
    state = shown("get_status_display", "Trạng thái", 30)
    paper = shown("paper_mark", "Văn bản giấy", 50)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[LabourContract]:
        rows = CONTRACT.rows(user, on)
        return rows.filter(**ContractFilter(query, rows).chosen())
