"""What a site posts for everybody: the procedures that postal employees do there, and which of them go by post."""

import datetime as dt
from dataclasses import dataclass

from pilot.programme.models import ProcedureChannelLimit, ProcedureHandover, Site, User
from pilot.programme.selectors.places import handovers, with_step_of

POSTAL = ProcedureChannelLimit.Channel.POSTAL


@dataclass
class Posted:
    """A procedure on the list; `by_post` is None where nothing is published about it."""

    row: ProcedureHandover
    by_post: bool | None
    published: str

    @property
    def illustrative(self) -> bool:
        return self.row.illustrative

    @property
    def by_post_in_words(self) -> str:
        return {True: "Có", False: "Không", None: "Chưa có dữ liệu"}[self.by_post]


def posted(site: Site, user: User, on: dt.date, day: dt.date) -> list[Posted]:
    """Each procedure handed over at the site on `day`, by agency, field and code. Four queries.

    QĐ 45/2016/QĐ-TTg, Điều 13: both lists are posted, what goes by public postal service and what does not. Which is
    known from what was published last, whatever the day.
    """
    rows = handovers(site, user, on).select_related("agency", "procedure__field")
    done = [row for row in with_step_of(rows, day) if row.step == ProcedureHandover.Step.HANDED_OVER]
    limits = ProcedureChannelLimit.objects.filter(channel=POSTAL, procedure__in={row.procedure_id for row in done})
    known = {limit.procedure_id: limit for limit in limits.order_by("valid_from")}
    found = [Posted(row, *_of(known.get(row.procedure_id))) for row in done]
    return sorted(found, key=lambda one: (one.row.agency.name, one.row.procedure.field.name, one.row.procedure.code))


def _of(limit: ProcedureChannelLimit | None) -> tuple[bool | None, str]:
    return (limit.offered, limit.source_label) if limit else (None, "")
