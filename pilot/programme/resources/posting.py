"""The public posting of a site as a workbook."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from pilot.platform.exchange.resource import ListResource, shown
from pilot.platform.kernel.types import User
from pilot.platform.ui.forms import AsOfForm
from pilot.programme.models import Site
from pilot.programme.selectors.posting import Posted, posted


class SitePosting(ListResource):
    """The procedures that the posting of the site in the address names, on its day."""

    kind, title, event = "posting", _("Public posting of a site"), "export_posting"
    lists = "pilot.ProcedureHandover"
    filters = {"site": _("Site"), "ngay": _("Day")}
    code = shown("row__procedure__code", "Mã TTHC", 14)
    name = shown("row__procedure__name", "Tên TTHC", 70)
    field = shown("row__procedure__field__name", "Lĩnh vực", 28)
    agency = shown("row__agency__name", "Cơ quan giải quyết", 36)
    by_post = shown("by_post_in_words", "Qua dịch vụ bưu chính công ích", 22)

    def exported(self, user: User, on: dt.date, query: dict[str, str]) -> list[Posted]:
        site = Site.objects.visible_to(user, on).filter(code=query.get("site", "")).first()
        asked = AsOfForm(query)
        day = asked.cleaned_data["ngay"] if asked.is_valid() else None
        return posted(site, user, on, day or on) if site else []
