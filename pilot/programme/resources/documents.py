"""The list of official documents as a workbook."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.resource import ListResource, shown
from pilot.platform.kernel.types import User
from pilot.programme.cases import DOCUMENTS
from pilot.programme.forms.documents import DocumentFilter


class DocumentList(ListResource):
    """What the page of official documents shows under the same filter."""

    kind, title, event = "documents", _("Official documents"), "export_documents"
    lists = "documents.OfficialDocument"
    filters = {"q": _("Number or subject"), "kind": _("Kind"), "status": _("State"), "year": _("Year")}
    number = shown("number", "Số, ký hiệu", 18)
    issued_on = shown("issued_on", "Ngày", 12)
    kind_of_document = shown("title", "Loại văn bản", 36)
    summary = shown("summary", "Trích yếu", 60)
    issuer = shown("issued_by", "Cơ quan ban hành", 36)
    state = shown("get_status_display", "Trạng thái", 24)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> QuerySet[OfficialDocument]:
        rows = DOCUMENTS.rows(user, on)
        return DocumentFilter(query, rows).found(rows)
