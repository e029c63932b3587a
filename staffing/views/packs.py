"""The evidence pack of a withdrawal, and where each page leads to the packs that concern it."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pilot.platform.access.requests import act_of, found_or_404, visible_or_404
from pilot.platform.access.scope import capacity_that_sees
from pilot.platform.access.types import Request
from pilot.platform.cases.lists import page_of
from pilot.platform.kernel.workflow import record
from staffing.cases import WITHDRAWAL
from staffing.models import WithdrawalRequest
from staffing.presenters.packs import file_name, pack_of
from staffing.selectors.packs import SOURCES, packed


@require_safe
def withdrawal_pack(request: Request, pk: int) -> StreamingHttpResponse:
    """One click: everything that the reader may see of the withdrawal, and the log says who took it."""
    user, on = request.user, request.business_day
    row = found_or_404(request, packed(WITHDRAWAL.rows(user, on)), pk=pk)
    pack = pack_of(row, user, on)
    capacity = capacity_that_sees(WithdrawalRequest, user, on)
    record("take_evidence_pack", act_of(request), row, capacity, sha256=pack.code, bytes=pack.size)
    headers = {"Content-Length": str(pack.size), "Content-Disposition": f'attachment; filename="{file_name(row)}"'}
    return StreamingHttpResponse(pack, content_type="application/zip", headers=headers)


@require_safe
def packs_of(request: Request, source: str, pk: int) -> HttpResponse:
    """The withdrawals that rest on a thing, each with its pack: from a person, a counter post, a month, a decision."""
    if source not in SOURCES:
        raise Http404
    kind = SOURCES[source]
    thing = visible_or_404(request, kind.model, pk=pk)
    rows = WITHDRAWAL.rows(request.user, request.business_day).filter(kind.find(thing))
    page = page_of(request, rows, *WITHDRAWAL.ordering)
    context = {
        "thing": thing, "rows": page.rows, "following": page.following,
        "breadcrumb_items": [(_("Withdrawals of civil servants"), reverse("withdrawals")), (_("Evidence packs"), "")],
    }  # fmt: skip
    return render(request, "staffing/packs.html", context)
