"""The list of official documents as a workbook."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pilot.platform.documents.book import Line, books
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.resource import ListResource, shown
from pilot.platform.kernel.types import User
from pilot.programme.cases import DOCUMENTS
from pilot.programme.forms.documents import BookFilter, DocumentFilter


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


class NumberBook(ListResource):
    """The book that the page shows under the same filter, whole, with the columns of the printed form."""

    kind, title, event = "number-book", _("Register of outgoing documents"), "export_number_book"
    lists = "documents.OfficialDocument"
    filters = {
        "issuer": _("Issuer"), "year": _("Year"), "kind": _("Kind"), "status": _("State"), "q": _("Number or subject"),
    }  # fmt: skip
    number = shown("number", "Số, ký hiệu văn bản", 22)
    day = shown("day", "Ngày, tháng văn bản", 14)
    subject_line = shown("subject_line", "Tên loại và trích yếu nội dung văn bản", 60)
    signed_by = shown("signed_by", "Người ký", 28)
    sent_to = shown("sent_to", "Nơi nhận văn bản", 40)
    kept_by = shown("kept_by", "Đơn vị, người nhận bản lưu", 18)
    copies = shown("copies", "Số lượng bản", 10)
    note = shown("note", "Ghi chú", 30)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[Line]:
        return BookFilter(query, books(user, on)).lines(OfficialDocument.objects.visible_to(user, on))

    def asked_in_words(self, name: str, value: str) -> str:
        """An issuer by its code."""
        return value.partition("-")[2] if name == "issuer" else value
