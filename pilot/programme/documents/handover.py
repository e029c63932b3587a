"""The minutes of hand-over of an agency's procedures at a site, as they are printed to be signed.

They are made before the step is entered: the number that the parties give them is the basis of that step.
Source: KH giai đoạn II, III-a.3.1.1 (R09); NĐ 30/2020/NĐ-CP, Mẫu 1.9.
"""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from pilot.platform.documents.unbroken import unbroken
from pilot.platform.documents.wording import written
from pilot.platform.vietnamese import document_date
from pilot.programme.documents.citing import grounds
from pilot.programme.documents.letterhead import full_name, letterhead, place_of, symbol
from pilot.programme.models import Agency, LegalDocument, Site
from pilot.programme.selectors.handover import LadderLine

COLUMNS = [
    {"label": "TT", "align": "center"},
    {"label": "Mã thủ tục", "align": "center"},
    {"label": "Tên thủ tục hành chính", "align": ""},
    {"label": "Lĩnh vực", "align": ""},
]


def handover_html(agency: Agency, site: Site, lines: list[LadderLine], day: dt.date) -> str:
    """The minutes about these procedures on the day, marked MINH HỌA where anything in them is."""
    office = Agency.objects.as_at(day).filter(pilot=site.pilot, kind=Agency.Kind.POST_OFFICE).first()
    facts = {
        "grounds": grounds(site.pilot, day, LegalDocument.Topic.ONE_STOP),
        "day": document_date(day),
        "site": site.name,
        "agency": full_name(agency),
        "post_office": office.name if office else "Bưu điện tỉnh",
        "count": len(lines),
        "table": {"columns": COLUMNS, "rows": [_cells(i, line) for i, line in enumerate(lines, 1)]},
    }
    with translation.override("vi"):
        context = {**letterhead(site), **facts, **written("pdf/texts/handover_minutes.txt", facts)}
        context |= {
            "summary": f"Bàn giao thủ tục hành chính tại {site.name}",
            "number": f"…… /{symbol('BB', site)}",
            "date_line": document_date(day, place_of(site)),
            "illustrative": settings.DEMO or any(line.handover and line.handover.illustrative for line in lines),
            "signatories": [{"lines": [side]} for side in ("Bên giao", "Bên nhận", "Chứng kiến")],
        }
        return unbroken(render_to_string("pdf/minutes.html", context))


def _cells(number: int, line: LadderLine) -> list[str]:
    procedure = line.procedure
    return [str(number), procedure.code, procedure.name, procedure.field.name]
