"""Cells of the list of accounts: user names, e-mail addresses, roles as offices write them."""

import re

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from pilot.platform.access.roles import Role
from pilot.platform.exchange.reading import Cell
from pilot.platform.exchange.widgets import ChoiceWidget, TextWidget
from pilot.platform.text import account_key
from pilot.platform.ui.forms import MailField

USER_NAME = re.compile(r"[a-z0-9._-]{3,60}")
OFFICES_WRITE = {
    "Thủ trưởng": Role.AGENCY_HEAD, "Thủ trưởng đơn vị": Role.AGENCY_HEAD, "Giám đốc Sở": Role.AGENCY_HEAD,
    "Thủ trưởng cơ quan": Role.AGENCY_HEAD, "Lãnh đạo cơ quan": Role.AGENCY_HEAD, "Trưởng ban": Role.COMMITTEE_HEAD,
    "Chủ tịch UBND huyện": Role.DISTRICT_CHAIRMAN, "Chủ tịch huyện": Role.DISTRICT_CHAIRMAN,
    "Chủ tịch UBND cấp huyện": Role.DISTRICT_CHAIRMAN, "Chủ tịch UBND thị xã": Role.DISTRICT_CHAIRMAN,
    "Chủ tịch UBND thành phố": Role.DISTRICT_CHAIRMAN, "Giám đốc Trung tâm": Role.CENTRE_DIRECTOR,
    "Giám đốc Trung tâm HCC": Role.CENTRE_DIRECTOR, "Giám đốc Trung tâm Hành chính công": Role.CENTRE_DIRECTOR,
    "Kế toán": Role.PAYER, "Kế toán trưởng": Role.PAYER, "Chi trả": Role.PAYER, "Quản trị": Role.ADMINISTRATOR,
    "Quản trị viên": Role.ADMINISTRATOR, "Quản trị hệ thống": Role.ADMINISTRATOR, "Tổ Giúp việc": Role.SECRETARIAT,
    "Thành viên Tổ Giúp việc": Role.SECRETARIAT, "Trưởng Ban Chỉ đạo": Role.COMMITTEE_HEAD,
    "Bưu điện": Role.POST_OFFICE_HR, "Nhân sự Bưu điện": Role.POST_OFFICE_HR, "UBND tỉnh": Role.PROVINCIAL_DECIDER,
    "Chủ tịch UBND tỉnh": Role.PROVINCIAL_DECIDER, "Văn phòng UBND tỉnh": Role.PROVINCIAL_OFFICE,
    "Chánh Văn phòng UBND tỉnh": Role.PROVINCIAL_OFFICE, "Tài chính": Role.FINANCE_OFFICER,
    "Cán bộ văn thư": Role.CLERK, "Nhân viên văn thư": Role.CLERK, "Văn thư cơ quan": Role.CLERK,
    "Cán bộ tài chính": Role.FINANCE_OFFICER, "Thanh tra": Role.AUDITOR, "Kiểm tra": Role.AUDITOR,
}  # fmt: skip


class UserNameWidget(TextWidget):
    """The name of an account, in lower case; its shape is that of the form."""

    texts = True

    def read(self, value: Cell) -> str:
        name = account_key(super().read(value))
        if not USER_NAME.fullmatch(name):
            raise ValueError(_("Use 3 to 60 lower-case letters without marks, digits, dots or hyphens."))
        return name


class MailWidget(TextWidget):
    """One e-mail address, as the form takes it."""

    def read(self, value: Cell) -> str:
        try:
            address: str = MailField().clean(super().read(value))
        except forms.ValidationError as wrong:
            raise ValueError(" ".join(wrong.messages)) from None
        return address


def role_widget() -> ChoiceWidget:
    """The roles by their Vietnamese names, and by what offices write."""
    with translation.override("vi"):
        return ChoiceWidget(Role.choices, {text: role.value for text, role in OFFICES_WRITE.items()})
