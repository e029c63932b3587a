"""Time limits and channels that a list of procedures states, compared with what was published. Nothing is kept."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from pilot.platform.exchange.resource import Row
from pilot.platform.vietnamese import search_key
from pilot.programme.models import ProcedureChannelLimit

Channel, Unit = ProcedureChannelLimit.Channel, ProcedureChannelLimit.Unit
LIMIT = re.compile(r"(\d+) ngay( lam viec)?\b")
NO = frozenset({"", "khong", "k", "0", "muc do 1", "muc do 2", "1", "2"})


def differences(rows: list[Row], on: dt.date) -> None:
    """A remark on each row whose time limit or channels differ from what was published by `on`. One query."""
    codes = {code for row in rows if (code := row.values.get("code")) and _states(row)}
    if not codes:
        return
    published = ProcedureChannelLimit.objects.as_at(on).filter(procedure__code__in=codes).select_related("procedure")
    found = {(limit.procedure.code, Channel(limit.channel)): limit for limit in published}
    for row in rows:
        code = str(row.values.get("code"))
        if direct := found.get((code, Channel.DIRECT)):
            _compare_limit(row, direct)
        for name, channel in (("online", Channel.ONLINE), ("postal", Channel.POSTAL)):
            if (limit := found.get((code, channel))) and not limit.offered and _says_yes(row.values.get(name)):
                words = _("The list says “%(channel)s”; in %(source)s this channel is not offered.")
                row.notes.append(words % {"channel": channel.label, "source": limit.source_label})


def _states(row: Row) -> bool:
    return any(row.values.get(name) for name in ("time_limit", "online", "postal"))


def _compare_limit(row: Row, published: ProcedureChannelLimit) -> None:
    said = LIMIT.search(search_key(row.values.get("time_limit") or ""))
    if said is None or published.value is None:
        return
    unit = Unit.WORKING_DAY if said[2] else Unit.DAY
    if int(said[1]) != published.value or published.unit not in (unit, Unit.UNKNOWN):
        words = _("Time limit in the list: %(given)s; at the counter by %(source)s: %(value)d %(unit)s.")
        known = {"source": published.source_label, "value": published.value, "unit": published.get_unit_display()}
        row.notes.append(words % {"given": row.values["time_limit"], **known})


def _says_yes(text: str | None) -> bool:
    return bool(text) and search_key(text or "") not in NO
